import type { TrainingConfig } from "../training/config.js";

/**
 * The name of a run's folder, `<profile>-<task>-<curriculum>-<model>[-<variant>]-s<seed>`.
 *
 * @param variant  what is special about the run, e.g. "tau-1"; not taken from the config
 * @throws RangeError if a part has other characters than letters, digits, ".", "_" and "-"
 * @example runName(config) // "quick-n-parity-multi-head-leaky-rnn-s7"
 */
export function runName({ profile, task, curriculum, model, seed }: TrainingConfig, variant?: string): string {
  const parts = [profile, task, curriculum.name, model.name, ...(variant === undefined ? [] : [variant]), `s${seed}`];
  for (const part of parts) {
    if (!/^[\w.-]+$/.test(part)) {
      throw new RangeError(`"${part}" cannot be part of a run's name; expected letters, digits, ".", "_" and "-"`);
    }
  }
  return parts.join("-");
}
