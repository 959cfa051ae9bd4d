import type { AblatedCondition, AblatedGroup } from "./ablatedGroup.js";
import type { Ablation } from "./ablation.js";
import { groupMeans } from "./groupMeans.js";

/**
 * The means of an ablation over the neurons of each group, as `ablationFigure` shows them.
 *
 * @param network  what was ablated
 * @returns a row for each group; none where the whole network is not above chance
 * @example ablationFigure(ablatedGroups(result, { task: "n-parity", curriculum: "multi-head", n: 10, network: 1 }))
 */
export function ablatedGroups(
  result: Pick<Ablation, "rows">,
  network: AblatedCondition,
): Array<AblatedGroup & { relativeAccuracy: number }> {
  return groupMeans(result).flatMap(({ group, count, relativeAccuracy }) =>
    relativeAccuracy === null ? [] : [{ ...network, group, count, relativeAccuracy }],
  );
}
