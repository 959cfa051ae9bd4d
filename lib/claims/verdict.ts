import { differenceInterval } from "../statistics/differenceInterval.js";
import { meanInterval } from "../statistics/meanInterval.js";
import type { ClaimedRange, ClaimRow, ClaimStatistic, Sample, Verdict } from "./claim.js";

/** Networks that a sample needs for an interval. */
const fewest = 2;

/**
 * The verdict over a statistic, from its 95 % confidence interval over networks (Student's t; for a difference Welch's):
 * "holds" if the interval lies within the claimed range, "does not hold" if it lies outside, "inconclusive" if it does
 * neither, where a published value outside of the interval is told; "not enough data" if there is no interval, or if the
 * networks have not come to what the claim speaks of, where what the interval says is told as `otherwise`.
 */
export function judged(statistic: ClaimStatistic): Pick<ClaimRow, "ours" | "verdict" | "why" | "otherwise" | "rule"> {
  const { samples, claimed, missing } = statistic;
  const networks = samples.map(({ values }) => values.length);
  const range = claimedText(claimed);
  const rule = `holds if the 95 % confidence interval over networks lies ${range}, does not hold if none of it does`;
  const interval = networks.includes(0) ? undefined : intervalOf(samples);
  const { mean = null, low = null, high = null } = interval ?? {};
  const ours = { mean, low, high, networks };
  const lack = lackOf(samples);
  if (lack !== undefined || low === null || high === null) {
    return { ours, verdict: "not enough data", why: [missing, lack].filter((one) => one).join("; "), rule };
  }
  const verdict = verdictOf(low, high, claimed, statistic.published.value);
  if (missing === undefined) return { ours, ...verdict, rule };
  return { ours, verdict: "not enough data", why: `${missing} (${verdict.why})`, otherwise: verdict.verdict, rule };
}

/** The verdict over a statistic's control; undefined if it has none, or there is no network in it. */
export function judgedControl({ control, claimed }: ClaimStatistic): ClaimRow["control"] {
  if (control === undefined || control.samples.some(({ values }) => values.length === 0)) return undefined;
  const { how, samples } = control;
  const { ours, verdict } = judged({ statistic: how, samples, claimed, published: { value: null, note: "" } });
  return { how, ours, verdict };
}

function intervalOf([first, second]: ClaimStatistic["samples"]) {
  if (!second) return meanInterval(first.values, 0.95, first.step);
  return differenceInterval(first.values, second.values, 0.95, [first.step ?? 0, second.step ?? 0]);
}

function verdictOf(
  low: number,
  high: number,
  claimed: ClaimedRange,
  published: number | null,
): { verdict: Verdict; why: string } {
  const range = claimedText(claimed);
  if (low > claimed.low && high < claimed.high) return { verdict: "holds", why: `the interval lies ${range}` };
  if (high <= claimed.low || low >= claimed.high)
    return { verdict: "does not hold", why: `the interval does not lie ${range}` };
  const isElsewhere = published !== null && (published < low || published > high);
  const without = isElsewhere ? ", and does not contain the published value" : "";
  return { verdict: "inconclusive", why: `the interval lies ${range} only in part${without}` };
}

/** How many networks there are of the samples that have too few. */
function lackOf(samples: readonly Sample[]): string | undefined {
  const short = samples.filter(({ values }) => values.length < fewest);
  if (short.length === 0) return undefined;
  const counts = short.map(({ name, having, values: { length: count } }) => {
    const networks = `${count === 0 ? "no" : count} ${name} network`;
    return having === undefined ? networks : `${networks} ${having}`;
  });
  return `${counts.join(" and ")}, needs ${fewest}${short.length > 1 ? " each" : ""}`;
}

/** A range in words, e.g. "above 0". */
export function claimedText({ low, high }: ClaimedRange): string {
  const number = (value: number) => String(Number(value.toPrecision(3))).replace("-", "−");
  if (high === Number.POSITIVE_INFINITY) return `above ${number(low)}`;
  if (low === Number.NEGATIVE_INFINITY) return `below ${number(high)}`;
  return `between ${number(low)} and ${number(high)}`;
}
