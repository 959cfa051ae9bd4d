import { writeFileSync } from "node:fs";
import { availableParallelism, cpus } from "node:os";
import { Option } from "commander";
import { counted } from "../counted.js";
import { GraphEngine } from "../engine/graphEngine.js";
import { availableProvider } from "../engine/provider.js";
import type { Provider, ProviderName } from "../engine/providerName.js";
import { readyTfjs, TfjsEngine } from "../engine/tfjsEngine.js";
import type { Cell } from "../models/cell.js";
import { gru } from "../models/gru.js";
import { leakyRnn } from "../models/leakyRnn.js";
import { lstm } from "../models/lstm.js";
import { taskNamed } from "../tasks/taskNamed.js";
import { benchmarkStep, matrixProductRate } from "../training/benchmark.js";
import { sgd } from "../training/optimiser.js";
import { train } from "../training/train.js";
import { trainingConfig } from "../training/trainingConfig.js";
import { benchAnalyses } from "./benchAnalyses.js";
import { torchStep, torchVersion } from "./benchTorch.js";
import { goOnWithoutReader } from "./closedPipe.js";
import { command, integer, partsOption, providerOption, runCommand, UserError } from "./command.js";
import { checkOutputFile, writeOutputFile } from "./outputFile.js";

interface BenchOptions {
  neurons: number;
  batch: number;
  threads: number;
  rounds: number;
  lengths: number[];
  cells: string[];
  provider: ProviderName;
  peer: boolean;
  torch?: string;
  soak?: number;
  analyses?: string;
  parts?: string;
  save?: string;
}

/**
 * A cell to time; how many [n, n] products one of its steps needs per sequence; and how many values per neuron and step
 * its gradient needs of the forward pass.
 */
const cells: Record<string, { make(neurons: number): Cell; products: number; kept: number }> = {
  "leaky-rnn": { make: (neurons) => leakyRnn({ neurons }), products: 1, kept: 1 },
  "leaky-rnn-outside": { make: (neurons) => leakyRnn({ neurons, leak: "outside" }), products: 1, kept: 2 },
  gru: { make: (neurons) => gru({ neurons }), products: 3, kept: 5 },
  lstm: { make: (neurons) => lstm({ neurons }), products: 4, kept: 7 },
};

/** Longer sequences take the peers too long, and in the end too much memory. */
const longestOfPeers = 27;

const usualLengths = [14, 27, 77, 127, 252, 402];

const list = (text: string) => text.split(",");
const program = command("bench", "Times whole training steps: data, forward, loss, backward, clipping, update.")
  .option("--neurons <n>", "neurons", integer(1, 2000), 500)
  .option("--batch <n>", "sequences per step", integer(1), 256)
  .option("--threads <n>", "threads of the engine", integer(1, 256), Math.min(2, availableParallelism()))
  .option("--rounds <n>", "steps timed per row", integer(1), 5)
  .addOption(
    new Option("--lengths <T,…>", "sequence lengths")
      .default(usualLengths, usualLengths.join(","))
      .argParser((text) => list(text).map(integer(3))),
  )
  .addOption(
    new Option("--cells <name,…>", "cells")
      .default(Object.keys(cells), Object.keys(cells).join(","))
      .argParser((text) =>
        list(text).map((name) => {
          if (Object.hasOwn(cells, name)) return name;
          throw new UserError(`there is no cell "${name}" to time; expected some of: ${Object.keys(cells).join(", ")}`);
        }),
      ),
  )
  .addOption(providerOption())
  .option("--no-peer", "leave out the same step on TensorFlow.js")
  .addOption(new Option("--torch [python]", "also time the same step in PyTorch, with this Python").preset("python3"))
  .option("--soak <steps>", "instead: train so many steps of varying length and show the memory", integer(10))
  .option(
    "--analyses <checkpoint>",
    "instead: time every analysis of a network file, by its published protocol, on the CPU",
  )
  .addOption(partsOption())
  .option("--save <file>", "also write what is printed to a file")
  .action(bench);

async function bench(options: BenchOptions): Promise<void> {
  const { neurons: n, batch, threads, rounds } = options;
  if (options.analyses !== undefined && !["cpu", "auto"].includes(options.provider)) {
    throw new UserError(`analyses are computed on the CPU: expected no --provider, got ${options.provider}`);
  }
  if (options.parts !== undefined && options.analyses === undefined) {
    throw new UserError("--parts: expected --analyses with it; without, only models of this project are timed");
  }
  const versionOfTorch = options.torch === undefined ? undefined : torchVersion(options.torch);
  const provider = await availableProvider(options.analyses === undefined ? options.provider : "cpu");
  if (options.save !== undefined) {
    await checkOutputFile(options.save);
    goOnWithoutReader();
  }
  const lines: string[] = [];
  const print = (line: string) => {
    lines.push(line);
    console.log(line);
  };
  print(`${cpus()[0]?.model.trim() ?? "unknown CPU"}, ${counted(threads, "thread")}, ${provider}`);
  if (options.soak) {
    await soak(options, provider, print);
  } else if (options.analyses !== undefined) {
    await benchAnalyses(options.analyses, options, print);
  } else {
    print(
      `matrix products on this machine now: ${(await matrixProductRate(threads, provider)).toFixed(0)} GFLOP/s (float32)`,
    );
    print(
      `whole training steps, ${counted(n, "neuron")}, batch ${batch}, multi-head labels; median of at least ${rounds}`,
    );
    print(
      `products: share of the rate of matrix products, measured before and after every row, since machines are shared`,
    );
    print(`memory: largest growth of the process, in units of what the gradient needs of the forward pass`);
    if (options.peer) {
      const { backend } = await readyTfjs();
      print(
        `TF.js: the same step on TensorFlow.js (${backend}), for T up to ${longestOfPeers}, since it takes so long`,
      );
    }
    if (versionOfTorch !== undefined) {
      print(
        `PyTorch ${versionOfTorch}: the same step, eager (gru, lstm: its own layers) and scripted; ` +
          "products: share of PyTorch's own rate, by the faster one",
      );
    }
    print("");
    const row = (...columns: string[]) =>
      print(columns.map((text, i) => text.padStart([17, 4, 5, 9, 6, 7, 8, 6, 13, 14, 14, 8][i])).join(" "));
    const torch = options.torch === undefined ? [] : ["eager ms", "scripted ms", "products"];
    row("cell", "T", "heads", "ms/step", "engine", "GFLOP/s", "products", "memory", "TF.js ms", ...torch);
    for (const name of options.cells) await benchCell(name, options, provider, row);
  }
  if (options.save !== undefined) await writeOutputFile(options.save, `${lines.join("\n")}\n`);
}

async function benchCell(
  name: string,
  { neurons: n, batch, threads, rounds, lengths, peer, torch }: BenchOptions,
  provider: Provider,
  row: (...columns: string[]) => void,
): Promise<void> {
  const { make, products, kept } = cells[name];
  const cell = make(n);
  const engine = new GraphEngine(cell, { threads, provider });
  const parts = { cell, task: taskNamed("n-parity"), optimiser: sgd({ learningRate: 0.05, momentum: 0.1 }) };
  const ofPeer = new Map<number, number>(); // first, since TensorFlow.js keeps the memory it once had
  for (const length of peer ? lengths.filter((length) => length <= longestOfPeers) : []) {
    const reference = { ...parts, engine: await TfjsEngine.create(cell) };
    const { milliseconds } = await benchmarkStep(reference, {
      stage: stageOf(length),
      batch,
      steps: length,
      rounds: 1,
    });
    ofPeer.set(length, milliseconds);
  }
  const atFirst = process.memoryUsage().rss;
  for (const length of [...lengths].sort((a, b) => a - b)) {
    const stage = stageOf(length);
    const rateBefore = await matrixProductRate(threads, provider);
    forgetLargestResidentSet();
    const largestBefore = largestResidentSet();
    const { milliseconds, engineMilliseconds } = await benchmarkStep(
      { ...parts, engine },
      { stage, batch, steps: length, rounds },
    );
    // Forward, backward and the weight gradient: three products of 2·B·n² operations per step and [n, n] block.
    const gflops = (6 * batch * n * n * products * length) / milliseconds / 1e6;
    const hasGrown = largestResidentSet() > largestBefore; // else something before needed more
    const memory = (largestResidentSet() - atFirst) / (4 * kept * batch * n * length);
    const rate = (rateBefore + (await matrixProductRate(threads, provider))) / 2;
    const compared = (ms: number | undefined) =>
      ms === undefined ? "–" : `${ms.toFixed(0)} (${(ms / milliseconds).toPrecision(3)} ×)`;
    const ofTorch: string[] = [];
    if (torch !== undefined) {
      const size = { neurons: n, batch, steps: length, heads: stage.heads.length, threads, rounds };
      const { milliseconds: ms, productRate } = torchStep(torch, name, size);
      const share = (gflops * milliseconds) / Math.min(ms.eager, ms.scripted ?? Infinity) / productRate;
      ofTorch.push(compared(ms.eager), compared(ms.scripted), `${(100 * share).toFixed(0)} %`);
    }
    row(
      name,
      String(length),
      String(stage.heads.length),
      milliseconds.toFixed(1),
      `${((100 * engineMilliseconds) / milliseconds).toFixed(0)} %`,
      gflops.toFixed(0),
      `${((100 * gflops) / rate).toFixed(0)} %`,
      hasGrown && length >= 100 ? memory.toFixed(1) : "–", // short ones drown in what else the process holds
      compared(ofPeer.get(length)),
      ...ofTorch,
    );
  }
  await engine.dispose();
}

/** Begins to measure the largest resident set anew, where that can be done: on Linux. */
function forgetLargestResidentSet(): void {
  try {
    writeFileSync("/proc/self/clear_refs", "5");
  } catch {
    // Then a row shows no memory if one before it needed more.
  }
}

/** The most memory that this process has had so far, in bytes. */
function largestResidentSet(): number {
  return process.resourceUsage().maxRSS * 1024;
}

/** The multi-head stage whose training draws sequences of this mean length. */
function stageOf(length: number): { ns: number[]; heads: number[] } {
  const count = Math.min(100, Math.max(1, Math.round((length - 1.5) / 2.5) - 1), length - 1);
  return { ns: Array.from({ length: count }, (_, i) => i + 2), heads: Array.from({ length: count }, (_, i) => i) };
}

/** Many steps of varying length, as training draws them; the resident set must not grow. */
async function soak(
  { neurons: n, batch, threads, soak: steps = 0 }: BenchOptions,
  provider: Provider,
  print: (line: string) => void,
): Promise<void> {
  const cell = leakyRnn({ neurons: n });
  const task = taskNamed("n-parity");
  const config = trainingConfig({
    task: task.name,
    curriculum: { name: "no-curriculum", n: 5 },
    neurons: n,
    batch,
    steps,
    epochs: 1,
  });
  print(`leaky-rnn, ${counted(n, "neuron")}, batch ${batch}: ${steps} training steps, N = 5, T = 7 … 21`);
  let done = 0;
  await train(config, {
    threads,
    provider,
    cell,
    onStep() {
      done++;
      if (done % Math.floor(steps / 10) === 0) {
        print(`step ${String(done).padStart(6)}: resident set ${(process.memoryUsage().rss / 2 ** 20).toFixed(0)} MiB`);
      }
    },
  });
}

await runCommand(program);
