import { type Command, InvalidArgumentError } from "commander";
import { integers } from "../integers.js";
import { type RetrainingRow, retrainedAccuracies } from "../interventions/retrainedAccuracy.js";
import { retraining } from "../interventions/retraining.js";
import { terminalProgress } from "../progress/terminalProgress.js";
import { epochsOfRetraining } from "../training/retrainingConfig.js";
import type { RecordedEpoch } from "../training/train.js";
import { goOnWithoutReader } from "./closedPipe.js";
import { integer, partsOption, repeats, Stopped } from "./command.js";
import { epochLine } from "./epochLine.js";
import { checkOutput, type MeasurementOptions, measurement, percentCell, tidyTable } from "./measurement.js";
import { writeOutputFile } from "./outputFile.js";
import { untilStopped } from "./untilStopped.js";

interface RetrainingOptions extends MeasurementOptions {
  to: number[];
  epochs: number;
  batch?: number;
  steps?: number;
  repeats?: number[];
  out: string;
  threads: number;
}

/** The measurement `retraining` of `npm run analyse`. */
export function addRetraining(program: Command): void {
  measurement<RetrainingOptions>(
    program,
    "retraining",
    "Train a network further, as single-head on one larger N at a time; called again, goes on with what is missing.",
    async (network, { to, seed, epochs, batch, steps, repeats, out, threads }, progress) => {
      goOnWithoutReader(); // the runs stay
      const stop = untilStopped();
      const onEpoch = (epoch: RecordedEpoch) => {
        if (!process.stderr.isTTY) process.stderr.write(`${epochLine(epoch)}\n`);
      };
      const training = { epochs, batch, steps, repeats, seed, threads };
      const options = { ...training, parent: out, progress, onEpoch, signal: stop.signal };
      const rows = await retraining(network, to, options).finally(stop.end);
      if (stop.signal.aborted) throw new Stopped(stop.code());
      // Which network it is, is told of all measurements' rows alike.
      return { rows: rows.map(({ task: _, curriculum: __, seed: ___, ...row }) => row), summary: rows.map(described) };
    },
  )
    .requiredOption("--to <list>", "the N to retrain on, e.g. 16,20,24 or 16-46", nList)
    .option("--epochs <n>", "epochs on each N", integer(1, 100_000), epochsOfRetraining)
    .option("--batch <n>", "sequences a step (default: as the network was trained)", integer(1))
    .option("--steps <n>", "steps an epoch (default: as the network was trained)", integer(1))
    .option("--repeats <k>", "continuous time: steps that a bit lasts (default: as its file says)", repeats)
    .option("--out <folder>", "where the runs' folders go", "runs")
    .option("--threads <n>", "threads of the engine", integer(1, 256), 1);
}

/** `npm run analyse -- retrained`: measures the networks that retrainings of a plan ended with. */
export function addRetrained(program: Command): void {
  program
    .command("retrained")
    .description("Accuracy of the networks that retrainings ended with, e.g. those of plans/retraining.json.")
    .usage("RUN… [options]")
    .argument("<runs...>", "folders of runs; those that are no retraining or have epochs left are passed over")
    .option("--seed <n>", "seed of the test sequences", integer(0), 1)
    .addOption(partsOption())
    .option("--csv <file>", "write the rows as a table")
    .option("--json", "print one JSON object")
    .action(async (folders: string[], { seed, csv, json }: MeasurementOptions) => {
      await checkOutput({ csv, json });
      const rows = await retrainedAccuracies(folders, { seed, progress: terminalProgress() });
      if (json) return console.log(JSON.stringify({ measurement: "retrained", seed, rows }));
      for (const row of rows) {
        console.log(`${row.task}, ${row.curriculum ?? "unknown curriculum"}, seed ${row.seed}, ${described(row)}`);
      }
      console.log(`${rows.length} of ${folders.length} runs are retrainings with all their epochs`);
      if (csv !== undefined) await writeOutputFile(csv, tidyTable(rows));
    });
}

function described({ fromN, n, accuracy, relativeAccuracy }: RetrainingRow): string {
  const [from, to] = [fromN, n].map((value) => String(value).padStart(3));
  return `N ${from} → ${to}: ${percentCell(accuracy)}, relative ${percentCell(relativeAccuracy)}`;
}

/** Parses a list of N, with ranges. */
function nList(text: string): number[] {
  return text.split(",").flatMap((part) => {
    const [, first, last = first] = /^(\d+)(?:-(\d+))?$/.exec(part.trim()) ?? [];
    const [low, high] = [Number(first), Number(last)];
    if (!(low >= 1 && high >= low)) {
      throw new InvalidArgumentError(`expected N such as 16,20 or 16-46, got ${JSON.stringify(text)}.`);
    }
    return integers(low, high);
  });
}
