import { expect, it } from "vitest";
import { hyperparameterTable } from "../../lib/training/hyperparameterTable.js";
import { type Profile, profiles } from "../../lib/training/profiles.js";

it("the table of hyperparameters has the published protocol, and every number of every profile", () => {
  const { columns, rows } = hyperparameterTable();
  expect(columns).toEqual(["", "paper", "lab", "quick"]);
  const paper = new Map(rows.map(([name, value]) => [name, value]));
  expect(Object.fromEntries(paper)).toMatchObject({
    optimiser: "SGD",
    "learning rate": "0.05",
    "Nesterov momentum": "0.1",
    neurons: "500",
    "sequences per step": "256",
    "steps per epoch": "600",
    "epochs at most": "1000",
    "accuracy above which N is solved": "0.98",
    "global norm that gradients are clipped to": "2",
  });
  (["paper", "lab", "quick"] as const).forEach((name, column) => {
    const profile: Profile = profiles[name];
    const shown = rows.map((row) => row[column + 1]);
    const { gated, ...own } = profile;
    for (const value of [...Object.values(own), ...Object.values(gated)]) expect(shown).toContain(String(value));
  });
});
