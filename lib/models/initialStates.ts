import type { RandomStream } from "../random/stream.js";
import { type Tensors, zeros } from "../tensor/tensor.js";
import type { Cell } from "./cell.js";

/** States before the first step, by name, [batch, n] each, drawn anew for every sequence. */
export function initialStates(cell: Cell, stream: RandomStream, batch: number): Tensors {
  return Object.fromEntries(
    Object.entries(cell.states).map(([name, initialise]) => {
      const state = zeros([batch, cell.neurons]);
      initialise(stream, state.data);
      return [name, state];
    }),
  );
}
