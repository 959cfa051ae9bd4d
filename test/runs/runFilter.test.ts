import { describe, expect, it } from "vitest";
import { loadResults, loadRuns, type RunFilter } from "../../lib/index.js";

const foldersOf = async (filter: RunFilter) => (await loadRuns(filter)).map(({ folder }) => folder);

describe('"*" in a filter', () => {
  it.each<[string, RunFilter, RunFilter]>([
    ["models in a list", { model: ["*"] }, { model: "*" }],
    ["models, among others", { model: ["gru", "*"] }, { model: "*" }],
    ["variants in a list", { variant: ["*"] }, { variant: "*" }],
    ["variants, among others", { variant: [null, "*"] }, { variant: "*" }],
  ])("lets all %s through", async (_, some, all) => {
    const folders = await foldersOf(some);
    expect(folders).toEqual(await foldersOf(all));
    expect(folders.length).toBeGreaterThan((await foldersOf({})).length);
  });
});

describe("a variant that measurements have not", () => {
  it("is refused if it is misspelled, as it is of runs", async () => {
    const message = /^there is no run with the variant "tau1" in weights\.csv; they have: .*tau-1/;
    await expect(loadResults("weights", { profile: "lab", variant: "tau1" })).rejects.toThrow(message);
    await expect(loadResults("weights", { variant: ["tau-1", "tau1"] })).rejects.toThrow(RangeError);
  });
});
