import { Tensor as OrtTensor } from "onnxruntime-node";
import type { Tensors } from "../tensor/tensor.js";
import { type InferenceSession, networkSession, type SessionOptions } from "./session.js";

/** What a training step is computed from, by the names of the model's inputs. */
export interface TrainingFeeds {
  readonly feeds: Tensors;
  /** Time steps, as shown: T·k. */
  readonly steps: number;
  /** Sequences, B. */
  readonly batch: number;
}

/** What a training step gives: `losses` [B·K], and every `gradient.…`. */
export type TrainingResults = Record<string, Float32Array>;

/** Where training steps are computed. */
export interface TrainingSteps {
  /** One after the other: the next may be asked for when the one before is there. */
  run(step: TrainingFeeds): Promise<TrainingResults>;
  release(): Promise<void>;
}

/**
 * Training steps in this thread. ONNX Runtime keeps the memory of a step for the next, but in pieces of their size, and a
 * longer batch needs other pieces beside them: so a batch larger than all before gets a session of its own.
 */
export class TrainingSession implements TrainingSteps {
  /** Most steps times sequences so far. */
  private largest = 0;
  private session: InferenceSession | undefined;

  constructor(
    private readonly model: Uint8Array,
    private readonly options: SessionOptions,
  ) {}

  async run(step: TrainingFeeds): Promise<TrainingResults> {
    const session = await this.prepare(step);
    const given = Object.entries(step.feeds).map(([name, { data, shape }]) => [
      name,
      new OrtTensor("float32", data, shape),
    ]);
    const results = await session.run(Object.fromEntries(given));
    return Object.fromEntries(Object.entries(results).map(([name, { data }]) => [name, data as Float32Array]));
  }

  /** Makes the session for a step, as far as it is not there. */
  async prepare({ steps, batch }: Pick<TrainingFeeds, "steps" | "batch">): Promise<InferenceSession> {
    if (steps * batch > this.largest) {
      this.largest = steps * batch;
      await this.release();
    }
    this.session ??= await networkSession(this.model, this.options);
    return this.session;
  }

  async release(): Promise<void> {
    const outgrown = this.session;
    this.session = undefined;
    await outgrown?.release();
  }
}
