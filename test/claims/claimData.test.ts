import { expect, it } from "vitest";
import { loadClaimData } from "../../lib/claims/claimData.js";
import { createRun } from "../../lib/runs/runFolder.js";
import { trainRun } from "../../lib/runs/trainRun.js";
import { temporaryFolder } from "../runs/temporaryFolder.js";
import { tinyConfig } from "../runs/tinyConfig.js";
import { nothing } from "./handMade.js";

it("claims are computed from runs on disk and from no tables where there are none", async () => {
  const folder = temporaryFolder();
  const run = await createRun(
    folder,
    { ...tinyConfig(), curriculum: { name: "no-curriculum", n: 2 } },
    { variant: "n-2" },
  );
  const { epochs } = await trainRun(run);
  await run.close();
  const data = await loadClaimData({ runs: folder, results: temporaryFolder() });
  expect({ ...data, runs: [] }).toEqual(nothing);
  expect(data.runs).toMatchObject([
    {
      profile: "quick",
      task: "n-parity",
      curriculum: "no-curriculum",
      model: "leaky-rnn",
      variant: "n-2",
      seed: 1,
      onlyN: 2,
    },
  ]);
  expect(data.runs[0].epochs.map(({ solved, nMax }) => ({ solved, nMax }))).toEqual(
    epochs.map(({ solved, nMax }) => ({ solved, nMax })),
  );
});

it("a retraining is no training without a curriculum", async () => {
  const folder = temporaryFolder();
  const from = { network: "0".repeat(64), n: 2, head: 0, curriculum: "multi-head", seed: 1 };
  const run = await createRun(
    folder,
    { ...tinyConfig(), curriculum: { name: "no-curriculum", n: 3 }, from },
    { variant: "retrained" },
  );
  await run.close();
  expect((await loadClaimData({ runs: folder, results: folder })).runs).toEqual([]);
});
