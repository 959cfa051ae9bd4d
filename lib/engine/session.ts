import { InferenceSession, Tensor as OrtTensor } from "onnxruntime-node";
import type { Tensors } from "../tensor/tensor.js";
import type { Provider } from "./providerName.js";

export type { InferenceSession };

export interface SessionOptions {
  /** Threads of the runtime. */
  readonly threads: number;
  readonly provider: Provider;
}

/** A session that runs a network, whatever the length and the number of its sequences. */
export function networkSession(model: Uint8Array, { threads, provider }: SessionOptions): Promise<InferenceSession> {
  return createSession(model, {
    executionProviders: [provider],
    intraOpNumThreads: threads,
    interOpNumThreads: 1,
    executionMode: "sequential",
    graphOptimizationLevel: "all",
    enableMemPattern: false, // the length changes with every batch
    logSeverityLevel: 3,
  });
}

/** What a session is fed; data is not copied. */
export function ortTensors(tensors: Tensors): Record<string, OrtTensor> {
  return Object.fromEntries(
    Object.entries(tensors).map(([name, { data, shape }]) => [name, new OrtTensor("float32", data, shape)]),
  );
}

let hasWarned = false;

/**
 * Makes a session of ONNX Runtime, as every session of this project is made: denormal floats count as zero in it.
 * Gradients that vanish over long sequences become denormal, and arithmetic with those is 10–100 times slower.
 *
 * ONNX Runtime obeys the option in the threads that a session starts. In the thread that calls, it obeys only that of
 * the first session of the process; on Linux, threads started later inherit it. A program that made a session of its own
 * before, without the option, or that calls from a thread which was there before, gets a warning here.
 *
 * @param model          in the ONNX format
 * @param configuration  further entries of the session's configuration, those that begin with "session."
 * @source inference_session.cc of ONNX Runtime: `std::call_once` around `SetDenormalAsZero`
 */
export async function createSession(
  model: Uint8Array,
  options: Omit<InferenceSession.SessionOptions, "extra">,
  configuration: Readonly<Record<string, unknown>> = {},
): Promise<InferenceSession> {
  const session = await InferenceSession.create(model, {
    ...options,
    extra: { session: { ...configuration, set_denormal_as_zero: "1" } },
  });
  if (!hasWarned && process.arch === "x64" && !flushesDenormals()) {
    hasWarned = true;
    process.emitWarning(
      "ONNX Runtime computes with denormal floats in this thread: training on long sequences may be many times slower. " +
        "Another of its sessions was made first, without session.set_denormal_as_zero, or by another thread. " +
        "Make the engine before, or train in a process of its own (trainAll, npm run train).",
    );
  }
  return session;
}

/** Whether this thread takes denormal floats as zero, in JavaScript as in ONNX Runtime. */
export function flushesDenormals(): boolean {
  const [denormal] = Float64Array.of(2 ** -1060);
  return denormal * 1.5 === 0;
}
