import { isDeepStrictEqual } from "node:util";
import { builtInOptions, isBuiltIn } from "../builtIn.js";
import { type Curriculum, mustBeCurriculum } from "../curricula/curriculum.js";
import { type CurriculumOptions, curriculaByName } from "../curricula/curriculumNamed.js";
import { unknownField } from "../knownFields.js";
import type { Cell, ModelDescription } from "../models/cell.js";
import { cellDescribed, modelNames, modelsByName } from "../models/cellDescribed.js";
import { mustBeObject } from "../mustBe.js";
import type { PartsByName } from "../partsByName.js";
import { mustBeTask, type Task } from "../tasks/task.js";
import { tasksByName } from "../tasks/taskNamed.js";
import { checkedOptimiser, type Optimiser, type OptimiserConfig, optimisersByName } from "./optimiser.js";

/** What a network is of, in place of what has a name here. */
export interface OwnNetwork {
  /** The request's model and neurons, if it says any, must be those of the cell. */
  readonly cell?: Cell;
  /** The request gives its name. */
  readonly task?: Task;
}

/** What is trained, and how, in place of what has a name here: a cell, a task, a curriculum or an optimiser. */
export interface OwnParts extends OwnNetwork {
  /** The request gives its name, and no options, which this has in itself. */
  readonly curriculum?: Curriculum;
  /** The request gives its name, if any, and no numbers, which this has in itself. */
  readonly optimiser?: Optimiser;
}

/**
 * The cell that is given, if it is the one that a config or a checkpoint describes.
 *
 * @throws RangeError if it is another, or has the name of a built-in model without being one
 */
export function ownCell(model: ModelDescription, cell: Cell): Cell {
  mustNotPassForAnother("cell", cell, modelsByName);
  const [expected, got] = [cell.description, modelNames.includes(cell.name) ? describedInFull(model) : model];
  if (sameJson(expected, got)) return cell;
  throw new RangeError(
    `model: expected ${JSON.stringify(expected)}, as the cell that is given is described, got ${JSON.stringify(got)}`,
  );
}

/** A description with the defaults of its model; of a cell of one's own as it is. */
function describedInFull(model: ModelDescription): ModelDescription {
  return modelNames.includes(model.name) ? cellDescribed(model).description : model;
}

/**
 * The task that is given, if it is the one that a config names.
 *
 * @throws RangeError if it is another, or has the name of a built-in task without being one
 */
export function ownTask(name: string, task: Task): Task {
  mustBeObject("the task that is given", task);
  mustBeTask(`task "${task.name}"`, task);
  mustNotPassForAnother("task", task, tasksByName);
  return called("task", name, task);
}

/**
 * The curriculum that is given, if it is the one that a config names.
 *
 * @throws RangeError if it is another, has the name of a built-in curriculum without being one, or has other options
 */
export function ownCurriculum(
  { name, ...options }: { readonly name: string } & Readonly<CurriculumOptions>,
  curriculum: Curriculum,
): Curriculum {
  mustBeObject("the curriculum that is given", curriculum);
  mustBeCurriculum(`curriculum "${curriculum.name}"`, curriculum);
  mustNotPassForAnother("curriculum", curriculum, curriculaByName);
  const option = unknownField(options, []);
  if (!isBuiltIn(curriculum)) {
    if (option === undefined) return called("curriculum", name, curriculum);
    throw new RangeError(`curriculum: expected no options for one that is given, got ${option}`);
  }
  const [expected, got] = [builtInOptions(curriculum), options];
  if (sameJson(expected, got)) return called("curriculum", name, curriculum);
  throw new RangeError(
    `curriculum: expected ${JSON.stringify(expected)}, the options of the one that is given, got ${JSON.stringify(got)}`,
  );
}

/**
 * The optimiser that is given, if it is the one that a config names.
 *
 * @throws RangeError if it is another, has the name of a built-in optimiser without being one, has other numbers, or no
 *   update
 */
export function ownOptimiser({ name, ...options }: OptimiserConfig, optimiser: Optimiser): Optimiser {
  mustBeObject("the optimiser that is given", optimiser);
  mustNotPassForAnother("optimiser", optimiser, optimisersByName);
  called("optimiser", name, optimiser);
  if (!isBuiltIn(optimiser)) {
    const option = unknownField(options, []);
    if (option === undefined) return checkedOptimiser(optimiser);
    throw new RangeError(`${option}: expected none with an optimiser that is given, which has it in itself`);
  }
  const [expected, got] = [builtInOptions(optimiser), options];
  if (sameJson(expected, got)) return optimiser;
  throw new RangeError(
    `optimiser: expected ${JSON.stringify(expected)}, the numbers of the one that is given, got ${JSON.stringify(got)}`,
  );
}

/** One's own part, if it has the name that the config gives it. */
function called<Part extends { readonly name: string }>(field: string, name: string, part: Part): Part {
  if (part.name === name) return part;
  const [expected, got] = [part.name, name].map((text) => JSON.stringify(text));
  throw new RangeError(`${field}: expected ${expected}, the name of the ${field} that is given, got ${got}`);
}

/**
 * Refuses what would be stored, and later be taken, as something else: only its name stands in configs and checkpoints.
 */
function mustNotPassForAnother(field: string, part: { readonly name: string }, known: PartsByName<unknown>): void {
  if (!known.names.includes(part.name) || isBuiltIn(part)) return;
  const name = JSON.stringify(part.name);
  const other = known.isBuiltIn(part.name) ? "the built-in one" : "one that was loaded";
  throw new RangeError(
    `${field}: expected a name of its own for the one that is given, got ${name}, which stands for ${other}; ` +
      `give it another name${field === "cell" ? ", in its description too" : ""}`,
  );
}

/** Whether two values are stored as the same JSON, whatever order their fields have. */
function sameJson(a: unknown, b: unknown): boolean {
  const [stored, other] = [a, b].map((value) => JSON.parse(JSON.stringify(value)));
  return isDeepStrictEqual(stored, other);
}
