/**
 * Singular value decomposition of a matrix with few columns, A = U S Vᵀ, by one-sided Jacobi rotations: pairs of columns
 * are turned until all are orthogonal. Small singular values keep their relative accuracy.
 *
 * @param columns  A, [n][m]; becomes U S
 * @returns V, [n] columns of length n
 * @source Demmel & Veselić 1992, "Jacobi's method is more accurate than QR", doi:10.1137/0613074
 */
export function orthogonalColumns(columns: readonly Float64Array[]): Float64Array[] {
  const n = columns.length;
  const v = columns.map((_, j) => new Float64Array(n).fill(1, j, j + 1));
  for (let sweep = 0, isDone = false; sweep < 60 && !isDone; sweep++) {
    isDone = true;
    for (let p = 0; p < n; p++) {
      for (let q = p + 1; q < n; q++) {
        const [pp, qq, pq] = products(columns[p], columns[q]);
        if (Math.abs(pq) <= 1e-15 * Math.sqrt(pp * qq)) continue;
        isDone = false;
        const zeta = (qq - pp) / (2 * pq);
        const tangent = (zeta < 0 ? -1 : 1) / (Math.abs(zeta) + Math.sqrt(1 + zeta * zeta));
        const cosine = 1 / Math.sqrt(1 + tangent * tangent);
        rotate(columns[p], columns[q], cosine, cosine * tangent);
        rotate(v[p], v[q], cosine, cosine * tangent);
      }
    }
  }
  return v;
}

/** a·a, b·b and a·b: the three sums in one pass do not wait for each other. */
function products(a: Float64Array, b: Float64Array): [number, number, number] {
  let [aa, bb, ab] = [0, 0, 0];
  for (let i = 0; i < a.length; i++) {
    const [x, y] = [a[i], b[i]];
    aa += x * x;
    bb += y * y;
    ab += x * y;
  }
  return [aa, bb, ab];
}

/** Σ aᵢ bᵢ over the length of a. */
export function dot(a: ArrayLike<number>, b: ArrayLike<number>): number {
  let sum = 0;
  for (let i = 0; i < a.length; i++) sum += a[i] * b[i];
  return sum;
}

function rotate(a: Float64Array, b: Float64Array, cosine: number, sine: number): void {
  for (let i = 0; i < a.length; i++) {
    const x = a[i];
    const y = b[i];
    a[i] = cosine * x - sine * y;
    b[i] = sine * x + cosine * y;
  }
}
