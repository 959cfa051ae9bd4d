import { spawnSync } from "node:child_process";
import { chmodSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { open } from "node:fs/promises";
import { join } from "node:path";
import { describe, expect, it, vi } from "vitest";
import { atomicWrite, temporaryFile } from "../../lib/runs/atomicWrite.js";
import { temporaryFolder } from "./temporaryFolder.js";

/** Makes every file handle fail on one operation, as the system would. */
async function failing(operation: "writeFile" | "sync", code: string): Promise<void> {
  const handle = await open("/dev/null");
  const prototype = Object.getPrototypeOf(handle);
  await handle.close();
  vi.spyOn(prototype, operation).mockRejectedValue(Object.assign(new Error(`${code}: told by the test`), { code }));
}

describe("an atomic write", () => {
  it("makes a file, and replaces one, and leaves nothing else", async () => {
    const folder = temporaryFolder();
    const file = join(folder, "a");
    await atomicWrite(file, "first");
    expect(readFileSync(file, "utf8")).toBe("first");
    await atomicWrite(file, Uint8Array.of(1, 2));
    expect([...readFileSync(file)]).toEqual([1, 2]);
    expect(readdirSync(folder)).toEqual(["a"]);
  });

  it("flushes the file to the disk before it takes its name", async () => {
    const folder = temporaryFolder();
    const handle = await open("/dev/null");
    const prototype = Object.getPrototypeOf(handle);
    await handle.close();
    const seen: string[][] = [];
    const sync = vi.spyOn(prototype, "sync").mockImplementation(async () => void seen.push(readdirSync(folder)));
    await atomicWrite(join(folder, "a"), "x");
    sync.mockRestore();
    expect(seen[0]).toHaveLength(1);
    expect(seen[0][0]).toMatch(temporaryFile);
  });

  it.each(["writeFile", "sync"] as const)("on a full disk (found at %s) is one clear error", async (operation) => {
    const folder = temporaryFolder();
    const file = join(folder, "a");
    writeFileSync(file, "old");
    await failing(operation, "ENOSPC");
    await expect(atomicWrite(file, "new")).rejects.toMatchObject({
      name: "RunError",
      message: `cannot write ${file}: the disk is full`,
    });
    vi.restoreAllMocks();
    expect(readFileSync(file, "utf8")).toBe("old");
    expect(readdirSync(folder)).toEqual(["a"]);
  });

  it("into a folder that is not there, is a file, or where a folder is in the way, is one clear error", async () => {
    const folder = temporaryFolder();
    const missing = join(folder, "missing", "a");
    await expect(atomicWrite(missing, "x")).rejects.toThrow(`cannot write ${missing}: there is no such file or folder`);
    writeFileSync(join(folder, "file"), "");
    const inFile = join(folder, "file", "a");
    await expect(atomicWrite(inFile, "x")).rejects.toThrow("a part of the path is a file, not a folder");
    const taken = join(folder, "taken");
    mkdirSync(taken);
    await expect(atomicWrite(taken, "x")).rejects.toThrow(`cannot write ${taken}: it is a folder`);
    expect(readdirSync(folder).sort()).toEqual(["file", "taken"]);
  });

  // The superuser may write anywhere, so there is nothing to see then.
  it.skipIf(process.getuid?.() === 0)("into a read-only folder is one clear error", async () => {
    const folder = temporaryFolder();
    const readOnly = join(folder, "read-only");
    mkdirSync(readOnly);
    chmodSync(readOnly, 0o555);
    const file = join(readOnly, "a");
    await expect(atomicWrite(file, "x")).rejects.toThrow(`cannot write ${file}: permission denied`);
  });
});

/** A disk of 64 KB, if this user may mount one. */
function smallDisk(folder: string): { unmount(): void } | undefined {
  const { status } = spawnSync("mount", ["-t", "tmpfs", "-o", "size=64k", "tmpfs", folder]);
  return status === 0 ? { unmount: () => void spawnSync("umount", [folder]) } : undefined;
}

it("an atomic write to a disk that is really full loses nothing", async (context) => {
  const folder = temporaryFolder();
  const disk = smallDisk(folder);
  if (!disk) return context.skip("this user may not mount a small disk");
  try {
    const file = join(folder, "a");
    await atomicWrite(file, new Uint8Array(40_000).fill(1));
    await expect(atomicWrite(file, new Uint8Array(40_000).fill(2))).rejects.toThrow(
      `cannot write ${file}: the disk is full`,
    );
    expect(new Set(readFileSync(file))).toEqual(new Set([1]));
    expect(readFileSync(file)).toHaveLength(40_000);
    expect(readdirSync(folder)).toEqual(["a"]);
  } finally {
    disk.unmount();
  }
});
