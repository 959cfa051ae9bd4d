import { mean } from "simple-statistics";
import { grouped } from "../grouped.js";
import { fitsFilter } from "../runs/runFilter.js";
import { epochsOfRetraining } from "../training/retrainingConfig.js";
import { commonN } from "./againstN.js";
import { above, type Claim } from "./claim.js";
import type { ClaimData } from "./claimData.js";

type RetrainedRow = ClaimData["retraining"][number];

/** C11, Figure 8. */
export const retrainingBeyondN: Claim = {
  id: "C11",
  claim: "Multi-head networks retrain better to N beyond their own.",
  test({ retraining }, profile) {
    const [multi, single] = ["multi-head", "single-head"].map((curriculum) =>
      retraining.filter(
        (row) =>
          fitsFilter(row, { profile, task: "n-parity", curriculum }) &&
          row.n > row.fromN &&
          row.epochs === epochsOfRetraining,
      ),
    );
    const starts = [multi, single].map((rows) => rows.map((row) => ({ run: networkOf(row), n: row.fromN, value: 0 })));
    const from = commonN(onePerNetwork(starts[0]), onePerNetwork(starts[1]));
    const kinds = [multi, single].map((rows) => rows.filter(({ fromN }) => fromN === from));
    const ns = commonNs(kinds.flat());
    const range = ns.length === 0 ? "" : ` (${ns[0]} … ${ns[ns.length - 1]})`;
    const valuesOf = (rows: readonly RetrainedRow[]) =>
      [...networksOf(rows).values()].flatMap((own) => {
        const values = own.filter(({ n }) => ns.includes(n)).flatMap(({ relativeAccuracy }) => relativeAccuracy ?? []);
        return values.length === 0 ? [] : [mean(values)];
      });
    return [
      {
        statistic: `N-parity: relative accuracy after retraining from N = ${from ?? "…"}, mean over larger N${range}, multi-head less single-head`,
        samples: [
          { name: "retrained multi-head", values: valuesOf(kinds[0]) },
          { name: "retrained single-head", values: valuesOf(kinds[1]) },
        ],
        claimed: above(0),
        published: { value: null, note: "multi-head is better, from N = 16" },
      },
    ];
  },
};

/** The N that all of these networks were retrained on. */
function commonNs(rows: readonly RetrainedRow[]): number[] {
  const networks = [...networksOf(rows).values()].map((own) => new Set(own.map(({ n }) => n)));
  const [first = new Set<number>(), ...others] = networks;
  return [...first].filter((n) => others.every((ns) => ns.has(n))).sort((a, b) => a - b);
}

/** Every retraining is a run of its own; those of the same network have its curriculum and seed. */
function networkOf({ curriculum, seed }: RetrainedRow): string {
  return `${curriculum} ${seed}`;
}

function networksOf(rows: readonly RetrainedRow[]): Map<string, RetrainedRow[]> {
  return grouped(rows, networkOf);
}

function onePerNetwork<Point extends { run: string; n: number }>(points: readonly Point[]): Point[] {
  return [...new Map(points.map((point) => [`${point.run} ${point.n}`, point])).values()];
}
