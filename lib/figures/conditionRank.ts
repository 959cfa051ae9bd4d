import { curriculumColour, taskDash } from "./look.js";

const [tasks, curricula] = [Object.keys(taskDash), Object.keys(curriculumColour)];
/** Beyond that of any of ours, also of one without a rank, which has 1000. */
const rankOfPublished = 2000;

/**
 * Where a condition comes in a legend, as Plotly's `legendrank`, or along an axis: N-parity before N-DMS, single-head
 * before multi-head before other curricula, published ones after ours. Runs come in the order of their folders' names.
 *
 * @param curriculum  its name, without options
 */
export function conditionRank(
  { task, curriculum }: { readonly task?: string; readonly curriculum: string },
  { isPublished = false }: { isPublished?: boolean } = {},
): number {
  const [ofTask, ofCurriculum] = [tasks.indexOf(task ?? ""), curricula.indexOf(curriculum)];
  const rank = 1 + Math.max(0, ofTask) * (curricula.length + 1) + (ofCurriculum < 0 ? curricula.length : ofCurriculum);
  return rank + (isPublished ? rankOfPublished : 0);
}
