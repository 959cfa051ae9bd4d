import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { afterAll, describe, expect, it } from "vitest";
import { inProcesses } from "../../lib/processes/processPool.js";

const folder = mkdtempSync(join(tmpdir(), "process-pool-"));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

/** A worker that tells its process, dies where the item says so, waits, and fails where the item has a message. */
const worker = pathToFileURL(join(folder, "worker.mjs"));
const pool = new URL("../../lib/dist/processes/processPool.js", import.meta.url);
writeFileSync(
  worker,
  `import { serveItems } from ${JSON.stringify(pool.href)};
serveItems(async ({ wait, failsWith, dies, value }, onProgress) => {
  onProgress(process.pid);
  if (dies) process.exit(3);
  await new Promise((resolve) => setTimeout(resolve, wait));
  if (failsWith) throw new RangeError(failsWith);
  return value;
});`,
);

const isRunning = (pid: number) => {
  try {
    return process.kill(pid, 0);
  } catch {
    return false;
  }
};
const forever = 1e9;

describe("a pool of processes", () => {
  it("of no process is refused, also where there is nothing to do", async () => {
    for (const jobs of [0, Number.NaN]) {
      await expect(inProcesses(worker, [], () => {}, { jobs })).rejects.toThrow(
        `jobs: expected an integer of at least 1, got ${jobs}`,
      );
    }
  });

  it("tells every result with the index of its item", async () => {
    const results: [number, unknown][] = [];
    const items = [7, 8, 9].map((value) => ({ wait: 0, value }));
    await inProcesses(worker, items, (index, result) => void results.push([index, result]), { jobs: 2 });
    expect(results.sort(([a], [b]) => a - b)).toEqual([0, 1, 2].map((i) => [i, 7 + i]));
  });

  it("has ended all processes, and tells nothing more, when it fails by the first error", async () => {
    const pids: number[] = [];
    const results: unknown[] = [];
    const items = [{ wait: forever }, { wait: 500, failsWith: "n: got 0" }, { wait: 0, value: 3 }];
    const work = inProcesses(worker, items, (_, result) => void results.push(result), {
      jobs: 2,
      onProgress: (_, pid: number) => void pids.push(pid),
    });
    await expect(work).rejects.toThrow(new RangeError("n: got 0"));
    expect(pids.length).toBe(2);
    await expect.poll(() => pids.filter(isRunning)).toEqual([]);
    expect(results).toEqual([]);
  });

  it("goes on with the others where failures are told", async () => {
    const [results, failures]: [unknown[], string[]] = [[], []];
    const items = [
      { wait: 0, failsWith: "n: got 0" },
      { wait: 0, value: 1 },
    ];
    await inProcesses(worker, items, (_, result) => void results.push(result), {
      jobs: 1,
      onFailure: (index, { name, message }) => failures.push(`${index} ${name} ${message}`),
    });
    expect(failures).toEqual(["0 RangeError n: got 0"]);
    expect(results).toEqual([1]);
  });

  it("tries an item in a new process where the one before has ended, during an item or between two", async () => {
    const [pids, results, failures]: [number[], unknown[], string[]] = [[], [], []];
    const items = [{ wait: 0, value: 0 }, { wait: 0, value: 1 }, { dies: true }, { wait: 0, value: 3 }];
    const onResult = async (index: number, result: unknown) => {
      results.push(result);
      if (index > 0) return;
      process.kill(pids[0]);
      await expect.poll(() => isRunning(pids[0])).toBe(false);
    };
    await inProcesses(worker, items, onResult, {
      jobs: 1,
      onProgress: (_, pid: number) => void pids.push(pid),
      onFailure: (index, { message }) => failures.push(`${index} ${message}`),
    });
    expect(results).toEqual([0, 1, 3]);
    expect(failures).toEqual(["2 a process ended unexpectedly (exit code 3)"]);
    expect(new Set(pids).size).toBe(3);
  });

  it("ends all processes when it is aborted, with the reason", async () => {
    const pids: number[] = [];
    const interrupt = new AbortController();
    const work = inProcesses(worker, [{ wait: forever }, { wait: forever }], () => {}, {
      jobs: 2,
      signal: interrupt.signal,
      onProgress: (_, pid: number) => {
        pids.push(pid);
        if (pids.length === 2) interrupt.abort(new Error("interrupted"));
      },
    });
    await expect(work).rejects.toThrow("interrupted");
    await expect.poll(() => pids.filter(isRunning)).toEqual([]);
  });
});
