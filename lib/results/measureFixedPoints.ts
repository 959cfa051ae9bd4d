import { fixedPoints } from "../dynamics/fixedPoints.js";
import { headFor, type LoadedNetwork } from "../runs/checkpoint.js";
import { taskNamed } from "../tasks/taskNamed.js";
import { isLeakyRnn, type NetworkMeasurement } from "./networkMeasurement.js";

/** Fixed points, or 2-cycles, of one network while its input is always the same. */
export interface FixedPointsResult {
  /** The constant input. */
  input: 0 | 1;
  /** 1: fixed points. 2: 2-cycles. */
  period: 1 | 2;
  /** How many different ones were found, and how many of these are stable. */
  found: number;
  stable: number;
  /** Share of starts, states visited under random bits, that end in a stable one. */
  endShare: number;
  /**
   * Of the one that most starts end in, or, if none do, of the least unstable: largest absolute eigenvalue per step, and
   * the timescale of the slowest decay in steps. null where there is none.
   */
  radius: number | null;
  timescale: number | null;
  /** Share of its states at which the head of the largest N gives the answer that is right for ever. */
  right: number | null;
}

const parameters = { starts: 16, newtonStarts: [8, 4], settling: 2000, iterations: 25, seed: 1 } as const;

/** Where networks stay while their input does not change. Not in the paper. */
export const fixedPointsMeasurement: NetworkMeasurement = {
  name: "fixed-points",
  version: 1,
  parameters,
  ns: [5, 10, 15, 20, 30],
  tables: ["fixed-points"],
  applies: isLeakyRnn,
  // In continuous time a step is a part of a bit: another map.
  networks: ({ config, solved }) => (config.from || config.model.time === "continuous" ? [] : solved),
  async measure(network, n, progress) {
    const rows: FixedPointsResult[] = [];
    for (const input of [0, 1] as const) {
      const { orbits } = await fixedPoints(network, { input, ...parameters, progress });
      for (const period of [1, 2] as const) {
        const own = orbits.filter((orbit) => orbit.period === period);
        const [chief] = own;
        rows.push({
          ...{ input, period, found: own.length, stable: own.filter(({ isStable }) => isStable).length },
          endShare: own.reduce((sum, { endShare }) => sum + endShare, 0),
          radius: chief?.radius ?? null,
          timescale: chief?.timescale ?? null,
          right: chief ? shareRight(network, n, input, chief.states) : null,
        });
      }
    }
    return { "fixed-points": rows };
  },
};

/** Share of some states at which the head of N answers as it should after N or more equal bits. */
function shareRight(
  { parameters, description, cell }: LoadedNetwork,
  n: number,
  input: number,
  states: readonly Float64Array[],
): number {
  const [label] = taskNamed(description.task).labels(new Float32Array(n).fill(input), n, 1, [n]);
  const head = headFor(description, n);
  const { data: weight } = parameters["readout.weight"]; // [heads, 2, n]
  const { data: bias } = parameters["readout.bias"]; // [heads, 2]
  const logit = (state: Float64Array, answer: number) =>
    state.reduce(
      (sum, value, i) => sum + value * weight[(2 * head + answer) * cell.neurons + i],
      bias[2 * head + answer],
    );
  const right = states.filter((state) => (logit(state, 1) > logit(state, 0) ? 1 : 0) === label);
  return right.length / states.length;
}
