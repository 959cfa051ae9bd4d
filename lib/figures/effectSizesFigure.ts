import type { Figure, Trace } from "./figure.js";
import { axis, layout, published } from "./look.js";
import { notice } from "./notice.js";

/** An effect in our networks, and the published one, in the same unit. */
export interface EffectSize {
  label: string;
  /** Of our networks. */
  profile: string;
  published: number;
  /** Mean over our networks; ends of its confidence interval, null where there are too few networks. */
  ours: { mean: number; low: number | null; high: number | null };
}

/** Most characters of a label in one line. */
const labelWidth = 62;

/** What is drawn, in multiples of the published effect; beyond, a triangle points the way. */
const range = [-1.5, 3.5] as const;

/**
 * Our effects as shares of the published ones, with 95 % confidence intervals: 1 is as large as published, 0 no effect,
 * below 0 the opposite. A symbol per profile, which the legend shows as such; open where there are too few networks for an
 * interval.
 */
export function effectSizesFigure(effects: readonly EffectSize[]): Figure {
  const labels = [...new Set(effects.map(({ label }) => label))];
  const profiles = [...new Set(effects.map(({ profile }) => profile))];
  const cut = (value: number) => Math.min(range[1], Math.max(range[0], value));
  const data = profiles.flatMap((profile, p): Trace[] => {
    const own = effects.filter((effect) => effect.profile === profile);
    const symbol = ["circle", "diamond", "square"][p % 3];
    const height = ({ label }: EffectSize) => labels.length - labels.indexOf(label) - p * 0.25;
    const shares = own.map((effect) => effect.ours.mean / effect.published);
    const name = `ours, ${profile} profile`;
    return [
      {
        ...{ type: "scatter", mode: "markers", name, legendgroup: name },
        ...{ x: [null], y: [null], marker: { color: "#444444", size: 9, symbol }, hoverinfo: "skip" },
      },
      {
        type: "scatter",
        mode: "lines",
        name: "95 % confidence",
        showlegend: false,
        x: own.flatMap(({ ours: { low, high }, published: theirs }) =>
          low === null || high === null ? [] : [cut(low / theirs), cut(high / theirs), null],
        ),
        y: own.flatMap((effect) => (effect.ours.low === null ? [] : [height(effect), height(effect), null])),
        line: { color: "#444444", width: 1.5 },
        hoverinfo: "skip",
      },
      {
        type: "scatter",
        mode: "markers",
        name,
        legendgroup: name,
        showlegend: false,
        x: shares.map(cut),
        y: own.map(height),
        text: own.map(({ label }) => label),
        marker: {
          color: "#444444",
          size: 9,
          symbol: own.map(({ ours }, i) => {
            if (shares[i] > range[1]) return "triangle-right";
            if (shares[i] < range[0]) return "triangle-left";
            return ours.low === null ? `${symbol}-open` : symbol;
          }),
        },
        customdata: shares,
        hovertemplate: "%{text}: %{customdata:.2f} of what was published<extra></extra>",
      },
    ];
  });
  const line = (x: number, color: string, dash: string) => ({
    type: "line",
    yref: "paper",
    ...{ x0: x, x1: x, y0: 0, y1: 1, layer: "below" },
    line: { color, width: 1.5, dash },
  });
  return {
    data,
    layout: layout({
      height: 130 + 42 * Math.max(2, labels.length),
      showlegend: profiles.length > 0,
      legend: { orientation: "h", x: 0, y: 1, yanchor: "bottom" },
      margin: { l: 420, r: 30, t: 50, b: 60 },
      xaxis: axis("ours / published", { range: [range[0] - 0.1, range[1] + 0.1], zeroline: false }),
      yaxis: axis("", {
        tickvals: labels.map((_, i) => labels.length - i),
        ticktext: labels.map(inLines),
        range: [0.2, Math.max(1, labels.length) + 0.6],
        zeroline: false,
      }),
      shapes: [line(0, "#AAAAAA", "dot"), line(1, published.colour, "solid")],
      annotations: effects.length === 0 ? [notice("nothing to compare yet")] : [],
    }),
  };
}

/** A label in lines that fit beside the axis. */
function inLines(label: string): string {
  const lines = [""];
  for (const word of label.split(" ")) {
    const last = lines[lines.length - 1];
    if (last !== "" && last.length + word.length >= labelWidth) lines.push(word);
    else lines[lines.length - 1] = last === "" ? word : `${last} ${word}`;
  }
  return lines.join("<br>");
}
