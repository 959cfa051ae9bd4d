import type { Spectrum } from "../dynamics/spectrum.js";
import { grouped } from "../grouped.js";
import { checkOptionsOf } from "../knownFields.js";
import { mustBeRows } from "../mustBe.js";
import { conditionsOf, withDifference } from "./condition.js";
import { eigenvalueReach } from "./eigenvalueReach.js";
import type { Figure, Trace } from "./figure.js";
import type { LettersOption } from "./letters.js";
import { logAxis, valuesAlong } from "./logAxis.js";
import { axis, layout, panelLetter } from "./look.js";
import { networksMeaning } from "./networksMeaning.js";
import { notice } from "./notice.js";
import { overNetworks } from "./overNetworks.js";
import { shownCurricula } from "./shownNames.js";
import type { ShownNetwork } from "./shownNetwork.js";
import { networkFields } from "./shownNetwork.js";

/** Fixed points, or 2-cycles, of a network under constant input. */
export interface FixedPointsRow extends ShownNetwork {
  readonly curriculum: string;
  readonly seed: number;
  /** Largest N solved. */
  readonly n: number;
  /** The constant input, 0 or 1. */
  readonly input: number;
  /** 1 for fixed points, 2 for 2-cycles. */
  readonly period: number;
  /** Share of starts that end in a stable one. */
  readonly endShare: number;
  /** Largest absolute eigenvalue per step, of the one that most starts end in; if none do, of the least unstable. */
  readonly radius: number | null;
  /** Timescale of the slowest decay to it, in steps; null if it is not stable. */
  readonly timescale: number | null;
}

const inputs = [0, 1] as const;
const inputLabel = ["zeros", "ones"];

/**
 * How fast a network under constant input comes to where it stays, the fixed points or 2-cycles, whichever most starts
 * end in: largest absolute eigenvalue per step and timescale of the slowest decay, against N. Solid under zeros, dashed
 * under ones. Dotted: 1, the bound of stability, and a timescale of N steps. Lines and shading are mean and standard
 * deviation over networks, those of timescales of their logarithms.
 *
 * @param rows  of one task
 * @throws RangeError if a row lacks a field, or an option is unknown
 */
export function fixedPointsAgainstN(rows: readonly FixedPointsRow[], options: LettersOption = {}): Figure {
  mustBeRows("rows", rows, {
    ...networkFields,
    input: "a number",
    endShare: "a number",
    radius: "a number or null",
    timescale: "a number or null",
  });
  checkOptionsOf("fixedPointsAgainstN", options, { letters: true });
  const { letters = ["a", "b"] } = options;
  const conditionOf = conditionsOf(rows);
  const chief = rows.filter((row) => {
    const alike = rows.filter(
      (other) =>
        conditionOf(other) === conditionOf(row) &&
        other.seed === row.seed &&
        other.n === row.n &&
        other.input === row.input,
    );
    return row.endShare > 0 && alike.every(({ endShare }) => endShare <= row.endShare);
  });
  const panels = [
    { of: "radius", suffix: "", left: 0, scale: "linear", bounds: [0, 1] }, // starts end where deviations die out
    { of: "timescale", suffix: "2", left: 0.57, scale: "log", bounds: undefined },
  ] as const;
  const order = shownCurricula(chief);
  const inOrder = [...chief].sort((a, b) => order.indexOf(a.curriculum) - order.indexOf(b.curriculum));
  const conditions = [...grouped(inOrder, conditionOf)];
  const data: Trace[] = panels.flatMap(({ of, suffix, scale, bounds }) =>
    conditions.flatMap(([{ curriculum, difference, colour }, own]) =>
      inputs.flatMap((input): Trace[] => {
        const values = own.flatMap(({ n, seed, [of]: value, ...row }) =>
          row.input === input && value !== null ? [{ n, value, network: `seed ${seed}` }] : [],
        );
        const label = withDifference(curriculum, { difference });
        return overNetworks(values, {
          ...{ name: `${label}, ${inputLabel[input]}`, colour },
          ...{ dash: input === 0 ? "solid" : "dash", symbol: input === 0 ? "circle" : "circle-open" },
          ...{ xaxis: `x${suffix}`, yaxis: `y${suffix}`, showlegend: suffix === "", scale, bounds },
        });
      }),
    ),
  );
  const largest = Math.max(10, ...chief.map(({ n }) => n));
  const dotted = { color: "#888888", width: 1, dash: "dot" } as const;
  const steps = Array.from({ length: largest }, (_, i) => i + 1);
  if (chief.length > 0) {
    data.push({
      ...{ type: "scatter", mode: "lines", name: "N steps", showlegend: false, hoverinfo: "skip" },
      ...{ x: steps, y: steps, xaxis: "x2", yaxis: "y2", line: dotted },
    });
  }
  const range = [0, largest + 1] as const;
  return {
    data,
    meaning:
      chief.length === 0
        ? []
        : [
            networksMeaning(data),
            "Those of the slowest decay are of logarithms.",
            "Filled and solid: under zeros; open and dashed: under ones.",
            "Dotted: the bound of stability, |λ| = 1; a decay of N steps.",
          ],
    layout: layout({
      showlegend: true,
      legend: { orientation: "h", x: 0, y: 1.1, yanchor: "bottom" },
      margin: { l: 75, r: 30, t: 110, b: 60 },
      xaxis: axis("N", { domain: [0, 0.43], range, anchor: "y" }),
      yaxis: axis("largest |λ|", { anchor: "x", range: [0, 1.08] }),
      xaxis2: axis("N", { domain: [0.57, 1], range, anchor: "y2" }),
      yaxis2: logAxis("slowest decay (steps)", [1, 10, ...valuesAlong(data, "y2")], { anchor: "x2" }),
      shapes: [
        {
          type: "line",
          layer: "below",
          line: dotted,
          ...{ xref: "x", yref: "y", x0: 0, x1: largest + 1, y0: 1, y1: 1 },
        },
      ],
      annotations: [
        ...panels.flatMap(({ left }, i) => (letters[i] ? [panelLetter(letters[i], left)] : [])),
        ...(chief.length === 0 ? panels.map(({ left }) => notice("no network is available yet", left + 0.215)) : []),
      ],
    }),
  };
}

/** Eigenvalues at a fixed point or 2-cycle of one network under constant input. */
export interface ShownEigenvalues {
  /** E.g. "single-head, N = 15". */
  readonly label: string;
  readonly curriculum: string;
  readonly input: 0 | 1;
  readonly eigenvalues: Spectrum;
}

/**
 * Eigenvalues in the complex plane with the unit circle, within which deviations die out; a panel for each input.
 *
 * @throws RangeError if a network lacks a field
 */
export function eigenvaluePlane(networks: readonly ShownEigenvalues[]): Figure {
  mustBeRows("networks", networks, {
    label: "a string",
    curriculum: "a string",
    input: "a number",
    eigenvalues: "an object",
  });
  const reach = eigenvalueReach(networks.map(({ eigenvalues }) => eigenvalues));
  const panels = inputs.map((input) => ({ input, suffix: input === 0 ? "" : "2", left: input * 0.54 }));
  const axes = panels.flatMap(({ input, suffix, left }): [string, object][] => [
    [
      `xaxis${suffix}`,
      axis(`real part, under ${inputLabel[input]}`, {
        ...{ domain: [left, left + 0.46], anchor: `y${suffix}`, range: [-reach, reach], constrain: "domain" },
      }),
    ],
    [
      `yaxis${suffix}`,
      axis("imaginary part", {
        ...{ anchor: `x${suffix}`, range: [-reach, reach], scaleanchor: `x${suffix}`, constrain: "domain" },
      }),
    ],
  ]);
  const shown = new Set<string>();
  const conditionOf = conditionsOf(networks.map(({ curriculum }) => ({ curriculum })));
  return {
    meaning: networks.length === 0 ? [] : ["A dot is an eigenvalue; the circle is where |λ| = 1."],
    data: panels.flatMap(({ input, suffix }) =>
      networks
        .filter((network) => network.input === input)
        .map(({ label, curriculum, eigenvalues }): Trace => {
          const isFirst = !shown.has(label);
          shown.add(label);
          return {
            ...{ type: "scatter", mode: "markers", name: label, legendgroup: label, showlegend: isFirst },
            ...{ xaxis: `x${suffix}`, yaxis: `y${suffix}` },
            x: eigenvalues.real,
            y: eigenvalues.imaginary,
            marker: { color: conditionOf({ curriculum }).colour, size: 5, opacity: 0.6 },
            hovertemplate: `${label}, under ${inputLabel[input]}: %{x:.3f} + %{y:.3f} i<extra></extra>`,
          };
        }),
    ),
    layout: layout({
      ...Object.fromEntries(axes),
      height: 480,
      showlegend: true,
      legend: { orientation: "h", x: 0, y: 1.06, yanchor: "bottom" },
      margin: { l: 75, r: 30, t: 80, b: 60 },
      shapes: panels.map(({ suffix }) => ({
        ...{ type: "circle", xref: `x${suffix}`, yref: `y${suffix}`, x0: -1, x1: 1, y0: -1, y1: 1 },
        line: { color: "#BBBBBB", width: 1 },
      })),
      annotations: panels
        .filter(({ input }) => !networks.some((network) => network.input === input))
        .map(({ left }) => notice("no network is available yet", left + 0.23)),
    }),
  };
}
