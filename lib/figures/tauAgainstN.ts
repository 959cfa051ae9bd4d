import type { Figure, Trace } from "./figure.js";
import { axis, curriculumColour, layout, panelLetter, published, taskDash, taskLabel } from "./look.js";
import { publishedTable } from "./publishedTable.js";
import type { TrainingRecord } from "./trainingRecord.js";

/** A run with the mean and STD of τ at the end of every epoch. */
export interface TauRecord extends TrainingRecord {
  readonly epochs: readonly (TrainingRecord["epochs"][number] & {
    readonly tauMean?: number;
    readonly tauStd?: number;
  })[];
}

/** A published statistic of τ against N. */
export interface PublishedTau {
  readonly task: string;
  readonly curriculum: string;
  readonly statistic: "tau_mean" | "tau_std";
  readonly n: number;
  readonly value: number;
  readonly readingError: number;
}

/** Published mean and STD of τ of the model with the leak inside. */
export function publishedTau(): PublishedTau[] {
  return publishedTable("timescales")
    .filter((row) => row.model === "leak-inside" && ["tau_mean", "tau_std"].includes(row.statistic))
    .map((row) => ({
      task: row.task,
      curriculum: row.curriculum,
      statistic: row.statistic as PublishedTau["statistic"],
      n: Number(row.n),
      value: Number(row.value),
      readingError: Number(row.reading_error),
    }))
    .sort((a, b) => a.n - b.n);
}

const panels = [
  { statistic: "tau_mean", of: "tauMean", title: "mean of τ (steps)", suffix: "" },
  { statistic: "tau_std", of: "tauStd", title: "STD of τ (steps)", suffix: "2" },
] as const;

/**
 * Figure 4b: mean and standard deviation over neurons of the trained τ, in the network that has just solved N. A line
 * per network; published values of the same tasks in grey, with their reading error.
 */
export function tauAgainstN(
  runs: readonly TauRecord[],
  { letter = "b", published: given = [] }: { letter?: string; published?: readonly PublishedTau[] } = {},
): Figure {
  const data: Trace[] = [];
  const rows = given.filter(({ task }) => runs.length === 0 || runs.some(({ config }) => config.task === task));
  const conditions = [...new Set(runs.map(conditionOf))];
  const publishedConditions = [...new Set(rows.map((row) => `${row.curriculum}, ${taskLabel[row.task] ?? row.task}`))];
  const largest = Math.max(10, ...runs.flatMap((run) => solvedEpochs(run).map(({ nMax }) => nMax)));
  for (const { statistic, of, suffix } of panels) {
    const place = { xaxis: `x${suffix}`, yaxis: `y${suffix}` };
    for (const condition of publishedConditions) {
      const points = rows.filter(
        (row) => row.statistic === statistic && `${row.curriculum}, ${taskLabel[row.task] ?? row.task}` === condition,
      );
      if (points.length === 0) continue;
      const name = `${condition}, ${published.label}`;
      data.push({
        type: "scatter",
        mode: "lines+markers",
        name,
        legendgroup: name,
        showlegend: suffix === "",
        ...place,
        x: points.map(({ n }) => n),
        y: points.map(({ value }) => value),
        error_y: { type: "data", array: points.map(({ readingError }) => readingError), visible: true },
        line: { color: published.colour, width: 1, dash: condition.startsWith("multi-head") ? "dash" : "solid" },
        marker: { color: published.colour, size: 4 },
        hovertemplate: `${name}: %{y:.3f} at N = %{x}<extra></extra>`,
      });
    }
    for (const condition of conditions) {
      const ofCondition = runs.filter((run) => conditionOf(run) === condition);
      ofCondition.forEach((run, i) => {
        const { task, curriculum, seed } = run.config;
        const points = solvedEpochs(run);
        data.push({
          type: "scatter",
          mode: "lines+markers",
          name: condition,
          legendgroup: condition,
          showlegend: suffix === "" && i === 0,
          ...place,
          x: points.map(({ nMax }) => nMax),
          y: points.map((epoch) => epoch[of] ?? null),
          line: { color: curriculumColour[curriculum.name], dash: taskDash[task], width: 2 },
          marker: { color: curriculumColour[curriculum.name], size: 5 },
          hovertemplate: `${condition}, seed ${seed}: %{y:.3f} at N = %{x}<extra></extra>`,
        });
      });
    }
  }
  const shown = Math.max(largest, ...rows.filter(({ n }) => n <= 35).map(({ n }) => n));
  return {
    data,
    layout: layout({
      width: 900,
      height: 400,
      xaxis: axis("N", { domain: [0, 0.43], range: [0, shown + 1] }),
      yaxis: axis(panels[0].title, {}),
      xaxis2: axis("N", { domain: [0.57, 1], range: [0, shown + 1], anchor: "y2" }),
      yaxis2: axis(panels[1].title, { anchor: "x2", rangemode: "tozero" }),
      legend: { orientation: "h", x: 0, y: 1.16, yanchor: "bottom" },
      margin: { l: 75, r: 30, t: 110, b: 60 },
      annotations: [panelLetter(letter, 0)],
    }),
  };
}

function conditionOf({ config }: TauRecord): string {
  return `${config.curriculum.name}, ${taskLabel[config.task] ?? config.task}`;
}

function solvedEpochs({ epochs }: TauRecord): TauRecord["epochs"] {
  return epochs.filter(({ solved }) => solved);
}
