import { existsSync } from "node:fs";
import { join } from "node:path";
import type { TrainingConfig } from "../training/config.js";
import { RunError } from "./runError.js";
import { createRun, openRun, type Run, type RunOptions, runName, startFile } from "./runFolder.js";
import { readRecord } from "./runRecord.js";
import type { Start } from "./start.js";

/**
 * Opens a run to go on with it as far as a config says, or begins it.
 *
 * @param config   which network it begins with is said by `startOf`, or by the run itself if it has begun
 * @param startOf  of a run that begins with another's network, that one; not called once the run has a copy of it
 * @throws RunError if the run is one of another config, or began with another network
 */
export async function openOrCreateRun(
  parent: string,
  config: TrainingConfig,
  options: RunOptions,
  startOf?: () => Promise<Start>,
): Promise<Run> {
  const folder = join(parent, runName(config, options.variant));
  const record = await readRecord(folder);
  const start = existsSync(join(folder, startFile)) ? undefined : await startOf?.();
  const from = start?.from ?? record?.config.from;
  const whole = { ...config, ...(from && { from }) };
  const run = record ? await openRun(folder, options) : await createRun(parent, whole, options);
  try {
    if (from?.network !== run.config.from?.network) {
      const [began, given] = [run.config.from, from].map((network) => network?.network ?? "a random one");
      throw new RunError(`${folder} began with another network than the one that is given: ${began}, not ${given}`);
    }
    if (record) await run.extendTo(whole);
    if (start) await run.saveStart(start.network);
    return run;
  } catch (error) {
    await run.close();
    throw error;
  }
}
