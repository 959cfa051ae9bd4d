import { once } from "node:events";
import { Worker } from "node:worker_threads";
import { builtModule } from "../processes/builtModule.js";
import { type Tensors, tensor } from "../tensor/tensor.js";
import { type TrainingFeeds, type TrainingResults, TrainingSession, type TrainingSteps } from "./trainingSession.js";

/** Fewer sequences are not worth a thread of their own. */
const fewestSequences = 16;

/** What a worker answers. */
export type WorkerAnswer = { results: TrainingResults } | { error: unknown };

/**
 * Training steps on several threads, each with a part of the sequences and a session of its own; gradients are summed in
 * the order of the parts, so that the same number of threads gives the same bits. The threads meet once in a step. Those
 * of one session would meet after every matrix product, of which each step in time has two.
 */
export class SplitTraining implements TrainingSteps {
  private readonly here: TrainingSession;
  private readonly workers: (Worker | undefined)[] = [];

  /**
   * @param model    in the ONNX format, with the inputs and outputs of a training step
   * @param threads  at least 2
   */
  constructor(
    private readonly model: Uint8Array,
    private readonly threads: number,
  ) {
    this.here = new TrainingSession(model, { threads: 1, provider: "cpu" });
  }

  async run(step: TrainingFeeds): Promise<TrainingResults> {
    const parts = partsOf(step, this.threads);
    await this.here.prepare(parts[0]); // before any thread is started: those inherit how it treats denormal floats
    const elsewhere = parts.slice(1).map((part, i) => this.ask(this.worker(i), part));
    // All must have answered before the next step is given out, also if one fails.
    const answers = await Promise.allSettled([this.here.run(parts[0]), ...elsewhere]);
    return merged(
      answers.map((answer) => {
        if (answer.status === "rejected") throw answer.reason;
        return answer.value;
      }),
    );
  }

  private worker(index: number): Worker {
    const there = this.workers[index];
    if (there) return there;
    const module = builtModule(new URL("./trainingWorker.js", import.meta.url));
    const worker = new Worker(module, { workerData: this.model, execArgv: [] });
    worker.once("exit", () => {
      if (this.workers[index] === worker) this.workers[index] = undefined; // the next step starts another
    });
    this.workers[index] = worker;
    return worker;
  }

  private async ask(worker: Worker, part: TrainingFeeds): Promise<TrainingResults> {
    const isDone = new AbortController();
    const { signal } = isDone;
    worker.ref();
    try {
      // Both reject with the worker's error, if it has one.
      const answered = once(worker, "message", { signal });
      const ended = once(worker, "exit", { signal }).then(([code]) => {
        throw new Error(`a thread of the training ended unexpectedly (exit code ${code})`);
      });
      worker.postMessage(part);
      const answer = (await Promise.race([answered, ended]))[0] as WorkerAnswer;
      if ("error" in answer) throw answer.error;
      return answer.results;
    } finally {
      isDone.abort();
      worker.unref(); // a thread that waits keeps no program alive
    }
  }

  async release(): Promise<void> {
    const ended = this.workers.splice(0).map((worker) => worker?.terminate());
    await Promise.all([this.here.release(), ...ended]);
  }
}

/** The step cut into parts of nearly as many sequences each. */
export function partsOf(step: TrainingFeeds, threads: number): TrainingFeeds[] {
  const { batch } = step;
  const count = Math.max(1, Math.min(threads, Math.floor(batch / fewestSequences)));
  return Array.from({ length: count }, (_, i) =>
    partOf(step, Math.round((i * batch) / count), Math.round(((i + 1) * batch) / count)),
  );
}

function partOf({ feeds, steps, batch }: TrainingFeeds, from: number, to: number): TrainingFeeds {
  const part: Tensors = {};
  for (const [name, { data, shape }] of Object.entries(feeds)) {
    if (name === "bits") part[name] = tensor(columns(data, steps, batch, from, to), [steps, to - from, 1]);
    else if (name === "targets" || name.startsWith("initial.")) {
      const row = data.length / batch; // of one sequence
      const [rows, ...rest] = shape;
      part[name] = tensor(data.slice(from * row, to * row), [(rows / batch) * (to - from), ...rest]);
    } else part[name] = { data, shape };
  }
  return { feeds: part, steps, batch: to - from };
}

/** Some columns of a matrix [rows, width]. */
function columns(matrix: Float32Array, rows: number, width: number, from: number, to: number): Float32Array {
  const part = new Float32Array(rows * (to - from));
  for (let row = 0; row < rows; row++) {
    part.set(matrix.subarray(row * width + from, row * width + to), row * (to - from));
  }
  return part;
}

/** Losses one after the other; the sum of gradients, in the first one's memory. */
function merged([first, ...others]: readonly TrainingResults[]): TrainingResults {
  const whole = { ...first };
  for (const [name, sum] of Object.entries(first)) {
    const parts = others.map((other) => other[name]);
    if (name === "losses") whole[name] = joined([sum, ...parts]);
    else for (const part of parts) for (let i = 0; i < sum.length; i++) sum[i] += part[i];
  }
  return whole;
}

function joined(parts: readonly Float32Array[]): Float32Array {
  const whole = new Float32Array(parts.reduce((length, part) => length + part.length, 0));
  let at = 0;
  for (const part of parts) {
    whole.set(part, at);
    at += part.length;
  }
  return whole;
}
