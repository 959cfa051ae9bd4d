import { Tensor } from "onnxruntime-node";
import { encodeModel, type OnnxNode, type OnnxPort } from "../engine/onnxFormat.js";
import { createSession, type InferenceSession } from "../engine/session.js";

/** Sums over steps of one trial's states, less an origin, and of their products. */
export interface TrialProducts {
  /** Σ_t (h_t − origin), [n] */
  sums: Float64Array;
  /** Σ_t (h_t − origin)(h_t − origin)ᵀ, [n, n]; only the blocks on and above the diagonal are filled. */
  products: Float64Array;
}

/**
 * Σ (h − origin)(h − origin)ᵀ of every trial, in float64 by ONNX Runtime, whose products of matrices are some ten times
 * as fast as a loop here. The matrix is symmetric, so it is cut into 4 × 4 blocks of which 10 are computed.
 */
export class StateProducts {
  private readonly blocks: readonly number[];
  /** Made by the first `add`, which hears of it if that fails. */
  private session: Promise<InferenceSession> | undefined;

  constructor(
    private readonly neurons: number,
    private readonly trials: number,
    private readonly threads: number,
  ) {
    const pieces = neurons < 64 ? 1 : 4;
    this.blocks = Array.from(
      { length: pieces },
      (_, i) => Math.floor(((i + 1) * neurons) / pieces) - Math.floor((i * neurons) / pieces),
    );
  }

  /**
   * Adds the next steps to what there is so far.
   *
   * @param states  [steps, trials, n]
   * @param origin  [trials, n]
   * @param into    one per trial
   */
  async add(states: Float32Array, steps: number, origin: Float64Array, into: readonly TrialProducts[]): Promise<void> {
    const { neurons: n, trials, blocks } = this;
    this.session ??= this.newSession();
    const results = await (await this.session).run({
      states: new Tensor("float32", states, [steps, trials, n]),
      origin: new Tensor("float64", origin, [trials, n]),
    });
    const numbers = (name: string) => results[name].data as Float64Array;
    into.forEach(({ sums, products }, trial) => {
      numbers(`sum${trial}`).forEach((value, i) => {
        sums[i] += value;
      });
      this.forBlocks((a, b, row, column) => {
        const block = numbers(`product${trial}_${a}_${b}`);
        for (let i = 0, at = 0; i < blocks[a]; i++) {
          const to = (row + i) * n + column;
          for (let j = 0; j < blocks[b]; j++) products[to + j] += block[at++];
        }
      });
    });
  }

  /** Never fails for a session that could not be made: that `add` has told, and there is nothing to release. */
  async dispose(): Promise<void> {
    const session = await this.session?.catch(() => undefined);
    await session?.release();
  }

  private newSession(): Promise<InferenceSession> {
    return createSession(
      this.model(),
      {
        intraOpNumThreads: this.threads,
        interOpNumThreads: 1,
        enableMemPattern: false, // the number of steps changes
        logSeverityLevel: 3,
      },
      { intra_op: { allow_spinning: "0" } }, // idle threads sleep: the simulation in between needs the cores
    );
  }

  /** Calls for every block on or above the diagonal, with its first row and column. */
  private forBlocks(call: (a: number, b: number, row: number, column: number) => void): void {
    const { blocks } = this;
    for (let a = 0, row = 0; a < blocks.length; row += blocks[a++]) {
      for (let b = a, column = row; b < blocks.length; column += blocks[b++]) call(a, b, row, column);
    }
  }

  private model(): Uint8Array {
    const { neurons: n, trials, blocks } = this;
    const nodes: OnnxNode[] = [];
    const outputs: OnnxPort[] = [];
    const node = (op: string, inputs: string[], outputs: string[], attributes: OnnxNode["attributes"] = {}) =>
      nodes.push({ op, inputs, outputs, attributes });
    const ofTrials = (name: string) => Array.from({ length: trials }, (_, trial) => `${name}${trial}`);
    node("Split", ["states", "ones"], ofTrials("states"), { axis: { int: 1 } });
    node("Split", ["origin", "ones"], ofTrials("origin"), { axis: { int: 0 } });
    for (let trial = 0; trial < trials; trial++) {
      node("Reshape", [`states${trial}`, "perStep"], [`flat${trial}`]); // [steps, n]
      node("Cast", [`flat${trial}`], [`exact${trial}`], { to: { int: 11 } });
      node("Sub", [`exact${trial}`, `origin${trial}`], [`shifted${trial}`]);
      node("ReduceSum", [`shifted${trial}`, "overSteps"], [`sum${trial}`], { keepdims: { int: 0 } });
      outputs.push({ name: `sum${trial}`, shape: [n], type: "float64" });
      const pieces = blocks.map((_, i) => `piece${trial}_${i}`);
      node("Split", [`shifted${trial}`, "blocks"], pieces, { axis: { int: 1 } });
      this.forBlocks((a, b) => {
        const name = `product${trial}_${a}_${b}`;
        node("Gemm", [pieces[a], pieces[b]], [name], { transA: { int: 1 } });
        outputs.push({ name, shape: [blocks[a], blocks[b]], type: "float64" });
      });
    }
    const integers = (name: string, values: readonly number[]) => ({
      name,
      shape: [values.length],
      data: values.map(BigInt),
    });
    return encodeModel({
      name: "stateProducts",
      nodes,
      inputs: [
        { name: "states", shape: ["T", trials, n] },
        { name: "origin", shape: [trials, n], type: "float64" },
      ],
      outputs,
      initializers: [
        integers("ones", new Array(trials).fill(1)),
        integers("perStep", [-1, n]),
        integers("overSteps", [0]),
        integers("blocks", blocks),
      ],
    });
  }
}
