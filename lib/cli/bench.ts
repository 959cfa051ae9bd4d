import { availableParallelism, cpus } from "node:os";
import { Option } from "commander";
import type { Engine } from "../engine/engine.js";
import { GraphEngine } from "../engine/graphEngine.js";
import { availableProvider, type ProviderName } from "../engine/provider.js";
import { TfjsEngine } from "../engine/tfjsEngine.js";
import type { Cell } from "../models/cell.js";
import { gru } from "../models/gru.js";
import { leakyRnn } from "../models/leakyRnn.js";
import { lstm } from "../models/lstm.js";
import { taskNamed } from "../tasks/taskNamed.js";
import { benchmarkStep, matrixProductRate } from "../training/benchmark.js";
import { sgd } from "../training/optimiser.js";
import { command, integer, providerOption, runCommand } from "./command.js";

interface BenchOptions {
  neurons: number;
  batch: number;
  threads: number;
  rounds: number;
  lengths: number[];
  cells: string[];
  engine: "graph" | "tfjs";
  provider: ProviderName;
}

/** A cell to time, and how many [n, n] products one of its steps needs per sequence. */
const cells: Record<string, { make(neurons: number): Cell; products: number }> = {
  "leaky-rnn": { make: (neurons) => leakyRnn({ neurons }), products: 1 },
  "leaky-rnn-outside": { make: (neurons) => leakyRnn({ neurons, leak: "outside" }), products: 1 },
  gru: { make: (neurons) => gru({ neurons }), products: 3 },
  lstm: { make: (neurons) => lstm({ neurons }), products: 4 },
};

const list = (text: string) => text.split(",");
const program = command("bench", "Times whole training steps: data, forward, loss, backward, clipping, update.")
  .option("--neurons <n>", "neurons", integer(1, 2000), 500)
  .option("--batch <n>", "sequences per step", integer(1), 256)
  .option("--threads <n>", "threads of the engine", integer(1, 256), Math.min(2, availableParallelism()))
  .option("--rounds <n>", "steps timed per row", integer(1), 5)
  .option("--lengths <T,…>", "sequence lengths", (text: string) => list(text).map(integer(3)), [14, 27, 77, 127, 252])
  .addOption(
    new Option("--cells <name,…>", `cells: ${Object.keys(cells).join(", ")}`).default(["leaky-rnn"]).argParser((text) =>
      list(text).map((name) => {
        if (!Object.hasOwn(cells, name)) {
          throw new RangeError(
            `there is no cell "${name}" to time; expected some of: ${Object.keys(cells).join(", ")}`,
          );
        }
        return name;
      }),
    ),
  )
  .addOption(new Option("--engine <name>", "which interpreter").choices(["graph", "tfjs"]).default("graph"))
  .addOption(providerOption())
  .action(bench);

async function bench(options: BenchOptions): Promise<void> {
  const { neurons: n, batch, threads, rounds } = options;
  const provider = await availableProvider(options.provider);
  const rate = await matrixProductRate(threads);
  console.log(`${cpus()[0]?.model ?? "unknown CPU"}, ${threads} thread${threads === 1 ? "" : "s"}`);
  console.log(`matrix products on this machine now: ${rate.toFixed(0)} GFLOP/s (float32, best of three shapes)`);
  console.log(`whole training steps, ${n} neurons, batch ${batch}, multi-head labels; median of ${rounds}\n`);
  const widths = [18, 5, 6, 9, 10, 9, 12];
  const row = (...columns: string[]) => console.log(columns.map((text, i) => text.padStart(widths[i])).join(" "));
  row("cell", "T", "heads", "ms/step", "engine", "GFLOP/s", "of products");
  for (const name of options.cells) {
    const { make, products } = cells[name];
    const cell = make(n);
    const engine: Engine =
      options.engine === "graph" ? new GraphEngine(cell, { threads, provider }) : await TfjsEngine.create(cell);
    for (const length of options.lengths) {
      // The largest N whose training draws sequences of this mean length, with one head for every N up to it.
      const heads = Math.min(100, Math.max(1, Math.round((length - 1.5) / 2.5) - 1));
      const stage = {
        ns: Array.from({ length: heads }, (_, i) => i + 2).filter((m) => m <= length),
        heads: Array.from({ length: heads }, (_, i) => i).filter((i) => i + 2 <= length),
      };
      const { milliseconds, engineMilliseconds } = await benchmarkStep(
        { cell, task: taskNamed("n-parity"), engine, optimiser: sgd({ learningRate: 0.05, momentum: 0.1 }) },
        { stage, batch, steps: length, rounds },
      );
      // Forward, backward and the weight gradient: three products of 2·B·n² operations per step and [n, n] block.
      const gflops = (6 * batch * n * n * products * length) / milliseconds / 1e6;
      row(
        name,
        String(length),
        String(stage.heads.length),
        milliseconds.toFixed(1),
        `${((100 * engineMilliseconds) / milliseconds).toFixed(0)} %`,
        gflops.toFixed(0),
        `${((100 * gflops) / rate).toFixed(0)} %`,
      );
    }
    await engine.dispose();
  }
}

await runCommand(program);
