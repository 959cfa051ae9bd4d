/** The part of fft.js (no types of its own) that this project uses. Complex numbers are interleaved: re, im, re, im … */
declare module "fft.js" {
  class FFT {
    /** @param size  a power of two, above 1 */
    constructor(size: number);
    transform(output: Float64Array, input: Float64Array): void;
    inverseTransform(output: Float64Array, input: Float64Array): void;
  }
  export = FFT;
}
