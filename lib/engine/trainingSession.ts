import { type Tensors, tensor } from "../tensor/tensor.js";
import { type InferenceSession, networkSession, ortTensors, type SessionOptions } from "./session.js";

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
 *
 * A session begins with two time steps, whose result nobody sees. They have it make the small pieces, all that a step
 * needs but the states of all times. Made beside those, a small piece could get one of their size, and the next batch
 * that for its states: a leaky RNN would take nearly twice the memory.
 */
export class TrainingSession implements TrainingSteps {
  /** Most steps times sequences so far. */
  private largest = 0;
  private session: InferenceSession | undefined;
  private hasRun = false;

  constructor(
    private readonly model: Uint8Array,
    private readonly options: SessionOptions,
  ) {}

  async run(step: TrainingFeeds): Promise<TrainingResults> {
    const session = await this.prepare(step);
    if (!this.hasRun) await session.run(ortTensors(beginningOf(step)));
    this.hasRun = true;
    const results = await session.run(ortTensors(step.feeds));
    return Object.fromEntries(Object.entries(results).map(([name, { data }]) => [name, data as Float32Array]));
  }

  /** Makes the session for a step, as far as it is not there. */
  async prepare({ steps, batch }: Pick<TrainingFeeds, "steps" | "batch">): Promise<InferenceSession> {
    if (steps * batch > this.largest) {
      this.largest = steps * batch;
      await this.release();
    }
    if (!this.session) {
      this.session = await networkSession(this.model, this.options);
      this.hasRun = false;
    }
    return this.session;
  }

  async release(): Promise<void> {
    const outgrown = this.session;
    this.session = undefined;
    await outgrown?.release();
  }
}

/** The first two time steps of a batch. */
function beginningOf({ feeds, batch, steps }: TrainingFeeds): Tensors {
  const few = Math.min(steps, 2);
  return { ...feeds, bits: tensor(feeds.bits.data.subarray(0, few * batch), [few, batch, 1]) };
}
