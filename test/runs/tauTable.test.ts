import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, describe, expect, it } from "vitest";
import { createRun, loadNetwork, readTauTable, trainRun } from "../../lib/index.js";
import { keepTau, updateTauTable } from "../../lib/runs/tauTable.js";
import { trainingConfig } from "../../lib/training/trainingConfig.js";

const parent = mkdtempSync(join(tmpdir(), "tau-table-"));
afterAll(() => rmSync(parent, { recursive: true, force: true }));

describe("tau.csv", () => {
  it("holds every neuron's τ for every N that a run solved, as the networks do, and outlives them", async () => {
    const config = trainingConfig({ task: "n-dms", curriculum: "multi-head", neurons: 20, maxN: 3, epochs: 40 });
    const run = await createRun(parent, config);
    const { solved } = await trainRun(run);
    await run.close();
    expect(solved.map(({ n }) => n)).toEqual([2, 3]);
    const rows = await readTauTable(run.folder);
    expect(rows.length).toBe(40);
    for (const { n, file } of solved) {
      const { tau } = (await loadNetwork(file)).parameters;
      const ofN = rows.filter((row) => row.n === n);
      expect(ofN.map(({ neuron }) => neuron)).toEqual(Array.from({ length: 20 }, (_, i) => i));
      expect(Float32Array.from(ofN, (row) => row.tau)).toEqual(tau.data);
    }

    rmSync(solved[0].file);
    const before = readFileSync(join(run.folder, "tau.csv"), "utf8");
    await updateTauTable(run.folder, 3);
    expect(readFileSync(join(run.folder, "tau.csv"), "utf8")).toBe(before);
    rmSync(join(run.folder, "tau.csv"));
    await updateTauTable(run.folder);
    expect((await readTauTable(run.folder)).map(({ n }) => n)).toEqual(Array(20).fill(3)); // made anew from what is left
  });

  it("keeps the rows of the largest N that still counts as solved, and of smaller N", async () => {
    const folder = mkdtempSync(join(parent, "keep-"));
    const text = ["n,neuron,tau", "2,0,1.5", "3,0,1.25", "3,1,2", "4,0,1"].join("\n");
    writeFileSync(join(folder, "tau.csv"), `${text}\n`);
    await keepTau(folder, 3);
    expect(await readTauTable(folder)).toEqual([
      { n: 2, neuron: 0, tau: 1.5 },
      { n: 3, neuron: 0, tau: 1.25 },
      { n: 3, neuron: 1, tau: 2 },
    ]);
  });

  it("is empty for a run without one, and names the row that is damaged", async () => {
    expect(await readTauTable(parent)).toEqual([]);
    writeFileSync(join(parent, "tau.csv"), "n,neuron,tau\n2,1,1.5\n2,two,1.5\n");
    await expect(readTauTable(parent)).rejects.toThrow(/expected n, neuron, tau as numbers in row 2 of .*tau\.csv/);
  });
});
