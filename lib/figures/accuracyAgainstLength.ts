import { grouped } from "../grouped.js";
import { checkOptionsOf } from "../knownFields.js";
import { mustBeList, mustBeRows } from "../mustBe.js";
import { taskLabel } from "../tasks/taskLabel.js";
import { axisSuffix, columnsOf } from "./columns.js";
import { conditionsOf, withDifference } from "./condition.js";
import type { Figure, Trace } from "./figure.js";
import { axis, colouredName, layout, sequentialColour } from "./look.js";
import { networksMeaning } from "./networksMeaning.js";
import { notice } from "./notice.js";
import { overNetworks } from "./overNetworks.js";
import { shownCurricula, shownTasks } from "./shownNames.js";
import type { ShownNetwork } from "./shownNetwork.js";
import { networkFields } from "./shownNetwork.js";

/** Accuracy of one network within a window of steps of long sequences. */
export interface LengthPoint extends ShownNetwork {
  readonly task: string;
  readonly curriculum: string;
  readonly seed: number;
  /** Largest N solved. */
  readonly n: number;
  /** Where the window ends, by the longest sequence of training. */
  readonly timesLongest: number;
  /** Share of right answers, 0 … 1. */
  readonly accuracy: number;
}

/**
 * Accuracy against how much longer a sequence is than any of training: a row for each task, a column for each
 * curriculum that occurs, single-head and multi-head if there are no others; darker for larger N; means over networks,
 * a thin line for each network; lines differ by whatever else differs among the networks.
 *
 * @param tasks  the rows; a panel without a network says so. Default: those that occur; both of the main text if there
 *   are no others
 * @throws RangeError if a row lacks a field, or an option is unknown
 */
export function accuracyAgainstLength(
  points: readonly LengthPoint[],
  options: { tasks?: readonly string[] } = {},
): Figure {
  mustBeRows("points", points, {
    task: "a string",
    ...networkFields,
    timesLongest: "a number",
    accuracy: "a number",
  });
  checkOptionsOf("accuracyAgainstLength", options, { tasks: true });
  const { tasks = shownTasks(points) } = options;
  mustBeList("tasks", tasks);
  const drawn = points.filter(({ task }) => tasks.includes(task));
  const conditionOf = conditionsOf(drawn);
  const curricula = shownCurricula(drawn);
  const columns = columnsOf(curricula.length, 0.14);
  const ns = [...new Set(drawn.map(({ n }) => n))].sort((a, b) => a - b);
  const lengths = [...new Set([1, ...drawn.map(({ timesLongest }) => timesLongest)])].sort((a, b) => a - b);
  const lowest = Math.min(0.95, ...drawn.map(({ accuracy }) => accuracy));
  const rowHeight = tasks.length === 1 ? 1 : (1 - 0.22 * (tasks.length - 1)) / tasks.length;
  const data: Trace[] = [];
  const annotations: object[] = [];
  const axes: Record<string, object> = {};
  tasks.forEach((task, row) => {
    const top = 1 - row * (rowHeight + 0.22);
    curricula.forEach((curriculum, column) => {
      const panel = row * curricula.length + column;
      const suffix = axisSuffix(panel);
      const { left, width, domain } = columns[column];
      const own = drawn.filter((point) => point.task === task && point.curriculum === curriculum);
      const { colour } = conditionOf(own[0] ?? { task, curriculum });
      axes[`xaxis${suffix}`] = axis(`length, ${colouredName(curriculum, colour)}`, {
        ...{ type: "log", domain, anchor: `y${suffix}` },
        range: [-0.08, Math.log10(lengths[lengths.length - 1] * 1.2)],
        ...{ tickvals: lengths, ticktext: lengths.map((length) => `${length} ×`) },
      });
      axes[`yaxis${suffix}`] = axis(
        column === 0 || curricula.length < 3 ? `accuracy (%), ${taskLabel[task] ?? task}` : "",
        {
          ...{
            domain: [top - rowHeight, top],
            anchor: `x${suffix}`,
            range: [100 * lowest - 0.5, 100.3],
          },
        },
      );
      if (own.length === 0)
        annotations.push(
          notice(
            curricula.length < 3 ? "no network is available yet" : "no network<br>is available yet",
            left + width / 2,
            top - rowHeight / 2,
          ),
        );
      const lines = ns.flatMap((n) => {
        const ofN = own.filter((point) => point.n === n);
        return [...grouped(ofN, conditionOf)].map(([condition, points]) => ({ n, points, ...condition }));
      });
      for (const { n, points: ofLine, difference, differenceDash: dash } of lines) {
        const name = withDifference(`N = ${n}`, { difference });
        const values = ofLine.map(({ timesLongest, accuracy, seed }) => ({
          n: timesLongest,
          value: 100 * accuracy,
          network: `seed ${seed}`,
        }));
        const look = { name, colour: sequentialColour(ns.length > 1 ? ns.indexOf(n) / (ns.length - 1) : 0.6), dash };
        const place = {
          xaxis: `x${suffix}`,
          yaxis: `y${suffix}`,
          showlegend: !data.some((trace) => trace.name === name),
        };
        const at = "%{x} × the longest of training";
        data.push(...overNetworks(values, { ...look, ...place, networksAs: "lines", format: ".2f", at }));
      }
    });
  });
  return {
    data,
    meaning: drawn.length === 0 ? [] : [networksMeaning(data, { networksAs: "lines" })],
    layout: layout({ ...axes, height: 100 + 270 * tasks.length, showlegend: true, annotations }),
  };
}
