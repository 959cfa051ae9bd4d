import { mean } from "simple-statistics";
import { counted } from "../counted.js";
import { grouped } from "../grouped.js";
import { checkOptionsOf } from "../knownFields.js";
import { mustBeList, mustBeOneOf, mustBeRows } from "../mustBe.js";
import { axisSuffix } from "./columns.js";
import { conditionsOf, dashed, withDifference } from "./condition.js";
import type { Figure, Trace } from "./figure.js";
import type { LetterOption } from "./letters.js";
import { minorTicks } from "./logAxis.js";
import { axis, colouredName, layout, panelLetter, sequentialColour } from "./look.js";
import { notice } from "./notice.js";
import { shownCurricula } from "./shownNames.js";
import type { ShownNetwork } from "./shownNetwork.js";
import { networkFields } from "./shownNetwork.js";

/** Autocorrelation of one network at one lag, mean over its neurons. */
export interface AutocorrelationPoint extends ShownNetwork {
  readonly curriculum: string;
  readonly seed: number;
  /** Largest N solved. */
  readonly n: number;
  /** In steps. */
  readonly lag: number;
  /** 1 at lag 0. */
  readonly mean: number;
  /** Of the sum over all neurons; null if it does not vary. */
  readonly population?: number | null;
}

/** The N of lines that are told apart, and have room in the legend, beside the largest one of each curriculum. */
const toldApart = [2, 5, 10, 15, 20, 30, 50];

/** Those of a curriculum; not more than there are colours and lines in the legend for. */
function shownNs(points: readonly { readonly n: number }[]): number[] {
  const ns = [...new Set(points.map(({ n }) => n))].sort((a, b) => a - b);
  if (ns.length <= toldApart.length) return ns;
  return ns.filter((n, i) => toldApart.includes(n) || i === ns.length - 1);
}

/** Where a logarithmic axis begins. */
const least = 0.001;

/**
 * Figure 5a: autocorrelation against lag, mean over the neurons and networks of each N, a panel per curriculum; darker
 * for larger N; lines differ by whatever else differs among the networks. Of many N some are shown, and the largest of
 * each curriculum. On a logarithmic vertical axis an exponential decay is a straight line; a line ends where it first
 * falls below 10⁻³, where the noise of a finite record begins. On a linear one, which the paper has, the lines go on, also
 * below 0. That of the population, which the paper's supplement shows, swings around 0.
 *
 * @param points     of one task
 * @param curricula  the panels; one without rows says so. Default: those that occur; single-head and multi-head if there
 *   are no others
 * @param maxLag     where the axis ends, in steps. Default: 40
 * @param of         single neurons, the default, or the sum over all of them
 * @param scale      of the vertical axis. Default: logarithmic, of the population linear
 * @throws RangeError if a row lacks a field, or an option is unknown or not valid
 * @source Khajehabdollahi et al. 2024, Figure 5a; population: supplement
 */
export function autocorrelationAgainstLag(
  points: readonly AutocorrelationPoint[],
  options: LetterOption & {
    curricula?: readonly string[];
    maxLag?: number;
    of?: "neurons" | "population";
    scale?: "linear" | "log";
  } = {},
): Figure {
  mustBeRows("points", points, {
    ...networkFields,
    lag: "a number",
    mean: "a number",
  });
  checkOptionsOf("autocorrelationAgainstLag", options, {
    curricula: true,
    letter: true,
    maxLag: true,
    of: true,
    scale: true,
  });
  const { curricula = shownCurricula(points), letter = "a", maxLag = 40, of = "neurons" } = options;
  const { scale = of === "neurons" ? "log" : "linear" } = options;
  mustBeList("curricula", curricula);
  mustBeOneOf("of", of, ["neurons", "population"]);
  mustBeOneOf("scale", scale, ["linear", "log"]);
  const isLogarithmic = scale === "log";
  const vertical = axis(
    of === "neurons" ? "autocorrelation" : "autocorrelation of the population",
    isLogarithmic
      ? { type: "log", range: [Math.log10(least), 0.05], dtick: 1, ...minorTicks }
      : { zeroline: true, zerolinecolor: "#CCCCCC" },
  );
  const values = points.flatMap(({ mean, population = null, ...at }) => {
    const value = of === "neurons" ? mean : population;
    return value === null ? [] : [{ ...at, value }];
  });
  const conditionOf = conditionsOf(points);
  const nsOf = new Map(
    curricula.map((name) => [name, shownNs(values.filter(({ curriculum }) => curriculum === name))]),
  );
  const ns = [...new Set([...nsOf.values()].flat())].sort((a, b) => a - b);
  const width = (1 - 0.1 * (curricula.length - 1)) / curricula.length;
  const data: Trace[] = [];
  let isCut = false;
  const panels = curricula.map((curriculum, i) => {
    const suffix = axisSuffix(i);
    const drawn = values.filter((point) => point.curriculum === curriculum && point.lag <= maxLag);
    const lines = (nsOf.get(curriculum) ?? []).flatMap((n) => {
      const ofN = drawn.filter((point) => point.n === n);
      return [...grouped(ofN, conditionOf)].map(([condition, own]) => ({ n, ...condition, own }));
    });
    for (const { n, difference, differenceDash, own } of lines) {
      const name = withDifference(`N = ${n}`, { difference });
      const lags = [...new Set(own.map(({ lag }) => lag))].sort((a, b) => a - b);
      const means = lags.map((lag) => mean(own.filter((point) => point.lag === lag).map(({ value }) => value)));
      const end = isLogarithmic ? means.findIndex((value) => value < least) : -1;
      isCut ||= end >= 0;
      const networks = new Set(own.map(({ seed }) => seed)).size;
      data.push({
        type: "scatter",
        mode: "lines",
        name,
        legendgroup: name,
        showlegend: !data.some((trace) => trace.name === name),
        xaxis: `x${suffix}`,
        yaxis: `y${suffix}`,
        x: lags,
        y: means.map((value, lag) => (end < 0 || lag < end ? value : null)),
        line: {
          color: sequentialColour(ns.length > 1 ? ns.indexOf(n) / (ns.length - 1) : 0.6),
          width: 2,
          ...dashed(differenceDash),
        },
        hovertemplate: `${curriculum}, ${name}, ${counted(networks, "network")}: %{y:.3f} at lag %{x}<extra></extra>`,
      });
    }
    const from = i * (width + 0.1);
    return { curriculum, suffix, from, isEmpty: !values.some((point) => point.curriculum === curriculum) };
  });
  const axes = panels.flatMap(({ curriculum, suffix, from }) => [
    [
      `xaxis${suffix}`,
      axis(`lag (steps), ${colouredName(curriculum)}`, {
        domain: [from, from + width],
        range: [0, maxLag],
        anchor: `y${suffix}`,
      }),
    ],
    [`yaxis${suffix}`, { ...vertical, anchor: `x${suffix}`, ...(suffix === "" ? {} : { matches: "y" }) }],
  ]);
  const over = of === "neurons" ? "neurons and networks" : "networks";
  return {
    data,
    meaning:
      data.length === 0
        ? []
        : [
            `A line is the mean over ${over} that solved N.`,
            ...(isCut ? [`A line ends where it first falls below ${least}.`] : []),
          ],
    layout: layout({
      ...Object.fromEntries(axes),
      showlegend: true,
      annotations: [
        ...(letter === "" ? [] : [panelLetter(letter, 0)]),
        ...panels.flatMap(({ from, isEmpty, curriculum }) =>
          isEmpty ? [notice(`no ${curriculum} network<br>is available yet`, from + width / 2)] : [],
        ),
      ],
    }),
  };
}
