import type { Scalar, Tensor as TfTensor } from "@tensorflow/tfjs";
import { checkOptionsOf } from "../knownFields.js";
import type { Cell } from "../models/cell.js";
import { checkCell } from "../models/checkCell.js";
import { type Tensor, type Tensors, tensor } from "../tensor/tensor.js";
import type { Engine, Input, LabelledInput, LossGradient } from "./engine.js";
import { logits, logitsInTime, losses, run } from "./network.js";
import type { NetworkOps } from "./ops.js";
import { checkInput, meanPerHead, oneHot, repeatedBits, rowsOfHeads, spreadOverHeads } from "./readout.js";
import { type Tfjs, tfjsOps } from "./tfjsOps.js";

/** What TensorFlow.js computes on: the native TensorFlow, WebAssembly, or plain JavaScript. */
export type TfjsBackend = "tensorflow" | "wasm" | "cpu";

/**
 * Makes TensorFlow.js ready: on the native TensorFlow if `@tensorflow/tfjs-node` could be installed, else on
 * WebAssembly, else in plain JavaScript.
 *
 * @param wanted  one backend in particular
 * @returns the library, and the backend that was started
 * @throws Error if that one is not there
 */
export async function readyTfjs(wanted?: TfjsBackend): Promise<{ tf: Tfjs; backend: TfjsBackend }> {
  const tf = await import("@tensorflow/tfjs");
  tf.env().set("PROD", true); // or it advertises tfjs-node on every start
  const optional: string = "@tensorflow/tfjs-node"; // may be absent, so its types must not be asked for
  const loaders: Record<TfjsBackend, () => Promise<unknown>> = {
    tensorflow: () => import(optional),
    wasm: () => import("@tensorflow/tfjs-backend-wasm"),
    cpu: async () => {}, // comes with the package
  };
  const reasons: string[] = [];
  for (const backend of wanted ? [wanted] : (Object.keys(loaders) as TfjsBackend[])) {
    try {
      await loaders[backend]();
      if (await tf.setBackend(backend)) {
        await tf.ready();
        return { tf, backend };
      }
      reasons.push(`${backend}: did not start`);
    } catch (error) {
      reasons.push(`${backend}: ${String(error instanceof Error ? error.message : error).split("\n")[0]}`);
    }
  }
  throw new Error(`TensorFlow.js: no backend could be started (${reasons.join("; ")})`);
}

/** The reference engine: the same formula, run eagerly on TensorFlow.js. */
export class TfjsEngine implements Engine {
  private readonly ops: NetworkOps<TfTensor>;

  private constructor(
    readonly cell: Cell,
    private readonly tf: Tfjs,
    readonly description: string,
  ) {
    this.ops = tfjsOps(tf);
  }

  /**
   * An engine for a cell.
   *
   * @param backend  default: the first that is there, as `readyTfjs` tries them
   * @throws RangeError if the cell cannot be run, or there is another option; Error if the backend is not there
   */
  static async create(cell: Cell, options: { backend?: TfjsBackend } = {}): Promise<TfjsEngine> {
    checkCell(cell);
    checkOptionsOf("TfjsEngine", options, { backend: true });
    const { tf, backend: started } = await readyTfjs(options.backend);
    return new TfjsEngine(cell, tf, `TensorFlow.js ${tf.version_core}, ${started}`);
  }

  private tensor({ data, shape }: Tensor): TfTensor {
    return this.tf.tensor(data, [...shape]);
  }

  private parameters(parameters: Tensors, { repeats = 1 }: Pick<Input, "repeats">): Record<string, TfTensor> {
    const values: Record<string, TfTensor> = Object.fromEntries(
      Object.keys(this.cell.parameters).map((name) => [name, this.tensor(parameters[name])]),
    );
    if (this.cell.continuousTime) values.repeats = this.tf.scalar(repeats);
    return values;
  }

  private heads(parameters: Tensors, heads: readonly number[]): { weight: TfTensor; bias: TfTensor } {
    const rows = 2 * heads.length;
    return {
      weight: this.tf.tensor(rowsOfHeads(parameters, "readout.weight", heads), [rows, this.cell.neurons]),
      bias: this.tf.tensor(rowsOfHeads(parameters, "readout.bias", heads), [rows]),
    };
  }

  private sequences(input: Omit<Input, "heads">): {
    bits: TfTensor;
    initial: Record<string, TfTensor>;
  } {
    const { batch, initial } = input;
    const { bits, steps } = repeatedBits(input);
    return {
      bits: this.tf.tensor(bits, [steps, batch, 1]),
      initial: Object.fromEntries(Object.keys(this.cell.states).map((name) => [name, this.tensor(initial[name])])),
    };
  }

  async lossGradient(parameters: Tensors, input: LabelledInput): Promise<LossGradient> {
    checkInput(this.cell, parameters, input);
    const { batch, heads, labels } = input;
    const trained = Object.keys(this.cell.parameters).filter((name) => this.cell.parameters[name].trained !== false);
    const result = this.tf.tidy(() => {
      const all = this.parameters(parameters, input);
      const head = this.heads(parameters, heads);
      const { bits, initial } = this.sequences(input);
      const targets = this.tf.tensor(oneHot(labels), [batch * heads.length, 2]);
      let each: TfTensor = targets;
      const loss = (...values: TfTensor[]) => {
        const [weight, bias] = values.slice(trained.length);
        const current = { ...all, ...Object.fromEntries(trained.map((name, i) => [name, values[i]])) };
        each = this.tf.keep(
          losses(this.ops, logits(this.ops, this.cell, current, { weight, bias }, bits, initial), targets),
        );
        // TensorFlow.js refuses gradients of what is not used, so everything is used, times 0.
        const unused = this.tf.addN(values.map((value) => this.tf.mul(this.tf.sum(value), 0)));
        return this.tf.add(this.tf.div(this.tf.sum(each), batch), unused) as Scalar;
      };
      const gradients = this.tf.grads(loss)([...trained.map((name) => all[name]), head.weight, head.bias]);
      return { each, gradients };
    });
    const lossPerHead = meanPerHead((await result.each.data()) as Float32Array, input);
    result.each.dispose();
    const gradients: Tensors = {};
    for (const [i, name] of [...trained, "readout.weight", "readout.bias"].entries()) {
      const rows = ((await result.gradients[i].data()) as Float32Array).slice(); // backends may share buffers
      const { shape } = parameters[name];
      gradients[name] = tensor(i < trained.length ? rows : spreadOverHeads(rows, shape, heads), shape);
    }
    this.tf.dispose(result.gradients);
    return { lossPerHead, gradients };
  }

  async logits(parameters: Tensors, input: Input): Promise<Float32Array> {
    checkInput(this.cell, parameters, input);
    const result = this.tf.tidy(() => {
      const { bits, initial } = this.sequences(input);
      return logits(
        this.ops,
        this.cell,
        this.parameters(parameters, input),
        this.heads(parameters, input.heads),
        bits,
        initial,
      );
    });
    return take(result);
  }

  async states(
    parameters: Tensors,
    input: Omit<Input, "heads">,
    observed = this.cell.readout,
  ): Promise<{ states: Float32Array; last: Tensors }> {
    checkInput(this.cell, parameters, input);
    const { kept, last } = this.tf.tidy(() => {
      const { bits, initial } = this.sequences(input);
      return run(this.ops, this.cell, this.parameters(parameters, input), bits, initial, [observed]);
    });
    return { states: await take(kept[observed]), last: await this.last(last, input.batch) };
  }

  async logitsInTime(parameters: Tensors, input: Input): Promise<{ logits: Float32Array; last: Tensors }> {
    checkInput(this.cell, parameters, input);
    const result = this.tf.tidy(() => {
      const { bits, initial } = this.sequences(input);
      const heads = this.heads(parameters, input.heads);
      return logitsInTime(this.ops, this.cell, this.parameters(parameters, input), heads, bits, initial);
    });
    return { logits: await take(result.logits), last: await this.last(result.last, input.batch) };
  }

  private async last(states: Record<string, TfTensor>, batch: number): Promise<Tensors> {
    const last: Tensors = {};
    for (const [name, value] of Object.entries(states))
      last[name] = tensor(await take(value), [batch, this.cell.neurons]);
    return last;
  }

  /** Does nothing: it holds nothing between calls. */
  async dispose(): Promise<void> {
    // The backend is shared by all engines of the process; tensors are freed after every call.
  }
}

async function take(value: TfTensor): Promise<Float32Array> {
  const data = (await value.data()) as Float32Array;
  value.dispose();
  return data;
}
