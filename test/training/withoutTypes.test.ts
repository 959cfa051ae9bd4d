import { existsSync } from "node:fs";
import { afterAll, describe, expect, it } from "vitest";
import {
  ablateNeurons,
  ablateNeuronsAsPublished,
  ablation,
  accuracyAgainstP,
  accuracyAgainstTimeStep,
  accuracyOfRetrained,
  adam,
  allAtOnce,
  asPublished,
  benchmarkStep,
  cachedRows,
  checkGradient,
  createRun,
  dimensionality,
  estimateTimescales,
  estimatorBias,
  fixedPoints,
  forgetting,
  GraphEngine,
  gateTimescales,
  gru,
  leakyMap,
  leakyRnn,
  lengthGeneralisation,
  loadClaimData,
  loadNetwork,
  lstm,
  measureNetwork,
  noCurriculum,
  nParity,
  openRun,
  periodicOrbits,
  perturbation,
  recordActivity,
  recordedTimescales,
  retrainedAccuracies,
  retraining,
  StreamingCovariance,
  severalHeads,
  sgd,
  simulate,
  singleHead,
  slidingWindow,
  sweep,
  TfjsEngine,
  train,
  trainAll,
  trainingConfig,
  trainRun,
} from "../../lib/index.js";
import { initialParameters } from "../../lib/training/parameters.js";

/** A value as a program without types gives it. */
const any = (value: unknown) => value as never;

const cell = leakyRnn({ neurons: 4 });
const own = {
  ...{ name: "own", neurons: 4, description: { name: "own", neurons: 4 }, readout: "h" },
  ...{ states: cell.states, parameters: cell.parameters, prepare: cell.prepare, step: cell.step },
};
const curriculum = { name: "mine", headCount: 1, first: () => ({ ns: [2], heads: [0] }), next: () => undefined };
const small = { batch: 4, steps: 2, epochs: 1 };
const network = { cell, parameters: initialParameters(cell, 1, 1), task: nParity };
const engine = new GraphEngine(cell);
afterAll(() => engine.dispose());
const gated = gru({ neurons: 4 });
const gatedNetwork = { cell: gated, parameters: initialParameters(gated, 1, 1) };
const request = { task: "n-parity", curriculum: "multi-head" };
const question = { head: 0, n: 2 };
const saved = {
  parameters: network.parameters,
  description: { model: cell.description, task: "n-parity", curriculum: "single-head", heads: [2] },
};

describe("a mistake in a program without types is told by name", () => {
  it.each<[string, unknown, object, string]>([
    ["a text", "n-parity", {}, 'the request: expected an object, got "n-parity"'],
    ["nothing", undefined, {}, "the request: expected an object, got undefined"],
    ["no task", {}, {}, "task: expected a name such as n-parity, n-dms, got undefined"],
    ["no curriculum", { task: "n-parity" }, {}, "curriculum: expected a name such as single-head, multi-head,"],
    ["a number", { task: "n-parity", curriculum: 3 }, {}, "curriculum: expected a name such as single-head"],
    ["no name", { task: "n-parity", curriculum: {} }, {}, "curriculum.name: expected a name such as single-head"],
    [
      "null",
      { task: "n-parity", curriculum: "multi-head", model: null },
      {},
      "model.name: expected a name such as leaky-rnn",
    ],
    [
      "a curriculum without a stage",
      { task: "n-parity", curriculum: "mine" },
      { curriculum: { ...curriculum, first: () => undefined } },
      'curriculum "mine" has a stage that cannot be trained: expected { ns, heads }, two lists, got undefined',
    ],
    [
      "a curriculum without next",
      { task: "n-parity", curriculum: "mine" },
      { curriculum: { ...curriculum, next: undefined } },
      'curriculum "mine": next: expected a function, got undefined',
    ],
    [
      "a curriculum without headCount",
      { task: "n-parity", curriculum: "mine" },
      { curriculum: { ...curriculum, headCount: undefined } },
      'curriculum "mine": headCount: expected an integer of at least 1, got undefined',
    ],
    [
      "a task with a strange onesProbability",
      { task: "mine", curriculum: "multi-head" },
      { task: { ...nParity, name: "mine", onesProbability: 2 } },
      'task "mine": onesProbability: expected "random" or a probability, 0 … 1, got 2',
    ],
    [
      "a task without smallestN",
      { task: "mine", curriculum: "multi-head" },
      { task: { ...nParity, name: "mine", smallestN: undefined } },
      'task "mine": smallestN: expected an integer of at least 1, got undefined',
    ],
    [
      "a task without labels",
      { task: "mine", curriculum: "multi-head" },
      { task: { name: "mine", smallestN: 2, onesProbability: 0.5 } },
      'task "mine": labels: expected a function, got undefined',
    ],
  ])("in a request of train: %s", async (_, request, options, message) => {
    await expect(
      train(any(typeof request === "object" ? { ...small, ...request } : request), any(options)),
    ).rejects.toThrow(message);
  });

  it.each<[string, () => Promise<unknown>, string]>([
    ["train", () => train({ task: "n-parity", curriculum: "multi-head", ...small }, any({ progres: 1 })), "progress"],
    ["trainAll", () => trainAll([], any({ job: 1 })), "jobs"],
    ["estimateTimescales", () => estimateTimescales(network, any({ step: 100 })), "steps"],
    ["recordedTimescales", () => recordedTimescales([[[1, 2, 1]]], any({ estimator: "ar1" })), "estimators"],
    ["dimensionality", () => dimensionality(network, any({ trial: 1 })), "trials"],
    ["ablation", () => ablation(network, { head: 0, n: 2 }, any({ neurons: 1 })), "count"],
    ["perturbation", () => perturbation(network, "tau", { head: 0, n: 2 }, any({ epsilon: 1 })), "epsilons"],
    ["retraining", () => retraining(saved, [3], any({ epoch: 1 })), "epochs"],
    ["simulate", () => simulate({ ...network, engine }, any({ steps: 5, trial: 1 }), () => {}), "trials"],
    ["recordActivity", () => recordActivity(network, any({ steps: 5, trials: 2 })), "burnIn"],
    ["gateTimescales", () => gateTimescales(gatedNetwork, any({ step: 100 })), "steps"],
    ["fixedPoints", () => fixedPoints(network, any({ input: 0, start: 4 })), "starts"],
    ["periodicOrbits", async () => periodicOrbits(leakyMap(network, 0), [], any({ periods: 2 })), "period"],
    ["accuracyAgainstP", () => accuracyAgainstP(network, [question], [0.5], any({ onesProbability: 0.1 })), "trials"],
    [
      "accuracyAgainstTimeStep",
      () => accuracyAgainstTimeStep(network, [question], [1], any({ repeats: 2 })),
      "progress",
    ],
    ["forgetting", () => forgetting(network, [2], any({ onesProbability: 0.1 })), "onesProbabilities"],
    ["lengthGeneralisation", () => lengthGeneralisation(network, [question], any({ steps: 90 })), "doublings"],
    ["createRun", () => createRun("nowhere", trainingConfig(request), any({ varian: "own" })), "variant"],
    ["openRun", () => openRun("nowhere", any({ thread: 2 })), "threads"],
    ["sweep", () => sweep([], any({ parent: "nowhere", jobs: 1, turns: 60 })), "turn"],
    ["checkGradient", () => checkGradient(cell, any({ batches: 2 })), "batch"],
    ["ablateNeurons", () => ablateNeurons(network, question, [], any({ atAtime: 2 })), "atATime"],
    ["ablateNeuronsAsPublished", () => ablateNeuronsAsPublished(network, question, [], any({ step: 90 })), "steps"],
    ["asPublished", async () => asPublished(any({ draw: 1 })), "draws"],
    ["retrainedAccuracies", () => retrainedAccuracies([], any({ step: 90 })), "steps"],
    ["accuracyOfRetrained", () => accuracyOfRetrained(any({}), any({ onesProbability: 0.1 })), "trials"],
    ["trainRun", () => trainRun(any({}), any({ second: 60 })), "seconds"],
    ["loadNetwork", () => loadNetwork("nowhere", any({ model: cell })), "cell"],
    ["cachedRows", () => cachedRows(any({}), async () => [], any({ parent: "nowhere" })), "folder"],
    ["measureNetwork", () => measureNetwork(any({ network: {} }), any({ parent: "nowhere" })), "folder"],
    ["loadClaimData", () => loadClaimData(any({ run: "nowhere" })), "runs"],
    ["benchmarkStep", () => benchmarkStep(any({}), any({ stage: 1, batch: 1, steps: 5, round: 1 })), "rounds"],
    ["GraphEngine", async () => new GraphEngine(cell, any({ thread: 2 })), "threads"],
    ["TfjsEngine", () => TfjsEngine.create(cell, any({ backends: "cpu" })), "backend"],
    ["StreamingCovariance", async () => new StreamingCovariance(4, 1, any({ thread: 2 })), "threads"],
    ["sgd", async () => sgd(any({ learningRate: 0.1, nesterov: true })), "momentum"],
    ["adam", async () => adam(any({ learningRate: 0.1, beta: 0.5 })), "beta1"],
    ["estimatorBias", async () => estimatorBias([], any({ estimators: ["ar1"], lengths: [50], trial: 1 })), "trials"],
  ])("in an option of %s, which would change nothing", async (name, call, known) => {
    await expect(call()).rejects.toThrow(new RegExp(`^${name} has no option [a-zA-Z]+; it has: .*\\b${known}\\b`));
    await expect(call()).rejects.toThrow(RangeError);
  });

  it.each<[object, string]>([
    [{ jobs: 0 }, "jobs: expected an integer of at least 1, got 0"],
    [{ retries: -1 }, "retries: expected an integer of at least 0, got -1"],
    [{ patience: Number.NaN }, "patience: expected seconds, at least 0, got NaN"],
    [{ turn: 0 }, "turn: expected seconds, more than 0, got 0"],
  ])("in the options %j of a sweep", async (wrong, message) => {
    await expect(sweep([], { parent: "nowhere", jobs: 1, ...wrong })).rejects.toThrow(new RangeError(message));
  });

  it("in the threads of a run", async () => {
    const message = "threads: expected an integer of at least 1, got 1.5";
    await expect(createRun("nowhere", trainingConfig(request), { threads: 1.5 })).rejects.toThrow(message);
    expect(existsSync("nowhere")).toBe(false);
  });

  it("in a probability, by text", async () => {
    await expect(estimateTimescales(network, any({ onesProbability: "0.5" }))).rejects.toThrow(
      'onesProbability: expected "random" or a probability, 0 … 1, got "0.5"',
    );
    await expect(dimensionality(network, any({ onesProbability: "0.5" }))).rejects.toThrow('got "0.5"');
  });

  it("in a curriculum with more heads than it says", async () => {
    const wider = { ...curriculum, first: () => ({ ns: [2], heads: [3] }) };
    await expect(train({ task: "n-parity", curriculum: "mine", ...small }, { curriculum: wider })).rejects.toThrow(
      'curriculum "mine" has a stage that cannot be trained: head 3 is beyond its headCount of 1',
    );
  });

  it.each<[string, object, string]>([
    ["prepare", { prepare: undefined }, 'model "own": prepare: expected a function, got undefined'],
    ["step", { step: 3 }, 'model "own": step: expected a function, got 3'],
    ["states", { states: undefined }, 'model "own": states: expected an object, got undefined'],
    ["a state's first values", { states: { h: 0 } }, 'model "own": state "h": expected a function, got 0'],
    ["a description", { description: undefined }, 'model "own": description: expected an object, got undefined'],
    ["a parameter", { parameters: { w: 1 } }, 'model "own": parameter "w": expected an object, got 1'],
    ["a shape", { parameters: { w: {} } }, 'model "own": parameter "w": expected a shape, a list, got undefined'],
    [
      "a parameter's first values",
      { parameters: { w: { shape: [4] } } },
      'model "own": parameter "w", initialise: expected a function, got undefined',
    ],
  ])("in a cell: %s", async (_, wrong, message) => {
    expect(() => new GraphEngine(any({ ...own, ...wrong }))).toThrow(new RangeError(message));
  });

  it.each<[string, () => unknown, string]>([
    ["leakyRnn", () => leakyRnn(any(undefined)), 'model "leaky-rnn" expects an object with options of neurons, leak,'],
    ["leakyRnn", () => leakyRnn(any({ neurons: 4, activaton: "tanh" })), 'model "leaky-rnn" has no option activaton;'],
    ["gru", () => gru(any(64)), 'model "gru" expects an object with options of neurons, got 64'],
    ["lstm", () => lstm(any({ neurons: 4, leak: "inside" })), 'model "lstm" has no option leak; it has: neurons'],
    [
      "noCurriculum",
      () => noCurriculum(any(undefined)),
      'curriculum "no-curriculum" expects an object with options of n,',
    ],
    [
      "slidingWindow",
      () => slidingWindow(any(undefined)),
      'curriculum "sliding-window" expects an object with options',
    ],
    ["slidingWindow", () => slidingWindow(any({ width: 2, drop: 1, lstN: 9 })), "firstN, lastN, got lstN"],
    ["severalHeads", () => severalHeads(any({ start: 1, add: 1, lstN: 9 })), "firstN, lastN, got lstN"],
    ["allAtOnce", () => allAtOnce(any({ lastN: 5, firstM: 3 })), "firstN, lastN, got firstM"],
    ["singleHead", () => singleHead(any({ lstN: 5 })), "firstN, lastN, holdAt, got lstN"],
  ])("in the options of %s", (_, make, message) => {
    expect(make).toThrow(RangeError);
    expect(make).toThrow(message);
  });

  it("in the parameters of a gradient that is checked", async () => {
    const { "readout.weight": _, ...parameters } = initialParameters(cell, 1, 1);
    await expect(checkGradient(cell, { parameters })).rejects.toThrow("readout.weight: expected [1, 2, 4], got none");
  });
});
