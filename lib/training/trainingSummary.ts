import { counted } from "../counted.js";
import { usualOptions } from "../models/cellDescribed.js";
import { percentText } from "../percent.js";
import type { TrainingConfig } from "./config.js";
import type { Epoch } from "./trainer.js";

/** Where a training stands. */
export interface TrainingStand {
  /** How it ended: "done", "stopped" or "diverged". */
  end: string;
  /** That it has taken, over all its stretches. */
  epochs: number;
  /** N solved, over all; 0 if none was. */
  largest: number;
  /** The last epoch, where it is known. */
  last?: Pick<Epoch, "nMax" | "accuracyLast">;
}

/** The line that stays of a training. */
export function trainingSummary(config: TrainingConfig, { end, epochs, largest, last }: TrainingStand): string {
  return `${trainingLabel(config)}: ${end} after ${counted(epochs, "epoch")}, ${reached(config, largest, last)}`;
}

/** What a run is called beside a progress bar; of a retraining, the network that it begins with. */
export function trainingLabel({ task, curriculum, model, seed, from }: TrainingConfig): string {
  const { name, n } = curriculum;
  const on = n === undefined ? name : `N = ${n}`;
  if (!from) return [task, n === undefined ? name : `${name} ${on}`, ...unusualModel(model), `seed ${seed}`].join(", ");
  const source = [task, from.curriculum, from.seed === undefined ? undefined : `seed ${from.seed}`];
  return `${source.filter((part) => part !== undefined).join(", ")}, retrained from N = ${from.n} on ${on}`;
}

/** The model and those of its options that are short to say, as far as they are not those of the paper's. */
function unusualModel({ name, neurons, ...options }: TrainingConfig["model"]): string[] {
  const usual = usualOptions({ name, neurons });
  const told = Object.entries(options).flatMap(([option, value]) => {
    const isShort = ["string", "number", "boolean"].includes(typeof value) && String(value).length <= 20;
    return isShort && value !== usual[option] ? [`${option} ${String(value)}`] : [];
  });
  return [...(name === "leaky-rnn" ? [] : [name]), ...told];
}

/** How far a training has come: a retraining goes through its epochs however well it does, and solves nothing. */
function reached({ from }: TrainingConfig, largest: number, last: TrainingStand["last"]): string {
  if (from && last) return `accuracy on N = ${last.nMax} ${percentText(last.accuracyLast, 1)}`;
  return largest > 0 ? `largest N solved ${largest}` : "no N solved";
}
