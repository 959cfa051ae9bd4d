import { createRequire } from "node:module";
import type { Tensor as OrtTensor } from "onnxruntime-node";
import { counted } from "../counted.js";
import { checkOptionsOf } from "../knownFields.js";
import type { Cell } from "../models/cell.js";
import { checkCell } from "../models/checkCell.js";
import { mustBeCount } from "../mustBe.js";
import { type Tensors, tensor } from "../tensor/tensor.js";
import type { Engine, Input, LabelledInput, LossGradient } from "./engine.js";
import { gradient } from "./gradient.js";
import { GraphOps, type Value } from "./graph.js";
import { logits, logitsInTime, losses, run } from "./network.js";
import { onnxModel } from "./onnxModel.js";
import { availableProvider } from "./provider.js";
import type { Provider, ProviderName } from "./providerName.js";
import { checkInput, meanPerHead, oneHot, repeatedBits, rowsOfHeads, spreadOverHeads } from "./readout.js";
import { type InferenceSession, networkSession, ortTensors } from "./session.js";
import { SplitTraining } from "./splitTraining.js";
import { TrainingSession, type TrainingSteps } from "./trainingSession.js";

/** What an engine computes on. */
export interface GraphEngineOptions {
  /**
   * Threads. On the CPU, training divides the sequences of a batch among them. Two networks at once are faster as two
   * processes of one thread each. Default: 1.
   */
  threads?: number;
  /** What to compute on; it is tried out before anything is computed. Default: "cpu". */
  provider?: ProviderName;
}

const version = (createRequire(import.meta.url)("onnxruntime-node/package.json") as { version: string }).version;

/** The model's input for a parameter of a cell, whatever its name, which no other input or value has. */
function parameterInput(name: string): string {
  return `parameter.${name}`;
}

/** The placeholders of a network: its parameters, heads, and what it is run on. */
function recordInputs(ops: GraphOps, cell: Cell) {
  const { neurons: n } = cell;
  const parameters = Object.fromEntries(
    Object.entries(cell.parameters).map(([name, { shape }]) => [name, ops.placeholder(parameterInput(name), shape)]),
  );
  if (cell.continuousTime) parameters.repeats = ops.placeholder("repeats", []);
  const initial = Object.fromEntries(
    Object.keys(cell.states).map((name) => [name, ops.placeholder(`initial.${name}`, ["B", n])]),
  );
  const bits = ops.placeholder("bits", ["T", "B", 1]);
  const heads = {
    weight: ops.placeholder("readout.weight", ["2·K", n]),
    bias: ops.placeholder("readout.bias", ["2·K"]),
  };
  return { parameters, initial, bits, heads };
}

function trainingModel(cell: Cell): Uint8Array {
  const ops = new GraphOps();
  const { parameters, initial, bits, heads } = recordInputs(ops, cell);
  const targets = ops.placeholder("targets", ["B·K", 2]);
  const perSequence = ops.placeholder("perSequence", []); // 1 / B
  const each = losses(ops, logits(ops, cell, parameters, heads, bits, initial), targets);
  const trained: Record<string, Value> = Object.fromEntries(
    Object.entries(parameters).filter(([name]) => cell.parameters[name] && cell.parameters[name].trained !== false),
  );
  trained["readout.weight"] = heads.weight;
  trained["readout.bias"] = heads.bias;
  const gradients = gradient(ops, ops.multiply(ops.sum(each), perSequence), Object.values(trained));
  return onnxModel(
    [...Object.values(parameters), heads.weight, heads.bias, bits, ...Object.values(initial), targets, perSequence],
    { losses: each, ...Object.fromEntries(Object.keys(trained).map((name, i) => [`gradient.${name}`, gradients[i]])) },
  );
}

function logitsModel(cell: Cell): Uint8Array {
  const ops = new GraphOps();
  const { parameters, initial, bits, heads } = recordInputs(ops, cell);
  const inputs = [...Object.values(parameters), heads.weight, heads.bias, bits, ...Object.values(initial)];
  return onnxModel(inputs, { logits: logits(ops, cell, parameters, heads, bits, initial) });
}

function statesModel(cell: Cell, observed: string): Uint8Array {
  const ops = new GraphOps();
  const { parameters, initial, bits } = recordInputs(ops, cell);
  const { last, kept } = run(ops, cell, parameters, bits, initial, [observed]);
  const inputs = [...Object.values(parameters), bits, ...Object.values(initial)];
  return onnxModel(inputs, { states: kept[observed], ...named("last.", last) });
}

function logitsInTimeModel(cell: Cell): Uint8Array {
  const ops = new GraphOps();
  const { parameters, initial, bits, heads } = recordInputs(ops, cell);
  const { logits, last } = logitsInTime(ops, cell, parameters, heads, bits, initial);
  const inputs = [...Object.values(parameters), heads.weight, heads.bias, bits, ...Object.values(initial)];
  return onnxModel(inputs, { logits, ...named("last.", last) });
}

function named(prefix: string, values: Record<string, Value>): Record<string, Value> {
  return Object.fromEntries(Object.entries(values).map(([name, value]) => [prefix + name, value]));
}

/**
 * The default engine: the cell's formula recorded as a graph, its gradient derived, both run by ONNX Runtime in
 * float32. A session serves all lengths, batch sizes and numbers of heads; training makes a new one for a batch larger
 * than all before.
 *
 * Its methods reject with a RangeError if parameters or input do not fit the cell, with a ProviderError if the provider
 * is not there, and with an Error after `dispose`.
 */
export class GraphEngine implements Engine {
  readonly description: string;
  private readonly sessions = new Map<string, Promise<InferenceSession>>();
  private training: TrainingSteps | undefined;
  private provider: Promise<Provider> | undefined;
  private lastTrainingStep: Promise<unknown> = Promise.resolve();
  private isDisposed = false;

  /** @throws RangeError if the cell cannot be run, `threads` is not a positive integer, or an option is unknown */
  constructor(
    readonly cell: Cell,
    private readonly options: GraphEngineOptions = {},
  ) {
    checkCell(cell);
    checkOptionsOf("GraphEngine", options, { threads: true, provider: true });
    const { threads = 1, provider = "cpu" } = options;
    mustBeCount("threads", threads);
    this.description = `onnxruntime-node ${version}, ${provider}, ${counted(threads, "thread")}`;
  }

  /**
   * Checks what it is to compute, and that it still can: a session that is made after `dispose` would never be freed.
   */
  private check(parameters: Tensors, input: Omit<Input, "heads">): void {
    if (this.isDisposed) throw new Error("the engine was disposed of, and computes nothing any more; make another one");
    checkInput(this.cell, parameters, input);
  }

  private session(name: string, model: (cell: Cell) => Uint8Array): Promise<InferenceSession> {
    let session = this.sessions.get(name);
    if (!session) {
      session = this.sessionOptions().then((options) => networkSession(model(this.cell), options));
      session.catch(() => this.sessions.delete(name)); // to be tried again by whoever asks next
      this.sessions.set(name, session);
    }
    return session;
  }

  private async sessionOptions() {
    const { threads = 1, provider = "cpu" } = this.options;
    this.provider ??= availableProvider(provider);
    this.provider.catch(() => {
      this.provider = undefined;
    });
    return { threads, provider: await this.provider };
  }

  private async trainingSteps(): Promise<TrainingSteps> {
    const options = await this.sessionOptions();
    const { threads, provider } = options;
    const model = trainingModel(this.cell);
    if (provider === "cpu" && threads > 1) return new SplitTraining(model, threads);
    return new TrainingSession(model, options);
  }

  private feeds(parameters: Tensors, input: Omit<Input, "heads">): Tensors {
    const { batch, initial, repeats = 1 } = input;
    const { bits, steps } = repeatedBits(input);
    const feeds: Tensors = { bits: tensor(bits, [steps, batch, 1]) };
    if (this.cell.continuousTime) feeds.repeats = tensor(Float32Array.of(repeats), []);
    for (const name of Object.keys(this.cell.parameters)) feeds[parameterInput(name)] = parameters[name];
    for (const name of Object.keys(this.cell.states)) feeds[`initial.${name}`] = initial[name];
    return feeds;
  }

  private headFeeds(parameters: Tensors, heads: readonly number[]): Tensors {
    const rows = 2 * heads.length;
    return {
      "readout.weight": tensor(rowsOfHeads(parameters, "readout.weight", heads), [rows, this.cell.neurons]),
      "readout.bias": tensor(rowsOfHeads(parameters, "readout.bias", heads), [rows]),
    };
  }

  async lossGradient(parameters: Tensors, input: LabelledInput): Promise<LossGradient> {
    this.check(parameters, input);
    // One after the other, even if not waited for.
    const step = this.lastTrainingStep.then(() => this.trainingStep(parameters, input));
    this.lastTrainingStep = step.catch(() => {});
    return step;
  }

  private async trainingStep(parameters: Tensors, input: LabelledInput): Promise<LossGradient> {
    const { batch, steps, repeats = 1, heads, labels } = input;
    this.training ??= await this.trainingSteps();
    const results = await this.training.run({
      feeds: {
        ...this.feeds(parameters, input),
        ...this.headFeeds(parameters, heads),
        targets: tensor(oneHot(labels), [batch * heads.length, 2]),
        perSequence: tensor(Float32Array.of(1 / batch), []),
      },
      ...{ steps: steps * repeats, batch },
    });
    const gradients: Tensors = {};
    for (const [name, spec] of Object.entries(this.cell.parameters)) {
      if (spec.trained !== false) gradients[name] = tensor(results[`gradient.${name}`], spec.shape);
    }
    for (const name of ["readout.weight", "readout.bias"]) {
      const { shape } = parameters[name];
      gradients[name] = tensor(spreadOverHeads(results[`gradient.${name}`], shape, heads), shape);
    }
    return { lossPerHead: meanPerHead(results.losses, input), gradients };
  }

  async logits(parameters: Tensors, input: Input): Promise<Float32Array> {
    this.check(parameters, input);
    const session = await this.session("logits", logitsModel);
    const feeds = { ...this.feeds(parameters, input), ...this.headFeeds(parameters, input.heads) };
    return floats((await session.run(ortTensors(feeds))).logits);
  }

  async states(
    parameters: Tensors,
    input: Omit<Input, "heads">,
    observed = this.cell.readout,
  ): Promise<{ states: Float32Array; last: Tensors }> {
    this.check(parameters, input);
    const session = await this.session(`states ${observed}`, (cell) => statesModel(cell, observed));
    const results = await session.run(ortTensors(this.feeds(parameters, input)));
    return { states: floats(results.states), last: this.last(results, input.batch) };
  }

  async logitsInTime(parameters: Tensors, input: Input): Promise<{ logits: Float32Array; last: Tensors }> {
    this.check(parameters, input);
    const session = await this.session("logitsInTime", logitsInTimeModel);
    const feeds = { ...this.feeds(parameters, input), ...this.headFeeds(parameters, input.heads) };
    const results = await session.run(ortTensors(feeds));
    return { logits: floats(results.logits), last: this.last(results, input.batch) };
  }

  private last(results: InferenceSession.ReturnType, batch: number): Tensors {
    return Object.fromEntries(
      Object.keys(this.cell.states).map((name) => [
        name,
        tensor(floats(results[`last.${name}`]), [batch, this.cell.neurons]),
      ]),
    );
  }

  /** Frees its sessions and ends its threads, after the training steps that were asked for. It cannot be used then. */
  async dispose(): Promise<void> {
    this.isDisposed = true;
    await this.lastTrainingStep; // its threads are still needed
    await this.training?.release();
    this.training = undefined;
    const made = await Promise.allSettled(this.sessions.values());
    this.sessions.clear();
    for (const session of made) if (session.status === "fulfilled") await session.value.release();
  }
}

function floats(result: OrtTensor): Float32Array {
  return result.data as Float32Array;
}
