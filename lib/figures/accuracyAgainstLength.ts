import { taskLabel } from "../tasks/taskLabel.js";
import type { Figure, Trace } from "./figure.js";
import { axis, colouredName, layout, sequentialColour } from "./look.js";
import { networksMeaning } from "./networksMeaning.js";
import { notice } from "./notice.js";
import { overNetworks } from "./overNetworks.js";

/** Accuracy of one network within a window of steps of long sequences. */
export interface LengthPoint {
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

const curricula = ["single-head", "multi-head"];

/**
 * Accuracy against how much longer a sequence is than any of training: a row for each task, a column for each
 * curriculum, darker for larger N; means over networks with shading, a thin line for each network.
 *
 * @param tasks  the rows; a panel without a network says so. Default: both
 */
export function accuracyAgainstLength(
  points: readonly LengthPoint[],
  { tasks = ["n-parity", "n-dms"] }: { tasks?: readonly string[] } = {},
): Figure {
  const drawn = points.filter(({ task }) => tasks.includes(task));
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
      const suffix = panel === 0 ? "" : String(panel + 1);
      const left = column * 0.57;
      axes[`xaxis${suffix}`] = axis(`length, ${colouredName(curriculum)}`, {
        ...{ type: "log", domain: [left, left + 0.43], anchor: `y${suffix}` },
        range: [-0.08, Math.log10(lengths[lengths.length - 1] * 1.2)],
        ...{ tickvals: lengths, ticktext: lengths.map((length) => `${length} ×`) },
      });
      axes[`yaxis${suffix}`] = axis(`accuracy, ${taskLabel[task] ?? task}`, {
        ...{ domain: [top - rowHeight, top], anchor: `x${suffix}`, range: [lowest - 0.005, 1.003], tickformat: ".2f" },
      });
      const own = drawn.filter((point) => point.task === task && point.curriculum === curriculum);
      if (own.length === 0) annotations.push(notice("no network is there yet", left + 0.215, top - rowHeight / 2));
      for (const n of ns) {
        const name = `N = ${n}`;
        const values = own
          .filter((point) => point.n === n)
          .map(({ timesLongest, accuracy, seed }) => ({ n: timesLongest, value: accuracy, network: `seed ${seed}` }));
        const look = { name, colour: sequentialColour(ns.length > 1 ? ns.indexOf(n) / (ns.length - 1) : 0.6) };
        const place = {
          xaxis: `x${suffix}`,
          yaxis: `y${suffix}`,
          showlegend: !data.some((trace) => trace.name === name),
        };
        const at = "%{x} × the longest of training";
        data.push(...overNetworks(values, { ...look, ...place, networksAs: "lines", format: ".4f", at }));
      }
    });
  });
  return {
    data,
    meaning: drawn.length === 0 ? [] : [networksMeaning(data, { networksAs: "lines" })],
    layout: layout({ ...axes, height: 100 + 270 * tasks.length, showlegend: true, annotations }),
  };
}
