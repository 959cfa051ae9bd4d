import { once } from "node:events";
import { fileURLToPath } from "node:url";
import { Worker } from "node:worker_threads";
import type { StateChunk } from "../dynamics/simulate.js";
import type { Autocovariances } from "./streamingAutocovariance.js";

type Chunk = Pick<StateChunk, "states" | "steps" | "trials" | "neurons">;

/** What the worker is asked to do, and what it answers. */
export type WorkerTask = { kind: "add"; chunk: Chunk } | { kind: "finish" };
type WorkerAnswer = { kind: "added" } | { kind: "finished"; autocovariances: Autocovariances };

/** `StreamingAutocovariance` in a thread of its own: while it takes one piece, the next can be simulated. */
export class BackgroundAutocovariance {
  private readonly worker: Worker;
  private pending: Promise<WorkerAnswer> | undefined;

  constructor(neurons: number, trials: number, maxLag: number) {
    // Node runs the built worker also when this file is run as TypeScript, by a test.
    const isSource = fileURLToPath(import.meta.url).endsWith(".ts");
    const file = isSource ? "../dist/timescales/autocovarianceWorker.js" : "./autocovarianceWorker.js";
    this.worker = new Worker(new URL(file, import.meta.url), { workerData: { neurons, trials, maxLag } });
  }

  /** Hands over the next steps, as soon as the piece before has been taken. */
  async add({ states, steps, trials, neurons }: Chunk): Promise<void> {
    await this.pending;
    this.pending = this.ask({ kind: "add", chunk: { states, steps, trials, neurons } });
    this.pending.catch(() => {}); // whoever waits for it next is told
  }

  async finish(): Promise<Autocovariances> {
    await this.pending;
    const answer = await this.ask({ kind: "finish" });
    if (answer.kind !== "finished") throw new Error(`autocovariance worker: expected results, got "${answer.kind}"`);
    return answer.autocovariances;
  }

  /** Ends the thread, whatever it is doing. */
  async stop(): Promise<void> {
    await this.worker.terminate();
  }

  private async ask(task: WorkerTask): Promise<WorkerAnswer> {
    const answer = once(this.worker, "message"); // rejects with the worker's error, if it has one
    this.worker.postMessage(task);
    return (await answer)[0];
  }
}
