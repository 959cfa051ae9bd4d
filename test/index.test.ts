import { spawnSync } from "node:child_process";
import { mkdirSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { afterAll, expect, it } from "vitest";

const folder = mkdtempSync(join(tmpdir(), "program-"));
afterAll(() => rmSync(folder, { recursive: true }));

it("the program of the README is one in a folder of its own, where npm has put a link to the library", () => {
  const [, program] = /```ts\n(.*?)```/s.exec(readFileSync("README.md", "utf8")) ?? [];
  mkdirSync(join(folder, "node_modules"));
  symlinkSync(resolve("lib"), join(folder, "node_modules", "emergent-timescales"), "junction");
  writeFileSync(join(folder, "package.json"), JSON.stringify({ type: "module" }));
  const compilerOptions = { module: "NodeNext", target: "ES2022", strict: true, skipLibCheck: true, noEmit: true };
  writeFileSync(join(folder, "tsconfig.json"), JSON.stringify({ compilerOptions }));
  writeFileSync(join(folder, "program.ts"), program);
  const compiler = resolve("node_modules/typescript/bin/tsc");
  const { stdout, status } = spawnSync(process.execPath, [compiler, "-p", folder], { encoding: "utf8" });
  expect([stdout, status]).toEqual(["", 0]);
});
