import { isBuiltIn } from "../builtIn.js";
import { type Curriculum, checkStage, type Stage } from "../curricula/curriculum.js";
import { type CurriculumOptions, curriculumNamed, endsAtLastN } from "../curricula/curriculumNamed.js";
import { checkParameters } from "../engine/readout.js";
import type { Cell } from "../models/cell.js";
import { mustBeObject } from "../mustBe.js";
import type { TrainingState } from "./trainer.js";

/**
 * Refuses a state that training under a config cannot have come to: it would go on with another's network.
 *
 * @param options  of the curriculum, as its config has them
 * @throws RangeError if its parameters are not the cell's, or its stage is none of the curriculum
 */
export function checkState(
  state: TrainingState,
  { cell, curriculum }: { readonly cell: Cell; readonly curriculum: Curriculum },
  options: CurriculumOptions,
): void {
  mustBeObject("from", state);
  const { stage, parameters } = state;
  checkStage(curriculum.name, stage);
  mustBeObject("parameters of from", parameters);
  checkParameters(cell, parameters);
  const [needed, headCount] = [Math.max(...stage.heads) + 1, parameters["readout.bias"].shape[0]];
  if (headCount < needed) {
    throw new RangeError(`from: expected parameters of at least ${needed} readout heads, got ${headCount}`);
  }
  const unnamed = Object.keys(parameters).find(
    (name) => !Object.hasOwn(cell.parameters, name) && !name.startsWith("readout."),
  );
  if (unnamed !== undefined) {
    const known = Object.keys(cell.parameters).join(", ");
    throw new RangeError(`from: expected the parameters of model "${cell.name}", ${known}, got ${unnamed} too`);
  }
  // Only the built-in curricula are sure to depend on the stage alone.
  if (!isBuiltIn(curriculum) || canHave(curriculum, stage)) return;
  if (canHave(upTo(curriculum.name, options, Math.max(...stage.ns)), stage)) return;
  throw new RangeError(
    `from: expected a stage of curriculum "${curriculum.name}", which begins with ${described(curriculum.first())}, ` +
      `got ${described(stage)}`,
  );
}

/** Whether a curriculum comes to a stage. */
function canHave(curriculum: Curriculum | undefined, wanted: Stage): boolean {
  let stage = curriculum?.first();
  while (stage) {
    if (isSame(stage, wanted)) return true;
    const next = curriculum?.next(stage);
    stage = next && isSame(next, stage) ? undefined : next; // held at an N
  }
  return false;
}

/** The curriculum with another end, whose last stage is a stage of states that were to go on to a larger N later. */
function upTo(name: string, options: CurriculumOptions, lastN: number): Curriculum | undefined {
  if (!endsAtLastN(name)) return undefined;
  try {
    return curriculumNamed(name, { ...options, lastN });
  } catch (error) {
    if (error instanceof RangeError) return undefined; // it has no such end
    throw error;
  }
}

function isSame(a: Stage, b: Stage): boolean {
  return a.ns.join() === b.ns.join() && a.heads.join() === b.heads.join();
}

function described({ ns, heads }: Stage): string {
  return `N = ${ns.join(", ")} with heads ${heads.join(", ")}`;
}
