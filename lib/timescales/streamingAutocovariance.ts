import FFT from "fft.js";
import type { StateChunk } from "../dynamics/simulate.js";
import { checkLag } from "./autocovariance.js";

/** Autocovariances of a network's neurons, each a mean over trials. */
export interface Autocovariances {
  /** Unit of activity squared, [neurons][maxLag + 1]. */
  neurons: Float64Array[];
  /** Of the sum over all neurons, [maxLag + 1]. */
  population: Float64Array;
  /** Steps per trial, T. */
  steps: number;
  trials: number;
}

/**
 * Autocovariance of every neuron and of the population, as `autocovariance` defines it, averaged over trials, from
 * states that arrive piece by piece. The same to rounding, whatever the size of the pieces.
 *
 * A series is seen through windows of F steps that begin B = F − maxLag steps apart. With X the Fourier transform of the
 * window's first B steps (zeros after them) and Y that of the whole window, conj(X)·Y transformed back holds all
 * products x_t y_{t+k} that begin within those B steps. The sum over windows and trials is taken before it is
 * transformed back, and X and Y come from one complex transform, of x + iy.
 *
 * The mean is known only at the end: Σ (y_t − μ)(y_{t+k} − μ) = R_k − μ (2S − first k − last k) + (T − k) μ². To lose
 * no digits on neurons that hardly move, y is the activity less its first value; of one that never moves all are 0.
 */
export class StreamingAutocovariance {
  /** F, a power of two, and B. */
  private readonly size: number;
  private readonly hop: number;
  private readonly fft: FFT;
  /** Rows per trial: the neurons, and the population. */
  private readonly series: number;
  /** Four times Σ conj(X)·Y over windows and trials, [series][F / 2 + 1] complex. */
  private readonly spectra: Float64Array[];
  /** The window that is being filled, [trials · series][F], rows `stride` apart. */
  private readonly windows: Float64Array;
  private readonly stride: number;
  private fill = 0;
  /** Steps that have left the window. */
  private left = 0;
  /** What is taken off before anything is summed, and the sums S of the rest, [trials · series]. */
  private readonly origins: Float64Array;
  private readonly sums: Float64Array;
  /** The first values of every series, less the origin, [trials · series][maxLag]. */
  private readonly first: Float64Array[];
  private readonly packed: Float64Array;
  private readonly transformed: Float64Array;

  /**
   * @param maxLag  largest lag in steps
   */
  constructor(
    private readonly neurons: number,
    private readonly trials: number,
    private readonly maxLag: number,
  ) {
    if (!Number.isInteger(maxLag) || maxLag < 0) {
      throw new RangeError(`maxLag: expected an integer of at least 0, got ${maxLag}`);
    }
    this.size = 256;
    while (this.size < 4 * maxLag) this.size *= 2;
    this.hop = this.size - maxLag;
    this.fft = new FFT(this.size);
    this.series = neurons + 1;
    const rows = (count: number, length: number) => Array.from({ length: count }, () => new Float64Array(length));
    const all = trials * this.series;
    this.spectra = rows(this.series, this.size + 2);
    this.stride = this.size + 24; // no power of two, or rows would compete for the same places in the cache
    this.windows = new Float64Array(all * this.stride);
    this.first = rows(all, maxLag);
    this.origins = new Float64Array(all);
    this.sums = new Float64Array(all);
    this.packed = new Float64Array(2 * this.size);
    this.transformed = new Float64Array(2 * this.size);
  }

  /** Takes the next steps of all trials. */
  add({ states, steps, trials, neurons }: Pick<StateChunk, "states" | "steps" | "trials" | "neurons">): void {
    if (trials !== this.trials || neurons !== this.neurons) {
      const expected = `${this.trials} trials of ${this.neurons} neurons`;
      throw new RangeError(`states: expected ${expected}, got ${trials} trials of ${neurons} neurons`);
    }
    for (let from = 0; from < steps; ) {
      const count = Math.min(this.size - this.fill, steps - from);
      this.copy(states, from, count);
      from += count;
      this.fill += count;
      if (this.fill === this.size) this.take(this.hop);
    }
  }

  /**
   * The autocovariances of all steps so far. Nothing can be added afterwards.
   *
   * @throws RangeError if there are fewer than maxLag + 2 steps
   */
  finish(): Autocovariances {
    const { neurons, trials, series, maxLag } = this;
    const steps = this.left + this.fill;
    checkLag(maxLag, steps);
    const last = Array.from({ length: trials * series }, (_, row) =>
      this.windows.slice(row * this.stride + this.fill - maxLag, row * this.stride + this.fill),
    );
    if (this.fill > this.hop) this.take(this.hop);
    this.take(this.fill);
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
    return { neurons: all.slice(0, neurons), population: all[neurons], steps, trials };
  }

  /** Steps of a piece into the window: neurons become rows. */
  private copy(states: Float32Array, from: number, count: number): void {
    const { neurons, trials, series, windows, stride, fill } = this;
    for (let trial = 0; trial < trials; trial++) {
      const begin = trial * series * stride + fill;
      for (let t = 0; t < count; t++) {
        const source = ((from + t) * trials + trial) * neurons;
        let sum = 0;
        for (let neuron = 0, to = begin + t; neuron < neurons; neuron++, to += stride) {
          const value = states[source + neuron];
          windows[to] = value;
          sum += value;
        }
        windows[begin + t + neurons * stride] = sum;
      }
    }
  }

  /** Adds all products that begin within the window's first `count` steps, and lets these go. */
  private take(count: number): void {
    const { trials, series, fill } = this;
    for (let row = 0; row < trials * series; row++) {
      const values = this.windows.subarray(row * this.stride, row * this.stride + fill);
      if (this.left === 0) {
        this.origins[row] = values[0];
        for (let t = 0; t < this.maxLag && t < fill; t++) this.first[row][t] = values[t] - this.origins[row];
      }
      this.addProducts(row, values, count);
      values.copyWithin(0, count, fill);
    }
    this.left += count;
    this.fill -= count;
  }

  private addProducts(row: number, values: Float64Array, count: number): void {
    const { packed, transformed, fill, size } = this;
    const origin = this.origins[row];
    let sum = 0;
    for (let t = 0; t < count; t++) {
      const value = values[t] - origin;
      packed[2 * t] = value;
      packed[2 * t + 1] = value;
      sum += value;
    }
    for (let t = count; t < fill; t++) {
      packed[2 * t] = 0;
      packed[2 * t + 1] = values[t] - origin;
    }
    packed.fill(0, 2 * fill);
    this.sums[row] += sum;
    this.fft.transform(transformed, packed);
    const spectrum = this.spectra[row % this.series];
    for (let f = 0; f <= size / 2; f++) {
      const i = 2 * f;
      const j = f === 0 ? 0 : 2 * (size - f);
      // Of z = x + iy with x, y real: Z_f ± conj(Z_{−f}) is twice the transform of x, and of iy.
      const xr = transformed[i] + transformed[j];
      const xi = transformed[i + 1] - transformed[j + 1];
      const yr = transformed[i + 1] + transformed[j + 1];
      const yi = transformed[j] - transformed[i];
      spectrum[i] += xr * yr + xi * yi;
      spectrum[i + 1] += xr * yi - xi * yr;
    }
  }

  /** R_k = Σ_t y_t y_{t+k} at lags 0 … maxLag. */
  private rawProducts(spectrum: Float64Array): Float64Array {
    const { size } = this;
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
