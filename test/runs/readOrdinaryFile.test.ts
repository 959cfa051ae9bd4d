import { execFileSync } from "node:child_process";
import { rmSync } from "node:fs";
import { join } from "node:path";
import { expect, it } from "vitest";
import { readTable } from "../../lib/results/resultsTable.js";
import { createRun, openRun } from "../../lib/runs/runFolder.js";
import { readRun } from "../../lib/runs/storedRun.js";
import { trainRun } from "../../lib/runs/trainRun.js";
import { temporaryFolder } from "./temporaryFolder.js";
import { tinyConfig } from "./tinyConfig.js";

/** Nobody ever writes into it: whoever reads it waits without end. */
function pipeInPlaceOf(file: string): void {
  rmSync(file, { force: true });
  execFileSync("mkfifo", [file]);
}

it.skipIf(process.platform === "win32").each(["run.json", "epochs.csv"])(
  "a pipe in place of %s is refused, and not waited for",
  async (name) => {
    const run = await createRun(temporaryFolder(), tinyConfig());
    await run.close();
    pipeInPlaceOf(join(run.folder, name));
    await expect(readRun(run.folder)).rejects.toThrow(/no ordinary file/);
  },
);

it.skipIf(process.platform === "win32")(
  "a pipe in place of a saved state is no state, and not waited for",
  async () => {
    const run = await createRun(temporaryFolder(), { ...tinyConfig(), curriculum: { name: "multi-head", lastN: 2 } });
    await trainRun(run);
    await run.close();
    pipeInPlaceOf(join(run.folder, "latest.json"));
    const again = await openRun(run.folder);
    expect((await again.loadLatest())?.problem).toMatch(/^cannot read latest.json: it is no ordinary file: going on/);
    await again.close();
  },
);

it.skipIf(process.platform === "win32")("a pipe in place of a table is refused, and not waited for", async () => {
  const file = join(temporaryFolder(), "weights.csv");
  pipeInPlaceOf(file);
  await expect(readTable(file)).rejects.toThrow(/no ordinary file/);
});
