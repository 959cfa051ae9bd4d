import { cheap, gradientRules } from "./gradientRules.js";
import { dependencies, type GraphOps, inOrder, isScan, type Scan, type Scope, type Value } from "./graph.js";

/**
 * Derivatives of a scalar with respect to some values, by reverse mode over the recorded graph.
 *
 * @param loss  a scalar
 * @param wrt   values outside all loops
 * @returns one gradient per value, in its shape; zeros where the loss does not depend on it
 */
export function gradient(ops: GraphOps, loss: Value, wrt: readonly Value[]): Value[] {
  if (loss.shape.length !== 0) throw new RangeError(`gradient: expected a scalar, got [${loss.shape.join(", ")}]`);
  const order = inOrder([loss], ops.root);
  const needed = dependents(order, wrt);
  const cotangents = new Cotangents(ops);
  cotangents.add(loss, ops.constant(1));

  for (const value of order.reverse()) {
    if (!needed.has(value)) continue;
    if (isScan(value)) {
      backThroughTime(ops, value, cotangents, needed);
    } else {
      backThrough(ops, value, cotangents, (input, cotangent) => {
        if (needed.has(input)) cotangents.add(input, ops.sumTo(cotangent(), input.shape));
      });
    }
  }
  return wrt.map((value) => cotangents.of(value) ?? ops.zerosLike(value));
}

/** The values among `order` that depend on some of the given ones, and these. */
function dependents(order: readonly Value[], on: Iterable<Value>): Set<Value> {
  const found = new Set(on);
  for (const value of order) if (dependencies(value).some((input) => found.has(input))) found.add(value);
  return found;
}

/** Cotangents so far: of values, and of the parts of operations with several results. */
class Cotangents {
  private readonly values = new Map<Value, Value>();
  private readonly parts = new Map<Value, Value[]>();

  constructor(private readonly ops: GraphOps) {}

  of(value: Value): Value | undefined {
    return this.values.get(value);
  }

  /** Cotangents of the results of a scan or split; undefined for results that nobody used. */
  ofParts(whole: Value): (Value | undefined)[] {
    return this.parts.get(whole) ?? [];
  }

  add(value: Value, cotangent: Value): void {
    const sum = this.values.get(value);
    this.values.set(value, sum ? this.ops.add(sum, cotangent) : cotangent);
    if (value.op === "part") {
      const parts = this.parts.get(value.inputs[0]) ?? [];
      parts[value.attributes.index as number] = this.values.get(value) as Value;
      this.parts.set(value.inputs[0], parts);
    }
  }
}

/** One step of reverse mode: hands the cotangents of a value's inputs to `give`. */
function backThrough(
  ops: GraphOps,
  value: Value,
  cotangents: Cotangents,
  give: (input: Value, cotangent: () => Value, index: number) => void,
): void {
  if (value.op === "part" || value.inputs.length === 0) return;
  if (value.op === "split") {
    const [whole] = value.inputs;
    const pieces = ops.split(whole, value.attributes.pieces as number);
    const parts = cotangents.ofParts(value);
    give(whole, () => ops.concatenate(pieces.map((piece, i) => parts[i] ?? ops.zerosLike(piece))), 0);
    return;
  }
  const cotangent = cotangents.of(value);
  if (!cotangent) return;
  const rule = gradientRules[value.op];
  if (!rule) throw new Error(`gradient: no rule for ${value.op}`);
  rule(ops, value, cotangent, (index, thunk) => give(value.inputs[index], thunk, index));
}

/** A gradient of a captured matrix, Σ_t leftᵀ_t right_t, or the transpose of that. */
interface Product {
  weight: Value;
  left: Value;
  right: Value;
  isTransposed: boolean;
}

/** Any other contribution to the gradient of a captured weight, per step, before its broadcast axes are summed. */
interface Contribution {
  weight: Value;
  cotangent: Value;
}

/** What reverse mode through one step gives, in terms of the step's own values and the cotangents of its results. */
interface StepGradient {
  /** Cotangents of the next states: placeholders, in a scope inside the loop's body. */
  incoming: Value[];
  /** Cotangents of the states before the step. */
  outgoing: Value[];
  products: Product[];
  contributions: Contribution[];
}

/**
 * Backpropagation through time. The backward pass is a second loop, over reversed time, which sums the gradients of the
 * captured weights on its way. One product after the loop, of the cotangents of all steps, would need their memory and,
 * where that outgrows the caches, more time.
 */
function backThroughTime(ops: GraphOps, scan: Scan, cotangents: Cotangents, needed: ReadonlySet<Value>): void {
  const states = scan.loop.states.length;
  const parts = cotangents.ofParts(scan);
  if (parts.length > states) throw new Error("gradient: a loss on the states of every step is not supported");
  if (scan.inputs.slice(states).some((input) => needed.has(input))) {
    throw new Error("gradient: derivatives with respect to a loop's inputs are not supported");
  }
  const step = stepGradient(ops, scan, needed);
  const last = scan.loop.states.map((_, i) => parts[i] ?? ops.zerosLike(ops.lastState(scan, i)));
  const initialNeeded = scan.inputs.slice(0, states).some((input) => needed.has(input));
  const sources = new Sources(scan);
  const turned = initialNeeded ? undefined : turn(step, sources);
  if (!turned) sources.keepNextStates();
  for (const { left } of step.products) sources.require(left);
  for (const value of [
    ...step.outgoing,
    ...step.products.map((p) => p.right),
    ...step.contributions.map((c) => c.cotangent),
  ]) {
    sources.requireBelow(value, turned?.before);
  }
  if (turned) for (const value of turned.before) sources.requireBelow(value, new Set());

  const carried = turned ? turned.carried : step.incoming;
  const atEnd = substitution(ops, [
    ...step.incoming.map((value, i) => [value, last[i]] as const),
    ...scan.loop.nextStates.map((value, i) => [value, ops.lastState(scan, i)] as const),
  ]);

  const sums = [
    ...step.products.map(({ weight, left, right, isTransposed }) => {
      const [a, b] = isTransposed ? [right, left] : [left, right];
      return { weight, ofStep: (here: Rewrite) => ops.matMul(ops.transpose(here(a)), here(b)) };
    }),
    ...step.contributions.map(({ weight, cotangent }) => ({
      weight,
      ofStep: (here: Rewrite) => ops.sumTo(here(cotangent), weight.shape),
    })),
  ];
  const backward = ops.loop(
    [...carried.map(atEnd), ...sums.map(({ weight }) => ops.zerosLike(weight))],
    sources.kept.map((value) => sources.stack(ops, value)),
    (carry, slices) => {
      const here = substitution(ops, [
        ...carried.map((value, i) => [value, carry[i]] as const),
        ...sources.kept.map((value, i) => [value, slices[i]] as const),
      ]);
      const outgoing = step.outgoing.map(here);
      const soFar = sums.map(({ ofStep }, i) => ops.add(ofStep(here), carry[carried.length + i]));
      if (!turned) return { nextStates: [...outgoing, ...soFar] };
      const before = substitution(ops, [
        ...step.incoming.map((value, i) => [value, outgoing[i]] as const),
        ...scan.loop.nextStates.map((value, i) => [value, here(scan.loop.states[i])] as const),
      ]);
      return { nextStates: [...carried.map(before), ...soFar] };
    },
    { backwards: true },
  );

  sums.forEach(({ weight }, i) => {
    cotangents.add(weight, ops.lastState(backward, carried.length + i));
  });
  if (initialNeeded) {
    scan.inputs.slice(0, states).forEach((input, i) => {
      if (needed.has(input)) cotangents.add(input, ops.lastState(backward, i));
    });
  }
}

function stepGradient(ops: GraphOps, scan: Scan, needed: ReadonlySet<Value>): StepGradient {
  const { loop } = scan;
  const inner: Scope = { depth: loop.scope.depth + 1 };
  const incoming = loop.states.map((state, i) => ops.placeholder(`cotangent${i}`, state.shape, inner));
  const order = inOrder(loop.nextStates, loop.scope);
  const neededHere = dependents(order, [...loop.states, ...needed]);
  const cotangents = new Cotangents(ops);
  loop.nextStates.forEach((value, i) => {
    cotangents.add(value, incoming[i]);
  });

  const products: Product[] = [];
  const contributions: Contribution[] = [];
  for (const value of order.reverse()) {
    if (!neededHere.has(value)) continue;
    backThrough(ops, value, cotangents, (input, cotangent, index) => {
      if (!neededHere.has(input)) return;
      if (input.scope === loop.scope) {
        cotangents.add(input, ops.sumTo(cotangent(), input.shape));
      } else if (value.op === "matMul" && index === 1) {
        const isTransposed = input.op === "transpose";
        const weight = isTransposed ? input.inputs[0] : input;
        products.push({ weight, left: value.inputs[0], right: cotangents.of(value) as Value, isTransposed });
      } else {
        contributions.push({ weight: input, cotangent: cotangent() });
      }
    });
  }
  const outgoing = loop.states.map((state, i) => cotangents.of(state) ?? ops.zerosLike(incoming[i]));
  return { incoming, outgoing, products, contributions };
}

type Rewrite = (value: Value) => Value;

/** Rewrites values with some of them replaced; what lies outside all loops stays as it is. */
function substitution(ops: GraphOps, replaced: readonly (readonly [Value, Value])[]): Rewrite {
  const known = new Map<Value, Value>(replaced);
  const rewrite = (value: Value): Value => {
    if (value.scope.depth === 0) return value;
    const found = known.get(value);
    if (found) return found;
    if (value.op === "placeholder") throw new Error(`gradient: nothing stands for ${String(value.attributes.name)}`);
    const rewritten = ops.again(value, value.inputs.map(rewrite));
    known.set(value, rewritten);
    return rewritten;
  };
  return rewrite;
}

/** Where the backward pass gets the forward pass's values of a step from: which ones are kept for every step. */
class Sources {
  /** Values of the forward step that are kept (or given anyway) for every step. */
  readonly kept: Value[] = [];
  private readonly nextStates: ReadonlySet<Value>;
  private nextStatesKept = false;

  constructor(private readonly scan: Scan) {
    this.nextStates = new Set(scan.loop.nextStates.filter((value) => value.op !== "placeholder"));
  }

  /** The value of every step, [T, …]. */
  stack(ops: GraphOps, value: Value): Value {
    const slice = this.scan.loop.slices.indexOf(value);
    return slice >= 0 ? this.scan.inputs[this.scan.loop.states.length + slice] : ops.stack(this.scan, value);
  }

  isForward(value: Value): boolean {
    return value.scope === this.scan.loop.scope;
  }

  /** Whether a forward value follows cheaply from the next states alone. */
  followsFromNext(value: Value): boolean {
    if (this.nextStates.has(value)) return true;
    return (
      cheap.has(value.op) &&
      value.inputs.some((input) => this.isForward(input)) &&
      value.inputs.every((input) => !this.isForward(input) || this.followsFromNext(input))
    );
  }

  keepNextStates(): void {
    this.nextStatesKept = true;
  }

  /** Makes sure that a forward value can be had in the backward pass: kept, or computed again from what is kept. */
  require(value: Value): void {
    if (!this.isForward(value) || this.kept.includes(value)) return;
    if (!cheap.has(value.op) || this.nextStates.has(value)) this.kept.push(value);
    else for (const input of value.inputs) this.require(input);
  }

  /** The same for all forward values that a value of the backward step is computed from. */
  requireBelow(value: Value, except: ReadonlySet<Value> = new Set(), seen = new Set<Value>()): void {
    if (seen.has(value) || value.scope.depth === 0 || except.has(value)) return;
    seen.add(value);
    if (!this.isForward(value)) {
      for (const input of value.inputs) this.requireBelow(input, except, seen);
    } else if (!this.nextStatesKept && this.followsFromNext(value)) {
      for (const state of this.scan.loop.states) this.require(state);
    } else {
      this.require(value);
    }
  }
}

/**
 * Turns the backward loop so that it needs fewer stored values. A derivative that depends on the state *after* a
 * step, such as a rectifier's, would need h_t beside the h_{t−1} that the weights' gradient needs. But h_t is the
 * h_{t−1} of the step that the backward loop came from: doing that part of the work one round earlier, and carrying
 * its result instead of the state's cotangent, needs h_{t−1} alone.
 *
 * @returns the values done a round earlier and those carried, or undefined if nothing can be gained
 */
function turn(step: StepGradient, sources: Sources): { before: Set<Value>; carried: Value[] } | undefined {
  const results = [
    ...step.outgoing,
    ...step.products.map((product) => product.right),
    ...step.contributions.map((contribution) => contribution.cotangent),
  ];
  const backward = new Set<Value>();
  const collect = (value: Value) => {
    if (value.scope.depth === 0 || sources.isForward(value) || backward.has(value)) return;
    backward.add(value);
    value.inputs.forEach(collect);
  };
  results.forEach(collect);

  const before = new Set<Value>();
  const incoming = new Set(step.incoming);
  const include = (value: Value) => {
    if (value.scope.depth === 0 || sources.isForward(value) || incoming.has(value) || before.has(value)) return;
    before.add(value);
    value.inputs.forEach(include);
  };
  for (const value of backward) if (value.inputs.some((input) => usesNext(input, sources))) include(value);
  if (before.size === 0) return undefined;
  for (const value of before) {
    for (const input of value.inputs) {
      if (sources.isForward(input) && !sources.followsFromNext(input)) return undefined;
    }
  }
  const carried = new Set<Value>();
  for (const value of backward) {
    if (before.has(value)) continue;
    for (const input of value.inputs) if (before.has(input) || incoming.has(input)) carried.add(input);
  }
  for (const value of results) if (before.has(value) || incoming.has(value)) carried.add(value);
  return { before, carried: [...carried] };
}

function usesNext(value: Value, sources: Sources): boolean {
  return sources.isForward(value) && sources.followsFromNext(value);
}
