import { asGiven } from "../asGiven.js";

/**
 * Refuses a number of processes at the same time with which nothing would be done, without a word.
 *
 * @throws RangeError if it is no integer of at least 1
 */
export function mustBeJobs(jobs: number): void {
  if (Number.isInteger(jobs) && jobs >= 1) return;
  throw new RangeError(`jobs: expected an integer of at least 1, got ${asGiven(jobs)}`);
}
