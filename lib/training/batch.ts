import type { Stage } from "../curricula/curriculum.js";
import type { LabelledInput } from "../engine/engine.js";
import type { Cell } from "../models/cell.js";
import { initialStates } from "../models/initialStates.js";
import type { RandomStream } from "../random/stream.js";
import { checkedLabels } from "../tasks/checkedLabels.js";
import { drawSequences, sequenceLength } from "../tasks/sequences.js";
import type { Task } from "../tasks/task.js";

/**
 * A training or test batch: bits, a label for every head of the stage, and states to begin with.
 *
 * @param repeats  in continuous time: how many steps a bit may be shown, of which the batch gets one
 * @param steps  length of the sequences; by default drawn, one for the whole batch
 * @throws RangeError if the labels of the task are not 0 or 1, one for every sequence and N
 */
export function drawInput(
  { cell, task, repeats = [] }: { cell: Cell; task: Task; repeats?: readonly number[] },
  { ns, heads }: Stage,
  batch: number,
  stream: RandomStream,
  steps: number = sequenceLength(stream, Math.max(...ns)),
): LabelledInput {
  const { bits } = drawSequences(task, stream, steps, batch);
  const initial = initialStates(cell, stream, batch);
  const k = repeats.length > 1 ? repeats[stream.integer(0, repeats.length - 1)] : repeats[0];
  return {
    ...{ bits, steps, batch, initial, heads },
    ...(k === undefined ? {} : { repeats: k }),
    labels: checkedLabels(task, bits, steps, batch, ns),
  };
}
