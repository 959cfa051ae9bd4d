import { modelNames } from "../models/cellDescribed.js";
import { variantOf } from "../runs/variantOf.js";
import type { TrainingConfig } from "../training/config.js";
import { profiles } from "../training/profiles.js";
import { trainingConfig } from "../training/trainingConfig.js";
import { curriculumLook, curriculumOf, type ShownCurriculum } from "./curriculumLook.js";
import { type Difference, differencesOf, differencesOfKind } from "./differences.js";
import { curriculumColour } from "./look.js";
import type { TrainingRecord } from "./trainingRecord.js";

/** What figures tell networks apart by. What is not said is taken to be the same in all. */
export interface ShownNetwork {
  readonly task?: string;
  /** With its options, or its name alone where these stand in the variant of the run. */
  readonly curriculum?: ShownCurriculum | string;
  readonly profile?: string;
  readonly model?: string;
  /** As `variantOf` gives it. */
  readonly variant?: string | null;
}

/** What a figure tells a run apart by, from its config as far as that is known. */
export function shownRun({ config }: Pick<TrainingRecord, "config">): ShownNetwork {
  const { profile, task, curriculum, model } = config;
  const variant = isWhole(config) ? variantOfAny(config) : undefined;
  return { profile, task, curriculum, ...(model ? { model: model.name } : {}), ...(variant ? { variant } : {}) };
}

/** What a network is told apart by, put to names. */
export interface Identity {
  readonly task: string;
  /** Its label. */
  readonly curriculum: string;
  readonly curriculumName: string;
  /** Its own colour, if it has one. */
  readonly colour: string | undefined;
  readonly differences: readonly Difference[];
}

/** What rows of measured networks have in common, for `mustBeRows`. */
export const networkFields = { curriculum: "a string", seed: "a number", n: "a number" } as const;

/** The same for all networks that differ in nothing that is said of them. */
export function keyOf({ task, curriculum, profile, model, variant }: ShownNetwork): string {
  return JSON.stringify([task, curriculum, profile, model, variant ?? null]);
}

export function identityOf({ task = "", curriculum = "", variant, ...kind }: ShownNetwork): Identity {
  const shown = typeof curriculum === "string" ? curriculumOf({ curriculum, variant }) : curriculum;
  const { label, colour } = curriculumLook(shown);
  return {
    task,
    curriculum: label,
    curriculumName: shown.name,
    colour: Object.hasOwn(curriculumColour, shown.name) ? colour : undefined,
    differences: [...differencesOfKind(kind), ...(variant ? differencesOf(variant) : [])],
  };
}

function isWhole(config: object): config is TrainingConfig {
  return ["model", "optimiser", "schedule"].every((field) => field in config);
}

/** Also of models and profiles of one's own, of which there is no standard: the options of the model, and the rest. */
function variantOfAny(config: TrainingConfig): string | undefined {
  const profile = Object.hasOwn(profiles, config.profile) ? config.profile : "paper";
  if (modelNames.some((name) => name === config.model.name)) return variantOf({ ...config, profile });
  const standard = trainingConfig({ task: "n-parity", curriculum: "single-head", profile: profile });
  const { name: _, neurons, ...options } = config.model;
  const rest = variantOf({ ...config, profile, model: { ...standard.model, neurons } });
  const own = Object.entries(options).map(([key, value]) => `${key}-${String(value)}`);
  return [...own, ...(rest === undefined ? [] : [rest])].join("-") || undefined;
}
