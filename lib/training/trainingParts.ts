import { asGiven } from "../asGiven.js";
import { counted } from "../counted.js";
import { curriculumNamed } from "../curricula/curriculumNamed.js";
import type { Cell } from "../models/cell.js";
import { cellDescribed } from "../models/cellDescribed.js";
import { checkCell } from "../models/checkCell.js";
import { taskNamed } from "../tasks/taskNamed.js";
import { withFields } from "../withFields.js";
import { checkConfig } from "./checkConfig.js";
import type { TrainingConfig } from "./config.js";
import { optimiserOf } from "./optimiser.js";
import { type OwnParts, ownCell, ownCurriculum, ownOptimiser, ownTask } from "./ownParts.js";

/** Of the recurrent weights, and of the states of one step of a batch: 0.4 GB. */
const mostNumbers = 1e8;

/**
 * What the names in a config stand for, all checked.
 *
 * @throws RangeError naming the field that is unknown or not valid
 */
export function namedParts(config: TrainingConfig, own: OwnParts = {}) {
  checkConfig(config);
  const { task, curriculum: named, model, optimiser, schedule, onesProbability, repeats, seed } = config;
  const { name, ...options } = named;
  const cell = own.cell ?? cellDescribed(model);
  checkCell(cell);
  if (own.cell) ownCell(model, own.cell);
  checkSize(cell.neurons, schedule.batch);
  const knownTask = own.task ? ownTask(task, own.task) : taskNamed(task);
  return {
    cell,
    task: onesProbability === undefined ? knownTask : withFields(knownTask, { onesProbability }),
    repeats: checkedRepeats(cell, repeats),
    curriculum: own.curriculum ? ownCurriculum(named, own.curriculum) : curriculumNamed(name, options),
    optimiser: own.optimiser ? ownOptimiser(optimiser, own.optimiser) : optimiserOf(optimiser),
    schedule,
    seed,
  };
}

/** Refuses what would not fit into memory, before anything is made for it. */
function checkSize(neurons: number, batch: number): void {
  const mostNeurons = Math.floor(Math.sqrt(mostNumbers));
  if (neurons > mostNeurons) throw new RangeError(`neurons: expected at most ${mostNeurons}, got ${neurons}`);
  const mostSequences = Math.floor(mostNumbers / neurons);
  if (batch <= mostSequences) return;
  throw new RangeError(`batch: expected at most ${mostSequences} with ${counted(neurons, "neuron")}, got ${batch}`);
}

/** How long a bit is shown; only a network in continuous time can be shown one for longer than a step. */
function checkedRepeats(cell: Cell, repeats: readonly number[] | undefined): readonly number[] | undefined {
  if (!cell.continuousTime) {
    if (repeats === undefined) return undefined;
    throw new RangeError(
      `repeats: expected none for a model in discrete time (${cell.name}), got ${repeats.join(", ")}`,
    );
  }
  const known = repeats ?? [10];
  if (!Array.isArray(known)) throw new RangeError(`repeats: expected a list, got ${asGiven(known)}`);
  if (known.length === 0 || !known.every((k) => Number.isInteger(k) && k >= 1)) {
    throw new RangeError(`repeats: expected integers of at least 1, got ${known.map(asGiven).join(", ") || "none"}`);
  }
  return known;
}
