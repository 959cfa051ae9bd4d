import { spawnSync } from "node:child_process";
import { mkdirSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { afterAll, expect, expectTypeOf, it } from "vitest";
import {
  type CurriculumName,
  curriculumNames,
  type ModelName,
  modelNames,
  type ProfileName,
  profiles,
  type RunFilter,
  type TaskName,
  type TrainingRequest,
  taskNames,
} from "../lib/index.js";

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

it("names are types that an editor can offer, and variables of type string are good, too", () => {
  expectTypeOf<TaskName>().toEqualTypeOf<"n-parity" | "n-dms">();
  expectTypeOf<ProfileName>().toEqualTypeOf<"paper" | "lab" | "quick">();
  expectTypeOf<ModelName>().toEqualTypeOf<"leaky-rnn" | "gru" | "lstm">();
  const curriculum: readonly CurriculumName[] = [
    ...(["single-head", "multi-head", "sliding-window", "several-heads"] as const),
    ...(["no-curriculum", "all-at-once"] as const),
  ];
  // @ts-expect-error misspelt
  const misspelt: CurriculumName = "multihead";
  expect(curriculumNames).toEqual(curriculum);
  expect(curriculumNames).not.toContain(misspelt);
  expect([taskNames, Object.keys(profiles), modelNames]).toEqual([
    ["n-parity", "n-dms"],
    ["paper", "lab", "quick"],
    ["leaky-rnn", "gru", "lstm"],
  ]);
  const [task, profile]: string[] = [taskNames[0], "lab"];
  expectTypeOf({ task, profile, curriculum }).toExtend<RunFilter>();
  expectTypeOf({ task, profile, curriculum: "of-my-own", model: { name: profile } }).toExtend<TrainingRequest>();
});
