import { publishedCurve } from "../published/publishedCurve.js";
import { leakVariantNames, variantName } from "../runs/variantName.js";
import { taskLabel } from "../tasks/taskLabel.js";
import {
  commonN,
  fewestN,
  largestMeasuredN,
  linesThrough,
  tooSmall,
  valuesAt,
  whereAllNetworksAre,
} from "./againstN.js";
import { above, below, type Claim, type ClaimStatistic } from "./claim.js";
import type { ClaimData } from "./claimData.js";
import { trainedTau } from "./networkPoints.js";
import { publishedDifference, publishedSlope, sharesOfSlope } from "./publishedSlopes.js";
import { runsOf } from "./trainingProgress.js";

/** C5, Figure 4b. */
export const tauAgainstN: Claim = {
  id: "C5",
  claim: "Mean τ rises with N in single-head networks, after a dip, and falls towards 1 in multi-head ones.",
  test(data, profile) {
    return ["n-parity", "n-dms"].flatMap((task) => [
      ...dipOfMeanTau(data, profile, task),
      ...meanTauSlopes(data, { profile, task }, taskLabel[task]),
      spreadOfTau(data, profile, task),
    ]);
  },
};

/**
 * N from which on the mean τ of single-head networks is expected to rise: where the published curve is lowest, in N-DMS
 * where it begins. Not where ours is: beyond its own lowest point any curve rises.
 */
function endOfDip(task: string): number {
  const curve = publishedCurve({ task, curriculum: "single-head", statistic: "tau_mean" });
  return curve.reduce((lowest, point) => (point.value < lowest.value ? point : lowest)).n;
}

/** The fall of the mean τ of single-head networks before it rises; not told where no curve was published for it. */
function dipOfMeanTau(data: ClaimData, profile: string, task: string): ClaimStatistic[] {
  const curve = { task, curriculum: "single-head", statistic: "tau_mean" } as const;
  const to = endOfDip(task);
  if (publishedCurve(curve)[0].n === to) return [];
  const points = trainedTau("tauMean")(data, { profile, task, curriculum: "single-head" });
  return [
    {
      statistic: `${taskLabel[task]}, single-head: slope of mean τ against N up to N = ${to}, steps per N`,
      samples: [
        {
          name: "single-head",
          having: `that solved ${fewestN} or more N up to N = ${to}`,
          values: linesThrough(points, 0, to).map(({ slope }) => slope),
        },
      ],
      claimed: below(0),
      published: publishedSlope(curve, { to }, "falls"),
      shares: sharesOfSlope(curve, points, { to }),
    },
  ];
}

/** How mean τ changes with N under both curricula. */
function meanTauSlopes(
  data: ClaimData,
  { profile, task, variant }: { profile: string; task: string; variant?: string },
  label: string,
): ClaimStatistic[] {
  const dip = endOfDip(task);
  const model = variant === undefined ? "leak-inside" : variant === "leak-outside" ? variant : undefined;
  return (["single-head", "multi-head"] as const).map((curriculum) => {
    const from = curriculum === "single-head" ? dip : 0;
    const range = from === 0 ? "" : ` from N = ${from} on`;
    const points = trainedTau("tauMean")(data, { profile, task, curriculum, variant });
    const to = largestMeasuredN(points);
    const says = curriculum === "single-head" ? "rises" : "falls";
    return {
      statistic: `${label}, ${curriculum}: slope of mean τ against N${range}, steps per N`,
      samples: [
        {
          name: curriculum,
          having: `that solved ${fewestN} or more N${range}`,
          values: linesThrough(points, from).map(({ slope }) => slope),
        },
      ],
      claimed: curriculum === "single-head" ? above(0) : below(0),
      ...(model
        ? {
            published: publishedSlope({ task, curriculum, model, statistic: "tau_mean" }, { from, to }, says),
            shares: sharesOfSlope({ task, curriculum, model, statistic: "tau_mean" }, points, { from }),
          }
        : { published: { value: null, note: says } }),
    };
  });
}

function spreadOfTau(data: ClaimData, profile: string, task: string): ClaimStatistic {
  const [single, multi] = ["single-head", "multi-head"].map((curriculum) =>
    trainedTau("tauStd")(data, { profile, task, curriculum }),
  );
  const n = commonN(single, multi);
  const at = (ofN: number | undefined) =>
    [
      { name: "single-head", values: valuesAt(single, ofN) },
      { name: "multi-head", values: valuesAt(multi, ofN) },
    ] as const;
  const curve = (curriculum: string) => ({ task, curriculum, statistic: "tau_std" }) as const;
  return {
    statistic: `${taskLabel[task]}: STD of τ at N = ${n ?? "…"}, single-head less multi-head, steps`,
    samples: at(n),
    control: whereAllNetworksAre(task, [single, multi], at),
    claimed: above(0),
    published: publishedDifference(curve("single-head"), curve("multi-head"), n, "rises in single-head only"),
    missing: tooSmall(task, n),
  };
}

/** C14, supplement. */
export const otherModels: Claim = {
  id: "C14",
  claim: "The position of the leak and the activation function do not change C5.",
  test(data, profile) {
    const conditions = leakVariantNames.map((variant) => {
      const condition = { profile, task: "n-parity", variant };
      return { ...condition, name: variantName(variant), isThere: runsOf(data, condition).length > 0 };
    });
    const absent = conditions.filter(({ isThere }) => !isThere).map(({ name }) => name);
    const none: ClaimStatistic = {
      statistic: `N-parity, ${absent.join("; ")}: slopes of mean τ against N`,
      samples: [{ name: "such", values: [] }],
      claimed: above(0),
      published: { value: null, note: "as with the leak inside" },
    };
    return [
      ...conditions
        .filter(({ isThere }) => isThere)
        .flatMap(({ name, ...condition }) => meanTauSlopes(data, condition, `N-parity, ${name}`)),
      ...(absent.length > 0 ? [none] : []),
    ];
  },
};
