import { afterAll, describe, expect, it } from "vitest";
import {
  accuracyOf,
  dimensionality,
  estimateTimescales,
  GraphEngine,
  leakyRnn,
  nParity,
  perturbation,
} from "../../lib/index.js";
import { initialParameters } from "../../lib/training/parameters.js";

const cell = leakyRnn({ neurons: 5 });
const parameters = initialParameters(cell, 1, 1);
const other = new GraphEngine(leakyRnn({ neurons: 5, leak: "outside" }));
const same = new GraphEngine(leakyRnn({ neurons: 5 }));
afterAll(() => Promise.all([other.dispose(), same.dispose()]));

describe("an engine of another cell than the network's", () => {
  const options = { steps: 40, trials: 1 };
  const question = { head: 0, n: 2 };

  it.each<[string, (engine: GraphEngine) => Promise<unknown>]>([
    ["estimateTimescales", (engine) => estimateTimescales({ cell, parameters, engine }, options)],
    ["dimensionality", (engine) => dimensionality({ cell, parameters, engine }, options)],
    ["accuracyOf", (engine) => accuracyOf({ cell, parameters, engine, task: nParity }, [question], options)],
    [
      "perturbation",
      (engine) =>
        perturbation({ cell, parameters, engine, task: nParity }, "tau", question, {
          ...options,
          epsilons: [0],
          draws: 1,
        }),
    ],
  ])("is refused by %s, one of an equal cell is not", async (_, analyse) => {
    await expect(analyse(other)).rejects.toThrow(
      /^engine: expected one of the cell that is given, .*"inside".*"outside"/,
    );
    await expect(analyse(same)).resolves.toBeDefined();
  });
});
