import { mkdirSync, writeFileSync } from "node:fs";
import { stat } from "node:fs/promises";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { makeFolder } from "../../lib/runs/makeFolder.js";
import { childProcess, line } from "./childProcess.js";
import { temporaryFolder } from "./temporaryFolder.js";

describe("makeFolder", () => {
  it("makes nested folders that others make at the same moment", async () => {
    const parent = temporaryFolder();
    for (let round = 0; round < 50; round++) {
      const folder = join(parent, String(round), "a", "b", "c");
      await Promise.all(Array.from({ length: 8 }, () => makeFolder(folder)));
      expect((await stat(folder)).isDirectory()).toBe(true);
    }
  });

  it("makes nested folders in several processes at once", async () => {
    const parent = temporaryFolder();
    mkdirSync(join(parent, "shared"));
    const code = `
      const { makeFolder } = await import(library + "runs/makeFolder.js");
      for (let round = 0; round < 300; round++) await makeFolder(parameters[0] + "/" + round + "/a/b/c");
      console.log("made");
    `;
    const makers = Array.from({ length: 4 }, () => childProcess(code, join(parent, "shared")));
    expect(await Promise.all(makers.map(line))).toEqual(Array(4).fill("made\n"));
  });

  it("says when a file is in the way, or the system refuses", async () => {
    const parent = temporaryFolder();
    writeFileSync(join(parent, "file"), "");
    await expect(makeFolder(join(parent, "file"))).rejects.toMatchObject({ code: "EEXIST" });
    await expect(makeFolder(join(parent, "file", "below"))).rejects.toMatchObject({ code: "ENOTDIR" });
    if (process.platform === "linux") {
      await expect(makeFolder("/proc/x/y")).rejects.toMatchObject({ code: "ENOENT" });
    }
  });
});
