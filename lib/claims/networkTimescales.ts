import { taskLabel } from "../tasks/taskLabel.js";
import { fewestN, largestMeasuredN, linesThrough } from "./againstN.js";
import { above, type Claim } from "./claim.js";
import { meanTauNet, type NetworkPoint } from "./networkPoints.js";
import { publishedSlope, sharesOfSlope } from "./publishedSlopes.js";

/**
 * C6, Figure 5c, d: with inputs as published, a random p for every trial. Biased inputs set off slow responses by
 * themselves, which fair bits, the control, do not.
 */
export const tauNetAgainstN: Claim = {
  id: "C6",
  claim: "The network-mediated timescale τ_net rises with N under both curricula, in both tasks.",
  test(data, profile) {
    return ["n-parity", "n-dms"].flatMap((task) =>
      ["single-head", "multi-head"].map((curriculum) => {
        const condition = { profile, task, curriculum };
        const points = meanTauNet("random")(data, condition);
        const sample = (own: readonly NetworkPoint[]) =>
          ({
            name: curriculum,
            having: `measured at ${fewestN} or more N`,
            values: linesThrough(own).map(({ slope }) => slope),
          }) as const;
        const curve = { task, curriculum, statistic: "tau_net_mean" } as const;
        return {
          statistic: `${taskLabel[task]}, ${curriculum}: slope of mean τ_net against N, steps per N`,
          samples: [sample(points)] as const,
          control: { how: "with fair bits", samples: [sample(meanTauNet("0.5")(data, condition))] as const },
          claimed: above(0),
          published: publishedSlope(curve, { to: largestMeasuredN(points) }, "rises"),
          note: "as published, a random p for every trial",
          shares: sharesOfSlope(curve, points, {}),
        };
      }),
    );
  },
};
