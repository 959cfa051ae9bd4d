import { lengthOf } from "../tensor/euclidean.js";
import { dot, orthogonalColumns } from "./orthogonalColumns.js";

export interface BoundedProblem {
  /** Bounds of every parameter. */
  lower: readonly number[];
  upper: readonly number[];
  /** Number of residuals, m. */
  residuals: number;
  /** Writes the residuals, [m]. */
  evaluate(parameters: readonly number[], residuals: Float64Array): void;
  /** Writes the derivatives of the residuals, one column per parameter, [n][m]. Default: forward differences. */
  differentiate?(parameters: readonly number[], columns: readonly Float64Array[]): void;
}

export interface BoundedOptions {
  /** Stops when a step improves the sum of squares, or moves the parameters, by less than this share. */
  tolerance?: number;
  /** Most evaluations, those for forward differences not counted. Default: 100 per parameter. */
  maxEvaluations?: number;
}

export interface BoundedMinimum {
  parameters: number[];
  /** Residual sum of squares. */
  rss: number;
  evaluations: number;
  hasConverged: boolean;
}

const machineEpsilon = 2 ** -52;

/**
 * Least squares within bounds by the trust-region reflective method, with the settings of SciPy's `curve_fit` with
 * bounds, which the published fits come from: where the data do not determine the parameters, where a fit ends depends
 * on the method. The variables are scaled with their distance to the bound that the gradient points at, and the trust
 * region is a ball of the scaled variables; a step that leaves the bounds is cut, reflected at the bound, or replaced
 * by one along the gradient, whichever promises most. All iterates lie strictly within the bounds.
 *
 * @param start  strictly within the bounds
 * @source Branch, Coleman & Li 1999, doi:10.1137/S1064827595289108; SciPy, `least_squares(method="trf")`, its documentation
 */
export function boundedLeastSquares(
  problem: BoundedProblem,
  start: readonly number[],
  { tolerance = 1e-8, maxEvaluations = 100 * start.length }: BoundedOptions = {},
): BoundedMinimum {
  const { lower, upper, residuals: m } = problem;
  const n = start.length;
  let x: number[] = Array.from(start);
  for (const [i, value] of x.entries()) {
    if (!(value > lower[i] && value < upper[i])) {
      throw new RangeError(`start: expected parameter ${i} within ${lower[i]} … ${upper[i]}, got ${value}`);
    }
  }
  let [residuals, nextResiduals] = [new Float64Array(m), new Float64Array(m)];
  problem.evaluate(x, residuals);
  let rss = dot(residuals, residuals);
  if (!Number.isFinite(rss)) throw new RangeError("residuals: expected finite numbers at the start");
  const jacobian = Array.from({ length: n }, () => new Float64Array(m));
  const memory = workingMemory(n, m);
  let evaluations = 1;
  let radius = 0;
  let damping = 0;

  while (true) {
    differentiate(problem, x, residuals, jacobian);
    const model = scaledModel(problem, x, jacobian, residuals, memory);
    if (radius === 0) radius = lengthOf(x.map((value, i) => value / model.scale[i])) || 1;
    if (model.optimality < tolerance) return { parameters: x, rss, evaluations, hasConverged: true };
    for (let isBetter = false; !isBetter; ) {
      if (evaluations >= maxEvaluations) return { parameters: x, rss, evaluations, hasConverged: false };
      const newton = trustRegionStep(model, radius, damping);
      damping = newton.damping;
      const step = feasibleStep(problem, model, x, newton.step, radius);
      const next = x.map((value, i) => within(value + step.step[i] * model.scale[i], lower[i], upper[i]));
      problem.evaluate(next, nextResiduals);
      evaluations++;
      const length = lengthOf(step.step);
      const nextRss = dot(nextResiduals, nextResiduals);
      if (!Number.isFinite(nextRss)) {
        radius = 0.25 * length;
        continue;
      }
      const reduction = (rss - nextRss) / 2;
      const ratio = step.promised > 0 ? reduction / step.promised : step.promised === reduction ? 1 : 0;
      const before = radius;
      if (ratio < 0.25) radius = 0.25 * length;
      else if (ratio > 0.75 && length > 0.95 * radius) radius *= 2;
      const moved = lengthOf(step.step.map((value, i) => value * model.scale[i]));
      const isFlat = reduction < (tolerance * rss) / 2 && ratio > 0.25;
      const isStill = moved < tolerance * (tolerance + lengthOf(x));
      damping *= before / radius;
      isBetter = reduction > 0;
      if (isBetter) {
        [residuals, nextResiduals] = [nextResiduals, residuals];
        x = next;
        rss = nextRss;
      }
      if (isFlat || isStill) return { parameters: x, rss, evaluations, hasConverged: true };
    }
  }
}

/** Arrays that every iteration writes anew: making them would take longer than the arithmetic. */
interface WorkingMemory {
  /** [n][m] */
  scaled: Float64Array[];
  /** [n][m + n] */
  augmented: Float64Array[];
  /** Changes of the residuals along two steps, [m]. */
  changes: [Float64Array, Float64Array];
}

function workingMemory(n: number, m: number): WorkingMemory {
  const columns = (rows: number) => Array.from({ length: n }, () => new Float64Array(rows));
  return { scaled: columns(m), augmented: columns(m + n), changes: [new Float64Array(m), new Float64Array(m)] };
}

/** The problem near x, in variables scaled by the distance to the bounds. */
interface ScaledModel {
  scale: number[];
  /** Jacobian, [n][m], gradient, and the extra diagonal of the Hessian that the scaling brings. */
  jacobian: Float64Array[];
  changes: WorkingMemory["changes"];
  gradient: number[];
  diagonal: number[];
  /** Largest scaled gradient: 0 at a minimum. */
  optimality: number;
  /** Gauss–Newton Hessian = V diag(singular²) Vᵀ; its gradient in that basis. */
  basis: Float64Array[];
  singular: number[];
  projected: number[];
}

function scaledModel(
  { lower, upper, residuals: m }: BoundedProblem,
  x: readonly number[],
  jacobian: readonly Float64Array[],
  residuals: Float64Array,
  { scaled, augmented, changes }: WorkingMemory,
): ScaledModel {
  const plain = jacobian.map((column) => dot(column, residuals));
  const distance = plain.map((g, i) => (g < 0 ? upper[i] - x[i] : g > 0 ? x[i] - lower[i] : 1));
  const scale = distance.map(Math.sqrt);
  const diagonal = plain.map(Math.abs);
  for (const [i, column] of scaled.entries()) {
    for (let t = 0; t < m; t++) augmented[i][t] = column[t] = jacobian[i][t] * scale[i];
    augmented[i].fill(0, m);
    augmented[i][m + i] = Math.sqrt(diagonal[i]);
  }
  const basis = orthogonalColumns(augmented);
  return {
    scale,
    jacobian: scaled,
    changes,
    gradient: plain.map((g, i) => g * scale[i]),
    diagonal,
    optimality: Math.max(...plain.map((g, i) => Math.abs(g * distance[i]))),
    basis,
    singular: augmented.map(lengthOf),
    projected: augmented.map((column) => dot(residuals, column)),
  };
}

/** The step that minimises the model in the ball, by Moré's iteration for the damping (at most 10 rounds, to 1 %). */
function trustRegionStep(
  { basis, singular, projected, jacobian }: ScaledModel,
  radius: number,
  firstDamping: number,
): { step: number[]; damping: number } {
  const n = singular.length;
  const combine = (weight: (i: number) => number) => {
    const step: number[] = new Array(n).fill(0);
    for (let j = 0; j < n; j++) for (let i = 0; i < n; i++) step[i] -= weight(j) * basis[j][i];
    return step;
  };
  const excess = (damping: number) => {
    let squares = 0;
    let slope = 0;
    for (let j = 0; j < n; j++) {
      const curvature = singular[j] ** 2 + damping;
      squares += (projected[j] / curvature) ** 2;
      slope -= projected[j] ** 2 / curvature ** 3;
    }
    const length = Math.sqrt(squares);
    return { value: length - radius, slope: slope / length };
  };

  const isFullRank = Math.min(...singular) > machineEpsilon * jacobian[0].length * Math.max(...singular);
  let least = 0;
  if (isFullRank) {
    const newton = combine((j) => projected[j] / singular[j] ** 2);
    if (lengthOf(newton) <= radius) return { step: newton, damping: 0 };
    const { value, slope } = excess(0);
    least = -value / slope;
  }
  let most = lengthOf(projected) / radius;
  const guess = () => Math.max(0.001 * most, Math.sqrt(least * most));
  let damping = !isFullRank && firstDamping === 0 ? guess() : firstDamping;
  for (let round = 0; round < 10; round++) {
    if (damping < least || damping > most) damping = guess();
    const { value, slope } = excess(damping);
    if (value < 0) most = damping;
    least = Math.max(least, damping - value / slope);
    damping -= ((value + radius) * value) / slope / radius;
    if (Math.abs(value) < 0.01 * radius) break;
  }
  const step = combine((j) => projected[j] / (singular[j] ** 2 + damping));
  const length = lengthOf(step);
  return { step: step.map((value) => (value * radius) / length), damping };
}

/** The best of three steps that stay within the bounds, with the reduction of half the sum of squares it promises. */
function feasibleStep(
  { lower, upper }: BoundedProblem,
  model: ScaledModel,
  x: readonly number[],
  newton: number[],
  radius: number,
): { step: number[]; promised: number } {
  const { scale, gradient, optimality } = model;
  const unscaled = (step: readonly number[]) => step.map((value, i) => value * scale[i]);
  /** How many of these steps fit before a bound is met, and which bounds are. */
  const room = (from: readonly number[], step: readonly number[]) => {
    const each = step.map((value, i) =>
      value === 0 ? Infinity : Math.max((lower[i] - from[i]) / value, (upper[i] - from[i]) / value),
    );
    const count = Math.min(...each);
    return { count, isHit: each.map((value) => value === count) };
  };
  const all = room(x, unscaled(newton));
  if (all.count >= 1) return { step: newton, promised: -quadratic(model, newton).at(1) };

  const margin = Math.max(0.995, 1 - optimality); // how much of the way to a bound is used
  const cut = newton.map((value) => value * all.count);
  const candidates = [cut.map((value) => value * margin)];

  const bound = x.map((value, i) => value + cut[i] * scale[i]);
  const reflected = newton.map((value, i) => (all.isHit[i] ? -value : value));
  const toRegion = towardsBall(cut, reflected, radius);
  const toBound = room(bound, unscaled(reflected)).count;
  const stride = Math.min(toRegion, toBound);
  if (stride > 0) {
    const low = ((1 - margin) * all.count) / stride;
    const high = stride === toBound ? margin * toBound : toRegion;
    if (low <= high) {
      const best = quadratic(model, reflected, cut).smallest(low, high);
      candidates.push(cut.map((value, i) => value + best * reflected[i]));
    }
  }

  const downhill = gradient.map((value) => -value);
  const gradientRegion = radius / lengthOf(downhill);
  const gradientBound = room(x, unscaled(downhill)).count;
  const longest = gradientBound < gradientRegion ? margin * gradientBound : gradientRegion;
  const best = quadratic(model, downhill).smallest(0, longest);
  candidates.push(downhill.map((value) => value * best));

  return candidates
    .map((step) => ({ step, promised: -quadratic(model, step).at(1) }))
    .reduce((a, b) => (b.promised > a.promised ? b : a));
}

/** The model along from + t·step, as a parabola in t; 0 at the origin of the model. */
function quadratic(
  { jacobian, changes, gradient, diagonal }: ScaledModel,
  step: readonly number[],
  from?: readonly number[],
) {
  const along = (vector: readonly number[], change: Float64Array) => {
    change.fill(0);
    for (const [j, column] of jacobian.entries()) {
      for (let i = 0; i < change.length; i++) change[i] += column[i] * vector[j];
    }
    return change;
  };
  const weighted = (a: readonly number[], b: readonly number[]) => {
    let sum = 0;
    for (let i = 0; i < a.length; i++) sum += a[i] * diagonal[i] * b[i];
    return sum;
  };
  const product = along(step, changes[0]);
  const a = 0.5 * (dot(product, product) + weighted(step, step));
  let b = dot(gradient, step);
  let c = 0;
  if (from) {
    const base = along(from, changes[1]);
    b += dot(base, product) + weighted(from, step);
    c = 0.5 * (dot(base, base) + weighted(from, from)) + dot(gradient, from);
  }
  const at = (t: number) => t * (a * t + b) + c;
  const smallest = (low: number, high: number) => {
    const turn = a === 0 ? low : (-0.5 * b) / a;
    const inside = turn > low && turn < high ? [turn] : [];
    return [low, high, ...inside].reduce((best, t) => (at(t) < at(best) ? t : best));
  };
  return { at, smallest };
}

/** The largest t with |from + t·step| = radius, where |from| ≤ radius. */
function towardsBall(from: readonly number[], step: readonly number[], radius: number): number {
  const [a, b, c] = [dot(step, step), dot(from, step), dot(from, from) - radius * radius];
  const root = Math.sqrt(Math.max(0, b * b - a * c));
  return Math.max((-b + root) / a, (-b - root) / a);
}

function within(value: number, low: number, high: number): number {
  if (value <= low) return low + Math.max(Number.MIN_VALUE, Math.abs(low) * machineEpsilon);
  if (value >= high) return high - Math.abs(high) * machineEpsilon;
  return value;
}

/** The problem's own derivatives, or forward differences whose steps turn back at a bound. */
function differentiate(
  problem: BoundedProblem,
  x: readonly number[],
  residuals: Float64Array,
  columns: readonly Float64Array[],
): void {
  if (problem.differentiate) {
    problem.differentiate(x, columns);
    return;
  }
  const { lower, upper } = problem;
  for (const [i, column] of columns.entries()) {
    const size = Math.sqrt(machineEpsilon) * Math.max(1, Math.abs(x[i]));
    const isRoomAbove = x[i] + size <= upper[i];
    const isRoomBelow = x[i] - size >= lower[i];
    const moved = x.slice();
    if (isRoomAbove) moved[i] += size;
    else if (isRoomBelow) moved[i] -= size;
    else moved[i] = upper[i] - x[i] >= x[i] - lower[i] ? upper[i] : lower[i];
    const difference = moved[i] - x[i];
    problem.evaluate(moved, column);
    for (let t = 0; t < column.length; t++) column[t] = (column[t] - residuals[t]) / difference;
  }
}
