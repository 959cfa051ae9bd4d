import { percentText } from "../percent.js";
import type { RecordedEpoch } from "../training/train.js";

/** An epoch in a line, for where no terminal shows it live. */
export function epochLine({
  epoch,
  nMax,
  loss,
  accuracyMean,
  accuracyLast,
  tauMean,
  tauStd,
  solved,
}: RecordedEpoch): string {
  const tau = tauMean === undefined ? "" : `  τ ${tauMean.toFixed(4)} ± ${tauStd?.toFixed(4)}`;
  const accuracy = `accuracy ${percentText(accuracyMean, 2)} (N: ${percentText(accuracyLast, 2)})`;
  return `epoch ${epoch}  N ${nMax}  loss ${loss.toFixed(4)}  ${accuracy}${tau}${solved ? "  solved" : ""}`;
}
