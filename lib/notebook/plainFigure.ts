import type { Figure, Trace } from "../figures/figure.js";

/**
 * The figure as JSON can hold it: typed arrays as plain arrays, gaps as null, numbers to five significant digits, which
 * is more than a figure can show, and evenly spaced x as its start and step. Half the size in a saved notebook.
 */
export function plainFigure({ data, layout }: Figure): Figure {
  return { data: (plain(data) as Trace[]).map(withEvenSteps), layout: plain(layout) as Figure["layout"] };
}

/** To five significant digits; counts stay whole. */
export function significant(value: number): number {
  return Number.isInteger(value) ? value : Number(value.toPrecision(5));
}

function plain(value: unknown): unknown {
  if (typeof value === "number") return Number.isFinite(value) ? significant(value) : null;
  if (ArrayBuffer.isView(value)) return Array.from(value as unknown as ArrayLike<number>, plain);
  if (Array.isArray(value)) return value.map(plain);
  if (value === null || typeof value !== "object") return value;
  return Object.fromEntries(
    Object.entries(value)
      .filter(([, item]) => item !== undefined)
      .map(([key, item]) => [key, plain(item)]),
  );
}

/** Below this many points, start and step are no shorter. */
const fewestSteps = 6;

/** Plotly counts x from x0 in steps of dx where it is not given. */
function withEvenSteps(trace: Trace): Trace {
  const { x, ...rest } = trace;
  if (trace.type !== "scatter" || !x || x.length < fewestSteps || x.length !== trace.y?.length) return trace;
  const [x0, x1] = [x[0], x[1]];
  if (typeof x0 !== "number" || typeof x1 !== "number") return trace;
  const dx = significant(x1 - x0);
  const isEven = Array.from<unknown>(x).every((value, k) => value === significant(x0 + k * dx));
  return isEven ? { ...rest, x0, dx } : trace;
}
