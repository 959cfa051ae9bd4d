import { Tensor as OrtTensor } from "onnxruntime-node";
import { median } from "simple-statistics";
import type { Stage } from "../curricula/curriculum.js";
import { checkEngine } from "../engine/checkEngine.js";
import type { Engine } from "../engine/engine.js";
import { GraphOps } from "../engine/graph.js";
import { onnxModel } from "../engine/onnxModel.js";
import type { Provider } from "../engine/providerName.js";
import { createSession } from "../engine/session.js";
import { checkOptionsOf } from "../knownFields.js";
import type { Cell } from "../models/cell.js";
import { RandomStream } from "../random/stream.js";
import type { Task } from "../tasks/task.js";
import { drawInput } from "./batch.js";
import { clipGlobalNorm, freshOptimiserState, type Optimiser } from "./optimiser.js";
import { initialParameters } from "./parameters.js";

/** Elements of the largest matrix below. All use the same memory, so that measuring again needs no more. */
let numbers: Float32Array | undefined;

/**
 * The machine's own rate of single-precision matrix products, on as many threads as the engine gets.
 *
 * @param provider  what computes, as `availableProvider` found it
 * @returns GFLOP/s, the median of seven rounds of the best of three shapes: one step of training, a sum over many steps
 *   at once, one large square
 */
export async function matrixProductRate(threads: number, provider: Provider = "cpu"): Promise<number> {
  const shapes = [
    { m: 256, k: 500, n: 500 },
    { m: 500, k: 12_800, n: 500 },
    { m: 1024, k: 1024, n: 1024 },
  ];
  if (!numbers) {
    numbers = new Float32Array(500 * 12_800);
    RandomStream.named(1, "matrix product rate").fillUniform(numbers, -1, 1);
  }
  const elements = numbers;
  let best = 0;
  for (const { m, k, n } of shapes) {
    const ops = new GraphOps();
    const [a, b] = [ops.placeholder("a", [m, k]), ops.placeholder("b", [k, n])];
    const session = await createSession(onnxModel([a, b], { product: ops.matMul(a, b) }), {
      executionProviders: [provider],
      intraOpNumThreads: threads,
      interOpNumThreads: 1,
    });
    const feeds = Object.fromEntries(
      [a, b].map((value) => {
        const [rows, columns] = value.shape as number[];
        const data = elements.subarray(0, rows * columns);
        return [value.attributes.name as string, new OrtTensor("float32", data, [rows, columns])];
      }),
    );
    const flops = 2 * m * k * n;
    const repeats = Math.ceil(2e9 / flops);
    const rates: number[] = [];
    for (let round = 0; round < 7; round++) {
      const start = performance.now();
      for (let i = 0; i < repeats; i++) await session.run(feeds);
      rates.push((repeats * flops) / (performance.now() - start) / 1e6);
    }
    best = Math.max(best, median(rates));
    await session.release();
  }
  return best;
}

/** What one benchmark of training steps found. */
export interface StepBenchmark {
  /** Length of the sequences, T. */
  steps: number;
  /** Median time of a whole training step: data, forward, loss, backward, clipping to a norm of 2, update. */
  milliseconds: number;
  /** The engine's share of it. */
  engineMilliseconds: number;
}

/**
 * Steps are timed for at least so long, in milliseconds: the first short ones of a process are slower than later ones.
 */
const shortestTiming = 2000;

/**
 * Times whole training steps of a new network at one length, for at least 2 seconds.
 *
 * @param stage   the N, and a head for each: 0, 1, …
 * @param batch   sequences per step, B
 * @param steps   length of the sequences, T; at least the largest N
 * @param rounds  steps timed at least, after one that is not
 * @throws RangeError if the engine is made for another cell, a number is not valid, or there is another option
 */
export async function benchmarkStep(
  { cell, task, engine, optimiser }: { cell: Cell; task: Task; engine: Engine; optimiser: Optimiser },
  options: { stage: Stage; batch: number; steps: number; rounds: number },
): Promise<StepBenchmark> {
  checkOptionsOf("benchmarkStep", options, { stage: true, batch: true, steps: true, rounds: true });
  const { stage, batch, steps, rounds } = options;
  checkEngine(engine, cell);
  const parameters = initialParameters(cell, stage.heads.length, 1);
  const stream = RandomStream.named(1, "benchmark");
  let state = freshOptimiserState;
  const whole: number[] = [];
  const inEngine: number[] = [];
  let begin = performance.now();
  for (let round = 0; round <= rounds || performance.now() - begin < shortestTiming; round++) {
    const start = performance.now();
    const input = drawInput({ cell, task }, stage, batch, stream, steps);
    cell.constrain?.(parameters);
    const before = performance.now();
    const { gradients } = await engine.lossGradient(parameters, input);
    const after = performance.now();
    clipGlobalNorm(gradients, 2);
    state = optimiser.update(parameters, gradients, state);
    if (round === 0) {
      begin = performance.now();
      continue;
    }
    whole.push(performance.now() - start);
    inEngine.push(after - before);
  }
  return {
    steps,
    milliseconds: median(whole),
    engineMilliseconds: median(inEngine),
  };
}
