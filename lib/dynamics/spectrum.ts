import { EigenvalueDecomposition, Matrix } from "ml-matrix";
import { checkMatrix } from "./checkMatrix.js";

/** Eigenvalues of a real matrix, by falling absolute value. */
export interface Spectrum {
  /** Real parts, [n]. */
  real: Float64Array;
  /** Imaginary parts, [n]; complex eigenvalues come in pairs, the positive one first. */
  imaginary: Float64Array;
  /** The largest absolute value. */
  radius: number;
}

/**
 * The eigenvalue spectrum of a real matrix, in float64; a general 500 × 500 matrix takes a few seconds.
 *
 * @param matrix  [n, n], row-major
 * @throws RangeError if n is no integer of at least 1, the number of elements is not n², or one is not finite
 * @example spectrum(Float64Array.of(0, -2, 2, 0), 2) // { real: [0, 0], imaginary: [2, -2], radius: 2 }
 */
export function spectrum(matrix: Float64Array, n: number): Spectrum {
  checkMatrix("spectrum", matrix, n);
  const { realEigenvalues, imaginaryEigenvalues } = new EigenvalueDecomposition(Matrix.from1DArray(n, n, matrix));
  const values = realEigenvalues.map((real, i) => ({ real, imaginary: imaginaryEigenvalues[i] }));
  const size = ({ real, imaginary }: { real: number; imaginary: number }) => Math.hypot(real, imaginary);
  values.sort((a, b) => size(b) - size(a) || b.real - a.real || b.imaginary - a.imaginary);
  return {
    real: Float64Array.from(values, ({ real }) => real),
    imaginary: Float64Array.from(values, ({ imaginary }) => imaginary),
    radius: size(values[0]),
  };
}
