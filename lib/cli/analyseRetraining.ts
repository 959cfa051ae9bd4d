import { type Command, InvalidArgumentError } from "commander";
import { retraining } from "../interventions/retraining.js";
import { integer } from "./command.js";
import { type MeasurementOptions, measurement, percent } from "./measurement.js";

interface RetrainingOptions extends MeasurementOptions {
  to: number[];
  epochs: number;
  batch?: number;
  steps?: number;
  out: string;
  threads: number;
}

/** The measurement `retraining` of `npm run analyse`. */
export function addRetraining(program: Command): void {
  measurement<RetrainingOptions>(
    program,
    "retraining",
    "Train a network further, as single-head on one larger N at a time; called again, goes on with what is missing.",
    async (network, { to, seed, epochs, batch, steps, out, threads }, progress) => {
      const rows = await retraining(network, to, { parent: out, epochs, batch, steps, seed, threads, progress });
      return {
        rows,
        summary: rows.map(
          ({ fromN, n, accuracy, relativeAccuracy }) =>
            `N ${String(fromN).padStart(3)} → ${String(n).padStart(3)}: ${percent(accuracy)}, relative ${percent(relativeAccuracy)}`,
        ),
      };
    },
  )
    .requiredOption("--to <list>", "the N to retrain on, e.g. 16,20,24 or 16-46", nList)
    .option("--epochs <n>", "epochs on each N", integer(1, 100_000), 20)
    .option("--batch <n>", "sequences a step (default: as the network was trained)", integer(1))
    .option("--steps <n>", "steps an epoch (default: as the network was trained)", integer(1))
    .option("--out <folder>", "where the runs' folders go", "runs")
    .option("--threads <n>", "threads of the engine", integer(1, 256), 1);
}

/** Parses a list of N, with ranges. */
function nList(text: string): number[] {
  return text.split(",").flatMap((part) => {
    const [, first, last = first] = /^(\d+)(?:-(\d+))?$/.exec(part.trim()) ?? [];
    const [low, high] = [Number(first), Number(last)];
    if (!(low >= 1 && high >= low)) {
      throw new InvalidArgumentError(`expected N such as 16,20 or 16-46, got ${JSON.stringify(text)}.`);
    }
    return Array.from({ length: high - low + 1 }, (_, i) => low + i);
  });
}
