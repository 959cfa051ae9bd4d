import { asGiven } from "../asGiven.js";

/** @throws RangeError if it is no level of confidence, above 0 and below 1 */
export function checkConfidence(confidence: number): void {
  if (typeof confidence === "number" && confidence > 0 && confidence < 1) return;
  throw new RangeError(`confidence: expected a number above 0 and below 1, got ${asGiven(confidence)}`);
}
