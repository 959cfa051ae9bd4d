import { once } from "node:events";
import { Worker } from "node:worker_threads";
import type { StateChunk } from "../dynamics/simulate.js";
import { builtModule } from "../processes/builtModule.js";
import type { Autocovariances } from "./streamingAutocovariance.js";

type Chunk = Pick<StateChunk, "states" | "steps" | "trials" | "neurons">;

/** What the worker is asked to do, and what it answers. */
export type WorkerTask = { kind: "add"; chunk: Chunk } | { kind: "finish" };
type WorkerAnswer = { kind: "added" } | { kind: "finished"; autocovariances: Autocovariances };

/** Not as many as there are cores: the last digits must not depend on the machine. */
const threads = 2;

/** `StreamingAutocovariance` in threads of its own: while they take one piece, the next can be simulated. */
export class BackgroundAutocovariance {
  private readonly parts: Part[];
  private pending: Promise<unknown> = Promise.resolve();

  constructor(
    private readonly neurons: number,
    private readonly trials: number,
    maxLag: number,
  ) {
    const count = Math.min(threads, trials);
    const firsts = Array.from({ length: count + 1 }, (_, i) => Math.floor((i * trials) / count));
    this.parts = firsts.slice(1).map((end, i) => new Part(neurons, [firsts[i], end], maxLag));
  }

  /** Hands over the next steps, as soon as the piece before has been taken. */
  async add(chunk: Chunk): Promise<void> {
    await this.pending;
    this.pending = Promise.all(this.parts.map((part) => part.add(chunk)));
    this.pending.catch(() => {}); // whoever waits for it next is told
  }

  async finish(): Promise<Autocovariances> {
    await this.pending;
    const results = await Promise.all(this.parts.map((part) => part.finish()));
    const mean = (of: (result: Autocovariances) => Float64Array) =>
      of(results[0]).map((_, i) => results.reduce((sum, one) => sum + one.trials * of(one)[i], 0) / this.trials);
    return {
      neurons: Array.from({ length: this.neurons }, (_, neuron) => mean((result) => result.neurons[neuron])),
      population: mean((result) => result.population),
      meanSquares: mean((result) => result.meanSquares),
      activeShares: mean((result) => result.activeShares),
      steps: results[0].steps,
      trials: this.trials,
    };
  }

  /** Ends the threads, whatever they are doing. */
  async stop(): Promise<void> {
    await Promise.all(this.parts.map((part) => part.stop()));
  }
}

/** Some of the trials, and the thread that takes them. */
class Part {
  private readonly worker: Worker;

  constructor(
    neurons: number,
    private readonly trials: readonly [from: number, end: number],
    maxLag: number,
  ) {
    const module = builtModule(new URL("./autocovarianceWorker.js", import.meta.url));
    const workerData = { neurons, trials: trials[1] - trials[0], maxLag };
    this.worker = new Worker(module, { workerData, execArgv: [] });
  }

  async add({ states, steps, trials, neurons }: Chunk): Promise<void> {
    const [from, end] = this.trials;
    const width = (end - from) * neurons;
    const own = new Float32Array(steps * width);
    for (let t = 0; t < steps; t++) {
      const begin = (t * trials + from) * neurons;
      own.set(states.subarray(begin, begin + width), t * width);
    }
    await this.ask({ kind: "add", chunk: { states: own, steps, trials: end - from, neurons } }, [own.buffer]);
  }

  async finish(): Promise<Autocovariances> {
    const answer = await this.ask({ kind: "finish" });
    if (answer.kind !== "finished") throw new Error(`autocovariance worker: expected results, got "${answer.kind}"`);
    return answer.autocovariances;
  }

  async stop(): Promise<void> {
    await this.worker.terminate();
  }

  private async ask(task: WorkerTask, given: ArrayBuffer[] = []): Promise<WorkerAnswer> {
    const answer = once(this.worker, "message"); // rejects with the worker's error, if it has one
    this.worker.postMessage(task, given);
    return (await answer)[0];
  }
}
