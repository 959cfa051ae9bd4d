import { spawnSync } from "node:child_process";
import { fileURLToPath } from "node:url";
import { UserError } from "./command.js";

/** What bench/torch_step.py measures of one training step. */
export interface TorchStep {
  /** Median time of a step in milliseconds: run eagerly and, of the leaky networks, compiled by torch.jit.script. */
  milliseconds: { eager: number; scripted?: number };
  /** Rate of products [batch, neurons] · [neurons, neurons] in this PyTorch, in GFLOP/s. */
  productRate: number;
}

/** The version of PyTorch that `python` has. @throws UserError if it has none, or cannot be run */
export function torchVersion(python: string): string {
  return run(python, ["-c", "import torch; print(torch.__version__)"]).trim();
}

/** Times the training step of `cell` in PyTorch. @throws UserError if that fails, with what Python said last */
export function torchStep(
  python: string,
  cell: string,
  size: { neurons: number; batch: number; steps: number; heads: number; threads: number; rounds: number },
): TorchStep {
  const { neurons, batch, steps, heads, threads, rounds } = size;
  const script = fileURLToPath(new URL("../../../bench/torch_step.py", import.meta.url));
  const numbers = [neurons, batch, steps, heads, threads, rounds].map(String);
  return JSON.parse(run(python, [script, cell, ...numbers])) as TorchStep;
}

function run(python: string, args: string[]): string {
  const { error, status, stdout, stderr } = spawnSync(python, args, { encoding: "utf8" });
  if (status === 0) return stdout;
  const why = error ? error.message : (stderr.trim().split("\n").at(-1) ?? `it ended with ${status}`);
  throw new UserError(`--torch: expected "${python}" to be a Python that has torch, got: ${why}`);
}
