import { mean } from "simple-statistics";
import { counted } from "../counted.js";
import { publishedShortLessLong } from "../published/publishedAblation.js";
import { publishedRobustness } from "../published/publishedPerturbation.js";
import { publishedN } from "../published/publishedTable.js";
import { taskLabel } from "../tasks/taskLabel.js";
import { commonN, tooSmall, valuesAt, whereAllNetworksAre } from "./againstN.js";
import { above, below, type Claim, type ClaimStatistic, type PublishedValue } from "./claim.js";
import { robustness, shortLessLong } from "./networkPoints.js";

/** C9, Figure 7. */
export const neededNeurons: Claim = {
  id: "C9",
  claim: "At large N, ablating long-τ neurons hurts single-head networks most, short-τ neurons multi-head ones.",
  test(data, profile) {
    return ["n-parity", "n-dms"].flatMap((task) => {
      const points = new Map(
        ["single-head", "multi-head"].map((curriculum) => [
          curriculum,
          shortLessLong(data, { profile, task, curriculum }),
        ]),
      );
      const [single = [], multi = []] = [...points.values()];
      const n = commonN(single, multi);
      return [...points].map(
        ([curriculum, own]): ClaimStatistic => ({
          statistic: `${taskLabel[task]}, ${curriculum}: relative accuracy after ablation at N = ${n ?? "…"}, short-τ less long-τ neurons`,
          samples: [{ name: curriculum, values: valuesAt(own, n) }],
          control: whereAllNetworksAre(task, [single, multi], (ofAll) => [
            { name: curriculum, values: valuesAt(own, ofAll) },
          ]),
          claimed: curriculum === "single-head" ? above(0) : below(0),
          published: publishedAblationDifference(task, curriculum, n),
          missing: tooSmall(task, n),
        }),
      );
    });
  },
};

function publishedAblationDifference(task: string, curriculum: string, n: number | undefined): PublishedValue {
  const values = publishedShortLessLong(task, curriculum);
  if (values.length > 0) return atPublishedN(n, { value: mean(values), note: counted(values.length, "network") });
  const which = curriculum === "single-head" ? "long-τ neurons" : "short-τ neurons";
  return { value: null, note: `${which} are needed` };
}

/** A value at the published N, of which one at another N is no share. */
function atPublishedN(n: number | undefined, { value, note }: PublishedValue): PublishedValue {
  return {
    value,
    note: `${note}, N = ${publishedN}`,
    ...(n === publishedN ? {} : { isIncomparable: true }),
  };
}

/** C10, Figure 8. */
export const robustnessToPerturbation: Claim = {
  id: "C10",
  claim: "Multi-head networks are more robust to perturbations of W and of τ.",
  test(data, profile) {
    return (["recurrent-weight", "tau"] as const).map((perturbed) => {
      const [multi, single] = ["multi-head", "single-head"].map((curriculum) =>
        robustness(perturbed)(data, { profile, task: "n-parity", curriculum }),
      );
      const n = commonN(multi, single);
      const at = (ofN: number | undefined) =>
        [
          { name: "multi-head", values: valuesAt(multi, ofN) },
          { name: "single-head", values: valuesAt(single, ofN) },
        ] as const;
      const theirs = publishedRobustness(perturbed);
      return {
        statistic: `N-parity: relative accuracy after perturbing ${perturbed === "tau" ? "τ" : "W"}, mean over ε, at N = ${n ?? "…"}, multi-head less single-head`,
        samples: at(n),
        control: whereAllNetworksAre("n-parity", [multi, single], at),
        claimed: above(0),
        published: atPublishedN(n, {
          value: mean(theirs["multi-head"]) - mean(theirs["single-head"]),
          note: `${theirs["multi-head"].length} networks each`,
        }),
        missing: tooSmall("n-parity", n),
      };
    });
  },
};
