import { mean } from "simple-statistics";
import { gateTimescales } from "../dynamics/gateTimescales.js";
import { isGated } from "../models/cellDescribed.js";
import { type TimescaleSummary, timescaleSummary } from "../timescales/timescaleSummary.js";
import type { SimulatedInputs } from "./measureTimescales.js";
import type { NetworkMeasurement } from "./networkMeasurement.js";

/** Timescales of the gate, 1 / (1 − mean gate), over the units of one network, in steps. */
export interface ForgetGateResult
  extends Pick<TimescaleSummary, "mean" | "std" | "median" | "lowerQuartile" | "upperQuartile"> {
  inputs: SimulatedInputs;
  /** "forgetGate" of an LSTM, "updateGate" of a GRU. */
  gate: string;
  /** Units whose gate is not fully open in every step: those with a finite timescale, which the statistics are of. */
  units: number;
  /** Mean over units of the gate itself. */
  gateMean: number;
}

const parameters = { inputs: ["random", "0.5"], steps: 10_000, trials: 10, burnIn: 500, seed: 1 } as const;

/** @source Khajehabdollahi et al. 2024, supplement, forget gate of the LSTM */
export const forgetGateMeasurement: NetworkMeasurement = {
  name: "forget-gate",
  version: 1,
  parameters,
  ns: [2, 3, 5, 7, 10, 13, 15, 18, 20, 25, 30, 40, 50, 75, 101],
  tables: ["forget-gate"],
  applies: ({ name }) => isGated(name),
  async measure(network, _, progress) {
    const { inputs, ...protocol } = parameters;
    const rows: ForgetGateResult[] = [];
    for (const p of inputs) {
      const options = { ...protocol, onesProbability: p === "random" ? p : Number(p), progress };
      const { gate, means, timescales } = await gateTimescales(network, options);
      const finite = Array.from(timescales, (tau) => ({ tauNet: Number.isFinite(tau) ? tau : null, model: null }));
      const [{ neurons: units, ...statistics }] = timescaleSummary(finite);
      const { mean: tau, std, median, lowerQuartile, upperQuartile } = statistics;
      const gateMean = mean(Array.from(means));
      rows.push({ inputs: p, gate, units, mean: tau, std, median, lowerQuartile, upperQuartile, gateMean });
    }
    return { "forget-gate": rows };
  },
};
