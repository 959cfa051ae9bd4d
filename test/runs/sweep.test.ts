import { mkdirSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { type PlannedRun, plannedRuns } from "../../lib/runs/plan.js";
import type { PlannedStatus } from "../../lib/runs/planStatus.js";
import { remainingTime } from "../../lib/runs/remainingTime.js";
import { createRun, openRun } from "../../lib/runs/runFolder.js";
import { readRun } from "../../lib/runs/storedRun.js";
import { type SweepEvent, sweep } from "../../lib/runs/sweep.js";
import { engineNamed, trainRun } from "../../lib/runs/trainRun.js";
import { temporaryFolder } from "./temporaryFolder.js";

/** Runs of a second or less. */
function tinyRuns(seeds: number[], limits: { epochs?: number; maxN?: number; seconds?: number } = {}): PlannedRun[] {
  const sizes = { neurons: 12, batch: 16, steps: 8, testBatches: 2, learningRate: 0.1 };
  const condition = { task: "n-parity", curriculum: "multi-head" };
  return plannedRuns({ ...sizes, epochs: 30, ...limits, runs: [{ ...condition, seeds }] });
}

function results(folder: string): Record<string, Buffer> {
  const names = readdirSync(folder).filter((name) => /^(N\d+|latest)\.|^(epochs.csv|checksums.txt)$/.test(name));
  return Object.fromEntries(names.map((name) => [name, readFileSync(join(folder, name))]));
}

/** The same run, trained here without a sweep. */
async function direct({ config, variant }: PlannedRun) {
  const run = await createRun(temporaryFolder(), config, { variant });
  await trainRun(run);
  await run.close();
  return results(run.folder);
}

/** The events of a sweep, e.g. ["started", "solved", "done"] for each run, and what to do at one. */
function recorder(runs: readonly PlannedRun[], at?: (event: SweepEvent, status: PlannedStatus, index: number) => void) {
  const events: string[][] = runs.map(() => []);
  const onChange = (statuses: readonly PlannedStatus[], index: number, event?: SweepEvent) => {
    if (!event) return;
    if (event.kind !== "solved") events[index].push(event.kind);
    at?.(event, statuses[index], index);
  };
  return { events, onChange };
}

const killedOwners = new Set<string>();

/** Kills the process that trains a run, as a system without memory would. */
function killOwner(folder: string): void {
  const lock = readdirSync(folder).find((name) => name.endsWith(".lock"));
  if (lock === undefined || killedOwners.has(lock)) return;
  killedOwners.add(lock);
  process.kill(JSON.parse(readFileSync(join(folder, lock), "utf8")).pid, "SIGKILL");
}

describe("a sweep", () => {
  it("with no job to do it is refused", async () => {
    for (const jobs of [0, Number.NaN, 1.5]) {
      await expect(sweep(tinyRuns([1]), { parent: temporaryFolder(), jobs })).rejects.toThrow(
        `jobs: expected an integer of at least 1, got ${jobs}`,
      );
    }
  });

  it("says what it was given in place of runs, or of a folder", async () => {
    const options = { parent: temporaryFolder(), jobs: 1 };
    const plan = { runs: [] } as unknown as PlannedRun[];
    await expect(sweep(plan, options)).rejects.toThrow(/^runs: expected a list, got/);
    const nowhere = { jobs: 1 } as unknown as typeof options;
    await expect(sweep([], nowhere)).rejects.toThrow("parent: expected the path of a folder, got undefined");
  });

  it("rejects with what onChange throws, whenever it does, after the runs under way are saved", async () => {
    const runs = tinyRuns([1, 2], { epochs: 100_000 });
    const parent = temporaryFolder();
    const onChange = (statuses: readonly PlannedStatus[]) => {
      if (statuses.every(({ epochs }) => epochs.length > 0)) throw new Error("no more");
    };
    await expect(sweep(runs, { parent, jobs: 2, onChange })).rejects.toThrow("no more");
    for (const { name } of runs) {
      expect(readdirSync(join(parent, name)).filter((file) => file.endsWith(".lock"))).toEqual([]);
      const { record, epochs } = await readRun(join(parent, name));
      expect(record.outcome).toBeUndefined();
      expect(epochs.length).toBeGreaterThan(0);
    }
  });

  it("trains what is missing, goes on with what was interrupted, and skips what is done", async () => {
    const parent = temporaryFolder();
    const runs = tinyRuns([1, 2, 3]);
    const done = await createRun(parent, runs[0].config, { variant: runs[0].variant });
    await trainRun(done);
    await done.close();
    const before = readFileSync(join(done.folder, "run.json"), "utf8");
    const stop = new AbortController();
    const half = await createRun(parent, runs[1].config, { variant: runs[1].variant, engine: engineNamed("cpu") });
    await trainRun(half, {
      signal: stop.signal,
      onEpoch({ epoch }) {
        if (epoch === 9) stop.abort();
      },
    });
    await half.close();

    const { events, onChange } = recorder(runs);
    const statuses = await sweep(runs, { parent, jobs: 2, onChange });
    expect(events).toEqual([[], ["resumed", "done"], ["started", "done"]]);
    expect(statuses.map(({ state, detail, epochs }) => [state, detail, epochs.length])).toEqual(
      runs.map(() => ["done", "max-epochs", 30]),
    );
    expect(readFileSync(join(done.folder, "run.json"), "utf8")).toBe(before);
    for (const [i, { folder }] of statuses.entries()) expect(results(folder)).toEqual(await direct(runs[i]));

    const again = recorder(runs);
    await sweep(runs, { parent, jobs: 2, onChange: again.onChange });
    expect(again.events).toEqual([[], [], []]);
  });

  it("survives the death of its workers, and ends the same", async () => {
    const parent = temporaryFolder();
    const runs = tinyRuns([1, 2]);
    let kills = 0;
    const { events, onChange } = recorder(runs);
    const statuses = await sweep(runs, {
      ...{ parent, jobs: 2, retries: 3 },
      onChange(statuses, index, event) {
        onChange(statuses, index, event);
        const { folder, epochs, state } = statuses[index];
        if (index === 0 && state === "running" && !event && epochs.length === 8 * (kills + 1) && kills < 3) {
          kills++;
          killOwner(folder);
        }
      },
    });
    expect(kills).toBe(3);
    expect(events).toEqual([
      ["started", "retry", "retry", "retry", "done"],
      ["started", "done"],
    ]);
    for (const [i, { folder }] of statuses.entries()) expect(results(folder)).toEqual(await direct(runs[i]));
  });

  it("gives a run up whose workers die again and again without an epoch in between", async () => {
    const parent = temporaryFolder();
    const [run] = plannedRuns({ steps: 1e6, runs: [{ task: "n-dms", curriculum: "single-head", seeds: [1] }] });
    const { events, onChange } = recorder([run]);
    const [status] = await sweep([run], {
      ...{ parent, jobs: 1, retries: 1 },
      onChange(statuses, index, event) {
        onChange(statuses, index, event);
        if (!event && statuses[index].share > 0) killOwner(statuses[index].folder);
      },
    });
    expect(events).toEqual([["started", "retry", "failed"]]);
    expect(status).toMatchObject({ state: "failed", detail: "its process ended unexpectedly (SIGKILL)" });
  });

  it("tells why a run fails, and trains the others", async () => {
    const parent = temporaryFolder();
    const runs = tinyRuns([1, 2]);
    mkdirSync(join(parent, runs[0].name));
    writeFileSync(join(parent, runs[0].name, "thesis.tex"), "");
    const { events, onChange } = recorder(runs);
    const statuses = await sweep(runs, { parent, jobs: 1, onChange });
    expect(events).toEqual([
      ["started", "failed"],
      ["started", "done"],
    ]);
    expect(statuses[0].detail).toContain("holds thesis.tex, but is no run");
  });

  it("told to stop saves what is under way, and goes on from there the next time", async () => {
    const parent = temporaryFolder();
    const runs = tinyRuns([1, 2, 3], { epochs: 60 });
    const stop = new AbortController();
    const first = recorder(runs);
    const statuses = await sweep(runs, {
      ...{ parent, jobs: 2, signal: stop.signal },
      onChange(statuses, index, event) {
        first.onChange(statuses, index, event);
        const [one, other] = statuses.map(({ epochs }) => epochs.length);
        if (Math.min(one, other) >= 1 && Math.max(one, other) >= 6) stop.abort();
      },
    });
    expect(first.events[2]).toEqual([]);
    expect(statuses.map(({ state }) => state)).toEqual(["interrupted", "interrupted", "missing"]);
    const records = await Promise.all(statuses.slice(0, 2).map(({ folder }) => readRun(folder)));
    expect(records.map(({ record }) => record.outcome)).toEqual([undefined, undefined]);
    expect(readdirSync(statuses[0].folder).filter((name) => name.endsWith(".lock"))).toEqual([]);

    const ended = await sweep(runs, { parent, jobs: 2 });
    for (const [i, { folder }] of ended.entries()) expect(results(folder)).toEqual(await direct(runs[i]));
  });

  it("in turns gives the next one to the run that has had the least time, and ends the same", async () => {
    const parent = temporaryFolder();
    const runs = tinyRuns([1, 2, 3], { epochs: 120 });
    // Of an earlier sweep: its time counts.
    const head = await createRun(parent, runs[0].config, { variant: runs[0].variant, engine: engineNamed("cpu") });
    const stop = new AbortController();
    await trainRun(head, {
      signal: stop.signal,
      onEpoch({ epoch }) {
        if (epoch === 60) stop.abort();
      },
    });
    await head.close();
    const turns: { index: number; seconds: number[] }[] = [];
    const { events, onChange } = recorder(runs);
    const turn = head.record.seconds / 2; // 30 of 120 epochs, on whatever machine
    const statuses = await sweep(runs, {
      ...{ parent, jobs: 1, turn },
      onChange(statuses, index, event) {
        onChange(statuses, index, event);
        const seconds = statuses.map(({ state, seconds }) => (state === "done" ? Number.POSITIVE_INFINITY : seconds));
        if (event?.kind === "started" || event?.kind === "resumed") turns.push({ index, seconds });
      },
    });
    for (const { index, seconds } of turns) expect(seconds[index]).toBe(Math.min(...seconds));
    expect(turns.slice(0, 2).map(({ index }) => index)).toEqual([1, 2]);
    for (const ofRun of events.slice(1)) expect(ofRun).toContain("stopped");
    for (const ofRun of events) expect(ofRun.at(-1)).toBe("done");
    for (const [i, { folder }] of statuses.entries()) expect(results(folder)).toEqual(await direct(runs[i]));
  });

  it("leaves a turn to the run that has it while no other waits", async () => {
    const parent = temporaryFolder();
    const runs = tinyRuns([1, 2], { epochs: 60 });
    const { events, onChange } = recorder(runs);
    await sweep(runs, { parent, jobs: 2, turn: 0.05, onChange });
    expect(events).toEqual([
      ["started", "done"],
      ["started", "done"],
    ]);
  });

  it("leaves a run alone that another process trains", async () => {
    const parent = temporaryFolder();
    const runs = tinyRuns([1, 2]);
    const ours = await createRun(parent, runs[0].config, { variant: runs[0].variant });
    const statuses = await sweep(runs, { parent, jobs: 2 });
    await ours.close();
    expect(statuses.map(({ state }) => state)).toEqual(["elsewhere", "done"]);
    expect(statuses[0].detail).toContain(`by process ${process.pid} since`);
  });

  it("comes back to a run that another process had, and that it left before the others were through", async () => {
    const parent = temporaryFolder();
    const runs = tinyRuns([1, 2]);
    const ours = await createRun(parent, runs[0].config, { variant: runs[0].variant });
    const { events, onChange } = recorder(runs);
    const statuses = await sweep(runs, {
      ...{ parent, jobs: 1 },
      onChange(all, index, event) {
        onChange(all, index, event);
        if (index === 1 && event?.kind === "started") void ours.close();
      },
    });
    expect(statuses.map(({ state }) => state)).toEqual(["done", "done"]);
    expect(events[0]).toEqual(["elsewhere", expect.stringMatching(/^(started|resumed)$/), "done"]);
  });

  it("trains a run further when the plan has become longer, and ends one at its limit of time", async () => {
    const parent = temporaryFolder();
    await sweep(tinyRuns([1], { epochs: 4 }), { parent, jobs: 1 });
    const longer = tinyRuns([1]);
    const [status] = await sweep(longer, { parent, jobs: 1 });
    expect(status).toMatchObject({ state: "done", detail: "max-epochs" });
    expect(results(status.folder)).toEqual(await direct(longer[0]));
    const [shorter] = await sweep(tinyRuns([1], { epochs: 4 }), { parent, jobs: 1 });
    expect(shorter).toMatchObject({ state: "done", detail: "trained further than the plan" });

    const limited = tinyRuns([2], { seconds: 0.001 });
    const [timed] = await sweep(limited, { parent, jobs: 1 });
    expect(timed).toMatchObject({ state: "done", detail: "time-limit" });
    const { events, onChange } = recorder(limited);
    await sweep(limited, { parent, jobs: 1, onChange });
    expect(events).toEqual([[]]);
  });

  it("does not touch a run of another config", async () => {
    const parent = temporaryFolder();
    const [run] = tinyRuns([1]);
    const other = { ...run.config, optimiser: { name: "sgd", learningRate: 0.1, momentum: 0.9 } as const };
    await (await createRun(parent, other, { variant: run.variant })).close();
    const [status] = await sweep([run], { parent, jobs: 1 });
    expect(status).toMatchObject({
      state: "failed",
      detail: `${status.folder} is a run of another config than the plan's`,
    });
    const opened = await openRun(status.folder);
    await expect(opened.extendTo(run.config)).rejects.toThrow("is a run of another config: not only its limits differ");
    await opened.close();
  });
});

describe("the remaining time", () => {
  const statusWith = (epochs: number, state: PlannedStatus["state"], seed = 1): PlannedStatus => {
    const [planned] = plannedRuns({
      maxN: 41,
      runs: [{ task: "n-parity", curriculum: "multi-head", seeds: [seed], epochs: 1000 }],
    });
    // One N an epoch, N seconds each: N = 2, 3, … takes 2 + 3 + … seconds.
    const rows = Array.from({ length: epochs }, (_, i) => ({ nMax: i + 2, seconds: i + 2 }));
    const seconds = rows.reduce((sum, row) => sum + row.seconds, 0);
    return { planned, folder: "", state, epochs: rows, share: 0, seconds };
  };

  it("of a run that solves an N every epoch is the sum over the N that are left", () => {
    const left = (41 * 42) / 2 - (21 * 22) / 2; // N = 22 … 41
    const { each, all } = remainingTime([statusWith(20, "running")], 1);
    expect(each[0]).toBeCloseTo(left, 6);
    expect(all).toBeCloseTo(left, 6);
  });

  it("is found without going through all epochs, of which there may be any number", () => {
    const status = statusWith(20, "running");
    const { schedule } = status.planned.config;
    const of = (curriculum: object, maxEpochs: number, epochs = status.epochs) => {
      const config = { ...status.planned.config, schedule: { ...schedule, maxEpochs }, curriculum };
      const planned = { ...status.planned, config } as typeof status.planned;
      return remainingTime([{ ...status, planned, epochs }], 1).each[0];
    };
    const one = { name: "no-curriculum", n: 30 };
    const same = status.epochs.map((epoch) => ({ ...epoch, nMax: 30, seconds: 2 }));
    expect(of(one, 1e15, same)).toBeCloseTo(2 * (1e15 - 20), -3);
    const secondsPerN = (of({ name: "single-head" }, 21) ?? 0) / 22; // an N an epoch, from N = 2 on
    expect(of({ name: "single-head", holdAt: 24 }, 1e15)).toBeCloseTo(secondsPerN * (22 + 23 + 24 * (1e15 - 22)), -3);
  });

  it("of a run that has not begun is that of another seed, shared between the jobs", () => {
    const whole = (41 * 42) / 2 - 1;
    const { each, all } = remainingTime([statusWith(40, "done"), ...[2, 3].map((s) => statusWith(0, "missing", s))], 2);
    expect(each).toEqual([0, whole, whole]);
    expect(all).toBe(whole);
  });

  it("is at most what the limit of time leaves, and unknown before the first epoch", () => {
    const status = statusWith(20, "running");
    const limited = { ...status, planned: { ...status.planned, seconds: status.seconds + 10 } };
    expect(remainingTime([limited], 1).each[0]).toBeCloseTo(10, 9);
    expect(remainingTime([statusWith(0, "running")], 1)).toEqual({ each: [undefined] });
  });
});
