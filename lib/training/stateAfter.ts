import { setImmediate } from "node:timers/promises";
import { checkEpochs, type KnownEpoch } from "../curricula/followEpochs.js";
import { RandomStream } from "../random/stream.js";
import type { Tensors } from "../tensor/tensor.js";
import { drawInput } from "./batch.js";
import { freshOptimiserState } from "./optimiser.js";
import { afterEpoch, startOfTraining, type TrainingParts, type TrainingState } from "./trainer.js";

/**
 * The state after epochs that were trained once, without training them again: their batches are drawn anew, and thrown
 * away. It is the state of then in all but what the optimiser remembered of the last steps, which is nothing here.
 *
 * @param epochs      all epochs from the first
 * @param parameters  the network after the last of them. Not copied
 * @param signal      aborting ends it
 * @returns undefined if it was aborted
 * @throws RangeError if the epochs are not those of this curriculum, or the network lacks readout heads
 */
export async function stateAfter(
  parts: Omit<TrainingParts, "engine" | "optimiser">,
  epochs: readonly KnownEpoch[],
  parameters: Tensors,
  signal?: AbortSignal,
): Promise<TrainingState | undefined> {
  const { batch, steps, testBatches } = parts.schedule;
  checkEpochs(parts.curriculum, epochs);
  let state = startOfTraining(parts);
  const training = RandomStream.at(state.streams.training);
  const testing = RandomStream.at(state.streams.testing);
  for (const [i, { solved }] of epochs.entries()) {
    const { stage } = state;
    const isLast = i === epochs.length - 1;
    const [headCount, stored] = [Math.max(...stage.heads) + 1, parameters["readout.bias"].shape[0]];
    if (isLast && stored < headCount) {
      throw new RangeError(
        `epoch ${i + 1} of ${parts.curriculum.name}: expected a network with ${headCount} readout heads, got ${stored}, ` +
          "without those that were not in training",
      );
    }
    for (let step = 0; step < steps; step++) drawInput(parts, stage, batch, training);
    for (let test = 0; test < testBatches; test++) drawInput(parts, stage, batch, testing);
    state = afterEpoch(parts, isLast ? { ...state, parameters } : state, solved);
    await setImmediate(); // whoever holds a lock, or waits for a signal, has a turn
    if (signal?.aborted) return undefined;
  }
  return {
    ...state,
    optimiser: freshOptimiserState,
    streams: { training: training.state, testing: testing.state },
  };
}
