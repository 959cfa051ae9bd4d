import { grouped } from "../grouped.js";
import { checkOptionsOf } from "../knownFields.js";
import { mustBeRows } from "../mustBe.js";
import type { ResultRow } from "../results/resultsTable.js";
import { taskLabel } from "../tasks/taskLabel.js";
import { axisSuffix, columnsOf } from "./columns.js";
import { conditionsOf, withDifference } from "./condition.js";
import { conditionRank } from "./conditionRank.js";
import type { Figure } from "./figure.js";
import type { LettersOption } from "./letters.js";
import { axis, layout, panelLetter } from "./look.js";
import { namedOnce } from "./namedOnce.js";
import { networksMeaning } from "./networksMeaning.js";
import { notice } from "./notice.js";
import { overNetworks } from "./overNetworks.js";
import { shownTasks } from "./shownNames.js";
import { networkFields } from "./shownNetwork.js";

/** Accuracy with which one N is decoded from the states of one network. */
export type DecodingPoint = Pick<ResultRow<"decoding">, "task" | "curriculum" | "seed" | "n" | "testedN" | "accuracy"> &
  Partial<Pick<ResultRow<"decoding">, "profile" | "model" | "variant">>;

/**
 * What the states of networks hold: accuracy of a linear readout that is fitted anew to each N′, against N′ less the N
 * that the network solved, so that networks of different N can be compared. A panel for each task that occurs, both of
 * the main text if there are no others; means over networks with a dot for each. To the right of 0 is what no network
 * has been trained on.
 *
 * @param rows  of networks as they were at one N each, see `solvedNearest`
 * @throws RangeError if a row lacks a field, or an option is unknown
 */
export function decodingFigure(rows: readonly DecodingPoint[], options: LettersOption = {}): Figure {
  mustBeRows("rows", rows, {
    task: "a string",
    ...networkFields,
    testedN: "a number",
    accuracy: "a number",
  });
  checkOptionsOf("decodingFigure", options, { letters: true });
  const { letters = ["", ""] } = options;
  const tasks = shownTasks(rows);
  const panels = columnsOf(tasks.length, 0.14).map((place, i) => {
    return { ...place, task: tasks[i], suffix: axisSuffix(i) };
  });
  const conditionOf = conditionsOf(rows);
  const traces = [...grouped(rows, conditionOf)].flatMap(([{ curriculum, difference, colour }, own]) => {
    const suffix = panels.find(({ task }) => task === own[0].task)?.suffix ?? "";
    const label = withDifference(curriculum, { difference });
    const values = own.map(({ testedN, n, accuracy, seed }) => {
      return { n: testedN - n, value: 100 * accuracy, network: `seed ${seed}, N = ${n}` };
    });
    const look = {
      name: label,
      colour,
      legendrank: conditionRank({ curriculum: own[0].curriculum }), // whatever its task, which the name leaves out
      format: ".1f",
      at: "N′ − N = %{x}",
      bounds: [0, 100] as const,
    };
    return overNetworks(values, { ...look, xaxis: `x${suffix}`, yaxis: `y${suffix}`, showlegend: true });
  });
  const data = namedOnce(traces);
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
        panels.flatMap(({ task, suffix, domain }) => [
          [
            `xaxis${suffix}`,
            axis(`N′ − N (${taskLabel[task] ?? task})`, {
              ...{ domain, anchor: `y${suffix}`, range: [first - 0.5, last + 0.5] },
            }),
          ],
          [`yaxis${suffix}`, axis("accuracy for N′ (%)", { anchor: `x${suffix}`, range: [42, 103] })],
        ]),
      ),
      shapes: panels.map(({ suffix }) => ({
        ...{ type: "line", xref: `x${suffix}`, yref: `y${suffix} domain`, x0: 0, x1: 0, y0: 0, y1: 1 },
        line: { color: "#AAAAAA", width: 1, dash: "dot" },
      })),
      annotations: panels.flatMap(({ task, left, width }, i) => [
        ...((letters[i] ?? "") === "" ? [] : [panelLetter(letters[i], left)]),
        ...(rows.some((row) => row.task === task)
          ? []
          : [notice("no network has been<br>measured yet", left + width / 2)]),
      ]),
    }),
  };
}
