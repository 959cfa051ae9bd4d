import { dependencies, isScan, type Scan, type Scope, sameShape, type Value } from "./graph.js";
import { encodeModel, type OnnxAttribute, type OnnxGraph, type OnnxInitializer, type OnnxNode } from "./onnxFormat.js";

/**
 * Writes a recorded graph as an ONNX model.
 *
 * @param inputs   placeholders, fed by their names
 * @param outputs  values to fetch, by name
 */
export function onnxModel(inputs: readonly Value[], outputs: Readonly<Record<string, Value>>): Uint8Array {
  return encodeModel(new ModelWriter(Object.values(outputs)).model(inputs, outputs));
}

const elementwise: Readonly<Record<string, string>> = {
  add: "Add",
  subtract: "Sub",
  multiply: "Mul",
  divide: "Div",
  max: "Max",
  min: "Min",
  negate: "Neg",
  exp: "Exp",
  log: "Log",
  sqrt: "Sqrt",
  tanh: "Tanh",
  sigmoid: "Sigmoid",
  relu: "Relu",
};

class ModelWriter {
  /** Nodes of each scope, in order. */
  private readonly nodes = new Map<Scope, OnnxNode[]>();
  private readonly initializers: OnnxInitializer[] = [];
  private readonly names = new Map<Value, string>();
  private readonly uses = new Map<Value, number>();

  constructor(outputs: readonly Value[]) {
    const seen = new Set<Value>();
    const visit = (value: Value) => {
      this.uses.set(value, (this.uses.get(value) ?? 0) + 1);
      if (seen.has(value)) return;
      seen.add(value);
      [...dependencies(value), ...(isScan(value) ? [...value.loop.nextStates, ...value.loop.stacked] : [])].forEach(
        visit,
      );
    };
    outputs.forEach(visit);
  }

  model(inputs: readonly Value[], outputs: Readonly<Record<string, Value>>): OnnxGraph {
    for (const input of inputs) this.names.set(input, String(input.attributes.name));
    const root: Scope = Object.values(outputs)[0].scope;
    const results = Object.entries(outputs).map(([name, value]) => {
      this.push(root, { op: "Identity", inputs: [this.name(value)], outputs: [name] });
      return { name, shape: value.shape };
    });
    return {
      name: "network",
      nodes: this.nodes.get(root) ?? [],
      inputs: inputs.map((input) => ({ name: String(input.attributes.name), shape: input.shape })),
      outputs: results,
      initializers: this.initializers,
    };
  }

  /** The name of a value; writes its node, after those of its inputs, when it is asked for the first time. */
  private name(value: Value): string {
    const known = this.names.get(value);
    if (known) return known;
    const name = `v${value.id}`;
    this.names.set(value, name);
    this.write(value, name);
    return this.names.get(value) as string;
  }

  private push(scope: Scope, node: OnnxNode): void {
    const nodes = this.nodes.get(scope);
    if (nodes) nodes.push(node);
    else this.nodes.set(scope, [node]);
  }

  private write(value: Value, name: string): void {
    const { op, inputs, attributes, scope } = value;
    const node = (onnxOp: string, from: readonly string[], to = name, with_: Record<string, OnnxAttribute> = {}) =>
      this.push(scope, { op: onnxOp, inputs: from, outputs: [to], attributes: with_ });
    const input = (i: number) => this.name(inputs[i]);

    if (op === "add" && this.writeGemmWithSum(value, name)) return;
    if (op in elementwise) {
      node(
        elementwise[op],
        inputs.map((_, i) => input(i)),
      );
      return;
    }
    switch (op) {
      case "constant":
        this.names.set(value, this.scalar(attributes.value as number));
        return;
      case "identity": {
        const n = attributes.n as number;
        const data = new Float32Array(n * n);
        for (let i = 0; i < n; i++) data[i * n + i] = 1;
        this.initializers.push({ name, shape: [n, n], data });
        return;
      }
      case "matMul":
        this.writeGemm(value, undefined, name);
        return;
      case "transpose":
        node("Transpose", [input(0)], name, { perm: { ints: [1, 0] } });
        return;
      case "reshape":
        node("Reshape", [input(0), this.integers(attributes.shape as number[])]);
        return;
      case "reshapeLike":
        node("Shape", [input(1)], `${name}_shape`);
        node("Reshape", [input(0), `${name}_shape`]);
        return;
      case "sumOver":
        node("ReduceSum", [input(0), this.integers(attributes.axes as number[])], name, { keepdims: { int: 0 } });
        return;
      case "concatenate":
        node(
          "Concat",
          inputs.map((_, i) => input(i)),
          name,
          { axis: { int: -1 } },
        );
        return;
      case "atLeast": // Relu(Sign(a − b) + 1) would need three passes; a comparison and a cast need two
        node("GreaterOrEqual", [input(0), input(1)], `${name}_is`);
        node("Cast", [`${name}_is`], name, { to: { int: 1 } });
        return;
      case "leakyRelu":
        node("LeakyRelu", [input(0)], name, { alpha: { float: attributes.slope as number } });
        return;
      case "rectifierSlope": // clip(a · 10³⁰) to slope … 1: two vectorised passes, where Greater and Where need four
        node("Mul", [input(0), this.scalar(1e30)], `${name}_steep`);
        node("Clip", [`${name}_steep`, this.scalar(attributes.slope as number), this.scalar(1)]);
        return;
      case "softmax":
        node("Softmax", [input(0)], name, { axis: { int: -1 } });
        return;
      case "crossEntropy":
        node("LogSoftmax", [input(0)], `${name}_log`, { axis: { int: -1 } });
        node("Mul", [`${name}_log`, input(1)], `${name}_terms`);
        node("ReduceSum", [`${name}_terms`, this.integers([1])], `${name}_sum`, { keepdims: { int: 1 } });
        node("Neg", [`${name}_sum`]);
        return;
      case "split": {
        const parts = Array.from({ length: attributes.pieces as number }, (_, i) => `${name}_${i}`);
        this.push(scope, { op: "Split", inputs: [input(0)], outputs: parts, attributes: { axis: { int: -1 } } });
        return;
      }
      case "part":
        input(0);
        this.names.set(value, `v${inputs[0].id}_${attributes.index as number}`);
        return;
      case "scan":
        this.writeScan(value as Scan, name);
        return;
      default:
        throw new Error(`onnx: no operator for ${op}${op === "placeholder" ? ` ${String(attributes.name)}` : ""}`);
    }
  }

  /** A product whose factors may be transposed on the fly, plus an optional addend: one Gemm. */
  private writeGemm(product: Value, addend: Value | undefined, name: string): void {
    const [a, b] = product.inputs;
    const transA = a.op === "transpose";
    const transB = b.op === "transpose";
    const factors = [this.name(transA ? a.inputs[0] : a), this.name(transB ? b.inputs[0] : b)];
    this.push(product.scope, {
      op: "Gemm",
      inputs: addend ? [...factors, this.name(addend)] : factors,
      outputs: [name],
      attributes: { transA: { int: Number(transA) }, transB: { int: Number(transB) } },
    });
  }

  /** a·b + c as one Gemm, if the product is used nowhere else. Gemm stretches c to the product's shape, not the reverse. */
  private writeGemmWithSum(sum: Value, name: string): boolean {
    for (const [product, addend] of [sum.inputs, [...sum.inputs].reverse()]) {
      const fits = addend.shape.length <= 2 && sameShape(product.shape, sum.shape);
      if (product.op === "matMul" && product.scope === sum.scope && this.uses.get(product) === 1 && fits) {
        this.writeGemm(product, addend, name);
        return true;
      }
    }
    return false;
  }

  private writeScan(scan: Scan, name: string): void {
    const { loop } = scan;
    for (const [i, value] of loop.states.entries()) this.names.set(value, `${name}_state${i}`);
    for (const [i, value] of loop.slices.entries()) this.names.set(value, `${name}_slice${i}`);
    const results = [...loop.nextStates, ...loop.stacked];
    const outputs = results.map((value, i) => {
      const own = this.name(value);
      // What a body computes it can hand out as it is, once; anything else needs a copy.
      if (value.scope === loop.scope && value.op !== "placeholder" && results.indexOf(value) === i) {
        return { name: own, shape: value.shape };
      }
      this.push(loop.scope, { op: "Identity", inputs: [own], outputs: [`${name}_out${i}`] });
      return { name: `${name}_out${i}`, shape: value.shape };
    });
    const inputs = [...loop.states, ...loop.slices].map((value) => ({ name: this.name(value), shape: value.shape }));
    const direction = { ints: loop.slices.map(() => Number(loop.backwards)) };
    const attributes: Record<string, OnnxAttribute> = {
      body: {
        graph: { name: `${name}_body`, nodes: this.nodes.get(loop.scope) ?? [], inputs, outputs, initializers: [] },
      },
      num_scan_inputs: { int: loop.slices.length },
      scan_input_directions: direction,
    };
    if (loop.stacked.length > 0) {
      attributes.scan_output_directions = { ints: loop.stacked.map(() => Number(loop.backwards)) };
    }
    const from = scan.inputs.map((value) => this.name(value));
    this.push(scan.scope, { op: "Scan", inputs: from, outputs: outputs.map((_, i) => `${name}_${i}`), attributes });
  }

  private readonly constants = new Map<string, string>();

  private scalar(value: number): string {
    return this.shared(`scalar_${value}`, { shape: [], data: Float32Array.of(value) });
  }

  private integers(values: readonly number[]): string {
    return this.shared(`integers_${values.join("_")}`, { shape: [values.length], data: values.map(BigInt) });
  }

  private shared(key: string, initializer: Omit<OnnxInitializer, "name">): string {
    const known = this.constants.get(key);
    if (known) return known;
    this.constants.set(key, key);
    this.initializers.push({ name: key, ...initializer });
    return key;
  }
}
