import { env } from "onnxruntime-node";
import { tensor } from "../tensor/tensor.js";
import { GraphOps } from "./graph.js";
import { onnxModel } from "./onnxModel.js";
import { type Provider, type ProviderName, providerNames } from "./providerName.js";
import { createSession, ortTensors } from "./session.js";

/** A provider that was asked for is not there; the message names what is missing. */
export class ProviderError extends Error {
  override readonly name = "ProviderError";
}

const whatItNeeds: Readonly<Record<Provider, string>> = {
  cpu: "nothing",
  cuda: "an NVIDIA GPU, CUDA 12 and the files that onnxruntime-node can download at install",
  webgpu: "a GPU with a Vulkan, Metal or Direct3D 12 driver",
  coreml: "macOS",
};

/**
 * The provider to compute on, tried out with a tiny product; the CPU is always there.
 *
 * @throws ProviderError if the one asked for is not there, or has no such name; only "auto" falls back to another
 */
export async function availableProvider(wanted: ProviderName): Promise<Provider> {
  if (!providerNames.includes(wanted)) {
    throw new ProviderError(`there is no provider "${wanted}"; expected one of: ${providerNames.join(", ")}`);
  }
  if (wanted === "cpu") return "cpu";
  if (wanted !== "auto") {
    const problem = await problemOf(wanted);
    if (problem === undefined) return wanted;
    throw new ProviderError(
      `provider "${wanted}" is not available: it needs ${whatItNeeds[wanted]} (${problem}). ` +
        `Use --provider cpu, or --provider auto to take what is there.`,
    );
  }
  for (const provider of ["cuda", "coreml", "webgpu"] as const) {
    if ((await problemOf(provider)) === undefined) return provider;
  }
  return "cpu";
}

/** Why a provider cannot be used, in one line; undefined if it can. */
async function problemOf(provider: Provider): Promise<string | undefined> {
  const ops = new GraphOps();
  const a = ops.placeholder("a", [1, 1]);
  const level = env.logLevel;
  env.logLevel = "fatal"; // the error below says it
  try {
    const session = await createSession(onnxModel([a], { product: ops.matMul(a, a) }), {
      executionProviders: [provider],
      logSeverityLevel: 4,
    });
    try {
      await session.run(ortTensors({ a: tensor(Float32Array.of(2), [1, 1]) })); // some fail only when they compute
    } finally {
      await session.release();
    }
    return undefined;
  } catch (error) {
    return inShort(error instanceof Error ? error.message : String(error));
  } finally {
    env.logLevel = level;
  }
}

/** What ONNX Runtime says, without the place in its source and the condition that was not met there. */
function inShort(message: string): string {
  return message
    .split("\n")[0]
    .replace(/^.* was false\.\s*/, "")
    .slice(0, 160);
}
