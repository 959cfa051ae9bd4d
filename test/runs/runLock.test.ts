import { readdirSync, readFileSync, renameSync, utimesSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it, onTestFinished } from "vitest";
import { createRun, openRun, RunInUse } from "../../lib/index.js";
import { lockFile, RunLock } from "../../lib/runs/runLock.js";
import { childProcess, killed, line } from "./childProcess.js";
import { temporaryFolder } from "./temporaryFolder.js";
import { tinyConfig } from "./tinyConfig.js";

/** A process that takes the lock of a folder, says so, and does nothing more. */
const holder = `
  const { RunLock } = await import(library + "runs/runLock.js");
  await RunLock.take(parameters[0]);
  console.log("taken");
  setInterval(() => {}, 1000);
`;

/** A lock file as another process would have left it. */
const foreignLock = (folder: string) => join(folder, "run.0123456789abcdef.lock");

const minutesAgo = (minutes: number) => new Date(Date.now() - 60_000 * minutes);

describe("the lock of a run", () => {
  it("is one process's, and there is nothing left when it is given back", async () => {
    const folder = temporaryFolder();
    const lock = await RunLock.take(folder);
    await expect(RunLock.take(folder)).rejects.toMatchObject({
      name: "RunError",
      message: expect.stringMatching(`^${folder} is in use by process ${process.pid} since \\d{4}-`),
    });
    await lock.release();
    expect(readdirSync(folder)).toEqual([]);
    await (await RunLock.take(folder)).release();
  });

  it("of a living process is refused; of a killed one it is taken over at once", async () => {
    const folder = temporaryFolder();
    const child = childProcess(holder, folder);
    await line(child);
    await expect(RunLock.take(folder)).rejects.toThrow(`in use by process ${child.pid} since`);
    await killed(child);
    expect(readdirSync(folder)).toEqual([expect.stringMatching(lockFile)]);
    const lock = await RunLock.take(folder);
    const [file, ...others] = readdirSync(folder);
    expect(JSON.parse(readFileSync(join(folder, file), "utf8")).pid).toBe(process.pid);
    expect(others).toEqual([]);
    await lock.release();
  });

  it("is given back by a process that ends without saying so", async () => {
    const folder = temporaryFolder();
    const child = childProcess(holder.replace("setInterval(() => {}, 1000)", "process.exit(3)"), folder);
    await new Promise((resolve) => child.once("exit", resolve));
    expect(child.exitCode).toBe(3);
    expect(readdirSync(folder)).toEqual([]);
  });

  it("is taken over from a process whose number another one has by now", async () => {
    const folder = temporaryFolder();
    const lock = await RunLock.take(folder);
    const own = JSON.parse(readFileSync(join(folder, readdirSync(folder)[0]), "utf8"));
    await lock.release();
    writeFileSync(foreignLock(folder), JSON.stringify({ ...own, processStart: "1" }));
    if (process.platform === "linux") await (await RunLock.take(folder)).release();
    else await expect(RunLock.take(folder)).rejects.toThrow("in use");
  });

  it("holds, where the system does not tell when a process began, as long as that runs and gives signs of life", async () => {
    const folder = temporaryFolder();
    const platform = { ...Object.getOwnPropertyDescriptor(process, "platform") };
    Object.defineProperty(process, "platform", { ...platform, value: "darwin" });
    onTestFinished(() => void Object.defineProperty(process, "platform", platform));
    const lock = await RunLock.take(folder);
    const own = JSON.parse(readFileSync(join(folder, readdirSync(folder)[0]), "utf8"));
    await lock.release();
    expect(own.processStart).toBe("");

    const file = foreignLock(folder);
    writeFileSync(file, JSON.stringify(own));
    utimesSync(file, minutesAgo(2), minutesAgo(2));
    await expect(RunLock.take(folder)).rejects.toThrow(
      /in use by process \d+ since \S+, last sign of life 12\d s ago; it counts as dead after 180 s$/,
    );
    utimesSync(file, minutesAgo(4), minutesAgo(4));
    await (await RunLock.take(folder)).release();

    const child = childProcess("");
    await new Promise((resolve) => child.once("exit", resolve));
    writeFileSync(file, JSON.stringify({ ...own, pid: child.pid }));
    await (await RunLock.take(folder)).release();
    expect(readdirSync(folder)).toEqual([]);
  });

  it.each([
    ["on another machine", { pid: process.pid, host: "node17", place: "node17 boot", since: "2026-01-01T00:00:00Z" }],
    ["that left no readable lock", "{"],
  ])("of a process %s holds until there is no sign of life", async (_, owner) => {
    const folder = temporaryFolder();
    const file = foreignLock(folder);
    writeFileSync(file, typeof owner === "string" ? owner : JSON.stringify(owner));
    utimesSync(file, minutesAgo(2), minutesAgo(2));
    await expect(RunLock.take(folder)).rejects.toThrow(
      /in use by .*, last sign of life 12\d s ago; it counts as dead after 180 s$/,
    );
    utimesSync(file, minutesAgo(4), minutesAgo(4));
    await (await RunLock.take(folder)).release();
    expect(readdirSync(folder)).toEqual([]);
  });

  it("that was taken over is noticed by the one who had it", async () => {
    const folder = temporaryFolder();
    const lock = await RunLock.take(folder);
    expect(() => lock.check()).not.toThrow();
    const [file] = readdirSync(folder);
    renameSync(join(folder, file), foreignLock(folder));
    expect(() => lock.check()).toThrow("another process has taken over the run");
    await lock.release();
    expect(readdirSync(folder)).toHaveLength(1); // the other's stays
  });

  it("of a dead process is got by exactly one of many who want it", async () => {
    for (let round = 0; round < 5; round++) {
      const folder = temporaryFolder();
      writeFileSync(foreignLock(folder), "{}");
      utimesSync(foreignLock(folder), minutesAgo(9), minutesAgo(9));
      const locks = await Promise.allSettled(Array.from({ length: 8 }, () => RunLock.take(folder)));
      const taken = locks.flatMap((lock) => (lock.status === "fulfilled" ? [lock.value] : []));
      expect(taken).toHaveLength(1);
      expect(() => taken[0].check()).not.toThrow();
      await taken[0].release();
    }
  });

  it("keeps a second process from a run", async () => {
    const run = await createRun(temporaryFolder(), tinyConfig());
    await expect(openRun(run.folder)).rejects.toThrow(`${run.folder} is in use by process`);
    await expect(openRun(run.folder)).rejects.toBeInstanceOf(RunInUse);
    await run.close();
    await (await openRun(run.folder)).close();
  });

  it("is given back when a run cannot be opened", async () => {
    const run = await createRun(temporaryFolder(), tinyConfig());
    await run.close();
    const file = join(run.folder, "run.json");
    const good = readFileSync(file);
    writeFileSync(file, "{");
    await expect(openRun(run.folder)).rejects.toThrow("no valid JSON");
    writeFileSync(file, good);
    await (await openRun(run.folder)).close();
  });
});
