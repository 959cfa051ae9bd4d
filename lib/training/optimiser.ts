import { asGiven } from "../asGiven.js";
import { builtIn } from "../builtIn.js";
import { counted } from "../counted.js";
import { checkKnownFields, checkOptionsOf } from "../knownFields.js";
import { madeLookingAt } from "../lookedAt.js";
import { mustBeFunction, mustBeObject } from "../mustBe.js";
import { PartsByName } from "../partsByName.js";
import type { Tensors } from "../tensor/tensor.js";

/** What an optimiser remembers between steps, e.g. momentum; part of a run's saved state. */
export interface OptimiserState {
  /** Tensors like the parameters, by kind and parameter: "momentum/tau". */
  readonly tensors: Tensors;
  /** Steps taken so far. */
  readonly steps: number;
}

/** A rule for the step that parameters take along their gradients. */
export interface Optimiser {
  readonly name: string;
  /**
   * Changes `parameters` in place by one step along `gradients`, and depends on nothing but its arguments.
   *
   * @param gradients  by parameter, each in its shape; a parameter without one stays as it is
   * @param state      before the step; its tensors are taken for the new state, so it cannot be used again
   * @returns the new state
   */
  update(parameters: Tensors, gradients: Tensors, state: OptimiserState): OptimiserState;
}

/** A built-in optimiser as plain data. */
export type BuiltInOptimiserConfig =
  | { readonly name: "sgd"; readonly learningRate: number; readonly momentum: number }
  | { readonly name: "adam"; readonly learningRate: number };

/** The numbers that may stand beside an optimiser's name; each takes some of them and refuses the others. */
export interface OptimiserOptions {
  readonly learningRate?: number;
  readonly momentum?: number;
}

/** An optimiser as plain data; of one's own, its name and the numbers that it takes. */
export type OptimiserConfig = BuiltInOptimiserConfig | ({ readonly name: string } & OptimiserOptions);

/** The name of a built-in optimiser. */
export type OptimiserName = BuiltInOptimiserConfig["name"];

/** Makes an optimiser of one's own from the numbers that stand beside its name in a config. */
export type OwnOptimiserMaker = (options: OptimiserOptions) => Optimiser;

/** All optimisers that have a name. */
export const optimisersByName = new PartsByName<OwnOptimiserMaker>("optimiser", {
  sgd: (options) => sgd({ ...options, learningRate: rateOf(options) }),
  adam: (options) => adam({ ...options, learningRate: rateOf(options) }),
} satisfies Record<OptimiserName, OwnOptimiserMaker>);

/** The names of all built-in optimisers, and of those of one's own that were loaded. */
export const optimiserNames: readonly string[] = optimisersByName.names;

/** @throws RangeError if there is no optimiser of this name, or it cannot be made with these numbers */
export function optimiserOf({ name, ...options }: OptimiserConfig): Optimiser {
  return optimisersByName.named(name)(options);
}

function rateOf({ learningRate }: OptimiserOptions): number {
  if (learningRate !== undefined) return learningRate;
  throw new RangeError("learningRate: expected a positive number, got undefined");
}

/**
 * Makes an optimiser of one's own.
 *
 * @throws RangeError if it is called otherwise, has no update, or did not look at an option
 */
export function ownOptimiserMade(name: string, make: OwnOptimiserMaker, options: OptimiserOptions): Optimiser {
  return builtIn(checkedOptimiser(madeLookingAt("optimiser", name, make, options)), options);
}

/**
 * An optimiser of one's own, of which every state is checked that it returns: runs store it, to go on from.
 *
 * @throws RangeError if it has no update
 */
export function checkedOptimiser(optimiser: Optimiser): Optimiser {
  const { name } = optimiser;
  mustBeFunction(`optimiser "${name}": update`, optimiser.update);
  const what = `what optimiser "${name}" remembers`;
  return {
    name,
    update(parameters, gradients, state) {
      const steps = state.steps + 1;
      const next = optimiser.update(parameters, gradients, state);
      mustBeObject(what, next);
      checkKnownFields(what, next, ["tensors", "steps"]);
      if (next.steps !== steps)
        throw new RangeError(`${what}: expected ${counted(steps, "step")}, got ${asGiven(next.steps)}`);
      mustBeObject(`${what}: tensors`, next.tensors);
      for (const [tensor, value] of Object.entries(next.tensors)) {
        mustBeObject(`${what}: ${tensor}`, value);
        const { data, shape } = value;
        const isWhole = Array.isArray(shape) && shape.reduce((size, length) => size * length, 1) === data?.length;
        if (data instanceof Float32Array && isWhole) continue;
        throw new RangeError(`${what}: expected ${tensor} to be a tensor, a Float32Array with its shape, got another`);
      }
      return next;
    },
  };
}

export const freshOptimiserState: OptimiserState = { tensors: {}, steps: 0 };

/**
 * Scales all gradients in place so that their joint Euclidean norm is at most `maxNorm`.
 *
 * @returns the norm before; NaN or infinite if a gradient is
 */
export function clipGlobalNorm(gradients: Tensors, maxNorm: number): number {
  let sum = 0;
  for (const { data } of Object.values(gradients)) {
    let part = 0;
    for (let i = 0; i < data.length; i++) part += data[i] * data[i];
    sum += part;
  }
  const norm = Math.sqrt(sum);
  const scale = Math.min(1, maxNorm / (norm + 1e-6));
  if (scale < 1) {
    for (const { data } of Object.values(gradients)) for (let i = 0; i < data.length; i++) data[i] *= scale;
  }
  return norm;
}

/**
 * The remembered tensor of one kind for a parameter: zeros at first, and for readout rows that were added since.
 */
function remembered(state: OptimiserState, kind: string, name: string, length: number): Float32Array {
  const known = state.tensors[`${kind}/${name}`]?.data;
  if (known?.length === length) return known;
  const grown = new Float32Array(length);
  if (known) grown.set(known);
  return grown;
}

/**
 * Stochastic gradient descent with Nesterov momentum m: b ← m b + g; p ← p − rate (g + m b).
 *
 * @param momentum  m. Default: 0, plain gradient descent
 * @throws RangeError if there is another option
 * @source Khajehabdollahi et al. 2024, Appendix: rate 0.05, momentum 0.1
 */
export function sgd(options: { learningRate: number; momentum?: number }): Optimiser {
  checkOptionsOf("sgd", options, { learningRate: true, momentum: true });
  const { learningRate, momentum = 0 } = options;
  const optimiser: Optimiser = {
    name: "sgd",
    update(parameters, gradients, state) {
      const tensors: Tensors = {};
      for (const [name, { data: g, shape }] of Object.entries(gradients)) {
        const p = parameters[name].data;
        const b = remembered(state, "momentum", name, g.length);
        for (let i = 0; i < g.length; i++) {
          b[i] = momentum * b[i] + g[i];
          p[i] -= learningRate * (g[i] + momentum * b[i]);
        }
        tensors[`momentum/${name}`] = { shape, data: b };
      }
      return { tensors, steps: state.steps + 1 };
    },
  };
  return builtIn(optimiser, { learningRate, momentum });
}

/**
 * The steps that each row of a parameter has taken: a readout row that was added in the course of training has taken
 * fewer than the others. Rows of states that do not tell have taken every step.
 */
function stepsOfRows(state: OptimiserState, kind: string, name: string, rows: number, size: number): Float32Array {
  const taken = remembered(state, "steps", name, rows);
  if (state.tensors[`steps/${name}`]) return taken;
  const knownRows = (state.tensors[`${kind}/${name}`]?.data.length ?? 0) / size;
  return taken.fill(state.steps, 0, knownRows);
}

/**
 * Adam: moment estimates m, v with bias correction; p ← p − rate · m̂ / (√v̂ + ε). The correction is that of the steps
 * that a row of the parameter has taken: the moments of a head that is added later begin with nothing, too.
 *
 * @param beta1    decay of m in a step. Default: 0.9
 * @param beta2    decay of v in a step. Default: 0.999
 * @param epsilon  ε. Default: 10⁻⁸
 * @throws RangeError if there is another option
 * @source Kingma & Ba 2015, doi:10.48550/arXiv.1412.6980
 */
export function adam(options: { learningRate: number; beta1?: number; beta2?: number; epsilon?: number }): Optimiser {
  checkOptionsOf("adam", options, { learningRate: true, beta1: true, beta2: true, epsilon: true });
  const { learningRate, beta1 = 0.9, beta2 = 0.999, epsilon = 1e-8 } = options;
  const optimiser: Optimiser = {
    name: "adam",
    update(parameters, gradients, state) {
      const tensors: Tensors = {};
      for (const [name, { data: g, shape }] of Object.entries(gradients)) {
        const p = parameters[name].data;
        const rows = shape[0] ?? 1;
        const size = g.length / rows;
        const taken = stepsOfRows(state, "first", name, rows, size);
        const m = remembered(state, "first", name, g.length);
        const v = remembered(state, "second", name, g.length);
        for (let row = 0; row < rows; row++) {
          taken[row]++;
          const firstCorrection = 1 - beta1 ** taken[row];
          const secondCorrection = 1 - beta2 ** taken[row];
          for (let i = row * size; i < (row + 1) * size; i++) {
            m[i] = beta1 * m[i] + (1 - beta1) * g[i];
            v[i] = beta2 * v[i] + (1 - beta2) * g[i] * g[i];
            p[i] -= (learningRate * (m[i] / firstCorrection)) / (Math.sqrt(v[i] / secondCorrection) + epsilon);
          }
        }
        tensors[`first/${name}`] = { shape, data: m };
        tensors[`second/${name}`] = { shape, data: v };
        tensors[`steps/${name}`] = { shape: [rows], data: taken };
      }
      return { tensors, steps: state.steps + 1 };
    },
  };
  return builtIn(optimiser, options);
}
