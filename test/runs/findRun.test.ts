import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { findRun, networkOfRun } from "../../lib/runs/findRun.js";
import { createRun } from "../../lib/runs/runFolder.js";
import { trainRun } from "../../lib/runs/trainRun.js";
import { temporaryFolder } from "./temporaryFolder.js";
import { tinyConfig } from "./tinyConfig.js";

/** A folder with two runs, of which seed 2 was trained until it had solved a larger N. */
async function twoRuns(): Promise<string> {
  const folder = temporaryFolder();
  for (const [seed, lastN] of [
    [1, 2],
    [2, 3],
  ]) {
    const config = tinyConfig(seed);
    const { schedule, curriculum } = config;
    const longer = { ...config, curriculum: { ...curriculum, lastN }, schedule: { ...schedule, maxEpochs: 300 } };
    const run = await createRun(folder, longer);
    await trainRun(run);
    await run.close();
  }
  return folder;
}

describe("finding a run", () => {
  it("takes the one that got furthest, of those that fit, or the one of a name or path", async () => {
    const folder = await twoRuns();
    expect((await findRun({}, [folder])).config.seed).toBe(2);
    expect((await findRun({ seed: 1 }, [folder])).config.seed).toBe(1);
    const name = "quick-n-parity-multi-head-leaky-rnn-s1";
    expect((await findRun(name, [temporaryFolder(), folder])).config.seed).toBe(1);
    expect((await findRun(join(folder, name), [])).config.seed).toBe(1);
  });

  it("tells which there are if none fits", async () => {
    const folder = await twoRuns();
    const known = "there are: quick-n-parity-multi-head-leaky-rnn-s1, quick-n-parity-multi-head-leaky-rnn-s2";
    await expect(findRun({ task: "n-dms" }, [folder])).rejects.toThrow(
      `no run with a solved N fits {"task":"n-dms"}; ${known}`,
    );
    await expect(findRun("mine", [folder])).rejects.toThrow(`no run with a solved N fits "mine"; ${known}`);
    await expect(findRun("", [folder])).rejects.toThrow(known);
    const empty = temporaryFolder();
    await expect(findRun({}, [empty])).rejects.toThrow(`there are none in ${empty}`);
  });

  it("gives the network of an N, or says which N there are", async () => {
    const run = await findRun({}, [await twoRuns()]);
    expect((await networkOfRun(run)).description.heads).toEqual([2, 3]);
    expect((await networkOfRun(run, 2)).description.heads).toEqual([2]);
    await expect(networkOfRun(run, 7)).rejects.toThrow(`no network for N = 7 in ${run.folder}; there are N = 2, 3`);
    await expect(networkOfRun({ ...run, solved: [] })).rejects.toThrow("there is none yet");
  });
});
