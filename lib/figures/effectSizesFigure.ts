import type { EffectSize } from "../claims/effectSizes.js";
import { grouped } from "../grouped.js";
import { mustBeRows } from "../mustBe.js";
import type { Figure, Trace } from "./figure.js";
import { axis, layout, published } from "./look.js";
import { notice } from "./notice.js";

/** Most characters of a label, and of a note in small letters, in one line. */
const [labelWidth, noteWidth] = [62, 74];
const [labelLine, noteLine] = [17, 14];

/**
 * What is drawn, in multiples of the published effect; beyond, a triangle points the way, an arrow that of an interval.
 */
const range = [-1.5, 3.5] as const;

/**
 * Our effects as shares of the published ones, with 95 % confidence intervals: 1 is as large as published, 0 no effect,
 * below 0 the opposite. A symbol per profile, which the legend shows as such; open where there are too few networks for
 * an interval. An interval that is cut ends in an arrow. Below each label stands what the published value is of.
 *
 * @throws RangeError if an effect lacks a field
 */
export function effectSizesFigure(effects: readonly EffectSize[]): Figure {
  mustBeRows("effects", effects, { label: "a string", profile: "a string", published: "a number", ours: "an object" });
  const labels = [...new Set(effects.map(({ label }) => label))];
  const profiles = [...new Set(effects.map(({ profile }) => profile))];
  const ticks = labels.map((label) => tickText(effects.filter((effect) => effect.label === label)));
  const cut = (value: number) => Math.min(range[1], Math.max(range[0], value));
  const data = profiles.flatMap((profile, p): Trace[] => {
    const own = effects.filter((effect) => effect.profile === profile);
    const symbol = ["circle", "diamond", "square"][p % 3];
    const height = ({ label }: EffectSize) => labels.length - labels.indexOf(label) - p * 0.25;
    const shares = own.map((effect) => effect.ours.mean / effect.published);
    const name = `ours, ${profile} profile`;
    const goingOn = own.flatMap((effect, i) => {
      const { low, high } = effect.ours;
      if (low === null || high === null) return [];
      return [low / effect.published, high / effect.published].flatMap((end) => {
        const isBeside = cut(shares[i]) !== cut(end); // otherwise the triangle of the mean is there
        return end !== cut(end) && isBeside ? [{ end, effect, side: end > range[1] ? "right" : "left" }] : [];
      });
    });
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
      ...(goingOn.length === 0
        ? []
        : [
            {
              ...({ type: "scatter", mode: "markers", name: "95 % confidence goes on", showlegend: false } as const),
              x: goingOn.map(({ end }) => cut(end)),
              y: goingOn.map(({ effect }) => height(effect)),
              text: goingOn.map(({ effect }) => effect.label),
              marker: { color: "#444444", size: 10, symbol: goingOn.map(({ side }) => `arrow-${side}`) },
              customdata: goingOn.map(({ end }) => end),
              hovertemplate: "%{text}: 95 % confidence goes on to %{customdata:.2f}<extra></extra>",
            },
          ]),
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
  const isWithout = effects.some(({ ours }) => ours.low === null);
  return {
    data,
    meaning:
      effects.length === 0
        ? []
        : [
            "At 1 an effect is as large as published, at 0 there is none.",
            `Lines: 95 % confidence intervals${isWithout ? "; open: too few networks for one" : ""}.`,
          ],
    layout: layout({
      height: 130 + rowHeight(ticks) * Math.max(2, labels.length),
      showlegend: profiles.length > 0,
      legend: { orientation: "h", x: 0, y: 1, yanchor: "bottom" },
      margin: { l: 420, r: 30, t: 50, b: 60 },
      xaxis: axis("ours / published", { range: [range[0] - 0.1, range[1] + 0.1], zeroline: false }),
      yaxis: axis("", {
        tickvals: labels.map((_, i) => labels.length - i),
        ticktext: ticks,
        range: [0.2, Math.max(1, labels.length) + 0.6],
        zeroline: false,
      }),
      shapes: [line(0, "#AAAAAA", "dot"), line(1, published.colour, "solid")],
      annotations: effects.length === 0 ? [notice("nothing to compare yet")] : [],
    }),
  };
}

/** The label of a row, and in small letters what the published value is of; of which profile, where these differ. */
function tickText(effects: readonly EffectSize[]): string {
  const notes = grouped(
    effects.filter(({ note = "" }) => note !== ""),
    ({ note }) => note,
  );
  const texts = [...notes].map(([note, own]) => {
    return notes.size === 1 ? `${note}` : `${note} (${own.map(({ profile }) => profile).join(", ")})`;
  });
  const label = inLines(effects[0].label, labelWidth).map((line) => line.replace("τ_net", "τ<sub>net</sub>"));
  if (texts.length === 0) return label.join("<br>");
  const small = inLines(`${published.label}: ${texts.join("; ")}`, noteWidth).map(
    (line) => `<span style="font-size:11px;color:#777777">${line}</span>`,
  );
  return [...label, ...small].join("<br>");
}

/** Of every row, so that the one with the most lines has room. */
function rowHeight(ticks: readonly string[]): number {
  const heights = ticks.map((tick) => {
    const lines = tick.split("<br>");
    const small = lines.filter((line) => line.startsWith("<span")).length;
    return (lines.length - small) * labelLine + small * noteLine;
  });
  return 8 + Math.max(34, ...heights);
}

/** A text in lines that fit beside the axis. */
function inLines(text: string, width: number): string[] {
  const lines = [""];
  for (const word of text.split(" ")) {
    const last = lines[lines.length - 1];
    if (last !== "" && last.length + word.length >= width) lines.push(word);
    else lines[lines.length - 1] = last === "" ? word : `${last} ${word}`;
  }
  return lines;
}
