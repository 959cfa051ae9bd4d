import { basename } from "node:path";
import { counted } from "../counted.js";
import { accuracyInTime, type HeadAccuracy } from "../dynamics/accuracyInTime.js";
import { GraphEngine } from "../engine/graphEngine.js";
import { terminalProgress } from "../progress/terminalProgress.js";
import { loadNetwork } from "../runs/checkpoint.js";
import { taskNamed } from "../tasks/taskNamed.js";
import { command, integer, number, partsOption, runCommand } from "./command.js";
import { percentCell } from "./measurement.js";

interface EvaluateOptions {
  trials: number;
  steps: number;
  dropped: number;
  onesProbability: number;
  seed: number;
  repeats?: number;
  threads: number;
  json?: boolean;
}

const program = command(
  "evaluate",
  "The accuracy of every head of a network, one answer after every bit of long sequences.",
)
  .usage("CHECKPOINT [options]")
  .argument("<checkpoint>", "a network file, e.g. data/runs/…/N005.safetensors")
  .option("--trials <n>", "sequences", integer(1, 100_000), 10)
  .option("--steps <n>", "answers scored per sequence", integer(1, 10_000_000), 1000)
  .option("--dropped <n>", "answers at the beginning that are not scored", integer(0, 10_000_000), 100)
  .option("--ones-probability <p>", "probability of a one in the input", number(0, 1), 0.5)
  .option("--seed <n>", "seed of the sequences", integer(0), 1)
  .option("--repeats <k>", "continuous time: steps that a bit lasts; required there", integer(1, 10_000))
  .option("--threads <n>", "threads of the engine", integer(1, 256), 1)
  .addOption(partsOption())
  .option("--json", "print one JSON object")
  .action(evaluate);

async function evaluate(
  file: string,
  { trials, steps, dropped, onesProbability, seed, repeats, threads, json }: EvaluateOptions,
): Promise<void> {
  const { parameters, description, cell } = await loadNetwork(file);
  const engine = new GraphEngine(cell, { threads });
  let heads: HeadAccuracy[];
  try {
    heads = await accuracyInTime(
      { cell, task: taskNamed(description.task), engine, parameters, ns: description.heads },
      { trials, steps, dropped, seed, onesProbability, repeats, progress: terminalProgress() },
    );
  } finally {
    await engine.dispose();
  }
  if (json) {
    const { task, curriculum, model } = description;
    const test = { trials, steps, dropped, onesProbability, seed, repeats };
    console.log(JSON.stringify({ checkpoint: file, task, curriculum, model, ...test, heads }));
    return;
  }
  const lasting = repeats === undefined ? "" : `, ${counted(repeats, "step")} a bit`;
  console.log(
    `${basename(file)}: ${description.task}, ${counted(trials, "trial")} of ${counted(steps, "answer")}, p = ${onesProbability}${lasting}, seed ${seed}`,
  );
  console.log("   N   accuracy   STD over trials");
  for (const { n, mean, std } of heads) {
    console.log(`${String(n).padStart(4)}  ${percentCell(mean)} ${percentCell(std)}`);
  }
}

await runCommand(program);
