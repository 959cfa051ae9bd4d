import { grouped } from "../grouped.js";
import type { ResultRow } from "../results/resultsTable.js";
import { taskLabel } from "../tasks/taskLabel.js";
import { curriculumLook, curriculumOf } from "./curriculumLook.js";
import type { Figure, Trace } from "./figure.js";
import type { LettersOption } from "./letters.js";
import { axis, layout, panelLetter } from "./look.js";
import { networksMeaning } from "./networksMeaning.js";
import { notice } from "./notice.js";
import { overNetworks } from "./overNetworks.js";

/** Accuracy with which one N is decoded from the states of one network. */
export type DecodingPoint = Pick<ResultRow<"decoding">, "task" | "curriculum" | "seed" | "n" | "testedN" | "accuracy"> &
  Partial<Pick<ResultRow<"decoding">, "variant">>;

const panels = [
  { task: "n-parity", suffix: "", from: 0 },
  { task: "n-dms", suffix: "2", from: 0.57 },
] as const;

/**
 * What the states of networks hold: accuracy of a linear readout that is fitted anew to each N′, against N′ less the N
 * that the network solved, so that networks of different N can be compared. A panel for each task; means over networks
 * with a dot for each. To the right of 0 is what no network has been trained on.
 *
 * @param rows  of networks as they were at one N each, see `solvedNearest`
 */
export function decodingFigure(rows: readonly DecodingPoint[], { letters = ["", ""] }: LettersOption = {}): Figure {
  const lines = [...grouped(rows, (row) => `${row.task} ${curriculumLook(curriculumOf(row)).label}`).values()];
  const data: Trace[] = lines.flatMap((own) => {
    const [{ task }] = own;
    const panel = panels.find((shown) => shown.task === task);
    if (!panel) return [];
    const { label, colour } = curriculumLook(curriculumOf(own[0]));
    const values = own.map(({ testedN, n, accuracy, seed }) => {
      return { n: testedN - n, value: 100 * accuracy, network: `seed ${seed}, N = ${n}` };
    });
    const look = { name: label, colour, format: ".1f", at: "N′ − N = %{x}", bounds: [0, 100] as const };
    return overNetworks(values, { ...look, xaxis: `x${panel.suffix}`, yaxis: `y${panel.suffix}`, showlegend: true });
  });
  const named = new Set<string | undefined>();
  for (const trace of data) {
    trace.showlegend = trace.showlegend !== false && !named.has(trace.name);
    if (trace.showlegend) named.add(trace.name);
  }
  const first = Math.min(-4, ...rows.map(({ testedN, n }) => testedN - n));
  const last = Math.max(1, ...rows.map(({ testedN, n }) => testedN - n));
  return {
    data,
    meaning: data.length === 0 ? [] : [networksMeaning(data)],
    layout: layout({
      width: 900,
      height: 400,
      showlegend: true,
      legend: { orientation: "h", x: 0, y: 1.06, yanchor: "bottom" },
      margin: { l: 75, r: 30, t: 80, b: 60 },
      ...Object.fromEntries(
        panels.flatMap(({ task, suffix, from }) => [
          [
            `xaxis${suffix}`,
            axis(`N′ − N (${taskLabel[task]})`, {
              ...{ domain: [from, from + 0.43], anchor: `y${suffix}`, range: [first - 0.5, last + 0.5] },
            }),
          ],
          [`yaxis${suffix}`, axis("decoded N′ (%)", { anchor: `x${suffix}`, range: [42, 103] })],
        ]),
      ),
      shapes: panels.map(({ suffix }) => ({
        ...{ type: "line", xref: `x${suffix}`, yref: `y${suffix} domain`, x0: 0, x1: 0, y0: 0, y1: 1 },
        line: { color: "#AAAAAA", width: 1, dash: "dot" },
      })),
      annotations: panels.flatMap(({ task, from }, i) => [
        ...(letters[i] === "" ? [] : [panelLetter(letters[i], from)]),
        ...(rows.some((row) => row.task === task) ? [] : [notice("no network has been<br>measured yet", from + 0.215)]),
      ]),
    }),
  };
}
