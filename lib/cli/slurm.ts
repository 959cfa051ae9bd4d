import { spawnSync } from "node:child_process";
import { join, resolve } from "node:path";
import { atomicWrite } from "../runs/atomicWrite.js";
import { makeFolder } from "../runs/makeFolder.js";
import { UserError } from "./command.js";
import { shellWord } from "./shellWord.js";

export interface SlurmOptions {
  partition?: string;
  /** Time limit of a job as sbatch understands it, e.g. "4:00:00". */
  time?: string;
  /** Jobs at the same time. */
  arrayLimit?: number;
  /** Seconds before the time limit at which a job saves its run. */
  lead: number;
}

/** What a job array is to do: the runs of these indices of a plan. */
export interface SlurmJob {
  /** A name for the array: letters, digits, ".", "_" and "-". */
  name: string;
  /** The command that trains the run of an index, its path and options; the index is put at its end. */
  command: readonly string[];
  indices: readonly number[];
  /** Where the logs go. */
  logs: string;
}

/**
 * The script of a job array, one run per task. Shortly before the time limit Slurm tells the script, which has the run
 * saved and itself put into the queue again, to go on from there. A node that fails does the same without being asked.
 */
export function slurmScript(
  { name, command, indices, logs }: SlurmJob,
  { partition, time, arrayLimit, lead }: SlurmOptions,
): string {
  const options = [
    `--job-name=${name}`,
    `--array=${ranges(indices)}${arrayLimit === undefined ? "" : `%${arrayLimit}`}`,
    "--ntasks=1",
    "--cpus-per-task=1",
    "--requeue",
    "--open-mode=append",
    `--signal=B:USR1@${lead}`,
    `--output="${join(logs, "%x-%A_%a.log")}"`,
    ...(partition === undefined ? [] : [`--partition=${partition}`]),
    ...(time === undefined ? [] : [`--time=${time}`]),
  ];
  return `#!/bin/bash
${options.map((option) => `#SBATCH ${option}`).join("\n")}

requeue=no
trap 'requeue=yes; kill -TERM "$child"' USR1 # the time limit is near
trap 'kill -TERM "$child"' TERM              # cancelled
${command.map((word) => shellWord(word, "linux")).join(" ")} "$SLURM_ARRAY_TASK_ID" &
child=$!
while kill -0 "$child" 2>/dev/null; do
  wait "$child"
  status=$?
done
if [ "$requeue" = yes ] && [ "$status" = 143 ]; then
  scontrol requeue "\${SLURM_ARRAY_JOB_ID}_\${SLURM_ARRAY_TASK_ID}"
fi
exit "$status"
`;
}

/**
 * Hands a job array to Slurm.
 *
 * @returns the id of the job
 * @throws UserError if Slurm is not there or refuses
 */
export async function submitToSlurm(job: SlurmJob, options: SlurmOptions): Promise<string> {
  await makeFolder(job.logs);
  const script = slurmScript({ ...job, logs: resolve(job.logs) }, options);
  const file = join(job.logs, `${job.name}.sh`);
  await atomicWrite(file, script);
  const { error, status, stdout, stderr } = spawnSync("sbatch", ["--parsable", file], { encoding: "utf8" });
  if (error) throw new UserError(`sbatch cannot be run (${error.message}): is this a machine with Slurm?`);
  if (status !== 0) throw new UserError(`Slurm refuses the job: ${stderr.trim()}`);
  return stdout.trim().split(";")[0];
}

/** @example ranges([0, 1, 2, 5]) // "0-2,5" */
export function ranges(indices: readonly number[]): string {
  const parts: Array<[number, number]> = [];
  for (const index of indices) {
    const last = parts.at(-1);
    if (last && last[1] === index - 1) last[1] = index;
    else parts.push([index, index]);
  }
  return parts.map(([first, last]) => (first === last ? String(first) : `${first}-${last}`)).join(",");
}
