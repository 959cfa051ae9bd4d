import { integers } from "../integers.js";
import type { Axis, Trace } from "./figure.js";
import { axis } from "./look.js";

/** Of a logarithmic axis: small ticks at all multiples of the powers of ten, by which it is seen to be one. */
export const minorTicks = { minor: { ticks: "outside", ticklen: 3, dtick: "D1" } } as const;

/** As many ticks as a panel of 240 px has room for. */
const mostTicks = 15;

/**
 * A logarithmic axis with ticks at 1, 2 and 5 times the powers of ten, or at these alone where that were too many. It
 * begins and ends at ticks, so that there are two at least, however close the values are.
 *
 * @param values  all that is drawn along it; what is not above 0 has no place on it
 * @example logAxis("τ (steps)", [1.9, 30]).tickvals // [1, 2, 5, 10, 20, 50]
 */
export function logAxis(title: string, values: readonly number[], more: Axis = {}): Axis {
  const drawn = values.filter((value) => value > 0 && Number.isFinite(value));
  const ends: [number, number] = drawn.length === 0 ? [1, 10] : [Math.min(...drawn), Math.max(...drawn)];
  const fine = ticksAround(ends, [1, 2, 5]);
  const tickvals = fine.length <= mostTicks ? fine : ticksAround(ends, [1]);
  const [low, high] = [tickvals[0], tickvals[tickvals.length - 1]].map(Math.log10);
  const margin = 0.03 * (high - low);
  return axis(title, {
    type: "log",
    range: [low - margin, high + margin],
    tickvals,
    exponentformat: "none",
    ...minorTicks,
    ...more,
  });
}

/** From the last tick that is not above the values to the first that is not below them; two at least. */
function ticksAround([smallest, largest]: readonly [number, number], factors: readonly number[]): number[] {
  const from = Math.floor(Math.log10(smallest)) - 1;
  const to = Math.ceil(Math.log10(largest)) + 1;
  const powers = integers(from, to);
  const ticks = powers.flatMap((power) => factors.map((factor) => Number(`${factor}e${power}`)));
  const first = ticks.findLastIndex((tick) => tick <= smallest);
  return ticks.slice(first, ticks.findIndex((tick, i) => tick >= largest && i > first) + 1);
}

/** All that the traces draw along an axis, e.g. "y2". */
export function valuesAlong(traces: readonly Trace[], yaxis: string): number[] {
  return traces.flatMap((trace) =>
    trace.yaxis === yaxis ? Array.from(trace.y ?? []).filter((value) => typeof value === "number") : [],
  );
}
