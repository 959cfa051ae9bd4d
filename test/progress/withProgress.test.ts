import { afterEach, describe, expect, it } from "vitest";
import {
  ablateNeurons,
  ablateNeuronsAsPublished,
  ablation,
  accuracyAgainstP,
  accuracyAgainstTimeStep,
  accuracyInTime,
  accuracyOf,
  decoding,
  dimensionality,
  drawSequences,
  estimateTimescales,
  fixedPoints,
  forgetting,
  GraphEngine,
  gateTimescales,
  gru,
  initialStates,
  leakyMap,
  leakyRnn,
  lengthGeneralisation,
  notebookProgress,
  nParity,
  type Progress,
  periodicOrbits,
  perturbation,
  RandomStream,
  recordedTimescales,
  scoreSequences,
  train,
} from "../../lib/index.js";
import { withProgress } from "../../lib/progress/progress.js";
import { initialParameters } from "../../lib/training/parameters.js";
import { becomeKernel, stopBeingKernel } from "../notebook/fakeKernel.js";

/** Aborts at the first update; records what starts and with which lines it finishes. */
function interrupted() {
  const stop = new AbortController();
  const [started, finished]: string[][] = [[], []];
  const progress: Progress = {
    start: (label) => void started.push(label),
    update: () => stop.abort(new Error("interrupted")),
    finish: (summary) => void finished.push(summary),
    signal: stop.signal,
  };
  return { progress, started, finished };
}

describe("a call that is watched", () => {
  const call = { label: "call", total: 2, done: (value: number) => `gave ${value}` };

  it("finishes with what it gave", async () => {
    const { progress, started, finished } = interrupted();
    expect(await withProgress(progress, call, async () => 7)).toBe(7);
    expect([started, finished]).toEqual([["call"], ["gave 7"]]);
  });

  it("finishes with its error if it fails, also at once, and with its own line for that if it has one", async () => {
    const { progress, finished } = interrupted();
    const fail = async () => Promise.reject(new Error("no room"));
    await expect(withProgress(progress, call, fail)).rejects.toThrow("no room");
    await expect(withProgress(progress, { ...call, failed: () => "half done" }, fail)).rejects.toThrow("no room");
    const failAtOnce = () => {
      throw new Error("no way");
    };
    await expect(withProgress(progress, call, failAtOnce)).rejects.toThrow("no way");
    expect(finished).toEqual(["call: no room", "half done", "call: no way"]);
  });
});

describe("the progress of a call that is interrupted", () => {
  const cell = leakyRnn({ neurons: 6 });
  const network = { cell, task: nParity, parameters: initialParameters(cell, 1, 1) };
  const gated = gru({ neurons: 6 });
  const question = { head: 0, n: 2 };
  const options = { steps: 200, trials: 1 };

  it.each<[string, string, (progress: Progress) => Promise<unknown>]>([
    ["estimateTimescales", "simulation", (progress) => estimateTimescales(network, { ...options, progress })],
    ["dimensionality", "simulation", (progress) => dimensionality(network, { ...options, progress })],
    [
      "gateTimescales",
      "updateGate",
      (progress) =>
        gateTimescales({ cell: gated, parameters: initialParameters(gated, 1, 1) }, { ...options, progress }),
    ],
    ["ablation", "ablation", (progress) => ablation(network, question, { ...options, count: 1, progress })],
    [
      "perturbation",
      "perturbation of tau",
      async (progress) => {
        const engine = new GraphEngine(cell);
        const tested = { ...network, engine };
        return perturbation(tested, "tau", question, { ...options, progress }).finally(() => engine.dispose());
      },
    ],
    ["accuracyOf", "accuracy", (progress) => accuracyOf(network, [question], { ...options, progress })],
    ["accuracyInTime", "accuracy", (progress) => accuracyInTime({ ...network, ns: [2] }, { ...options, progress })],
    [
      "accuracyAgainstP",
      "accuracy",
      (progress) => accuracyAgainstP(network, [question], [0.5], { ...options, progress }),
    ],
    [
      "accuracyAgainstTimeStep",
      "accuracy in continuous time",
      (progress) => accuracyAgainstTimeStep(network, [question], [1], { ...options, progress }),
    ],
    ["forgetting", "forgetting", (progress) => forgetting(network, [2], { ...options, progress })],
    ["decoding", "decoding", (progress) => decoding(network, [2], { ...options, progress })],
    [
      "lengthGeneralisation",
      "accuracy in long sequences",
      (progress) => lengthGeneralisation(network, [question], { trials: 1, progress }),
    ],
    [
      "scoreSequences",
      "answers",
      (progress) => {
        const { bits } = drawSequences(nParity, RandomStream.named(1, "scored"), 20, 3);
        const initial = initialStates(cell, RandomStream.named(1, "initial"), 3);
        return scoreSequences(network, { bits, steps: 20, batch: 3, initial }, [question], [{ from: 1, to: 20 }], {
          progress,
        });
      },
    ],
    ["fixedPoints", "fixed points under ones", (progress) => fixedPoints(network, { input: 1, starts: 2, progress })],
    [
      "periodicOrbits",
      "2-cycles",
      (progress) => periodicOrbits(leakyMap(network, 0), [new Float64Array(6)], { period: 2, progress }),
    ],
    ["ablateNeurons", "ablation", (progress) => ablateNeurons(network, question, [[0], [1]], { ...options, progress })],
    [
      "ablateNeuronsAsPublished",
      "ablation",
      (progress) => ablateNeuronsAsPublished(network, question, [[0], [1]], { ...options, progress }),
    ],
    [
      "recordedTimescales",
      "autocorrelation",
      (progress) => recordedTimescales([[[1, 2, 1, 3, 1, 1]]], { estimators: ["ar1"], progress }),
    ],
  ])("is finished by %s", async (_, label, compute) => {
    const { progress, started, finished } = interrupted();
    await expect(compute(progress)).rejects.toThrow("interrupted");
    expect([started, finished]).toEqual([[label], [`${label}: interrupted`]]);
  });

  it("is finished by train, whose run ends there", async () => {
    const { progress, finished } = interrupted();
    const request = { neurons: 4, batch: 2, steps: 3, epochs: 2, profile: "quick" } as const;
    const run = await train({ task: "n-parity", curriculum: "single-head", ...request }, { progress });
    expect(run.reason).toBe("aborted");
    expect(finished).toEqual(["n-parity, single-head, seed 1: stopped after 0 epochs, no N solved"]);
  });
});

describe("in a notebook, a call that fails", () => {
  afterEach(stopBeingKernel);

  it("no longer listens for interrupts", async () => {
    becomeKernel();
    const cell = leakyRnn({ neurons: 6 });
    const own = process.listenerCount("SIGINT");
    const network = { cell, parameters: initialParameters(cell, 1, 1) };
    const progress = notebookProgress();
    const broken = {
      name: "broken",
      meaning: "none",
      maxLag: 1,
      estimate: () => ({ tauNet: Number.NaN, failure: null }),
    };
    for (let k = 0; k < 3; k++) {
      const call = estimateTimescales(network, { steps: 200, trials: 1, estimators: [broken], progress });
      await expect(call).rejects.toThrow(/finite tauNet/);
    }
    await new Promise((resolve) => setImmediate(resolve));
    expect(process.listenerCount("SIGINT")).toBe(own);
  });
});
