import type { Stage } from "../curricula/curriculum.js";
import type { LabelledInput } from "../engine/engine.js";
import type { Cell } from "../models/cell.js";
import type { RandomStream } from "../random/stream.js";
import { drawSequences, sequenceLength } from "../tasks/sequences.js";
import type { Task } from "../tasks/task.js";
import { initialStates } from "./parameters.js";

/**
 * A training or test batch: bits, a label for every head of the stage, and states to begin with.
 *
 * @param steps  length of the sequences; by default drawn, one for the whole batch
 */
export function drawInput(
  cell: Cell,
  task: Task,
  { ns, heads }: Stage,
  batch: number,
  stream: RandomStream,
  steps: number = sequenceLength(stream, Math.max(...ns)),
): LabelledInput {
  const { bits } = drawSequences(task, stream, steps, batch);
  return {
    bits,
    steps,
    batch,
    initial: initialStates(cell, stream, batch),
    heads,
    labels: task.labels(bits, steps, batch, ns),
  };
}
