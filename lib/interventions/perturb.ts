import { asGiven } from "../asGiven.js";
import { normal } from "../random/normal.js";
import type { RandomStream } from "../random/stream.js";
import { lengthOf } from "../tensor/euclidean.js";
import { type Tensors, tensor } from "../tensor/tensor.js";

/** What is perturbed: the recurrent weights W or the timescales τ. */
export type Perturbed = "recurrent-weight" | "tau";

const tensorOf: Readonly<Record<Perturbed, string>> = { "recurrent-weight": "recurrent.weight", tau: "tau" };

/**
 * The parameters with W, or τ, moved by ε times its norm in a random direction D:
 *
 *   W + ε ‖W‖ D/‖D‖        τ + ε ‖τ‖ |D|/‖D‖
 *
 * with D normal and ‖·‖ the root of the sum of squares. Timescales only become longer. D has self-connections too:
 * `perturbation` sets them back to 0 by the cell's `constrain`; whoever calls this alone does the same.
 *
 * @param epsilon  ε, the size of the change relative to the norm
 * @param stream   what D is drawn from
 * @returns all parameters; only the tensor that is perturbed is a copy
 * @throws RangeError if there is no such tensor, or ε is no number of at least 0
 * @source Khajehabdollahi et al. 2024, Figure 8
 */
export function perturb(parameters: Tensors, perturbed: Perturbed, epsilon: number, stream: RandomStream): Tensors {
  checkPerturbed(perturbed);
  if (!(typeof epsilon === "number" && epsilon >= 0 && epsilon < Number.POSITIVE_INFINITY)) {
    throw new RangeError(`epsilon: expected a number of at least 0, got ${asGiven(epsilon)}`);
  }
  const name = tensorOf[perturbed];
  if (!Object.hasOwn(parameters, name)) throw new RangeError(`perturbation: the network has no ${name}`);
  const { data, shape } = parameters[name];
  const direction = normal(stream, data.length);
  const length = (epsilon * lengthOf(data)) / lengthOf(direction);
  const moved = data.map((value, i) => {
    const d = perturbed === "tau" ? Math.abs(direction[i]) : direction[i];
    return value + length * d;
  });
  return { ...parameters, [name]: tensor(moved, shape) };
}

/** @throws RangeError if it is nothing that can be perturbed */
export function checkPerturbed(perturbed: Perturbed): void {
  if (Object.hasOwn(tensorOf, perturbed)) return;
  throw new RangeError(`perturbed: expected ${Object.keys(tensorOf).join(" or ")}, got ${asGiven(perturbed)}`);
}
