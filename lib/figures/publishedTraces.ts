import type { PublishedStatistic } from "../published/publishedTau.js";
import type { Trace } from "./figure.js";
import { published, publishedLine } from "./look.js";
import { notice } from "./notice.js";

/** How a published curve is drawn. */
export interface PublishedCurveLook {
  readonly name: string;
  /** Where a panel has curves of several, which are told apart by it. */
  readonly curriculum?: string;
  readonly xaxis: string;
  readonly yaxis: string;
  readonly showlegend: boolean;
  readonly legendrank?: number;
  /** The largest N that is shown; the axis ends a little beyond. */
  readonly shownN: number;
}

/**
 * Published values of one condition, grey, with their reading error, to be drawn below ours. Of a curve that goes on
 * beyond the N that are shown the last line goes to the end of the axis.
 *
 * @param points  in order of N
 * @returns no traces if none is shown
 */
export function publishedTraces(
  points: readonly PublishedStatistic[],
  { name, curriculum, shownN, showlegend, ...axes }: PublishedCurveLook,
): Trace[] {
  const within = points.filter(({ n }) => n <= shownN);
  if (within.length === 0) return [];
  const place = { type: "scatter", name, legendgroup: name, ...axes } as const;
  const line = publishedLine(curriculum);
  const at = (shown: readonly PublishedStatistic[]) => {
    return { x: shown.map(({ n }) => n), y: shown.map(({ value }) => value) };
  };
  const last = points.slice(within.length - 1, within.length + 1);
  return [
    {
      ...place,
      ...at(within),
      mode: "lines+markers",
      showlegend,
      error_y: {
        ...{ type: "data", array: within.map(({ readingError }) => readingError), visible: true },
        color: published.colour,
      },
      line,
      marker: { color: published.colour, size: 4 },
      hovertemplate: `${name}: %{y:.3f} at N = %{x}<extra></extra>`,
    },
    ...(last.length < 2
      ? []
      : [
          {
            ...place,
            ...at(last),
            mode: "lines",
            name: `${name}, goes on`,
            showlegend: false,
            hoverinfo: "skip",
            line,
          } satisfies Trace,
        ]),
  ];
}

/** What published curves among these traces stand for; nothing if there are none. */
export function publishedMeaning(traces: readonly Trace[]): string[] {
  if (!traces.some(({ error_y }) => error_y !== undefined)) return [];
  return ["Grey: published values; bars: reading errors, not standard deviations."];
}

/** A published curve, by its name beside others of a panel; "" where it is the only one. */
export interface PublishedCurve {
  readonly name: string;
  /** The N where it ends. */
  readonly end: number;
}

/**
 * What to say in small letters above the left end of a panel of which published curves go on beyond what is shown.
 *
 * @param curves  those that do; none: there is nothing to say
 * @example goingOn([{ name: "multi-head", end: 99 }]) // "published multi-head curve goes on to N = 99"
 */
export function goingOn(curves: readonly PublishedCurve[]): string | undefined {
  if (curves.length === 0) return undefined;
  if (curves.length === 1) {
    const [{ name, end }] = curves;
    return [published.label, name, `curve goes on to N = ${end}`].filter((word) => word !== "").join(" ");
  }
  const ends = [...curves].sort((a, b) => a.end - b.end).map(({ name, end }) => `${end} (${name})`);
  return `${published.label} curves go on to N = ${ends.join(" and ")}`;
}

/** Where published values, in order of N, end. */
export function endOf(points: readonly PublishedStatistic[]): number {
  return Math.max(...points.map(({ n }) => n));
}

/** Small letters above the left end of a panel. */
export function smallNotice(lines: readonly string[], left: number): object {
  const place = { xanchor: "left", yanchor: "bottom", align: "left", yshift: 4 };
  return { ...notice(lines.join("<br>"), left, 1), ...place, font: { size: smallNoticeSize, color: "#888888" } };
}

export const smallNoticeSize = 11;
