import { type Cell, constant } from "../models/cell.js";
import { withFields } from "../withFields.js";

/** The state that says which neurons are there: 1, or 0 for an ablated one; per sequence. */
export const alive = "alive";

/**
 * The same cell, of which every sequence of a batch may lack other neurons. An ablated neuron's states are 0 all the
 * time, which to everyone else is the same as if its row and column of the recurrent weights, its input weight and its
 * column of every readout head were 0. So many ablated networks run as one batch, with one set of weights.
 */
export function ablatable(cell: Cell): Cell {
  const masked: Pick<Cell, "states" | "step"> = {
    states: { ...cell.states, [alive]: constant(1) },
    step(ops, { [alive]: mask, ...states }, input, prepared) {
      const next = cell.step(ops, states, input, prepared);
      const left = Object.entries(next).map(([name, state]) => [name, ops.multiply(state, mask)]);
      return { ...Object.fromEntries(left), [alive]: mask };
    },
  };
  return withFields(cell, masked);
}
