import { createHash } from "node:crypto";
import { readdirSync, readFileSync, renameSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { recordChecksum } from "../../lib/runs/checksums.js";
import { listRuns, summariseRun } from "../../lib/runs/listRuns.js";
import { createRun, openRun } from "../../lib/runs/runFolder.js";
import { trainRun } from "../../lib/runs/trainRun.js";
import { verifyRun } from "../../lib/runs/verifyRun.js";
import { childProcess, killed, line } from "./childProcess.js";
import { temporaryFolder } from "./temporaryFolder.js";
import { tinyConfig } from "./tinyConfig.js";

async function trained(): Promise<{ parent: string; folder: string }> {
  const parent = temporaryFolder();
  const run = await createRun(parent, { ...tinyConfig(), curriculum: { name: "multi-head", lastN: 2 } });
  await trainRun(run);
  await run.close();
  return { parent, folder: run.folder };
}

describe("verifying a run", () => {
  it("finds all networks good, and writes their hashes as sha256sum does", async () => {
    const { folder } = await trained();
    expect(await verifyRun(folder)).toEqual([
      { file: "run.json", state: "good" },
      { file: "N002.safetensors", state: "good" },
      { file: "latest.json", state: "good", goesOnInEpoch: expect.any(Number) },
      { file: "previous.json", state: "good" },
    ]);
    const bytes = readFileSync(join(folder, "N002.safetensors"));
    const hash = createHash("sha256").update(bytes).digest("hex");
    expect(readFileSync(join(folder, "checksums.txt"), "utf8")).toBe(`${hash}  N002.safetensors\n`);
  });

  it("finds one flipped bit of a weight, which reading cannot see", async () => {
    const { folder } = await trained();
    const file = join(folder, "N002.safetensors");
    const bytes = readFileSync(file);
    bytes[bytes.length - 4] ^= 1;
    writeFileSync(file, bytes);
    const [, network] = await verifyRun(folder);
    expect(network.state).toBe("damaged");
    expect(network.problem).toMatch(/^expected SHA-256 [0-9a-f]{64}, got [0-9a-f]{64} of .*N002\.safetensors$/);
  });

  it("tells what cannot be read, and why", async () => {
    const { folder } = await trained();
    writeFileSync(join(folder, "N002.safetensors"), "short");
    expect((await verifyRun(folder))[1].problem).toContain("expected at least 8 bytes, got 5");
    writeFileSync(join(folder, "checksums.txt"), "nonsense\n");
    expect((await verifyRun(folder))[1].problem).toBe(
      `expected "<sha256>  <file>" in line 1 of ${join(folder, "checksums.txt")}`,
    );
    writeFileSync(join(folder, "run.json"), "{");
    const [record] = await verifyRun(folder);
    expect(record).toMatchObject({ file: "run.json", state: "damaged" });
  });

  it("reads what was saved before hashes were written down, and does not miss what was not published", async () => {
    const { folder } = await trained();
    await recordChecksum(folder, "N007.safetensors", "0".repeat(64));
    expect((await verifyRun(folder)).map(({ state }) => state)).toEqual(["good", "good", "absent", "good", "good"]);
    rmSync(join(folder, "checksums.txt"));
    expect((await verifyRun(folder)).map(({ state }) => state)).toEqual(["good", "no hash", "good", "good"]);
  });
});

describe("the states to go on from", () => {
  const statesOf = async (folder: string) =>
    (await verifyRun(folder)).filter(({ file }) => file.endsWith("s.json") || file.startsWith("latest"));
  const cutOff = (file: string) => writeFileSync(file, readFileSync(file).subarray(0, 20));

  it.each(["latest.json", "latest.safetensors"])(
    "are damaged by a %s that is cut off, and told to be the one before",
    async (name) => {
      const { folder } = await trained();
      const [{ goesOnInEpoch = 0 }] = await statesOf(folder);
      cutOff(join(folder, name));
      expect(await statesOf(folder)).toEqual([
        { file: "latest.json", state: "damaged", problem: expect.stringContaining(name) },
        { file: "previous.json", state: "good", goesOnInEpoch: goesOnInEpoch - 1 },
      ]);
      // That is what going on does.
      const run = await openRun(folder);
      expect((await run.loadLatest())?.state.epoch).toBe(goesOnInEpoch - 1);
      await run.close();
    },
  );

  it("are told to be lost when both are damaged, and damaged when one that is not needed is", async () => {
    const { folder } = await trained();
    cutOff(join(folder, "previous.json"));
    expect(await statesOf(folder)).toEqual([
      { file: "latest.json", state: "good", goesOnInEpoch: expect.any(Number) },
      { file: "previous.json", state: "damaged", problem: "previous.json is damaged: it is no valid JSON" },
    ]);
    cutOff(join(folder, "latest.json"));
    const lost = "is no valid JSON: there is no state that the run could go on from";
    expect((await statesOf(folder)).map(({ problem }) => problem)).toEqual(
      ["latest", "previous"].map((name) => `${name}.json is damaged: it ${lost}`),
    );
    const run = await openRun(folder);
    await expect(run.loadLatest()).rejects.toThrow("no saved state");
    await run.close();
  });

  it("are good after a save that was interrupted, and where there are none", async () => {
    const { folder } = await trained();
    const [{ goesOnInEpoch }] = await statesOf(folder);
    renameSync(join(folder, "latest.safetensors"), join(folder, "previous.safetensors"));
    expect(await statesOf(folder)).toEqual([{ file: "latest.json", state: "good", goesOnInEpoch }]);
    renameSync(join(folder, "latest.json"), join(folder, "previous.json"));
    expect(await statesOf(folder)).toEqual([
      { file: "latest.json", state: "absent", problem: "latest.json is missing" },
      { file: "previous.json", state: "good", goesOnInEpoch },
    ]);
    for (const name of ["previous.json", "previous.safetensors"]) rmSync(join(folder, name));
    expect(await statesOf(folder)).toEqual([]);
  });
});

describe("the list of runs", () => {
  it("tells how each of them stands", async () => {
    const { parent, folder } = await trained();
    expect(await listRuns([parent, join(parent, "missing")])).toMatchObject([
      { folder, state: "finished", detail: "curriculum-ended", largestN: 2, config: { seed: 1 } },
    ]);
    const interrupted = await createRun(parent, tinyConfig(10));
    await interrupted.close();
    const child = childProcess(
      `const { createRun } = await import(library + "runs/runFolder.js");
       await createRun(parameters[0], JSON.parse(parameters[1]));
       console.log("begun");
       setInterval(() => {}, 1000);`,
      parent,
      JSON.stringify(tinyConfig(2)),
    );
    await line(child);
    const damaged = await createRun(parent, tinyConfig(3));
    await damaged.close();
    writeFileSync(join(damaged.folder, "epochs.csv"), "epoch\n");
    const states = async () => (await listRuns([parent])).map(({ name, state }) => [/s\d+$/.exec(name)?.[0], state]);
    expect(await states()).toEqual([
      ["s1", "finished"],
      ["s2", "running"],
      ["s3", "damaged"],
      ["s10", "interrupted"],
    ]);
    const running = readdirSync(parent).find((name) => name.endsWith("s2")) ?? "";
    expect((await summariseRun(join(parent, running))).detail).toContain(`by process ${child.pid} since`);

    await killed(child);
    expect((await states())[1]).toEqual(["s2", "interrupted"]);
    // Looking changes nothing: the dead owner's lock is still there for whoever opens the run.
    const dead = join(parent, running);
    expect(readdirSync(dead).some((name) => name.endsWith(".lock"))).toBe(true);
    await (await openRun(dead)).close();
    expect(readdirSync(dead).some((name) => name.endsWith(".lock"))).toBe(false);
  });
});
