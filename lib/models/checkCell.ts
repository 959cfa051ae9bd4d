import { asGiven } from "../asGiven.js";
import { mustBeFunction, mustBeObject } from "../mustBe.js";
import type { Cell } from "./cell.js";

/** What an engine adds to the parameters of a cell. */
const readoutParameters = ["readout.weight", "readout.bias"];

/**
 * Refuses a cell that cannot be run, e.g. one of a user's own, before anything is computed.
 *
 * @throws RangeError naming what is not valid
 */
export function checkCell(cell: Cell): void {
  mustBeObject("the cell", cell);
  const { name, neurons, description, states, readout, parameters, observables = {}, prepare, step } = cell;
  const refuse = (problem: string) => {
    throw new RangeError(`model "${name}": ${problem}`);
  };
  for (const [field, value] of Object.entries({ description, states, parameters })) {
    mustBeObject(`model "${name}": ${field}`, value);
  }
  for (const [field, value] of Object.entries({ prepare, step })) mustBeFunction(`model "${name}": ${field}`, value);
  if (!Number.isInteger(neurons) || neurons < 1)
    refuse(`expected a positive integer of neurons, got ${asGiven(neurons)}`);
  for (const [field, own] of Object.entries({ name, neurons })) {
    const [expected, got] = [own, description[field]].map((value) => JSON.stringify(value));
    if (expected !== got) refuse(`description.${field}: expected its own, ${expected}, got ${got}`);
  }
  if (cell.hasLeakyNeurons) checkLeakyNeurons(cell, refuse);
  const known = Object.keys(states);
  if (known.length === 0) refuse("expected at least one state, got none");
  if (!known.includes(readout)) refuse(`readout: expected one of its states, ${known.join(", ")}, got "${readout}"`);
  for (const observable of Object.keys(observables)) {
    if (known.includes(observable)) refuse(`observable "${observable}" has the name of a state`);
  }
  for (const [state, initialise] of Object.entries(states)) {
    mustBeFunction(`model "${name}": state "${state}"`, initialise);
  }
  for (const [parameter, spec] of Object.entries(parameters)) {
    mustBeObject(`model "${name}": parameter "${parameter}"`, spec);
    const { shape, initialise } = spec;
    if (!Array.isArray(shape)) refuse(`parameter "${parameter}": expected a shape, a list, got ${asGiven(shape)}`);
    mustBeFunction(`model "${name}": parameter "${parameter}", initialise`, initialise);
    if (readoutParameters.includes(parameter))
      refuse(`"${parameter}" is a parameter of the readout heads, not of a cell`);
    if (shape.every((length) => Number.isInteger(length) && length >= 1)) continue;
    refuse(`parameter "${parameter}": expected a shape of positive integers, got [${shape.join(", ")}]`);
  }
}

/** Refuses leaky neurons without what makes them leaky. */
function checkLeakyNeurons({ neurons: n, parameters }: Cell, refuse: (problem: string) => void): void {
  const [tau, weight] = [parameters.tau, parameters["recurrent.weight"]].map((spec) => shapeText(spec?.shape));
  if (tau !== `[${n}]` && tau !== "[]") refuse(`hasLeakyNeurons: expected a parameter tau [${n}] or [], got ${tau}`);
  if (weight !== `[${n}, ${n}]`) {
    refuse(`hasLeakyNeurons: expected a parameter recurrent.weight [${n}, ${n}], got ${weight}`);
  }
}

function shapeText(shape: readonly number[] | undefined): string {
  return Array.isArray(shape) ? `[${shape.join(", ")}]` : "none";
}
