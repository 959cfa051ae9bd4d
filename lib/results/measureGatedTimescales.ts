import { isGated } from "../models/cellDescribed.js";
import { summaryRows, type TimescalesResult, timescalesByInputs, timescalesProtocol } from "./measureTimescales.js";
import type { NetworkMeasurement } from "./networkMeasurement.js";

/** τ_net of the state that a gate keeps, over the units of one network, in steps. */
export interface GatedTimescalesResult extends TimescalesResult {
  /** "c" of an LSTM, "h" of a GRU. */
  state: string;
}

/** @source Khajehabdollahi et al. 2024, supplement; p = 0.5 is ours */
export const gatedTimescalesMeasurement: NetworkMeasurement = {
  name: "gated-timescales",
  version: 1,
  parameters: timescalesProtocol,
  ns: [2, 5, 10, 15, 20, 25, 30, 40, 50, 75, 101],
  tables: ["gated-timescales"],
  applies: ({ name }) => isGated(name),
  async measure(network, _, progress) {
    const state = network.cell.gatedMemory?.state ?? network.cell.readout;
    const { random, fair } = await timescalesByInputs(network, { observed: state, progress });
    const rows = [...summaryRows("random", random), ...summaryRows("0.5", fair)];
    return { "gated-timescales": rows.map((row): GatedTimescalesResult => ({ state, ...row })) };
  },
};
