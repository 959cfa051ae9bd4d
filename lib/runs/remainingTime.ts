import type { PlannedStatus, TimedEpoch } from "./planStatus.js";

/**
 * How long what is left of a plan will take, learned from the epochs so far: an epoch takes as long as its sequences
 * are, i.e. in proportion to N, and N grows as it did in the last half of the epochs. Runs that have not begun are taken
 * to go like the furthest run of the same condition, else like the mean of all. Runs that wait for a network which no
 * run of the plan will make count as nothing. A rough guess.
 *
 * @param jobs  runs at the same time
 * @returns seconds on the wall clock for each run, undefined where nothing is known, and for all together
 */
export function remainingTime(
  statuses: readonly PlannedStatus[],
  jobs: number,
): { each: ReadonlyArray<number | undefined>; all?: number } {
  const byCondition = new Map<string, PlannedStatus[]>();
  for (const status of statuses) {
    const alike = byCondition.get(conditionOf(status));
    if (alike) alike.push(status);
    else byCondition.set(conditionOf(status), [status]);
  }
  const toCome = new Set(statuses.flatMap((status) => (isEnded(status) ? [] : [status.planned.name])));
  const each = statuses.map((status) => {
    if (isEnded(status) || isWaitingInVain(status, toCome)) return 0;
    if (status.epochs.length > 0) return remainingOf(status, status.epochs);
    const alike = byCondition.get(conditionOf(status)) ?? [];
    const furthest = alike.reduce<TimedEpoch[]>(
      (longest, { epochs }) => (epochs.length > longest.length ? [...epochs] : longest),
      [],
    );
    const finished = alike.find(({ state }) => state === "done");
    if (finished) return Math.min(finished.seconds, status.planned.seconds ?? Number.POSITIVE_INFINITY);
    return furthest.length > 0 ? wholeTime(status, furthest) : undefined;
  });
  const totals = statuses.flatMap(({ seconds }, i) => (each[i] === undefined ? [] : [seconds + (each[i] ?? 0)]));
  if (totals.length === 0) return { each };
  const mean = totals.reduce((sum, total) => sum + total, 0) / totals.length;
  const left = each.map((seconds) => seconds ?? mean);
  return { each, all: Math.max(left.reduce((sum, seconds) => sum + seconds, 0) / jobs, ...left) };
}

function isEnded({ state }: PlannedStatus): boolean {
  return state === "done" || state === "failed";
}

/** Whether the network that a run begins with will not come from the plan itself. */
function isWaitingInVain({ state, planned: { source } }: PlannedStatus, toCome: ReadonlySet<string>): boolean {
  return state === "waiting" && !(source && toCome.has(source.run));
}

/** Of every run that was asked for: a table asks for hundreds of runs again and again. */
const conditions = new WeakMap<PlannedStatus["planned"], string>();

function conditionOf({ planned }: PlannedStatus): string {
  const known = conditions.get(planned);
  if (known !== undefined) return known;
  const { seed: _, ...condition } = planned.config;
  const text = JSON.stringify(condition);
  conditions.set(planned, text);
  return text;
}

/** The time that a whole run takes if it goes like another. */
function wholeTime(status: PlannedStatus, other: readonly TimedEpoch[]): number {
  const taken = other.reduce((sum, { seconds = 0 }) => sum + seconds, 0);
  const limit = status.planned.seconds ?? Number.POSITIVE_INFINITY;
  return Math.min(limit, taken + remainingOf({ ...status, seconds: taken }, other));
}

function remainingOf({ planned, seconds: taken, share }: PlannedStatus, epochs: readonly TimedEpoch[]): number {
  const { schedule, curriculum } = planned.config;
  const lastN = curriculum.n ?? curriculum.lastN ?? 101;
  const limit = Math.max(0, (planned.seconds ?? Number.POSITIVE_INFINITY) - taken);
  const recent = epochs.slice(-Math.max(5, Math.ceil(epochs.length / 2)));
  const now = epochs[epochs.length - 1].nMax;
  const growth = recent.length < 2 ? 0 : (now - recent[0].nMax) / (recent.length - 1);
  const timed = recent.filter(({ seconds }) => seconds !== undefined);
  const secondsPerN =
    timed.reduce((sum, { seconds = 0 }) => sum + seconds, 0) / timed.reduce((sum, { nMax }) => sum + nMax, 0);
  if (!Number.isFinite(secondsPerN)) return limit;
  const left = Math.max(0, schedule.maxEpochs - epochs.length);
  const { holdAt = Number.POSITIVE_INFINITY } = curriculum;
  const rising = growth > 0 ? Math.min(left, epochsBelow(Math.min(lastN + 1, holdAt), now, growth)) : 0;
  const held = growth > 0 ? (holdAt <= lastN ? holdAt : 0) : now; // at the N where it stays to the end of its epochs
  const sum = rising * now + (growth * rising * (rising + 1)) / 2 + (left - rising) * held;
  return Math.max(0, Math.min(limit, secondsPerN * (sum - share * now)));
}

/** Of the epochs to come, in which N grows from `now` on, how many have an N below `end`. */
function epochsBelow(end: number, now: number, growth: number): number {
  return Math.max(0, Math.ceil((end - now) / growth) - 1);
}
