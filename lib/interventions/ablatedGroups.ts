import { mean } from "simple-statistics";
import { grouped } from "../grouped.js";
import type { AblatedCondition, AblatedGroup } from "./ablatedGroup.js";
import type { Ablation } from "./ablation.js";

/**
 * The means of an ablation over the neurons of each group, as `ablationFigure` shows them.
 *
 * @param network  what was ablated
 * @returns a row for each group; none where the whole network is not above chance
 * @example ablationFigure(ablatedGroups(result, { task: "n-parity", curriculum: "multi-head", n: 10, network: 1 }))
 */
export function ablatedGroups(
  { rows }: Pick<Ablation, "rows">,
  network: AblatedCondition,
): Array<AblatedGroup & { relativeAccuracy: number }> {
  return [...grouped(rows, ({ group }) => group)].flatMap(([group, own]) => {
    const relative = own.flatMap(({ relativeAccuracy }) => relativeAccuracy ?? []);
    if (relative.length === 0) return [];
    return [{ ...network, group, count: own.length, relativeAccuracy: mean(relative) }];
  });
}
