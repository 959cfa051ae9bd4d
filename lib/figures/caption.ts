import { counted, countedBetween } from "../counted.js";
import { grouped } from "../grouped.js";
import { modelLabel } from "../models/modelLabel.js";
import { mustBeRows } from "../mustBe.js";
import type { MeasuredNetwork } from "../results/resultsTable.js";
import { variantName } from "../runs/variantName.js";
import { taskLabel } from "../tasks/taskLabel.js";
import type { TrainingConfig } from "../training/config.js";
import { conditionsOf } from "./condition.js";
import { curriculumLook, curriculumOf } from "./curriculumLook.js";
import { type Figure, mustBeFigure } from "./figure.js";
import { plottedWidth } from "./look.js";
import { networkFields, type ShownNetwork, shownRun } from "./shownNetwork.js";
import { textWidth } from "./textWidth.js";
import { lastSolved, mustBeRuns, type TrainingRecord } from "./trainingRecord.js";
import { wrapText } from "./wrapText.js";

const fontSize = 11;
const lineHeight = 14;

/**
 * The figure with small texts below, in as many lines as they need: what it shows how, and where its data comes from.
 *
 * @param texts  after the figure's own `meaning`; "<br>" begins a line
 * @returns another figure, as much higher as the texts need, whose caption holds its meaning
 * @throws RangeError if it is no figure
 */
export function captioned(figure: Figure, ...texts: readonly string[]): Figure {
  mustBeFigure(figure);
  const { layout, meaning = [] } = figure;
  const margin = (layout.margin ?? {}) as { l?: number; r?: number; b?: number };
  const { l = 60, r = 20, b = 60 } = margin;
  const room = (layout.width ?? 900) - l - r;
  const lines = [meaning.join(" "), ...texts]
    .flatMap((text) => text.split("<br>"))
    .filter((text) => text !== "")
    .flatMap((text) => wrapText(text, fontSize, room));
  const more = 12 + lines.length * lineHeight;
  return {
    data: figure.data,
    layout: {
      ...layout,
      height: (layout.height ?? 420) + more,
      margin: { ...margin, b: b + more },
      annotations: [
        ...((layout.annotations ?? []) as object[]),
        {
          text: lines.join("<br>"),
          align: "left",
          xref: "paper",
          yref: "paper",
          x: 0,
          y: 0,
          xanchor: "left",
          yanchor: "top",
          yshift: -b - 4, // below the title of the x axis, and just above the lower edge
          showarrow: false,
          font: { size: fontSize, color: "#666666" },
        },
      ],
    },
  };
}

/**
 * Which networks a figure shows: profile, task, size, protocol, and of each condition the seeds, the epochs that are
 * shown and how far training came by then. What differs beside the seeds makes another condition, which says it.
 *
 * @returns lines, with "<br>" between them, as `captioned` takes them
 * @throws RangeError if a run lacks a field
 */
export function describeRuns(runs: readonly (TrainingRecord & { readonly config: TrainingConfig })[]): string {
  mustBeRuns("runs", runs, { profile: "a string", model: "an object", schedule: "an object" });
  if (runs.length === 0) return "no networks";
  const unique = <T>(of: (run: (typeof runs)[number]) => T) => [...new Set(runs.map(of))];
  const lengths = unique(({ epochs }) => epochs.length);
  const epochsOf = (own: readonly { readonly length: number }[]) =>
    lengths.length === 1
      ? ""
      : `, ${countedBetween(
          own.map(({ length }) => length),
          "epoch",
        )}`;
  const shownOf = (run: (typeof runs)[number]): ShownNetwork => ({ ...shownRun(run), model: undefined }); // named anyway
  const conditionOf = conditionsOf(runs.map(shownOf));
  const trained = runs.map((run) => {
    const { task, model, seed, curriculum } = run.config;
    const shown = shownOf(run);
    const onlyN = curriculum.name === "no-curriculum" ? curriculum.n : undefined;
    const label = curriculumLook(curriculum).label + (onlyN === undefined ? "" : ` on N = ${onlyN}`);
    const special = specialOf({ ...shown, model: model.name }, conditionOf(shown).difference);
    return {
      task,
      curriculum: label,
      model: model.name,
      special,
      seed,
      length: run.epochs.length,
      solved: lastSolved(run),
      onlyN,
    };
  });
  return [
    `${unique(({ config }) => config.profile).join(", ")} profile, ${onlyTask(trained)}${counted(runs.length, "network")}: ` +
      `${unique(({ config }) => config.model.neurons)
        .sort((a, b) => a - b)
        .join("/")} neurons, ` +
      `batch ${unique(({ config }) => config.schedule.batch).join("/")}, ` +
      `${unique(({ config }) => config.schedule.steps).join("/")} steps an epoch` +
      (lengths.length === 1 ? `, ${countedBetween(lengths, "epoch")}` : ""),
    ...conditions(inOrderOfN(trained), (own) => `${seedsOf(own)}${epochsOf(own)}, ${solvedBy(own)}`),
  ].join("<br>");
}

/**
 * Which networks a figure shows, from the rows of measurements: profile, and of each condition the seeds, and the N at
 * which they were measured, which may be fewer than training solved; of retrained networks the N before and after.
 *
 * @returns lines, with "<br>" between them, as `captioned` takes them
 * @throws RangeError if a row lacks a field
 */
export function describeResults(rows: readonly DescribedRow[]): string {
  mustBeRows("rows", rows, {
    profile: "a string",
    task: "a string",
    ...networkFields,
    model: "a string",
  });
  if (rows.length === 0) return "no networks";
  const profiles = [...new Set(rows.map(({ profile }) => profile))];
  const shownOf = (row: DescribedRow): ShownNetwork => ({ ...row, model: undefined });
  const conditionOf = conditionsOf(rows.map(shownOf));
  const named = rows.map((row) => {
    const special = specialOf(row, conditionOf(shownOf(row)).difference);
    return { ...row, curriculum: curriculumLook(curriculumOf(row)).label, special };
  });
  const described = (own: readonly DescribedRow[]) => {
    const before = own.flatMap(({ fromN: n, seed }) => (n === undefined ? [] : [{ n, seed }]));
    const measured = before.length === 0 ? "measured at" : `that solved N = ${where(before, ", ")}, retrained on`;
    return `${seedsOf(own)}, ${measured} N = ${where(own)}${durationOf(own)}`;
  };
  const areDifferent = new Set(rows.map(({ epochs }) => epochs)).size > 1;
  const durationOf = (own: readonly DescribedRow[]) => {
    const durations = [...new Set(own.flatMap(({ epochs }) => epochs ?? []))].sort((a, b) => a - b);
    return areDifferent && durations.length > 0 ? ` for ${durations.join(" or ")} epochs` : "";
  };
  const networks = new Set(
    rows.map((row) => JSON.stringify([row.profile, row.task, row.curriculum, row.model, row.variant, row.seed])),
  );
  const heading = `${profiles.join(", ")} profile, ${onlyTask(rows)}${counted(networks.size, "network")}`;
  return [heading, ...conditions(named, described)].join("<br>");
}

/**
 * A row of measurements, of a network that solved N; or, where N before is given, that was retrained on it, for so many
 * epochs.
 */
export type DescribedRow = Omit<MeasuredNetwork, "network" | "run"> & {
  readonly fromN?: number;
  readonly epochs?: number;
};

/**
 * How measurements were made, in a line, e.g. "steps 100,000; trials 10": of their parameters the numbers of steps,
 * trials, steps before them, draws, neurons in a group and epochs, as far as they have them. The tables tell all.
 */
export function describeProtocol(parameters: Readonly<Record<string, unknown>>): string {
  const known = ["steps", "trials", "burnIn", "dropped", "draws", "count", "epochs"];
  const label: Readonly<Record<string, string>> = { burnIn: "burn-in", count: "neurons per group" };
  return known
    .flatMap((name) => {
      const value = parameters[name];
      return typeof value === "number" ? [`${label[name] ?? name} ${value.toLocaleString("en")}`] : [];
    })
    .join("; ");
}

/** What the condition of a network is named by. */
interface Condition {
  readonly task: string;
  readonly curriculum: string;
  readonly model: string;
  /** What is special beside, "" if nothing. */
  readonly special: string;
}

/** What the model is called, if it has a name, or else what differs among the networks of the figure. */
function specialOf({ model, variant }: ShownNetwork, difference: string): string {
  const name = model === "leaky-rnn" ? variantName(variant ?? "") : undefined;
  if (name === undefined || difference.includes(name)) return difference;
  const others = difference.split(", ").filter((one) => !name.split(", ").includes(one));
  return [name, ...others].join(", ");
}

/** The task of all, which is not said of each condition then, e.g. "N-parity, "; "" where there are several. */
function onlyTask(networks: readonly { readonly task: string }[]): string {
  const [{ task }] = networks;
  return networks.every((other) => other.task === task) ? `${taskLabel[task] ?? task}, ` : "";
}

/** A line for each condition, or for two where they fit in one. */
function conditions<Network extends Condition>(
  networks: readonly Network[],
  described: (own: readonly Network[]) => string,
): string[] {
  const isOneTask = onlyTask(networks) !== "";
  const nameOf = ({ task, curriculum, model, special }: Condition) =>
    [
      model === "leaky-rnn" ? "" : (modelLabel[model] ?? model),
      isOneTask ? "" : (taskLabel[task] ?? task),
      curriculum,
      special,
    ]
      .filter((part) => part !== "")
      .join(", ");
  const texts = [...grouped(networks, nameOf)].map(([name, own]) => `${name}: ${described(own)}`);
  const lines: string[] = [];
  while (texts.length > 0) {
    const two = texts.slice(0, 2).join(" · ");
    const isFitting = textWidth(two, fontSize) <= plottedWidth;
    lines.push(isFitting ? two : texts[0]);
    texts.splice(0, isFitting ? 2 : 1);
  }
  return lines;
}

/** Conditions of one N in its order, where they come in that of their runs' names, "10" before "5". */
function inOrderOfN<Network extends { readonly onlyN?: number }>(networks: readonly Network[]): Network[] {
  return [...networks].sort((a, b) => (a.onlyN ?? 0) - (b.onlyN ?? 0));
}

function seedsOf(own: readonly { readonly seed: number }[]): string {
  const seeds = ascending(own.map(({ seed }) => seed));
  return `seed${seeds.length === 1 ? "" : "s"} ${ranges(seeds)}`;
}

/** The largest N that each has solved, in the order of their seeds; where only one N is trained, how many solved it. */
function solvedBy(
  own: readonly { readonly seed: number; readonly solved: number | null; readonly onlyN?: number }[],
): string {
  if (own.every(({ onlyN }) => onlyN !== undefined)) {
    return `solved by ${own.filter(({ solved }) => solved !== null).length} of ${own.length}`;
  }
  const inOrder = [...own].sort((a, b) => a.seed - b.seed);
  return `largest N solved ${inOrder.map(({ solved }) => solved ?? "none").join(", ")}`;
}

/** Above so many kinds of N that only some seeds have, they are counted and not listed. */
const mostListed = 3;

/**
 * The N, with the seeds that are there where not all are: those of most seeds first. Where seeds differ at many N, these
 * are counted.
 *
 * @example where(…) // "2–15; 16 (seeds 1–3); 17, 18 (seed 1)"
 * @example where(…) // "5, 10, 15; 9 others up to N = 58, of 1 to 3 networks each"
 */
function where(own: readonly { readonly n: number; readonly seed: number }[], separator = "; "): string {
  const all = seedsOf(own);
  const seedsAt = (n: number) => own.filter((row) => row.n === n);
  const count = (ns: readonly number[]) => new Set(seedsAt(ns[0]).map(({ seed }) => seed)).size;
  const kinds = [...grouped(ascending(own.map(({ n }) => n)), (n) => seedsOf(seedsAt(n)))];
  const ofSome = kinds.filter(([seeds]) => seeds !== all);
  const areListed = ofSome.length <= mostListed || ofSome.length === kinds.length;
  const texts = kinds
    .filter(([seeds]) => areListed || seeds === all)
    .sort(([, a], [, b]) => count(b) - count(a))
    .map(([seeds, ns]) => ranges(ns) + (seeds === all ? "" : ` (${seeds})`));
  const others = areListed
    ? []
    : [
        othersOf(
          ofSome.map(([, ns]) => ns),
          count,
        ),
      ];
  return [...texts, ...others].join(separator);
}

/** @example othersOf([[16, 18], [30]], count) // "3 others up to N = 30, of 1 to 3 networks each" */
function othersOf(kinds: readonly (readonly number[])[], count: (ns: readonly number[]) => number): string {
  const ns = kinds.flat();
  return `${ns.length} others up to N = ${Math.max(...ns)}, of ${countedBetween(kinds.map(count), "network")} each`;
}

/** @example ranges([2, 3, 4, 6, 7]) // "2–4, 6, 7" */
function ranges(ns: readonly number[]): string {
  const stretches: number[][] = [];
  for (const n of ns) {
    const last = stretches.at(-1);
    if (last?.at(-1) === n - 1) last.push(n);
    else stretches.push([n]);
  }
  return stretches.map((own) => (own.length < 3 ? own.join(", ") : `${own[0]}–${own[own.length - 1]}`)).join(", ");
}

/** Each once. */
function ascending(values: readonly number[]): number[] {
  return [...new Set(values)].sort((a, b) => a - b);
}
