import { taskLabel } from "../figures/look.js";
import { fewestN, largestMeasuredN, linesThrough } from "./againstN.js";
import { above, type Claim } from "./claim.js";
import { meanTauNet } from "./networkPoints.js";
import { publishedSlope } from "./publishedCurve.js";

const inputs = [
  ["random", "inputs as published"],
  ["0.5", "inputs with p = 0.5"],
] as const;

/** C6, Figure 5c, d. */
export const tauNetAgainstN: Claim = {
  id: "C6",
  claim: "The network-mediated timescale τ_net rises with N under both curricula, in both tasks.",
  test(data, profile) {
    return inputs.flatMap(([p, inputsName]) =>
      ["n-parity", "n-dms"].flatMap((task) =>
        ["single-head", "multi-head"].map((curriculum) => {
          const points = meanTauNet(p)(data, { profile, task, curriculum });
          const to = largestMeasuredN(points);
          return {
            statistic: `${taskLabel[task]}, ${curriculum}: slope of mean τ_net against N, ${inputsName}, steps per N`,
            samples: [
              {
                name: curriculum,
                having: `measured at ${fewestN} or more N`,
                values: linesThrough(points).map(({ slope }) => slope),
              },
            ] as const,
            claimed: above(0),
            published:
              p === "random"
                ? publishedSlope({ task, curriculum, statistic: "tau_net_mean" }, { to }, "rises")
                : { value: null, note: "not in the paper" },
          };
        }),
      ),
    );
  },
};
