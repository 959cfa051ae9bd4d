import { asGiven } from "../asGiven.js";
import { counted } from "../counted.js";

/**
 * Checks a square matrix before its eigenvalues are looked for, of which NaN would leave no end or nothing but NaN.
 *
 * @param name    what it is, for the error
 * @param matrix  [n, n], row-major
 * @throws RangeError if n is no integer of at least 1, the number of elements is not n², or one is not finite
 */
export function checkMatrix(name: string, matrix: ArrayLike<number>, n: number): void {
  if (!Number.isInteger(n) || n < 1) {
    throw new RangeError(`${name}: expected at least 1 row and column, got ${asGiven(n)}`);
  }
  if (matrix.length !== n * n)
    throw new RangeError(`${name}: expected [${n}, ${n}], got ${counted(matrix.length, "element")}`);
  for (let i = 0; i < matrix.length; i++) {
    if (Number.isFinite(matrix[i])) continue;
    const where = `row ${Math.floor(i / n) + 1}, column ${(i % n) + 1}`;
    throw new RangeError(`${name}: expected finite numbers, got ${asGiven(matrix[i])} in ${where}`);
  }
}
