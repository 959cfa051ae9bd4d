import { spawn } from "node:child_process";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { expect, it } from "vitest";
import { leakyRnn, saveNetwork } from "../../lib/index.js";
import { initialParameters } from "../../lib/training/parameters.js";
import { temporaryFolder } from "../runs/temporaryFolder.js";

const program = fileURLToPath(new URL("../../lib/dist/cli/analyse.js", import.meta.url));

it("analyse retraining tells every epoch where there is no terminal, and at Ctrl-C that it can go on", async () => {
  const folder = temporaryFolder();
  const cell = leakyRnn({ neurons: 12 });
  const file = join(folder, "N002.safetensors");
  const description = { model: cell.description, task: "n-dms", curriculum: "multi-head", heads: [2], seed: 1 };
  await saveNetwork(file, { parameters: initialParameters(cell, 1, 1), description });
  const size = ["--batch", "16", "--steps", "8", "--epochs", "100000"];
  const words = ["retraining", file, "--to", "3", ...size, "--out", join(folder, "runs")];
  const child = spawn(process.execPath, [program, ...words], { stdio: ["ignore", "pipe", "pipe"] });
  let stdout = "";
  let stderr = "";
  child.stdout.on("data", (text: Buffer) => {
    stdout += text;
  });
  child.stderr.on("data", (text: Buffer) => {
    if (stderr === "") child.kill("SIGINT");
    stderr += text;
  });
  const code = await new Promise((resolve) => child.once("close", resolve));
  expect(stderr).toMatch(/^epoch 1 {2}N 3 {2}loss \d\.\d+ /);
  expect(stderr).toMatch(/\nstopped; the same command goes on from here\n$/);
  expect(stdout).toBe("");
  expect(code).toBe(130);
});
