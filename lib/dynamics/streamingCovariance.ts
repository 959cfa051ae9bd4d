import { counted } from "../counted.js";
import { checkOptionsOf } from "../knownFields.js";
import type { StateChunk } from "./simulate.js";
import { StateProducts, type TrialProducts } from "./stateProducts.js";

/**
 * Covariance of the neurons of every trial, in float64, from states that arrive piece by piece. The same to rounding,
 * whatever the size of the pieces.
 *
 * The mean is known only at the end: Σ (h − μ)(h − μ)ᵀ = P − S Sᵀ/T. To lose no digits on neurons that hardly move, P
 * and S are those of the states less their mean over the first piece.
 */
export class StreamingCovariance {
  private readonly products: StateProducts;
  private readonly trialSums: TrialProducts[];
  private origin: Float64Array | undefined;
  private steps = 0;

  /**
   * @param neurons  n
   * @param trials   side by side in every piece
   * @param threads  that the products are computed with. Default: 1
   * @throws RangeError if there is another option
   */
  constructor(
    private readonly neurons: number,
    private readonly trials: number,
    options: { threads?: number } = {},
  ) {
    checkOptionsOf("StreamingCovariance", options, { threads: true });
    this.products = new StateProducts(neurons, trials, options.threads ?? 1);
    this.trialSums = Array.from({ length: trials }, () => ({
      sums: new Float64Array(neurons),
      products: new Float64Array(neurons * neurons),
    }));
  }

  /**
   * Takes the next steps of all trials, [steps, trials, n].
   *
   * @throws RangeError if they are of other trials or neurons
   */
  async add({ states, steps, trials, neurons }: Pick<StateChunk, "states" | "steps" | "trials" | "neurons">) {
    if (trials !== this.trials || neurons !== this.neurons) {
      const expected = `${counted(this.trials, "trial")} of ${counted(this.neurons, "neuron")}`;
      throw new RangeError(
        `states: expected ${expected}, got ${counted(trials, "trial")} of ${counted(neurons, "neuron")}`,
      );
    }
    this.origin ??= meanOverSteps(states, steps, trials * neurons);
    await this.products.add(states, steps, this.origin, this.trialSums);
    this.steps += steps;
  }

  /**
   * The covariance of every trial, [n, n], row-major, with T − 1 in the denominator.
   *
   * @throws RangeError if there are fewer than 2 steps
   */
  finish(): Float64Array[] {
    const { neurons: n, steps } = this;
    if (steps < 2) throw new RangeError(`covariance: expected at least 2 steps, got ${steps}`);
    return this.trialSums.map(({ sums, products }) => {
      const covariance = new Float64Array(n * n);
      for (let i = 0; i < n; i++) {
        for (let j = i; j < n; j++) {
          const value = (products[i * n + j] - (sums[i] * sums[j]) / steps) / (steps - 1);
          covariance[i * n + j] = value;
          covariance[j * n + i] = value;
        }
      }
      return covariance;
    });
  }

  /** Gives the memory of the computation back. Nothing can be added afterwards; `finish` still works. */
  dispose(): Promise<void> {
    return this.products.dispose();
  }
}

function meanOverSteps(states: Float32Array, steps: number, width: number): Float64Array {
  const mean = new Float64Array(width);
  for (let t = 0; t < steps; t++) for (let i = 0; i < width; i++) mean[i] += states[t * width + i] / steps;
  return mean;
}
