import { afterAll, afterEach, describe, expect, it, vi } from "vitest";
import {
  ablateNeurons,
  ablation,
  accuracyAgainstP,
  accuracyAgainstTimeStep,
  accuracyInTime,
  accuracyOf,
  forgetting,
  GraphEngine,
  lengthGeneralisation,
  loadNetwork,
  nDms,
  nParity,
  perturbation,
  type TestedNetwork,
} from "../../lib/index.js";

const loaded = await loadNetwork("data/runs/lab-n-dms-single-head-leaky-rnn-s1/N005.safetensors");
const engine = new GraphEngine(loaded.cell);
afterAll(() => engine.dispose());
const question = { head: 0, n: 5 };
const options = { steps: 20, dropped: 10, trials: 2 };
const disturbed = { ...options, epsilons: [0.1], draws: 1 };

describe("a loaded network", () => {
  afterEach(() => void vi.restoreAllMocks());

  it.each<[string, (network: TestedNetwork) => Promise<unknown>]>([
    ["accuracyOf", (network) => accuracyOf(network, [question], options)],
    ["accuracyInTime", (network) => accuracyInTime({ ...network, ns: [5] }, options)],
    ["accuracyAgainstP", (network) => accuracyAgainstP(network, [question], [0.5], options)],
    ["accuracyAgainstTimeStep", (network) => accuracyAgainstTimeStep(network, [question], [1], options)],
    ["forgetting", (network) => forgetting(network, [5], { ...options, onesProbabilities: [0.5] })],
    ["lengthGeneralisation", (network) => lengthGeneralisation(network, [question], { doublings: 0, trials: 2 })],
    ["perturbation", (network) => perturbation(network, "tau", question, disturbed)],
    ["ablateNeurons", (network) => ablateNeurons(network, question, [[1]], options)],
    ["ablation", (network) => ablation(network, question, { ...options, count: 1 })],
  ])("is all that %s needs: the same as with its task and an engine", async (_, ask) => {
    const { cell, parameters } = loaded;
    const expected = await ask({ cell, parameters, task: nDms, engine });
    const dispose = vi.spyOn(GraphEngine.prototype, "dispose");
    expect(await ask(loaded)).toEqual(expected);
    expect(dispose).toHaveBeenCalledTimes(1);
  });

  it("is asked of the task that is given, rather than of its own", async () => {
    const [asked] = await accuracyOf({ ...loaded, task: nParity }, [question], options);
    expect(asked).toEqual((await accuracyOf({ ...loaded, task: nParity, engine }, [question], options))[0]);
    expect(asked).not.toEqual((await accuracyOf(loaded, [question], options))[0]);
  });

  it("of a task without a name here, or of none, is refused", async () => {
    const { cell, parameters } = loaded;
    const own = { cell, parameters, description: { task: "mine" } };
    const message = 'there is no task "mine"; expected one of: n-parity, n-dms';
    await expect(accuracyOf(own, [question], options)).rejects.toThrow(message);
    await expect(ablation(own, question, { ...options, count: 1 })).rejects.toThrow(message);
    await expect(perturbation({ cell, parameters }, "tau", question, disturbed)).rejects.toThrow(
      "task: expected one beside the network, or a description that names it, got neither",
    );
  });
});
