import type { TrainingConfig } from "../training/config.js";
import type { Figure } from "./figure.js";
import { lastSolved, type TrainingRecord } from "./trainingRecord.js";
import { wrapText } from "./wrapText.js";

const fontSize = 11;
const lineHeight = 14;

/** The figure with a small text below, in as many lines as it needs: where its data comes from. */
export function captioned(figure: Figure, caption: string): Figure {
  const { layout } = figure;
  const margin = (layout.margin ?? {}) as { l?: number; r?: number; b?: number };
  const { l = 60, r = 20, b = 60 } = margin;
  const lines = wrapText(caption, fontSize, (layout.width ?? 900) - l - r);
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

/** Which networks a figure shows: profile, size, protocol, seeds, and how far they came. */
export function describeRuns(runs: readonly (TrainingRecord & { readonly config: TrainingConfig })[]): string {
  if (runs.length === 0) return "no networks";
  const unique = <T>(of: (run: (typeof runs)[number]) => T) => [...new Set(runs.map(of))];
  const { schedule } = runs[0].config;
  const seeds = unique(({ config }) => config.seed).sort((a, b) => a - b);
  const reached = runs.map(lastSolved).filter((n) => n !== null);
  const text = [
    `${unique(({ config }) => config.profile).join(", ")} profile`,
    `${unique(({ config }) => config.model.neurons).join("/")} neurons`,
    `batch ${unique(({ config }) => config.schedule.batch).join("/")}, ${schedule.steps} steps an epoch`,
    `${runs.length} network${runs.length === 1 ? "" : "s"}, seed${seeds.length === 1 ? "" : "s"} ${seeds.join(", ")}`,
    `at most ${Math.max(...runs.map(({ epochs }) => epochs.length))} epochs`,
    reached.length > 0 ? `largest N solved ${Math.max(...reached)}` : "no N solved",
  ];
  return text.join("; ");
}
