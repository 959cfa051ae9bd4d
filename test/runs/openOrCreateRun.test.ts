import { expect, it } from "vitest";
import { openOrCreateRun } from "../../lib/runs/openOrCreateRun.js";
import { RunInUse } from "../../lib/runs/runLock.js";
import { startFrom } from "../../lib/runs/start.js";
import { readRun } from "../../lib/runs/storedRun.js";
import { train } from "../../lib/training/train.js";
import { temporaryFolder } from "./temporaryFolder.js";
import { tinyConfig } from "./tinyConfig.js";

it("a run that another process begins after nobody had it is opened, or left to the other", async () => {
  const { config, solved } = await train({ ...tinyConfig(), curriculum: { name: "multi-head", lastN: 2 } });
  const { task, curriculum, model, seed } = config;
  const { parameters } = solved[0];
  const description = { model, task, curriculum: curriculum.name, heads: [2], seed };
  const start = startFrom({ parameters, description }, 2);
  const further = { ...tinyConfig(2), curriculum: { name: "no-curriculum", n: 2 } };

  // What the run begins with is read after the folder was looked at, and before the run is begun.
  const parent = temporaryFolder();
  const second = await openOrCreateRun(parent, further, { engine: "the second" }, async () => {
    const first = await openOrCreateRun(parent, further, { engine: "the first" }, async () => start);
    await first.close();
    return start;
  });
  await second.close();
  const { record } = await readRun(second.folder);
  expect(record.stretches.map(({ engine }) => engine)).toEqual(["the first", "the second"]);
  expect(record.config.from).toEqual(start.from);

  const elsewhere = temporaryFolder();
  let other: Awaited<ReturnType<typeof openOrCreateRun>> | undefined;
  const refused = openOrCreateRun(elsewhere, further, {}, async () => {
    other = await openOrCreateRun(elsewhere, further, {}, async () => start);
    return start;
  });
  await expect(refused).rejects.toBeInstanceOf(RunInUse);
  await other?.close();
});
