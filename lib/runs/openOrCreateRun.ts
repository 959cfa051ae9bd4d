import { existsSync } from "node:fs";
import { join } from "node:path";
import type { TrainingConfig } from "../training/config.js";
import { RunError } from "./runError.js";
import { createRun, openRun, type Run, RunExists, type RunOptions } from "./runFolder.js";
import { runName } from "./runName.js";
import { readRecord } from "./runRecord.js";
import type { Start } from "./start.js";
import { startFile } from "./storedRun.js";

/**
 * Opens a run to go on with it as far as a config says, or begins it; also if another process begins it meanwhile.
 *
 * @param config   which network it begins with is said by `startOf`, or by the run itself if it has begun
 * @param startOf  of a run that begins with another's network, that one; not called once the run has a copy of it
 * @throws RunInUse if another process has it; RunError if it is a run of another config, or began with another network
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
  let run: Run;
  try {
    run = record ? await openRun(folder, options) : await createRun(parent, whole, options);
  } catch (error) {
    if (!(error instanceof RunExists)) throw error;
    return openOrCreateRun(parent, config, options, startOf); // now there is a record, which is never taken away
  }
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
