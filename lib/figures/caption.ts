import type { MeasuredNetwork } from "../results/resultsTable.js";
import { variantOf } from "../runs/variantOf.js";
import type { TrainingConfig } from "../training/config.js";
import { curriculumLook, curriculumOf } from "./curriculumLook.js";
import type { Figure } from "./figure.js";
import { modelLabel, taskLabel } from "./look.js";
import { lastSolved, type TrainingRecord } from "./trainingRecord.js";
import { variantName } from "./variants.js";
import { wrapText } from "./wrapText.js";

const fontSize = 11;
const lineHeight = 14;

/** The figure with small texts below, each in as many lines as it needs: where its data comes from. */
export function captioned(figure: Figure, ...texts: readonly string[]): Figure {
  const { layout } = figure;
  const margin = (layout.margin ?? {}) as { l?: number; r?: number; b?: number };
  const { l = 60, r = 20, b = 60 } = margin;
  const room = (layout.width ?? 900) - l - r;
  const lines = texts
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

/** Which networks a figure shows: profile, size, protocol, and of each condition the seeds and how far they came. */
export function describeRuns(runs: readonly (TrainingRecord & { readonly config: TrainingConfig })[]): string {
  if (runs.length === 0) return "no networks";
  const unique = <T>(of: (run: (typeof runs)[number]) => T) => [...new Set(runs.map(of))];
  const longest = Math.max(...runs.map(({ epochs }) => epochs.length));
  const described = ({ config, ...run }: (typeof runs)[number]) => {
    return {
      ...config,
      curriculum: curriculumLook(config.curriculum).label,
      model: config.model.name,
      variant: config.model.name === "leaky-rnn" ? variantOf(config) : null,
      n: lastSolved({ config, ...run }),
    };
  };
  return [
    `${unique(({ config }) => config.profile).join(", ")} profile: ` +
      `${unique(({ config }) => config.model.neurons).join("/")} neurons, ` +
      `batch ${unique(({ config }) => config.schedule.batch).join("/")}, ` +
      `${unique(({ config }) => config.schedule.steps).join("/")} steps an epoch, at most ${longest} epochs`,
    ...conditions(runs.map(described)),
  ].join("<br>");
}

/** Which networks a figure shows, from the rows of measurements: profile, conditions, seeds, N. */
export function describeResults(rows: readonly Omit<MeasuredNetwork, "network" | "run">[]): string {
  if (rows.length === 0) return "no networks";
  const profiles = [...new Set(rows.map(({ profile }) => profile))];
  const named = rows.map((row) => ({ ...row, curriculum: curriculumLook(curriculumOf(row)).label }));
  return [`${profiles.join(", ")} profile`, ...conditions(named)].join("<br>");
}

/** How measurements were made, in a line, e.g. "steps 100,000; trials 10". Lists and texts that are long are left out. */
export function describeProtocol(parameters: Readonly<Record<string, unknown>>): string {
  const known = ["steps", "trials", "burnIn", "dropped", "draws", "count", "epochs"];
  const label: Readonly<Record<string, string>> = { burnIn: "burn-in", count: "neurons a group" };
  return known
    .flatMap((name) => {
      const value = parameters[name];
      return typeof value === "number" ? [`${label[name] ?? name} ${value.toLocaleString("en")}`] : [];
    })
    .join("; ");
}

/** A network of a caption: its condition, and the N that it has come to. */
interface DescribedNetwork {
  task: string;
  curriculum: string;
  model: string;
  variant?: string | null;
  seed: number;
  n: number | null;
}

/** Of each condition the seeds, and the N up to which its networks are; two conditions in a line. */
function conditions(networks: readonly DescribedNetwork[]): string[] {
  const nameOf = ({ task, curriculum, model, variant }: DescribedNetwork) =>
    [model === "leaky-rnn" ? [] : (modelLabel[model] ?? model), taskLabel[task] ?? task, curriculum]
      .concat(variantName(variant ?? "") ?? [])
      .flat()
      .join(", ");
  const names = [...new Set(networks.map(nameOf))];
  const texts = names.map((name) => {
    const own = networks.filter((network) => nameOf(network) === name);
    const seeds = [...new Set(own.map(({ seed }) => seed))].sort((a, b) => a - b);
    const reached = seeds.map((seed) => Math.max(0, ...own.flatMap((row) => (row.seed === seed ? [row.n ?? 0] : []))));
    const last = reached.map((n) => (n === 0 ? "none" : n)).join(", ");
    return `${name}: seed${seeds.length === 1 ? "" : "s"} ${seeds.join(", ")}, largest N ${last}`;
  });
  return texts.flatMap((_, i) => (i % 2 === 0 ? [texts.slice(i, i + 2).join("; ")] : []));
}
