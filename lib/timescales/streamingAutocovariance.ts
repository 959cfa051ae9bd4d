import FFT from "fft.js";
import { counted } from "../counted.js";
import type { StateChunk } from "../dynamics/simulate.js";
import { checkLag, checkMaxLag } from "./autocovariance.js";

/** Autocovariances of a network's neurons, each a mean over trials. */
export interface Autocovariances {
  /** Unit of activity squared, [neurons][maxLag + 1]. */
  neurons: Float64Array[];
  /** Of the sum over all neurons, [maxLag + 1]. */
  population: Float64Array;
  /** Of every neuron, the mean over trials of the square of its mean activity, [neurons]. */
  meanSquares: Float64Array;
  /** Of every neuron, the share of the steps of all trials in which its activity is above 0, [neurons]. */
  activeShares: Float64Array;
  /** Steps per trial, T. */
  steps: number;
  /** How many the means are over. */
  trials: number;
}

/**
 * Autocovariance of every neuron and of the population, as `autocovariance` defines it, averaged over trials, from
 * states that arrive piece by piece. The same to rounding, whatever the size of the pieces.
 *
 * A series is cut into blocks of B ≥ maxLag steps. With X_b the Fourier transform of a block and as many zeros,
 * |X_b|² + (−1)^f conj(X_b) X_{b+1} transformed back holds all products x_t x_{t+k}, k ≤ B, that begin in block b. The
 * sum over blocks and trials is taken before it is transformed back, and one complex transform serves two blocks.
 *
 * The mean is known only at the end: Σ (y_t − μ)(y_{t+k} − μ) = R_k − μ (2S − first k − last k) + (T − k) μ². To lose
 * no digits on neurons that hardly move, y is the activity less its first value; of one that never moves all are 0.
 */
export class StreamingAutocovariance {
  /** B, a power of two. */
  private readonly block: number;
  private readonly fft: FFT;
  /** Rows per trial: the neurons, and the population. */
  private readonly series: number;
  /** Four times the sum over blocks and trials, f = 0 … B, [series][B + 1] complex. */
  private readonly spectra: Float64Array[];
  /** Twice X of the block before, [trials · series][B + 1] complex. */
  private readonly before: Float64Array[];
  /** The block before and the two that are being filled, [trials · series][3B], rows `stride` apart. */
  private readonly values: Float64Array;
  private readonly stride: number;
  private fill = 0;
  private isFinished = false;
  /** Steps taken before these. */
  private done = 0;
  /** What is taken off before anything is summed, and the sums S of the rest, [trials · series]. */
  private readonly origins: Float64Array;
  private readonly sums: Float64Array;
  /** Steps with an activity above 0, of all trials, [series]. */
  private readonly active: Float64Array;
  /** The first values of every series, less the origin, [trials · series][maxLag]. */
  private readonly first: Float64Array[];
  private readonly packed: Float64Array;
  private readonly transformed: Float64Array;

  /**
   * @param neurons  n
   * @param trials   side by side in every piece
   * @param maxLag   largest lag in steps
   * @throws RangeError if maxLag is not an integer of at least 0
   */
  constructor(
    private readonly neurons: number,
    private readonly trials: number,
    private readonly maxLag: number,
  ) {
    checkMaxLag(maxLag);
    this.block = 128;
    while (this.block < maxLag) this.block *= 2;
    this.fft = new FFT(2 * this.block);
    this.series = neurons + 1;
    const rows = (count: number, length: number) => Array.from({ length: count }, () => new Float64Array(length));
    const all = trials * this.series;
    this.spectra = rows(this.series, 2 * this.block + 2);
    this.before = rows(all, 2 * this.block + 2);
    this.stride = 3 * this.block + 24; // no power of two, or rows would compete for the same places in the cache
    this.values = new Float64Array(all * this.stride);
    this.first = rows(all, maxLag);
    this.origins = new Float64Array(all);
    this.sums = new Float64Array(all);
    this.active = new Float64Array(this.series);
    this.packed = new Float64Array(4 * this.block);
    this.transformed = new Float64Array(4 * this.block);
  }

  /**
   * Takes the next steps of all trials, [steps, trials, n].
   *
   * @throws RangeError if they are of other trials or neurons, or not as many numbers as that; Error after `finish`
   */
  add({ states, steps, trials, neurons }: Pick<StateChunk, "states" | "steps" | "trials" | "neurons">): void {
    if (trials !== this.trials || neurons !== this.neurons) {
      const expected = `${counted(this.trials, "trial")} of ${counted(this.neurons, "neuron")}`;
      throw new RangeError(
        `states: expected ${expected}, got ${counted(trials, "trial")} of ${counted(neurons, "neuron")}`,
      );
    }
    if (states.length !== steps * trials * neurons) {
      const expected = `[${steps}, ${trials}, ${neurons}]`;
      throw new RangeError(`states: expected ${expected}, got ${counted(states.length, "number")}`);
    }
    this.mustBeOpen();
    for (let from = 0; from < steps; ) {
      const count = Math.min(2 * this.block - this.fill, steps - from);
      this.copy(states, from, count);
      from += count;
      this.fill += count;
      if (this.fill === 2 * this.block) this.take();
    }
  }

  /**
   * The autocovariances of all steps so far. Nothing can be added afterwards.
   *
   * @throws RangeError if there are fewer than maxLag + 2 steps; Error if it has been called before
   */
  finish(): Autocovariances {
    this.mustBeOpen();
    const { neurons, trials, series, maxLag, block, stride } = this;
    const steps = this.done + this.fill;
    checkLag(maxLag, steps);
    const last = Array.from({ length: trials * series }, (_, row) => {
      const end = row * stride + block + this.fill;
      return this.values.slice(end - maxLag, end);
    });
    this.take();
    this.isFinished = true;
    const meanSquares = new Float64Array(neurons);
    for (let trial = 0; trial < trials; trial++) {
      for (let neuron = 0; neuron < neurons; neuron++) {
        const row = trial * series + neuron;
        meanSquares[neuron] += (this.origins[row] + this.sums[row] / steps) ** 2 / trials;
      }
    }
    const all = this.spectra.map((spectrum, neuron) => {
      const result = this.rawProducts(spectrum);
      for (let row = neuron; row < trials * series; row += series) {
        const mean = this.sums[row] / steps;
        let edges = 0;
        for (let lag = 0; lag <= maxLag; lag++) {
          if (lag > 0) edges += this.first[row][lag - 1] + last[row][maxLag - lag] - this.origins[row];
          result[lag] -= mean * (2 * this.sums[row] - edges) - (steps - lag) * mean * mean;
        }
      }
      return result.map((value, lag) => value / (steps - 1 - lag) / trials);
    });
    const activeShares = this.active.slice(0, neurons).map((count) => count / (steps * trials));
    return { neurons: all.slice(0, neurons), population: all[neurons], meanSquares, activeShares, steps, trials };
  }

  private mustBeOpen(): void {
    if (this.isFinished) throw new Error("autocovariance: it is finished; expected a new one for more steps");
  }

  /** Steps of a piece into the blocks: neurons become rows. */
  private copy(states: Float32Array, from: number, count: number): void {
    const { neurons, trials, series, values, stride, block, fill } = this;
    for (let trial = 0; trial < trials; trial++) {
      const begin = trial * series * stride + block + fill;
      for (let t = 0; t < count; t++) {
        const source = ((from + t) * trials + trial) * neurons;
        let sum = 0;
        for (let neuron = 0, to = begin + t; neuron < neurons; neuron++, to += stride) {
          const value = states[source + neuron];
          values[to] = value;
          sum += value;
        }
        values[begin + t + neurons * stride] = sum;
      }
    }
  }

  /** Adds the products within the two blocks, and between these and the block before. */
  private take(): void {
    const { values, stride, block, fill, fft, packed, transformed } = this;
    for (let row = 0; row < this.trials * this.series; row++) {
      this.pack(row);
      fft.transform(transformed, packed);
      this.addProducts(row);
      values.copyWithin(row * stride, row * stride + fill, row * stride + fill + block);
    }
    this.done += fill;
    this.fill = 0;
  }

  /** The first block as the real, the second as the imaginary part of what is transformed. */
  private pack(row: number): void {
    const { packed, fill, values, block } = this;
    const begin = row * this.stride + block;
    if (this.done === 0) {
      this.origins[row] = values[begin];
      for (let t = 0; t < this.maxLag && t < fill; t++) this.first[row][t] = values[begin + t] - this.origins[row];
    }
    const origin = this.origins[row];
    let sum = 0;
    let active = 0;
    for (let t = 0; t < fill; t++) active += Number(values[begin + t] > 0);
    this.active[row % this.series] += active;
    for (let t = 0; t < block; t++) {
      const real = t < fill ? values[begin + t] - origin : 0;
      const imaginary = block + t < fill ? values[begin + block + t] - origin : 0;
      packed[2 * t] = real;
      packed[2 * t + 1] = imaginary;
      sum += real + imaginary;
    }
    this.sums[row] += sum;
  }

  private addProducts(row: number): void {
    const { block, transformed: z } = this;
    const spectrum = this.spectra[row % this.series];
    const before = this.before[row];
    for (let f = 0; f <= block; f++) {
      const i = 2 * f;
      const j = f === 0 ? 0 : 2 * (2 * block - f);
      // Of z = x + iy with x, y real: Z_f + conj(Z_{−f}) is twice the transform of x, −i (Z_f − conj(Z_{−f})) that of y.
      const xr = z[i] + z[j];
      const xi = z[i + 1] - z[j + 1];
      const yr = z[i + 1] + z[j + 1];
      const yi = z[j] - z[i];
      const sign = f % 2 === 0 ? 1 : -1;
      const cross = before[i] * xr + before[i + 1] * xi + xr * yr + xi * yi;
      spectrum[i] += xr * xr + xi * xi + yr * yr + yi * yi + sign * cross;
      spectrum[i + 1] += sign * (before[i] * xi - before[i + 1] * xr + xr * yi - xi * yr);
      before[i] = yr;
      before[i + 1] = yi;
    }
  }

  /** R_k = Σ_t y_t y_{t+k} at lags 0 … maxLag. */
  private rawProducts(spectrum: Float64Array): Float64Array {
    const size = 2 * this.block;
    const whole = new Float64Array(2 * size);
    whole.set(spectrum);
    for (let f = 1; f < size / 2; f++) {
      whole[2 * (size - f)] = spectrum[2 * f];
      whole[2 * (size - f) + 1] = -spectrum[2 * f + 1];
    }
    const products = new Float64Array(2 * size);
    this.fft.inverseTransform(products, whole);
    return Float64Array.from({ length: this.maxLag + 1 }, (_, lag) => products[2 * lag] / 4);
  }
}
