import { activationAt, isActivation } from "../models/activation.js";
import { mustBeNetwork } from "../models/mustBeNetwork.js";
import { recurrentWeight, tauInUse, type WeightedNetwork } from "./leakyParameters.js";

/** One step of a network whose input does not change: h → F(h). */
export interface StateMap {
  /** n, the length of a state. */
  readonly neurons: number;
  /** F(h), [n]; h is left as it is. */
  step(h: Float64Array): Float64Array;
  /** ∂F/∂h, [n, n], row-major, row = receiving neuron. At a kink of the nonlinearity, its slope on the left. */
  jacobian(h: Float64Array): Float64Array;
}

/**
 * The map that a leaky network repeats while its input stays the same, in double precision. With the drive
 * a = W h + b_rec + w_in x + b_in of a step,
 *
 *   leak inside    F(h) = φ((1 − 1/τ) h + a/τ)         ∂F/∂h = diag(φ′) ((1 − 1/τ) I + W/τ)
 *   leak outside   F(h) = (1 − 1/τ) h + φ(a)/τ         ∂F/∂h = (1 − 1/τ) I + diag(φ′/τ) W
 *
 * @param input  x, 0 or 1 for a bit
 * @throws RangeError if the model is no leaky network in discrete time
 * @source Khajehabdollahi et al. 2024, Eq. 1, and its derivative
 */
export function leakyMap(network: WeightedNetwork, input: number): StateMap {
  mustBeNetwork(network);
  const { cell, parameters } = network;
  const { neurons: n, description } = cell;
  const { leak, activation } = description;
  if (description.name !== "leaky-rnn" || cell.continuousTime || !isActivation(activation)) {
    throw new RangeError(`expected a leaky-rnn in discrete time, got ${JSON.stringify(description)}`);
  }
  const weight = recurrentWeight(network);
  const rate = tauInUse(network).map((tau) => 1 / tau);
  const bias = Float64Array.from(
    rate,
    (_, i) =>
      parameters["recurrent.bias"].data[i] +
      parameters["input.bias"].data[i] +
      parameters["input.weight"].data[i] * input,
  );
  const isInside = leak === "inside";
  /** What φ is applied to, and how much of the state passes it by. */
  const drive = (h: Float64Array) =>
    bias.map((b, i) => {
      let sum = b;
      for (let j = 0, k = i * n; j < n; j++, k++) sum += weight[k] * h[j];
      return isInside ? (1 - rate[i]) * h[i] + rate[i] * sum : sum;
    });
  return {
    neurons: n,
    step: (h) =>
      drive(h).map((a, i) => {
        const { value } = activationAt(activation, a);
        return isInside ? value : (1 - rate[i]) * h[i] + rate[i] * value;
      }),
    jacobian(h) {
      const matrix = new Float64Array(n * n);
      drive(h).forEach((a, i) => {
        const { slope } = activationAt(activation, a);
        for (let j = 0, k = i * n; j < n; j++, k++) matrix[k] = slope * rate[i] * weight[k];
        matrix[i * n + i] += (isInside ? slope : 1) * (1 - rate[i]);
      });
      return matrix;
    },
  };
}
