import { readdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { RandomStream } from "../../lib/random/stream.js";
import {
  headFor,
  loadNetwork,
  type Network,
  networkFileName,
  saveNetwork,
  solvedN,
} from "../../lib/runs/checkpoint.js";
import { encodeSafetensors, readSafetensors } from "../../lib/runs/safetensors.js";
import { type Tensors, tensor } from "../../lib/tensor/tensor.js";
import { temporaryFolder } from "./temporaryFolder.js";

const n = 4;

/** Parameters of a leaky RNN of 4 neurons as ARCHITECTURE.md lists them, made by hand. */
function leakyRnnTensors(heads: number, tau = tensor(Float32Array.of(0.5, 1, 1.5, 2), [n])): Tensors {
  const stream = RandomStream.named(heads, "tensors");
  const random = (...shape: number[]) => {
    const data = new Float32Array(shape.reduce((product, length) => product * length, 1));
    stream.fillUniform(data, -1, 1);
    return tensor(data, shape);
  };
  const recurrent = random(n, n);
  for (let i = 0; i < n; i++) recurrent.data[i * n + i] = 0;
  return {
    "input.weight": random(n),
    "input.bias": random(n),
    "recurrent.weight": recurrent,
    "recurrent.bias": random(n),
    tau,
    "readout.weight": random(heads, 2, n),
    "readout.bias": random(heads, 2),
  };
}

const multiHead: Network = {
  parameters: leakyRnnTensors(4),
  description: {
    model: { name: "leaky-rnn", neurons: n, leak: "inside", activation: "leaky-relu", tau: "trained" },
    task: "n-parity",
    curriculum: "multi-head",
    heads: [2, 3, 4, 5],
    seed: 3,
    epoch: 17,
  },
};

/** A file with these tensors and this text as the description, whoever would write such a thing. */
function foreignFile(tensors: Tensors, network: unknown): string {
  const file = join(temporaryFolder(), "N005.safetensors");
  const metadata =
    network === undefined ? undefined : { network: typeof network === "string" ? network : JSON.stringify(network) };
  writeFileSync(file, encodeSafetensors(tensors, metadata));
  return file;
}

const least = {
  model: { name: "leaky-rnn", neurons: n },
  task: "n-parity",
  curriculum: "multi-head",
  heads: [2, 3, 4, 5],
};

describe("a saved network", () => {
  it("is loaded as it was", async () => {
    const file = join(temporaryFolder(), "N005.safetensors");
    await saveNetwork(file, multiHead);
    const { parameters, description, cell } = await loadNetwork(file);
    expect(parameters).toEqual(multiHead.parameters);
    expect(description).toEqual({ format: "emergent-timescales/1", ...multiHead.description });
    expect(cell.name).toBe("leaky-rnn");
    expect(cell.neurons).toBe(n);
  });

  it("has its description as JSON in the metadata, with the names that Python can rely on", async () => {
    const file = join(temporaryFolder(), "N005.safetensors");
    await saveNetwork(file, multiHead);
    const { metadata, tensors } = await readSafetensors(file);
    expect(JSON.parse(metadata.network)).toMatchObject({ task: "n-parity", heads: [2, 3, 4, 5] });
    expect(Object.keys(tensors).sort()).toEqual(Object.keys(multiHead.parameters).sort());
  });

  it("is not written when it is none", async () => {
    const folder = temporaryFolder();
    const file = join(folder, "N005.safetensors");
    const { "readout.bias": _, ...incomplete } = multiHead.parameters;
    await expect(saveNetwork(file, { ...multiHead, parameters: incomplete })).rejects.toThrow("got no such tensor");
    const diverged = { ...multiHead.parameters, tau: tensor(Float32Array.of(1, Number.NaN, 1, 1), [n]) };
    await expect(saveNetwork(file, { ...multiHead, parameters: diverged })).rejects.toThrow("got NaN");
    expect(readdirSync(folder)).toEqual([]);
  });

  it("is not changed by saving", async () => {
    const parameters = leakyRnnTensors(4);
    parameters["recurrent.weight"].data.fill(0.5);
    const before = structuredClone(parameters);
    await saveNetwork(join(temporaryFolder(), "a.safetensors"), { ...multiHead, parameters });
    expect(parameters).toEqual(before);
  });

  it("of gated cells has the shapes of its gates", async () => {
    const file = join(temporaryFolder(), "N002.safetensors");
    const parameters = {
      "input.weight": tensor(new Float32Array(12).fill(1), [12]),
      "input.bias": tensor(new Float32Array(12), [12]),
      "recurrent.weight": tensor(new Float32Array(48).fill(0.5), [12, 4]),
      "recurrent.bias": tensor(new Float32Array(12), [12]),
      "readout.weight": tensor(new Float32Array(8), [1, 2, 4]),
      "readout.bias": tensor(new Float32Array(2), [1, 2]),
    };
    await saveNetwork(file, {
      parameters,
      description: { model: { name: "gru", neurons: 4 }, task: "n-dms", heads: [2] },
    });
    expect((await loadNetwork(file)).parameters).toEqual(parameters);
    const lstm = { parameters, description: { model: { name: "lstm", neurons: 4 }, task: "n-dms", heads: [2] } };
    await expect(saveNetwork(file, lstm)).rejects.toThrow("expected input.weight [16], got [12]");
  });
});

describe("a network file of another program", () => {
  it("needs no more than tensors, model, task, curriculum and heads", async () => {
    const { description, parameters } = await loadNetwork(foreignFile(leakyRnnTensors(4), least));
    expect(description.model).toEqual({
      name: "leaky-rnn",
      neurons: n,
      leak: "inside",
      activation: "leaky-relu",
      tau: "trained",
    });
    expect(description.heads).toEqual([2, 3, 4, 5]);
    expect(parameters.tau.data).toEqual(Float32Array.of(0.5, 1, 1.5, 2)); // raw: the model clamps
  });

  it("may be of one head that answers for one N", async () => {
    const { parameters, description } = await loadNetwork(foreignFile(leakyRnnTensors(1), { ...least, heads: [5] }));
    expect(parameters["readout.weight"].shape).toEqual([1, 2, n]);
    expect(headFor(description, 5)).toBe(0);
  });

  it("keeps what else it says, and loses tensors that belong to no network", async () => {
    const tensors = { ...leakyRnnTensors(4), extra: tensor(new Float32Array(3), [3]) };
    const { description, parameters } = await loadNetwork(foreignFile(tensors, { ...least, source: "by hand" }));
    expect(description.source).toBe("by hand");
    expect(Object.keys(parameters)).not.toContain("extra");
  });

  it("is used without the self-connections that a last update left in it", async () => {
    const tensors = leakyRnnTensors(4);
    const expected = tensors["recurrent.weight"].data.slice();
    for (let i = 0; i < n; i++) tensors["recurrent.weight"].data[i * n + i] = 0.7;
    const { parameters } = await loadNetwork(foreignFile(tensors, least));
    expect(parameters["recurrent.weight"].data).toEqual(expected);
  });

  const withTau = (tau: unknown) => ({ ...least, model: { ...least.model, tau } });
  it.each([[[]], [[1]]])("may have one tau for all neurons, of shape %j", async (shape) => {
    const tensors = leakyRnnTensors(4, tensor(Float32Array.of(2.5), shape));
    const unsaid = await loadNetwork(foreignFile(tensors, least));
    expect(unsaid.description.model.tau).toBe(2.5);
    expect(unsaid.parameters.tau).toEqual(tensor(Float32Array.of(2.5), []));

    const fixed = await loadNetwork(foreignFile(tensors, withTau(2.5)));
    expect(fixed.parameters.tau).toEqual(tensor(Float32Array.of(2.5), []));

    const trained = await loadNetwork(foreignFile(tensors, withTau("trained")));
    expect(trained.parameters.tau).toEqual(tensor(new Float32Array(n).fill(2.5), [n]));

    await expect(loadNetwork(foreignFile(tensors, withTau(3)))).rejects.toThrow("expected tau to be 3");
  });

  it("may have one tau for all neurons below 1, which then works as 1", async () => {
    const tensors = leakyRnnTensors(4, tensor(Float32Array.of(0.5), []));
    expect((await loadNetwork(foreignFile(tensors, least))).description.model.tau).toBe(1);
  });

  it("may repeat a fixed tau for every neuron", async () => {
    const repeated = leakyRnnTensors(4, tensor(new Float32Array(n).fill(1.1), [n]));
    const { parameters } = await loadNetwork(foreignFile(repeated, withTau(1.1)));
    expect(parameters.tau).toEqual(tensor(Float32Array.of(1.1), []));
    await expect(loadNetwork(foreignFile(leakyRnnTensors(4), withTau(2)))).rejects.toThrow("expected tau to be 2");
  });
});

describe("what is no network is refused", () => {
  const load = (tensors: Tensors, network: unknown) => loadNetwork(foreignFile(tensors, network));
  const whole = leakyRnnTensors(4);
  const without = (name: string) => Object.fromEntries(Object.entries(whole).filter(([key]) => key !== name));
  const reshaped = (name: string, ...shape: number[]) => ({
    ...whole,
    [name]: tensor(new Float32Array(shape.reduce((product, length) => product * length, 1)), shape),
  });

  it.each(Object.keys(whole))("when %s is missing or of another shape", async (name) => {
    await expect(load(without(name), least)).rejects.toThrow(
      new RegExp(`expected ${name} \\[.*got no such tensor in /`),
    );
    await expect(load(reshaped(name, 3, 5), least)).rejects.toThrow(
      new RegExp(`expected ${name} \\[.*, got \\[3, 5\\] in /.*N005.safetensors$`),
    );
  });

  it("when a parameter is of whole numbers", async () => {
    const bytes = Buffer.from(encodeSafetensors(whole, { network: JSON.stringify(least) }));
    const at = bytes.indexOf('"dtype":"F32"', bytes.indexOf('"tau"'));
    bytes.write('"dtype":"I32"', at);
    const file = join(temporaryFolder(), "N005.safetensors");
    writeFileSync(file, bytes);
    await expect(loadNetwork(file)).rejects.toThrow(`expected tau to be F32 or F64, got whole numbers in ${file}`);
  });

  it("with the shape that was expected", async () => {
    await expect(load(reshaped("recurrent.weight", 4, 3), least)).rejects.toThrow(
      "expected recurrent.weight [4, 4], got [4, 3] in ",
    );
    await expect(load(whole, { ...least, model: { name: "leaky-rnn", neurons: 5 } })).rejects.toThrow(
      "expected input.weight [5], got [4]",
    );
  });

  it("when a head is missing or one too many", async () => {
    await expect(load(leakyRnnTensors(3), least)).rejects.toThrow(
      "expected readout.weight [4, 2, 4], one head for each N of [2, 3, 4, 5], got [3, 2, 4]",
    );
    await expect(load(leakyRnnTensors(5), least)).rejects.toThrow("got [5, 2, 4]");
    await expect(load(reshaped("readout.bias", 3, 2), least)).rejects.toThrow("expected readout.bias [4, 2]");
    expect(() => headFor({ ...least }, 7)).toThrow("the network has no head for N = 7; it has heads for 2, 3, 4, 5");
  });

  it.each([Number.NaN, Number.POSITIVE_INFINITY])("when a weight is %d", async (value) => {
    const tensors = leakyRnnTensors(4);
    tensors["recurrent.bias"].data[2] = value;
    await expect(load(tensors, least)).rejects.toThrow(
      `expected finite numbers, got ${value} at element 2 of recurrent.bias in`,
    );
  });

  it("when tau is not a number", async () => {
    const tensors = leakyRnnTensors(4, tensor(Float32Array.of(Number.NaN), []));
    await expect(load(tensors, least)).rejects.toMatchObject({ name: "CheckpointError" });
  });

  const bad: Array<[what: string, network: unknown, message: string]> = [
    ["there is none", undefined, "expected a description of the network in __metadata__, got none"],
    ["it is no JSON", "{model", "__metadata__.network is no valid JSON"],
    ["it is a list", [], "expected __metadata__.network to be a JSON object"],
    ["it is null", "null", "expected __metadata__.network to be a JSON object"],
    ["it is nested without end", `{"model":${"[".repeat(20_000)}${"]".repeat(20_000)}}`, "expected model"],
    ["there is no model", { ...least, model: undefined }, "expected model { name, neurons, … }, got undefined"],
    ["the model is a name", { ...least, model: "leaky-rnn" }, 'got "leaky-rnn"'],
    ["the model is unknown", { ...least, model: { name: "rnn", neurons: n } }, 'there is no model "rnn"'],
    ["the model is Object's", { ...least, model: { name: "constructor", neurons: n } }, "there is no model"],
    ["the seed is a text", { ...least, seed: "3" }, 'expected seed to be an integer, got "3"'],
    ["the epoch is half", { ...least, epoch: 1.5 }, "expected epoch to be an integer of at least 0, got 1.5"],
    ["repeats are a number", { ...least, repeats: 4 }, "expected repeats to list how many steps a bit may last"],
    ["a bit lasts no step", { ...least, repeats: [2, 0] }, "integers >= 1, got [2, 0]"],
    ["the neurons are missing", { ...least, model: { name: "leaky-rnn" } }, "expected model.neurons to be the number"],
    [
      "there are no neurons",
      { ...least, model: { name: "leaky-rnn", neurons: 0 } },
      "expected a positive integer, got 0",
    ],
    ["there are half neurons", { ...least, model: { name: "leaky-rnn", neurons: 3.5 } }, "got 3.5"],
    ["there are too many", { ...least, model: { name: "leaky-rnn", neurons: 1e15, tau: "trained" } }, "got [4]"],
    ["the leak is elsewhere", { ...least, model: { ...least.model, leak: "aside" } }, 'expected "inside" or "outside"'],
    [
      "tau is a word",
      { ...least, model: { ...least.model, tau: "slow" } },
      'expected "trained", "shared", "random" or a number',
    ],
    ["there is no task", { ...least, task: undefined }, "expected the name of the task, got undefined"],
    ["the curriculum is a number", { ...least, curriculum: 1 }, "expected the name of the curriculum, got 1"],
    ["there are no heads", { ...least, heads: undefined }, "expected heads to list the N of every head"],
    ["the list of heads is empty", { ...least, heads: [] }, "integers >= 1, got []"],
    ["the heads are a number", { ...least, heads: 4 }, "got 4"],
    ["a head is for N = 0", { ...least, heads: [0, 1, 2, 3] }, "integers >= 1, got [0, 1, 2, 3]"],
    ["a head is for half an N", { ...least, heads: [2, 2.5, 3, 4] }, "got [2, 2.5, 3, 4]"],
    ["a head is for a word", { ...least, heads: ["2", 3, 4, 5] }, 'got ["2",3,4,5]'],
    [
      "two heads are for one N",
      { ...least, heads: [2, 3, 3, 4] },
      "expected another N for every head, got [2, 3, 3, 4]",
    ],
    [
      "it is of a later version",
      { ...least, format: "emergent-timescales/2" },
      "expected format emergent-timescales/1",
    ],
  ];
  it.each(bad)("when of its description %s", async (_, network, message) => {
    const refused = expect(load(whole, network)).rejects;
    await refused.toThrow(message);
    await expect(load(whole, network)).rejects.toMatchObject({ name: "CheckpointError" });
  });
});

it("a network file's name tells the N that was solved", () => {
  expect(networkFileName(5)).toBe("N005.safetensors");
  expect(networkFileName(101)).toBe("N101.safetensors");
  expect(networkFileName(1234)).toBe("N1234.safetensors");
  expect(solvedN("runs/a/N005.safetensors")).toBe(5);
  expect(solvedN("N1234.safetensors")).toBe(1234);
  expect(solvedN("latest.safetensors")).toBeUndefined();
  expect(solvedN("N005.safetensors.0123456789ab.tmp")).toBeUndefined();
});
