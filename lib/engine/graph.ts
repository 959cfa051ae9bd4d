import type { NetworkOps } from "./ops.js";

/** A length known when recording, or the name of one known when running: "T" steps, "B" sequences, … */
export type Length = number | string;
export type Shape = readonly Length[];

/** Where a value lives: outside all loops (depth 0) or in the body of one. */
export interface Scope {
  readonly depth: number;
}

/** One recorded operation and its result. Immutable but for a scan's list of outputs, which the gradient extends. */
export interface Value {
  readonly id: number;
  readonly op: string;
  readonly inputs: readonly Value[];
  readonly attributes: Readonly<Record<string, unknown>>;
  readonly shape: Shape;
  readonly scope: Scope;
}

/** The body of a loop over time. Placeholders stand for the states and for this step's slice of each scanned input. */
export interface Loop {
  readonly scope: Scope;
  readonly states: readonly Value[];
  readonly slices: readonly Value[];
  readonly nextStates: readonly Value[];
  /** Values of every step, stacked along a new first axis; in the order of time also when running backwards. */
  readonly stacked: Value[];
  readonly backwards: boolean;
}

export interface Scan extends Value {
  readonly op: "scan";
  readonly loop: Loop;
}

export function isScan(value: Value): value is Scan {
  return value.op === "scan";
}

/** Values from outside that the body of a scan uses: its weights. */
export function captures(scan: Scan): Value[] {
  const found = new Set<Value>();
  const seen = new Set<Value>();
  const visit = (value: Value) => {
    if (seen.has(value)) return;
    seen.add(value);
    if (value.scope.depth < scan.loop.scope.depth) found.add(value);
    else value.inputs.forEach(visit);
  };
  for (const value of [...scan.loop.nextStates, ...scan.loop.stacked]) visit(value);
  return [...found];
}

/** What must be computed before a value: its inputs and, of a scan, what its body captures. */
export function dependencies(value: Value): readonly Value[] {
  return isScan(value) ? [...value.inputs, ...captures(value)] : value.inputs;
}

/** The values that the outputs depend on within one scope, each after its dependencies. */
export function inOrder(outputs: readonly Value[], scope: Scope): Value[] {
  const order: Value[] = [];
  const seen = new Set<Value>();
  const visit = (value: Value) => {
    if (seen.has(value) || value.scope !== scope) return;
    seen.add(value);
    dependencies(value).forEach(visit);
    order.push(value);
  };
  outputs.forEach(visit);
  return order;
}

/** Shape of an elementwise result. */
export function broadcast(a: Shape, b: Shape, op: string): Shape {
  const rank = Math.max(a.length, b.length);
  return Array.from({ length: rank }, (_, i) => {
    const p = a[a.length - rank + i] ?? 1;
    const q = b[b.length - rank + i] ?? 1;
    if (p !== q && p !== 1 && q !== 1) {
      throw new RangeError(`${op}: shapes [${a.join(", ")}] and [${b.join(", ")}] do not broadcast`);
    }
    return p === 1 ? q : p;
  });
}

/**
 * Records formulas as a graph of values. A value lives in the deepest scope of its inputs, so whatever in the body
 * of a loop does not depend on time is computed once, outside; equal operations on equal inputs are recorded once.
 */
export class GraphOps implements NetworkOps<Value> {
  readonly root: Scope = { depth: 0 };
  private count = 0;
  private readonly recorded = new Map<string, Value>();

  /** A value that is given from outside: an input of the graph, or what a loop hands to its body. */
  placeholder(name: string, shape: Shape, scope: Scope = this.root): Value {
    return { id: this.count++, op: "placeholder", inputs: [], attributes: { name }, shape, scope };
  }

  /** Records an operation, or finds it. */
  record(op: string, inputs: readonly Value[], shape: Shape, attributes: Record<string, unknown> = {}): Value {
    const key = `${op}(${inputs.map((input) => input.id).join()})${JSON.stringify(attributes, numbersAsText)}`;
    const known = this.recorded.get(key);
    if (known) return known;
    let scope = this.root;
    for (const input of inputs) if (input.scope.depth > scope.depth) scope = input.scope;
    const value: Value = { id: this.count++, op, inputs, attributes, shape, scope };
    this.recorded.set(key, value);
    return value;
  }

  /** The same operation on other inputs of the same shapes. */
  again(value: Value, inputs: readonly Value[]): Value {
    return this.record(value.op, inputs, value.shape, value.attributes);
  }

  constant(value: number): Value {
    return this.record("constant", [], [], { value: Object.is(value, -0) ? 0 : value });
  }

  private value(a: Value | number): Value {
    return typeof a === "number" ? this.constant(a) : a;
  }

  private elementwise(op: string, a: Value | number, b: Value | number): Value {
    const [p, q] = [this.value(a), this.value(b)];
    return this.record(op, [p, q], broadcast(p.shape, q.shape, op));
  }

  private unary(op: string, a: Value, attributes: Record<string, unknown> = {}): Value {
    return this.record(op, [a], a.shape, attributes);
  }

  identity(n: number): Value {
    return this.record("identity", [], [n, n], { n });
  }

  add(a: Value | number, b: Value | number): Value {
    return this.elementwise("add", a, b);
  }

  subtract(a: Value | number, b: Value | number): Value {
    return this.elementwise("subtract", a, b);
  }

  multiply(a: Value | number, b: Value | number): Value {
    return this.elementwise("multiply", a, b);
  }

  divide(a: Value | number, b: Value | number): Value {
    return this.elementwise("divide", a, b);
  }

  max(a: Value | number, b: Value | number): Value {
    return this.elementwise("max", a, b);
  }

  min(a: Value | number, b: Value | number): Value {
    return this.elementwise("min", a, b);
  }

  /** 1 where a ≥ b, else 0. */
  atLeast(a: Value, b: Value): Value {
    return this.elementwise("atLeast", a, b);
  }

  negate(a: Value): Value {
    return this.unary("negate", a);
  }

  exp(a: Value): Value {
    return this.unary("exp", a);
  }

  log(a: Value): Value {
    return this.unary("log", a);
  }

  sqrt(a: Value): Value {
    return this.unary("sqrt", a);
  }

  tanh(a: Value): Value {
    return this.unary("tanh", a);
  }

  sigmoid(a: Value): Value {
    return this.unary("sigmoid", a);
  }

  relu(a: Value): Value {
    return this.unary("relu", a);
  }

  leakyRelu(a: Value, slope: number): Value {
    if (!(slope > 0 && slope < 1)) throw new RangeError(`leakyRelu: expected 0 < slope < 1, got ${slope}`);
    return this.unary("leakyRelu", a, { slope });
  }

  /** Derivative of a (leaky) rectifier where its output is `a`: 1 where a > 0, else `slope`. */
  rectifierSlope(a: Value, slope: number): Value {
    return this.unary("rectifierSlope", a, { slope });
  }

  softmax(a: Value): Value {
    return this.unary("softmax", a);
  }

  matMul(a: Value, b: Value): Value {
    if (a.shape.length !== 2 || b.shape.length !== 2 || a.shape[1] !== b.shape[0]) {
      throw new RangeError(`matMul: expected [m, k] × [k, n], got [${a.shape.join(", ")}] × [${b.shape.join(", ")}]`);
    }
    return this.record("matMul", [a, b], [a.shape[0], b.shape[1]]);
  }

  transpose(a: Value): Value {
    if (a.shape.length !== 2) throw new RangeError(`transpose: expected a matrix, got shape [${a.shape.join(", ")}]`);
    if (a.op === "transpose") return a.inputs[0];
    return this.record("transpose", [a], [a.shape[1], a.shape[0]]);
  }

  reshape(a: Value, shape: readonly number[]): Value {
    const known = shape.reduce((product, length) => (length < 0 ? product : product * length), 1);
    const total = a.shape.reduce<Length>(
      (product, length) =>
        typeof product === "number" && typeof length === "number" ? product * length : times(product, length),
      1,
    );
    const free = typeof total === "number" ? total / known : over(total, known);
    if (typeof free === "number" && (!Number.isInteger(free) || (!shape.includes(-1) && free !== 1))) {
      throw new RangeError(`reshape: [${a.shape.join(", ")}] does not fit [${shape.join(", ")}]`);
    }
    return this.reshapeTo(
      a,
      shape.map((length) => (length < 0 ? free : length)),
    );
  }

  /** The same elements in a shape with at most one length that is not a number. */
  reshapeTo(a: Value, shape: Shape): Value {
    if (sameShape(a.shape, shape)) return a;
    return this.record("reshape", [a], shape, {
      shape: shape.map((length) => (typeof length === "number" ? length : -1)),
    });
  }

  /** The same elements in the shape that another value has when running. */
  reshapeLike(a: Value, like: Value): Value {
    const unknown = like.shape.filter((length) => typeof length !== "number").length;
    return unknown < 2 ? this.reshapeTo(a, like.shape) : this.record("reshapeLike", [a, like], like.shape);
  }

  split(a: Value, pieces: number): Value[] {
    const length = a.shape[a.shape.length - 1];
    if (typeof length !== "number" || length % pieces !== 0) {
      throw new RangeError(`split: expected a last axis divisible by ${pieces}, got [${a.shape.join(", ")}]`);
    }
    const whole = this.record("split", [a], [], { pieces });
    const shape = [...a.shape.slice(0, -1), length / pieces];
    return Array.from({ length: pieces }, (_, index) => this.record("part", [whole], shape, { index }));
  }

  /** Joins along the last axis: the reverse of split. */
  concatenate(parts: readonly Value[]): Value {
    const [first] = parts;
    const length = parts.reduce((sum, part) => sum + Number(part.shape[part.shape.length - 1]), 0);
    return this.record("concatenate", parts, [...first.shape.slice(0, -1), length]);
  }

  /** Sums over the given axes and drops them. */
  sumOver(a: Value, axes: readonly number[]): Value {
    if (axes.length === 0) return a;
    return this.record(
      "sumOver",
      [a],
      a.shape.filter((_, axis) => !axes.includes(axis)),
      { axes },
    );
  }

  sum(a: Value): Value {
    return this.sumOver(
      a,
      a.shape.map((_, axis) => axis),
    );
  }

  /** Sums over the axes along which `shape` had been stretched: the gradient of broadcasting. */
  sumTo(a: Value, shape: Shape): Value {
    const lead = a.shape.length - shape.length;
    const axes = a.shape.flatMap((length, axis) =>
      axis < lead || (shape[axis - lead] === 1 && length !== 1) ? [axis] : [],
    );
    return this.reshapeTo(this.sumOver(a, axes), shape);
  }

  /** Zeros of the shape of another value. */
  zerosLike(a: Value): Value {
    return this.multiply(a, 0);
  }

  crossEntropy(logits: Value, targets: Value): Value {
    return this.record("crossEntropy", [logits, targets], [logits.shape[0], 1]);
  }

  scan(
    step: (states: Record<string, Value>, input: Value) => Record<string, Value>,
    initial: Record<string, Value>,
    inputs: Value,
    { keep = [] }: { keep?: readonly string[] } = {},
  ): { last: Record<string, Value>; kept: Record<string, Value> } {
    const names = Object.keys(initial);
    const loop = this.loop(
      names.map((name) => initial[name]),
      [inputs],
      (states, [input]) => {
        const next = step(Object.fromEntries(names.map((name, i) => [name, states[i]])), input);
        return {
          nextStates: names.map((name) => {
            if (!next[name]) throw new RangeError(`step: expected the next value of state "${name}", got none`);
            if (!sameShape(next[name].shape, initial[name].shape)) {
              throw new RangeError(
                `step: expected state "${name}" [${initial[name].shape.join(", ")}], got [${next[name].shape.join(", ")}]`,
              );
            }
            return next[name];
          }),
          stacked: keep.map((name) => {
            if (!next[name]) throw new RangeError(`step: expected a value of "${name}", got none`);
            return next[name];
          }),
        };
      },
    );
    return {
      last: Object.fromEntries(names.map((name, i) => [name, this.lastState(loop, i)])),
      kept: Object.fromEntries(keep.map((name, i) => [name, this.stack(loop, loop.loop.stacked[i])])),
    };
  }

  /** A loop over the first axis of `scanned`, forwards or backwards in time. */
  loop(
    initial: readonly Value[],
    scanned: readonly Value[],
    body: (states: Value[], slices: Value[]) => { nextStates: Value[]; stacked?: Value[] },
    { backwards = false } = {},
  ): Scan {
    const scope: Scope = { depth: 1 };
    const states = initial.map((value, i) => this.placeholder(`state${i}`, value.shape, scope));
    const slices = scanned.map((value, i) => this.placeholder(`slice${i}`, value.shape.slice(1), scope));
    const { nextStates, stacked = [] } = body(states, slices);
    const loop: Loop = { scope, states, slices, nextStates, stacked, backwards };
    const scan: Scan = {
      id: this.count++,
      op: "scan",
      inputs: [...initial, ...scanned],
      attributes: {},
      shape: [],
      scope: this.root,
      loop,
    };
    return scan;
  }

  /** A state after the last step of a loop. */
  lastState(scan: Scan, index: number): Value {
    return this.record("part", [scan], scan.loop.states[index].shape, { index });
  }

  /** A value of every step of a loop, [T, …]; asking for it makes the loop emit it. */
  stack(scan: Scan, value: Value): Value {
    let index = scan.loop.stacked.indexOf(value);
    if (index < 0) index = scan.loop.stacked.push(value) - 1;
    return this.record("part", [scan], ["T", ...value.shape], { index: scan.loop.states.length + index });
  }
}

/** For JSON.stringify, which writes ±Infinity and NaN as null. */
function numbersAsText(_: string, value: unknown): unknown {
  return typeof value === "number" ? String(value) : value;
}

export function sameShape(a: Shape, b: Shape): boolean {
  return a.length === b.length && a.every((length, axis) => length === b[axis]);
}

/** Symbolic products such as "2·B·K", numbers first, letters sorted, so that equal products are equal strings. */
function times(a: Length, b: Length): Length {
  return normal([...String(a).split("·"), ...String(b).split("·")]);
}

function over(a: string, divisor: number): Length {
  const factors = a.split("·");
  const number = factors.filter((f) => !Number.isNaN(Number(f))).reduce((product, f) => product * Number(f), 1);
  if (number % divisor !== 0) throw new RangeError(`reshape: ${a} elements are not divisible by ${divisor}`);
  return normal([String(number / divisor), ...factors.filter((f) => Number.isNaN(Number(f)))]);
}

function normal(factors: string[]): Length {
  const number = factors.filter((f) => !Number.isNaN(Number(f))).reduce((product, f) => product * Number(f), 1);
  const letters = factors.filter((f) => Number.isNaN(Number(f))).sort();
  if (letters.length === 0) return number;
  return [...(number === 1 ? [] : [String(number)]), ...letters].join("·");
}
