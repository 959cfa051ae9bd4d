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
        const pp = dot(columns[p], columns[p]);
        const qq = dot(columns[q], columns[q]);
        const pq = dot(columns[p], columns[q]);
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

export function dot(a: Float64Array, b: Float64Array): number {
  let sum = 0;
  for (let i = 0; i < a.length; i++) sum += a[i] * b[i];
  return sum;
}

export function norm(a: Float64Array): number {
  return Math.sqrt(dot(a, a));
}

function rotate(a: Float64Array, b: Float64Array, cosine: number, sine: number): void {
  for (let i = 0; i < a.length; i++) {
    const x = a[i];
    const y = b[i];
    a[i] = cosine * x - sine * y;
    b[i] = sine * x + cosine * y;
  }
}
