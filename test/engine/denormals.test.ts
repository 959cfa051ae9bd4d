import { describe, expect, it } from "vitest";
import { childProcess } from "../runs/childProcess.js";

/**
 * Runs code in a process of its own, since what the first session of a process asks for holds for all later ones, and
 * returns what it prints. It finds `model`, a graph that adds its input `a` to itself.
 */
async function printed(code: string): Promise<string> {
  const child = childProcess(`
    const { default: { InferenceSession, Tensor } } = await import(${JSON.stringify(import.meta.resolve("onnxruntime-node"))});
    const { createSession, flushesDenormals } = await import(library + "engine/session.js");
    const { GraphOps } = await import(library + "engine/graph.js");
    const { onnxModel } = await import(library + "engine/onnxModel.js");
    const ops = new GraphOps();
    const a = ops.placeholder("a", ["n"]);
    const model = onnxModel([a], { sum: ops.add(a, a) });
    const warnings = [];
    process.on("warning", ({ message }) => warnings.push(message));
    ${code}
  `);
  let text = "";
  child.stdout?.setEncoding("utf8").on("data", (piece: string) => {
    text += piece;
  });
  await new Promise((resolve) => child.once("close", resolve));
  return text.trim();
}

/** Prints for 1 and 2 threads how many sums of denormals, which are denormals, a new session does not make 0. */
const countDenormals = `
  for (const threads of [1, 2]) {
    const session = await createSession(model, { intraOpNumThreads: threads });
    const values = new Float32Array(1_000_000).fill(2 ** -140); // enough to need every thread
    const { sum } = await session.run({ a: new Tensor("float32", values, [values.length]) });
    console.log(sum.data.filter((value) => value !== 0).length);
  }
  console.log(flushesDenormals(), warnings.length);
`;

// ONNX Runtime has the option for this architecture only; others do not need it.
describe.runIf(process.arch === "x64")("denormal floats", () => {
  it("are computed with as long as there is no session", async () => {
    expect(await printed("console.log(flushesDenormals())")).toBe("false");
  });

  it.each([
    ["when the first session is the engine's", ""],
    [
      "after the machine's rate was measured",
      `await (await import(library + "training/benchmark.js")).matrixProductRate(1);`,
    ],
    [
      "after a provider was looked for",
      `await (await import(library + "engine/provider.js")).availableProvider("auto");`,
    ],
    [
      "after states were multiplied",
      `await new (await import(library + "dynamics/stateProducts.js")).StateProducts(3, 1, 1).dispose();`,
    ],
  ])("are zero in all threads %s", async (_, before) => {
    expect(await printed(before + countDenormals)).toBe("0\n0\ntrue 0");
  });

  it.runIf(process.platform === "linux")("are zero in a worker thread started after the first session", async () => {
    const found = await printed(`
      await createSession(model, {});
      const { Worker } = await import("node:worker_threads");
      const session = JSON.stringify(library + "engine/session.js");
      new Worker(\`import(\${session}).then((m) => console.log(m.flushesDenormals()))\`, { eval: true });
    `);
    expect(found).toBe("true");
  });

  it("are told of, once, when a session of others came first", async () => {
    const found = await printed(`
      await InferenceSession.create(model);
      await createSession(model, {});
      await createSession(model, {});
      await new Promise(setImmediate);
      console.log(flushesDenormals(), warnings.length, warnings[0]);
    `);
    expect(found).toMatch(/^false 1 ONNX Runtime computes with denormal floats in this thread/);
  });
});
