import { LuDecomposition, Matrix } from "ml-matrix";
import { asGiven } from "../asGiven.js";
import { counted } from "../counted.js";
import { checkOptionsOf } from "../knownFields.js";
import { mustBeCount } from "../mustBe.js";
import { type Progress, silent, tell, withProgress } from "../progress/progress.js";
import { distanceBetween, lengthOf } from "../tensor/euclidean.js";
import type { StateMap } from "./leakyMap.js";
import { type Spectrum, spectrum } from "./spectrum.js";

/**
 * States that a map visits one after the other, for ever: a fixed point if there is one, a 2-cycle if there are two.
 */
export interface Orbit {
  /** As many as the period, each the next one's predecessor, [n] each. */
  readonly states: readonly Float64Array[];
  /** How far F(h) of the last state is from the first one: Euclidean distance. */
  readonly residual: number;
}

/** What happens to small deviations from an orbit. */
export interface OrbitStability {
  /** Eigenvalues of the Jacobian of all steps of the orbit together. */
  readonly eigenvalues: Spectrum;
  /** Largest absolute eigenvalue per step: its root, of as many as the period. */
  readonly radius: number;
  /** Whether deviations die out: radius < 1. */
  readonly isStable: boolean;
  /** How long the slowest deviation takes to fall to 1/e, −1/ln(radius), in steps; null if it does not. */
  readonly timescale: number | null;
}

/** How orbits are looked for. */
export interface OrbitSearch {
  /** 1, the default: fixed points. 2: pairs of states that follow each other; fixed points are not counted again. */
  period?: 1 | 2;
  /** Largest residual that counts as none, relative to the length of the state where that is above 1. Default: 1e-9. */
  tolerance?: number;
  /** Most Newton steps from one start. Default: 50. */
  iterations?: number;
  progress?: Progress;
}

/** Orbits that are as near to each other as this, relative to their length, are the same. */
const sameWithin = 1e-6;
/** How often a Newton step is halved before the search from a start is given up. */
const halvings = 8;

/**
 * Fixed points F(h) = h, or 2-cycles F(F(h)) = h ≠ F(h), by Newton's method from many starts. Stable and unstable ones
 * are found; that all are, no number of starts can promise.
 *
 * @param starts  states to begin with, [n] each; they are left as they are
 * @returns different orbits, in the order in which they were found
 * @throws RangeError if a start is of another size than the map's states, or an option is unknown or not valid
 */
export async function periodicOrbits(
  map: StateMap,
  starts: readonly Float64Array[],
  search: OrbitSearch = {},
): Promise<Orbit[]> {
  checkOptionsOf("periodicOrbits", search, { period: true, tolerance: true, iterations: true, progress: true });
  const { progress = silent, ...options } = search;
  const orbits = options.period === 2 ? "2-cycle" : "fixed point";
  const call = {
    label: `${orbits}s`,
    total: starts.length,
    done: (found: Orbit[]) => `found ${counted(found.length, orbits)} from ${counted(starts.length, "start")}`,
  };
  return withProgress(progress, call, async () => {
    const found: Orbit[] = [];
    for (const [i, start] of starts.entries()) {
      if (start.length !== map.neurons) {
        throw new RangeError(`starts[${i}]: expected a state [${map.neurons}], got [${start.length}]`);
      }
      const orbit = orbitFrom(map, start, options);
      if (orbit && !found.some((other) => isSameOrbit(orbit, other))) found.push(orbit);
      await tell(progress, i + 1);
    }
    return found;
  });
}

/**
 * The orbit that Newton's method finds from one start, its steps halved as long as they lead away.
 *
 * @returns undefined if it finds none
 * @throws RangeError if an option is not valid
 */
export function orbitFrom(
  map: StateMap,
  start: Float64Array,
  { period = 1, tolerance = 1e-9, iterations = 50 }: Omit<OrbitSearch, "progress"> = {},
): Orbit | undefined {
  if (period !== 1 && period !== 2) throw new RangeError(`period: expected 1 or 2, got ${asGiven(period)}`);
  if (!(tolerance > 0)) throw new RangeError(`tolerance: expected a number above 0, got ${asGiven(tolerance)}`);
  mustBeCount("iterations", iterations);
  let at = miss(map, start, period);
  for (let i = 0; at.residual > tolerance * Math.max(1, lengthOf(at.states[0])); i++) {
    if (i === iterations) return undefined;
    const direction = newtonStep(map, at);
    const next = direction && alongStep(map, at, direction, period);
    if (!next) return undefined;
    at = next;
  }
  const { states, residual } = at;
  if (!Number.isFinite(residual)) return undefined; // on its way to infinity
  const isShorter =
    period === 2 && distanceBetween(states[0], states[1]) <= sameWithin * Math.max(1, lengthOf(states[0]));
  return isShorter ? undefined : { states, residual };
}

/** Whether two orbits visit the same states, wherever each begins. */
export function isSameOrbit(a: Orbit, b: Orbit): boolean {
  const near = sameWithin * Math.max(1, lengthOf(a.states[0]));
  return a.states.length === b.states.length && b.states.some((state) => distanceBetween(a.states[0], state) <= near);
}

/**
 * Eigenvalues of an orbit, and what they tell.
 *
 * @param states  as many as the period, each the next one's predecessor, [n] each
 * @throws RangeError if the Jacobian is not finite
 */
export function orbitStability(map: StateMap, { states }: Pick<Orbit, "states">): OrbitStability {
  const eigenvalues = spectrum(jacobianAlong(map, states), map.neurons);
  const radius = eigenvalues.radius ** (1 / states.length);
  const isStable = radius < 1;
  return { eigenvalues, radius, isStable, timescale: isStable ? -1 / Math.log(radius) : null };
}

/** States of a candidate, and by how much it fails to return to the first. */
interface Miss extends Orbit {
  /** F(… F(h)) − h, [n]. */
  readonly difference: Float64Array;
}

function miss(map: StateMap, start: Float64Array, period: number): Miss {
  const states = [start];
  for (let i = 1; i < period; i++) states.push(map.step(states[i - 1]));
  const difference = map.step(states[period - 1]).map((value, i) => value - start[i]);
  return { states, difference, residual: lengthOf(difference) };
}

/** δ of (J − I) δ = −(F(… F(h)) − h); undefined where the matrix is singular. */
function newtonStep(map: StateMap, { states, difference }: Miss): Float64Array | undefined {
  const n = map.neurons;
  const matrix = jacobianAlong(map, states);
  for (let i = 0; i < n; i++) matrix[i * n + i] -= 1;
  const decomposition = new LuDecomposition(Matrix.from1DArray(n, n, matrix));
  if (decomposition.isSingular()) return undefined;
  return Float64Array.from(decomposition.solve(Matrix.columnVector(difference)).to1DArray(), (value) => -value);
}

/** The whole step, or the longest of its halves, quarters … that comes nearer. */
function alongStep(map: StateMap, at: Miss, direction: Float64Array, period: number): Miss | undefined {
  for (let k = 0, share = 1; k <= halvings; k++, share /= 2) {
    const next = miss(
      map,
      at.states[0].map((value, i) => value + share * direction[i]),
      period,
    );
    if (next.residual < at.residual) return next;
  }
  return undefined;
}

/** Jacobian of all steps of an orbit: that of the last state times … times that of the first. */
function jacobianAlong(map: StateMap, states: readonly Float64Array[]): Float64Array {
  const n = map.neurons;
  const [first, ...others] = states.map((state) => map.jacobian(state));
  if (others.length === 0) return first;
  const product = others.reduce(
    (all, jacobian) => Matrix.from1DArray(n, n, jacobian).mmul(all),
    Matrix.from1DArray(n, n, first),
  );
  return Float64Array.from(product.to1DArray());
}
