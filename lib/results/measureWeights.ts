import { recurrentWeight } from "../dynamics/leakyParameters.js";
import { linearPart } from "../dynamics/linearPart.js";
import { spectrum } from "../dynamics/spectrum.js";
import { strengthAgainstTau } from "../dynamics/strengthAgainstTau.js";
import { type WeightStatistics, weightStatistics } from "../dynamics/weightStatistics.js";
import { hasLeakyNeurons, type NetworkMeasurement } from "./networkMeasurement.js";

/** The recurrent weights of one network. */
export interface WeightsResult extends WeightStatistics {
  /** Pearson's r of τ and the mean incoming weight over neurons; null where one of them does not vary. */
  incomingCorrelation: number | null;
  /** Pearson's r of τ and the mean outgoing weight over neurons; null where one of them does not vary. */
  outgoingCorrelation: number | null;
  /** Largest absolute eigenvalue of W. */
  spectralRadius: number;
  /** Largest absolute eigenvalue of (1 − 1/τ) I + W / τ. */
  linearPartRadius: number;
}

/** @source Khajehabdollahi et al. 2024, Figure 6a */
export const weightsMeasurement: NetworkMeasurement = {
  name: "weights",
  version: 1,
  parameters: {},
  ns: [2, 3, 5, 7, 10, 13, 15, 18, 20, 25, 30, 40, 50, 75, 101],
  tables: ["weights"],
  applies: hasLeakyNeurons,
  async measure(network) {
    const { neurons: n } = network.cell;
    const { incomingCorrelation, outgoingCorrelation } = strengthAgainstTau(network);
    const row: WeightsResult = {
      ...weightStatistics(network),
      incomingCorrelation,
      outgoingCorrelation,
      spectralRadius: spectrum(recurrentWeight(network), n).radius,
      linearPartRadius: spectrum(linearPart(network), n).radius,
    };
    return { weights: [row] };
  },
};
