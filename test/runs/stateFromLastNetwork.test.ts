import { cpSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { loadNetwork, saveNetwork } from "../../lib/runs/checkpoint.js";
import { createRun, openRun } from "../../lib/runs/runFolder.js";
import { runName } from "../../lib/runs/runName.js";
import { withLimits } from "../../lib/runs/runRecord.js";
import { stateFromLastNetwork } from "../../lib/runs/stateFromLastNetwork.js";
import { readRun } from "../../lib/runs/storedRun.js";
import { sweep } from "../../lib/runs/sweep.js";
import { readTauTable } from "../../lib/runs/tauTable.js";
import { trainRun } from "../../lib/runs/trainRun.js";
import type { TrainingConfig } from "../../lib/training/config.js";
import { temporaryFolder } from "./temporaryFolder.js";
import { tinyConfig } from "./tinyConfig.js";

/** Trained anew, to the end of its epochs. */
async function trained(config: TrainingConfig, epochs: number): Promise<string> {
  const run = await createRun(temporaryFolder(), withLimits(config, { epochs }));
  await trainRun(run);
  await run.close();
  return run.folder;
}

/** A copy of a run without its state, as runs are published. */
function published(folder: string, config: TrainingConfig): string {
  const copy = join(temporaryFolder(), runName(config));
  cpSync(folder, copy, { recursive: true, filter: (source) => !/(latest|previous)\.\w+$/.test(source) });
  return copy;
}

/** Goes on with a published run, up to so many epochs. */
async function goneOn(folder: string, epochs: number): Promise<void> {
  const run = await openRun(folder, { fromLastNetwork: true });
  await run.extend({ epochs });
  await trainRun(run);
  await run.close();
}

/** Everything that training wrote but states. */
function results(folder: string): Record<string, Buffer> {
  const names = readdirSync(folder).filter((name) => /^N\d+\.|^(epochs|heads|tau)\.csv$|^checksums\.txt$/.test(name));
  return Object.fromEntries(names.map((name) => [name, readFileSync(join(folder, name))]));
}

/** All files of a run. */
function contents(folder: string): Record<string, Buffer> {
  return Object.fromEntries(readdirSync(folder).map((name) => [name, readFileSync(join(folder, name))]));
}

/** With an optimiser that remembers nothing. */
function withoutMomentum(config: TrainingConfig): TrainingConfig {
  return { ...config, optimiser: { name: "sgd", learningRate: 0.1, momentum: 0 } };
}

describe("a published run goes on from its last network", () => {
  it.each<TrainingConfig["curriculum"]>([
    { name: "multi-head" },
    { name: "single-head" },
    { name: "sliding-window", width: 2, drop: 1, firstN: 1 },
    { name: "several-heads", start: 1, add: 2 },
    { name: "no-curriculum", n: 2 },
  ])("$name: bit for bit, where the optimiser remembers nothing", async (curriculum) => {
    const config = withoutMomentum({ ...tinyConfig(), curriculum });
    const folder = published(await trained(config, 30), config);
    const { epochs, solved } = await readRun(folder);
    const { description } = await loadNetwork(solved.at(-1)?.file ?? "");
    expect(description.epoch).toBeLessThanOrEqual(epochs.length);
    await goneOn(folder, 36);
    expect(results(folder)).toEqual(results(await trained(config, 36)));
  });

  it("with momentum, nearly so, and run.json says it", async () => {
    const config = tinyConfig();
    const folder = published(await trained(config, 30), config);
    const { solved } = await readRun(folder);
    const { epoch = 0 } = (await loadNetwork(solved.at(-1)?.file ?? "")).description;
    await goneOn(folder, 31);
    const [again, whole] = [await readRun(folder), await readRun(await trained(config, 31))];
    expect(again.epochs.slice(0, epoch)).toEqual(whole.epochs.slice(0, epoch));
    const [next, expected] = [again.epochs[epoch], whole.epochs[epoch]];
    expect(next).toMatchObject({ nMin: expected.nMin, nMax: expected.nMax });
    expect(next.loss).not.toBe(expected.loss);
    expect(Math.abs(next.loss - expected.loss)).toBeLessThan(0.02);
    const n = String(solved.at(-1)?.n).padStart(3, "0");
    expect(again.record.stretches.at(-1)?.note).toContain(
      `went on from N${n}.safetensors, of epoch ${epoch}, without what the optimiser remembered then`,
    );
    expect(again.record.outcome).toEqual({ reason: "max-epochs" });
  });

  it("but a run with its state goes on from that", async () => {
    const config = tinyConfig();
    const folder = await trained(config, 20);
    await goneOn(folder, 30);
    expect(results(folder)).toEqual(results(await trained(config, 30)));
    expect((await readRun(folder)).record.stretches.map(({ note }) => note)).toEqual([undefined, undefined]);
  });

  it("in a sweep, where it is asked for", async () => {
    const config = withoutMomentum(tinyConfig());
    const whole = await trained(config, 30);
    const folder = published(await trained(config, 20), config);
    const parent = join(folder, "..");
    const plan = [{ name: runName(config), config: withLimits(config, { epochs: 30 }) }];
    const [refused] = await sweep(plan, { parent, jobs: 1 });
    expect(refused.state).toBe("failed");
    expect(refused.detail).toContain("--from-last-network");
    const [done] = await sweep(plan, { parent, jobs: 1, fromLastNetwork: true });
    expect(done.state).toBe("done");
    expect(done.epochs).toHaveLength(30); // those trained again are counted once
    expect(results(folder)).toEqual(results(whole));
  });

  it("not without a network, from another's, a damaged one, or epochs of another curriculum", async () => {
    const config = tinyConfig();
    const folder = published(await trained(config, 30), config);
    const run = await readRun(folder);
    const { n, file } = run.solved.at(-1) ?? { n: 0, file: "" };
    const { epoch = 0 } = (await loadNetwork(file)).description;
    const refused = (changed: Partial<typeof run>, message: string | RegExp) =>
      expect(stateFromLastNetwork({ ...run, ...changed })).rejects.toThrow(message);
    await refused({ solved: [] }, `${folder} has no network to go on from: it solved no N`);
    await refused({ epochs: run.epochs.slice(0, 1) }, `expected a network of one of 1 epoch, got epoch ${epoch} in`);
    const late = { name: "multi-head", firstN: 3 };
    await refused(
      { config: { ...config, curriculum: late } },
      /is not a run of its config: epoch 1 of multi-head: expected N = 3 … 3, got 2 … 2/,
    );
    await refused({ config: { ...config, seed: 2 } }, /expected a network of seed 2, got 1 in .*N\d+\.safetensors/);
    const single = { name: "single-head" };
    await refused(
      { config: { ...config, curriculum: single } },
      'expected a network of curriculum "single-head", got "multi-head" in',
    );
    const unsolved = run.epochs.map((row) => ({ ...row, solved: false }));
    await refused({ epochs: unsolved }, `expected a network of epoch ${epoch}, which solved N = "none", got ${n} in`);
    const higher = run.epochs.map((row) => ({ ...row, nMax: row.nMax + 1 }));
    await refused({ epochs: higher }, `heads for N = [2, ${n + 1}], got [2, ${n}] in`);
    const network = await loadNetwork(file);
    network.parameters["readout.bias"].data[0] += 1;
    await saveNetwork(file, network);
    const before = contents(folder);
    const reopened = await openRun(folder, { fromLastNetwork: true });
    await reopened.extend({ epochs: 36 });
    await expect(trainRun(reopened)).rejects.toThrow("its checksum is wrong");
    await reopened.close();
    expect(contents(folder)).toEqual(before);
  });

  it("and is left as it was where it cannot be trained so, or is stopped before it begins", async () => {
    const config = tinyConfig();
    const folder = published(await trained(config, 30), config);
    const before = contents(folder);
    const run = await openRun(folder, { fromLastNetwork: true });
    await expect(run.extend({ epochs: 20 })).rejects.toThrow(`${folder} has 30 epochs already, more than 20`);
    await expect(run.extend({ maxN: 2 })).rejects.toThrow("has come to N = 2 already");
    await run.extend({ epochs: 36 });
    expect((await trainRun(run, { signal: AbortSignal.abort() })).epochs).toHaveLength(30);
    await run.close();
    expect(contents(folder)).toEqual(before);

    const diverged = JSON.parse(readFileSync(join(folder, "run.json"), "utf8"));
    writeFileSync(join(folder, "run.json"), JSON.stringify({ ...diverged, outcome: { reason: "diverged" } }));
    const again = await openRun(folder, { fromLastNetwork: true });
    await expect(again.extend({ epochs: 36 })).rejects.toThrow("diverged, and would do so again");
    await again.close();
  });

  it("and says which epochs are trained again", async () => {
    const config = tinyConfig();
    const folder = published(await trained(config, 30), config);
    const { epoch = 0 } = (await loadNetwork((await readRun(folder)).solved.at(-1)?.file ?? "")).description;
    const problems: string[] = [];
    const run = await openRun(folder, { fromLastNetwork: true });
    await run.extend({ epochs: 31 });
    const { record } = await trainRun(run, { onProblem: (problem) => problems.push(problem) });
    await run.close();
    expect(epoch).toBeLessThan(30);
    expect(problems).toEqual([record.stretches.at(-1)?.note]);
    expect(problems[0]).toContain(`what was trained after it is trained again: epochs ${epoch + 1} … 30`);
  });

  it("and leaves no τ of an N that it has yet to solve again", async () => {
    const config = { ...tinyConfig(), curriculum: { name: "single-head" as const } };
    const folder = published(await trained(config, 150), config);
    const all = (await readRun(folder)).solved;
    rmSync(all.at(-1)?.file ?? "");
    const kept = all.at(-2)?.n ?? 0;
    const { epoch = 0 } = (await loadNetwork(all.at(-2)?.file ?? "")).description;
    const nsOfTau = async () => [...new Set((await readTauTable(folder)).map(({ n }) => n))];
    expect(await nsOfTau()).toEqual(all.map(({ n }) => n));
    const run = await openRun(folder, { fromLastNetwork: true });
    const found = await run.loadLatest();
    await run.close();
    expect(found?.state.epoch).toBe(epoch + 1);
    expect(await nsOfTau()).toEqual(all.map(({ n }) => n).filter((n) => n <= kept));
  });

  it("not where its epochs are missing, which would be trained anew over its networks", async () => {
    const config = tinyConfig();
    const folder = published(await trained(config, 60), config);
    expect((await readRun(folder)).solved.length).toBeGreaterThan(1);
    rmSync(join(folder, "epochs.csv"));
    for (const fromLastNetwork of [false, true]) {
      const run = await openRun(folder, { fromLastNetwork });
      await run.goOn();
      const message = fromLastNetwork ? "expected a network of one of 0 epochs" : "has 0 epochs, but not the state";
      await expect(trainRun(run)).rejects.toThrow(message);
      await run.close();
    }
  });
});
