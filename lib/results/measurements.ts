import { ablationMeasurement } from "./measureAblation.js";
import { continuousTimeMeasurement } from "./measureContinuousTime.js";
import { decodingMeasurement } from "./measureDecoding.js";
import { dimensionalityMeasurement } from "./measureDimensionality.js";
import { fixedPointsMeasurement } from "./measureFixedPoints.js";
import { forgetGateMeasurement } from "./measureForgetGate.js";
import { forgettingMeasurement } from "./measureForgetting.js";
import { gatedTimescalesMeasurement } from "./measureGatedTimescales.js";
import { lengthGeneralisationMeasurement } from "./measureLengths.js";
import { perturbationMeasurement } from "./measurePerturbation.js";
import { retrainingMeasurement } from "./measureRetraining.js";
import { timescalesMeasurement } from "./measureTimescales.js";
import { weightsMeasurement } from "./measureWeights.js";
import type { NetworkMeasurement } from "./networkMeasurement.js";

/** All measurements of stored networks, the quick ones first; each fills one or more of the tables of data/results. */
export const networkMeasurements: readonly NetworkMeasurement[] = [
  weightsMeasurement,
  ablationMeasurement,
  forgetGateMeasurement,
  forgettingMeasurement,
  decodingMeasurement,
  lengthGeneralisationMeasurement,
  retrainingMeasurement,
  fixedPointsMeasurement,
  continuousTimeMeasurement,
  dimensionalityMeasurement,
  perturbationMeasurement,
  timescalesMeasurement,
  gatedTimescalesMeasurement,
];

/**
 * The measurement of a name, such as "weights".
 *
 * @throws RangeError if there is none
 */
export function measurementNamed(name: string): NetworkMeasurement {
  const found = networkMeasurements.find((measurement) => measurement.name === name);
  if (found) return found;
  const known = networkMeasurements.map((measurement) => measurement.name).join(", ");
  throw new RangeError(`there is no measurement "${name}"; expected one of: ${known}`);
}
