import { conditionsOf, withDifference } from "./condition.js";
import type { Figure, Trace } from "./figure.js";
import { axis, layout } from "./look.js";
import { notice } from "./notice.js";
import { shownRun } from "./shownNetwork.js";
import type { TauRecord } from "./tauAgainstN.js";
import { mustBeRuns } from "./trainingRecord.js";

/** A run that may have been held at one N. */
export type HeldRecord = TauRecord & {
  readonly config: { readonly curriculum: { readonly holdAt?: number } };
};

/**
 * A control of ours: mean and standard deviation over neurons of τ against epoch, of single-head networks that go on to
 * larger N and of networks that stay at one N for as long. If τ grew with the time spent on a hard N, both would rise.
 *
 * @throws RangeError if a run lacks a field
 */
export function tauAgainstEpoch(runs: readonly HeldRecord[]): Figure {
  mustBeRuns("runs", runs);
  const data: Trace[] = [];
  const conditionOf = conditionsOf(runs.map(shownRun));
  for (const [of, suffix] of [
    ["tauMean", ""],
    ["tauStd", "2"],
  ] as const) {
    for (const run of runs) {
      const { config, epochs } = run;
      const { difference, colour } = conditionOf(shownRun(run));
      const { name: curriculum, holdAt } = config.curriculum;
      const isHeld = holdAt !== undefined;
      const kind = isHeld ? `${curriculum}, held at N = ${holdAt}` : `${curriculum}, on to larger N`;
      const name = withDifference(kind, { difference });
      data.push({
        type: "scatter",
        mode: "lines",
        name,
        legendgroup: name,
        showlegend: suffix === "" && !data.some((trace) => trace.name === name),
        xaxis: `x${suffix}`,
        yaxis: `y${suffix}`,
        x: epochs.map(({ epoch }) => epoch),
        y: epochs.map((row) => row[of] ?? null),
        ...(isHeld ? {} : { text: epochs.map(({ nMax }) => `N = ${nMax}`) }), // of a held one its name says it
        line: isHeld
          ? { color: difference === "" ? "#000000" : colour, width: 1.5, dash: holdAt < 8 ? "dot" : "dash" }
          : { color: colour, width: 2 },
        hovertemplate: `${name}, seed ${config.seed}: %{y:.3f} after epoch %{x}${isHeld ? "" : ", %{text}"}<extra></extra>`,
      });
    }
  }
  return {
    data,
    meaning: runs.length === 0 ? [] : ["A line is one network."],
    layout: layout({
      showlegend: true,
      legend: { orientation: "h", x: 0, y: 1.12, yanchor: "bottom" },
      margin: { l: 75, r: 30, t: 90, b: 60 },
      xaxis: axis("epoch", { domain: [0, 0.43], rangemode: "tozero", anchor: "y" }),
      yaxis: axis("mean of τ (steps)", { anchor: "x" }),
      xaxis2: axis("epoch", { domain: [0.57, 1], rangemode: "tozero", anchor: "y2" }),
      yaxis2: axis("STD of τ (steps)", { rangemode: "tozero", anchor: "x2" }),
      annotations: runs.length === 0 ? [0.21, 0.79].map((x) => notice("no network is available yet", x)) : [],
    }),
  };
}
