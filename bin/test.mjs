#!/usr/bin/env node
// npm test: type check, lint, all tests. Runs everything even if something fails, and ends with one
// line of the form "Tests: N passed, N failed"; a failed type check or lint counts as one failure. The front ends
// (Jupyter, nbconvert, Chromium) are left to npm run test:frontends, and to continuous integration, which sets FRONTENDS.
// With --slow (npm run test:slow): only the tests that damage files and kill trainings at random, and many times as often.

import { spawnSync } from "node:child_process";
import { existsSync, mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";

const root = dirname(dirname(fileURLToPath(import.meta.url)));
const modules = join(root, "node_modules");
const scratch = mkdtempSync(join(tmpdir(), "emergent-timescales-test-"));
const isSlow = process.argv.includes("--slow");
const slowTests = ["runMutated", "safetensorsMutated", "trainRun"].map((name) => `test/runs/${name}.test.ts`);
if (isSlow) process.env.SLOW_TESTS = "1";
const report = join(scratch, "vitest.json");

const compiler = join(modules, "typescript", "bin", "tsc");
const failures = [
  step("type check of the library", [compiler, "--build"]),
  step("type check of the tests", [compiler, "--project", "test"]),
  step("lint", [join(modules, "@biomejs", "biome", "bin", "biome"), "check", "."]),
].filter(Boolean);

const vitest = step("tests", [
  join(modules, "vitest", "vitest.mjs"),
  "run",
  "--reporter=default",
  "--reporter=json",
  `--outputFile.json=${report}`,
  ...(process.env.FRONTENDS ? [] : ["--exclude", "test/frontends/**"]),
  ...(isSlow ? slowTests : []),
  ...process.argv.slice(2).filter((argument) => argument !== "--slow"),
]);

let passed = 0;
let failed = failures.length;
let skipped = 0;
if (existsSync(report)) {
  const results = JSON.parse(readFileSync(report, "utf8"));
  passed = results.numPassedTests;
  skipped = results.numPendingTests + results.numTodoTests;
  failed += results.numFailedTests;
  // A test file that could not even be loaded holds no failed test, only a failed file.
  failed += results.testResults.filter(
    ({ status, assertionResults }) => status === "failed" && !assertionResults.some((one) => one.status === "failed"),
  ).length;
}
if (vitest && failed === failures.length) failed += 1; // an error outside any test
rmSync(scratch, { recursive: true, force: true });

for (const failure of failures) console.log(`Failed: ${failure}`);
console.log(`Tests: ${passed} passed, ${failed} failed${skipped > 0 ? `, ${skipped} skipped` : ""}`);
process.exitCode = failed > 0 ? 1 : 0;

/** Runs one Node program; returns its name if it failed. */
function step(name, args) {
  const { status } = spawnSync(process.execPath, args, { cwd: root, stdio: "inherit" });
  return status === 0 ? undefined : name;
}
