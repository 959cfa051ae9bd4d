import { checkMatrix } from "./checkMatrix.js";

/**
 * The eigenvalues of a real symmetric matrix, without its eigenvectors, which a general library computes too and which
 * would take most of the time: Householder's reduction to three diagonals, then QL steps with implicit shifts.
 *
 * @param matrix  [n, n], row-major; only its lower triangle is read
 * @returns [n], by falling value, exact to rounding relative to the largest
 * @throws RangeError if n is no integer of at least 1, the number of elements is not n², or one, of whichever triangle,
 *   is not finite; Error if the QL steps do not converge
 * @source Golub & Van Loan, Matrix Computations, Sections 8.3.1 and 8.3.3
 * @example symmetricEigenvalues(Float64Array.of(2, 1, 1, 2), 2) // [3, 1]
 */
export function symmetricEigenvalues(matrix: Float64Array, n: number): Float64Array {
  checkMatrix("symmetric matrix", matrix, n);
  const scale = matrix.reduce((largest, value) => Math.max(largest, Math.abs(value)), 0);
  if (scale === 0) return new Float64Array(n);
  const { diagonal, beside } = tridiagonal(
    matrix.map((value) => value / scale),
    n,
  );
  return implicitQl(diagonal, beside)
    .map((value) => value * scale)
    .sort((a, b) => b - a);
}

/** What a column below the diagonal may lose where the largest element is 1; its square must not underflow. */
const negligible = 1e-20;

/** Overwrites the matrix. `beside[i]` stands between `diagonal[i]` and `diagonal[i + 1]`; its last is 0. */
function tridiagonal(a: Float64Array, n: number): { diagonal: Float64Array; beside: Float64Array } {
  const diagonal = new Float64Array(n);
  const beside = new Float64Array(n);
  const v = new Float64Array(n);
  const p = new Float64Array(n);
  for (let k = 0; k < n; k++) {
    diagonal[k] = a[k * n + k];
    if (k === n - 1) break;
    let norm = 0;
    for (let i = k + 1; i < n; i++) {
      v[i] = a[i * n + k];
      norm += v[i] * v[i];
    }
    if (k === n - 2) {
      beside[k] = v[k + 1];
      continue;
    }
    if (norm < negligible * negligible) continue;
    // The reflection I − β v vᵀ turns the column below the diagonal into (alpha, 0, …, 0).
    const alpha = v[k + 1] > 0 ? -Math.sqrt(norm) : Math.sqrt(norm);
    beside[k] = alpha;
    const square = 2 * (norm - alpha * v[k + 1]);
    v[k + 1] -= alpha;
    const beta = 2 / square;
    p.fill(0, k + 1);
    for (let i = k + 1; i < n; i++) {
      const row = i * n;
      let sum = a[row + i] * v[i];
      for (let j = k + 1; j < i; j++) {
        sum += a[row + j] * v[j];
        p[j] += a[row + j] * v[i];
      }
      p[i] += sum;
    }
    let along = 0;
    for (let i = k + 1; i < n; i++) along += p[i] * v[i];
    const half = (beta * beta * along) / 2;
    for (let i = k + 1; i < n; i++) p[i] = beta * p[i] - half * v[i];
    for (let i = k + 1; i < n; i++) {
      const row = i * n;
      for (let j = k + 1; j <= i; j++) a[row + j] -= v[i] * p[j] + p[i] * v[j];
    }
  }
  return { diagonal, beside };
}

/** Overwrites both; returns the eigenvalues in no order. */
function implicitQl(d: Float64Array, e: Float64Array): Float64Array {
  const n = d.length;
  let norm = 0;
  for (let i = 0; i < n; i++) norm = Math.max(norm, Math.abs(d[i]) + Math.abs(e[i]));
  const negligible = Number.EPSILON * norm;
  for (let low = 0; low < n; low++) {
    for (let round = 0; ; round++) {
      let high = low;
      while (high < n - 1 && Math.abs(e[high]) > negligible) high++;
      if (high === low) break;
      if (round > 60) throw new Error(`eigenvalues: no convergence at ${low} of ${n}`);
      let g = (d[low + 1] - d[low]) / (2 * e[low]);
      let r = Math.sqrt(g * g + 1);
      g = d[high] - d[low] + e[low] / (g + (g < 0 ? -r : r));
      let [sine, cosine, shift] = [1, 1, 0];
      let i = high - 1;
      for (; i >= low; i--) {
        const f = sine * e[i];
        const b = cosine * e[i];
        r = Math.sqrt(f * f + g * g);
        e[i + 1] = r;
        if (r === 0) {
          d[i + 1] -= shift;
          break;
        }
        sine = f / r;
        cosine = g / r;
        g = d[i + 1] - shift;
        r = (d[i] - g) * sine + 2 * cosine * b;
        shift = sine * r;
        d[i + 1] = g + shift;
        g = cosine * r - b;
      }
      e[high] = 0;
      if (i >= low) continue;
      d[low] -= shift;
      e[low] = g;
    }
  }
  return d;
}
