import { recurrentWeight, tauInUse, type WeightedNetwork } from "./leakyParameters.js";

/**
 * What one step of leaky neurons multiplies its state with where the nonlinearity is the identity:
 * (1 − 1/τ) I + W/τ, each row with the τ of its receiving neuron. Its eigenvalues tell which directions last: one of
 * absolute value ρ decays with a timescale of −1/ln ρ steps.
 *
 * @returns [n, n], row-major, row = receiving neuron
 * @throws RangeError if the model has no recurrent weight matrix or no τ, is in continuous time, or its
 *   neurons are not leaky
 */
export function linearPart(network: WeightedNetwork): Float64Array {
  const matrix = recurrentWeight(network);
  const { neurons: n } = network.cell;
  tauInUse(network).forEach((tau, receiver) => {
    for (let sender = 0; sender < n; sender++) matrix[receiver * n + sender] /= tau;
    matrix[receiver * n + receiver] += 1 - 1 / tau;
  });
  return matrix;
}
