import { asGiven } from "../asGiven.js";
import { counted } from "../counted.js";
import { GraphEngine } from "../engine/graphEngine.js";
import { checkOptionsOf } from "../knownFields.js";
import { mustBeCount } from "../mustBe.js";
import { type Progress, silent, tell, withProgress } from "../progress/progress.js";
import { distanceBetween, lengthOf } from "../tensor/euclidean.js";
import { leakyMap, type StateMap } from "./leakyMap.js";
import type { WeightedNetwork } from "./leakyParameters.js";
import { isSameOrbit, type Orbit, type OrbitStability, orbitFrom, orbitStability } from "./periodicOrbits.js";
import { simulate } from "./simulate.js";

/** What a network can do while its input stays the same. */
export interface ConstantInputDynamics {
  /** Fixed points and 2-cycles that were found, those first that most starts end in. */
  readonly orbits: readonly FoundOrbit[];
  /**
   * Share of starts that are at no stable orbit of these in the end: longer cycles, or no end within the time given.
   */
  readonly endsElsewhere: number;
}

/** A fixed point or 2-cycle, and how many starts end in it. */
export interface FoundOrbit extends Orbit, OrbitStability {
  /** 1 for a fixed point, 2 for a 2-cycle. */
  readonly period: 1 | 2;
  /** Share of starts that end in it; 0 if it is not stable. */
  readonly endShare: number;
}

/** Under which input, and from how many states, fixed points and 2-cycles are looked for. */
export interface FixedPointOptions {
  /** The constant input. */
  input: 0 | 1;
  /** States visited under random bits from which the network is left alone with the constant input. Default: 16. */
  starts?: number;
  /**
   * How many of these Newton's method starts from, for fixed points and for 2-cycles. Default: 8 and 4, if there are.
   */
  newtonStarts?: readonly [fixedPoints: number, twoCycles: number];
  /** Most steps with constant input. Default: 2000. */
  settling?: number;
  /** Most Newton steps from one start. Default: 25. */
  iterations?: number;
  /** Of the random bits and initial states, any integer. Default: 1. */
  seed?: number;
  progress?: Progress;
}

/** A state is at the nearest stable orbit if it is within this of it, relative to its length. */
const nearWithin = 0.01;

/**
 * Where a leaky network can stay, or go to and fro, while it gets only ones or only zeros: its fixed points and
 * 2-cycles with their eigenvalues. It is first run for 201 random bits, each trial with a p of its own, to states that
 * it visits. From there it runs on under the constant input, which leads to what is stable; Newton's method starts from
 * both the first and the last of these states, and so finds unstable orbits too, if not with certainty all.
 *
 * @throws RangeError if the model is no leaky network in discrete time, or an option is unknown or not valid
 */
export async function fixedPoints(
  network: WeightedNetwork,
  options: FixedPointOptions,
): Promise<ConstantInputDynamics> {
  checkOptionsOf("fixedPoints", options, {
    input: true,
    starts: true,
    newtonStarts: true,
    settling: true,
    iterations: true,
    seed: true,
    progress: true,
  });
  const {
    input,
    starts = 16,
    newtonStarts = [Math.min(8, starts), Math.min(4, starts)],
    settling = 2000,
    iterations = 25,
    seed = 1,
    progress = silent,
  } = options;
  if (input !== 0 && input !== 1) throw new RangeError(`input: expected 0 or 1, got ${asGiven(input)}`);
  for (const [name, value] of Object.entries({ starts, settling, iterations })) mustBeCount(name, value);
  const isPair = Array.isArray(newtonStarts) && newtonStarts.length === 2;
  if (!isPair || !newtonStarts.every((count) => Number.isInteger(count) && count >= 0)) {
    throw new RangeError(`newtonStarts: expected two integers of at least 0, got ${asGiven(newtonStarts)}`);
  }
  if (newtonStarts.some((count) => count > starts)) {
    throw new RangeError(`newtonStarts: expected at most ${starts} each, as there are starts, got ${newtonStarts}`);
  }
  const map = leakyMap(network, input);
  const under = `under ${input === 0 ? "zeros" : "ones"}`;
  const call = {
    label: `fixed points ${under}`,
    total: 3 * starts + newtonStarts[0] + newtonStarts[1], // each start settles, and its end is searched from twice
    done({ orbits }: ConstantInputDynamics) {
      const ofPeriod = (period: number) => orbits.filter((orbit) => orbit.period === period).length;
      return `found ${counted(ofPeriod(1), "fixed point")} and ${counted(ofPeriod(2), "2-cycle")} ${under}`;
    },
  };
  return withProgress(progress, call, async () => {
    let done = 0;
    const visited = await visitedStates(network, starts, seed);
    const ends: Float64Array[] = [];
    for (const state of visited) {
      ends.push(settled(map, state, settling));
      await tell(progress, ++done);
    }
    const found: Orbit[] = [];
    for (const period of [1, 2] as const) {
      for (const start of [...ends, ...visited.slice(0, newtonStarts[period - 1])]) {
        await tell(progress, ++done);
        // What runs into a known orbit tells nothing new.
        if (found.some((orbit) => relativeDistance(start, orbit) <= 1e-6)) continue;
        const orbit = orbitFrom(map, start, { period, iterations });
        if (orbit && !found.some((other) => isSameOrbit(orbit, other))) found.push(orbit);
      }
    }
    const known = found.map((orbit) => ({ ...orbit, ...orbitStability(map, orbit) }));
    const endOf = (state: Float64Array) => {
      const distances = known.map((orbit) => (orbit.isStable ? relativeDistance(state, orbit) : Infinity));
      const least = Math.min(...distances);
      return least <= nearWithin ? distances.indexOf(least) : -1;
    };
    const reached = ends.map(endOf);
    const orbits = known.map((orbit, i): FoundOrbit => {
      const endShare = reached.filter((index) => index === i).length / starts;
      return { ...orbit, period: orbit.states.length === 1 ? 1 : 2, endShare };
    });
    return {
      orbits: orbits.sort((a, b) => b.endShare - a.endShare || a.radius - b.radius),
      endsElsewhere: reached.filter((index) => index < 0).length / starts,
    };
  });
}

/** States under random bits, one of each trial. */
async function visitedStates(network: WeightedNetwork, trials: number, seed: number): Promise<Float64Array[]> {
  const { neurons: n } = network.cell;
  const engine = new GraphEngine(network.cell);
  const states: Float64Array[] = [];
  try {
    await simulate({ ...network, engine }, { steps: 1, trials, burnIn: 200, seed }, (chunk) => {
      for (let b = 0; b < trials; b++) states.push(Float64Array.from(chunk.states.subarray(b * n, (b + 1) * n)));
    });
  } finally {
    await engine.dispose();
  }
  return states;
}

/** The state after some steps, or as soon as two steps lead back to it. */
function settled(map: StateMap, start: Float64Array, steps: number): Float64Array {
  let [before, state] = [start, map.step(start)];
  for (let t = 1; t < steps; t++) {
    const next = map.step(state);
    if (distanceBetween(before, next) <= 1e-10 * Math.max(1, lengthOf(next))) return next;
    [before, state] = [state, next];
  }
  return state;
}

/** Of a state from the nearest one of an orbit, relative to the length of that, or to 1 where it is shorter. */
function relativeDistance(state: Float64Array, { states }: Orbit): number {
  return Math.min(...states.map((other) => distanceBetween(state, other) / Math.max(1, lengthOf(other))));
}
