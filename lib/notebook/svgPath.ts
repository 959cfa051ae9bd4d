export type Point = readonly [x: number, y: number];

/**
 * The points that a path's commands name, in order and in absolute coordinates: corners of straight lines,
 * end and control points of curves, end points of arcs.
 */
export function pathPoints(path: string): Point[] {
  const points: Point[] = [];
  let at: Point = [0, 0];
  for (const [, command, rest] of path.matchAll(/([a-zA-Z])([^a-zA-Z]*)/g)) {
    const values = (rest.match(/-?(?:\d+\.?\d*|\.\d+)/g) ?? []).map(Number);
    const origin: Point = command === command.toLowerCase() ? at : [0, 0];
    for (const point of namedPoints(command.toUpperCase(), values, origin, at)) {
      points.push(point);
      at = point;
    }
  }
  return points;
}

function* namedPoints(command: string, values: readonly number[], [x0, y0]: Point, at: Point): Generator<Point> {
  if (command === "H") for (const x of values) yield [x0 + x, at[1]];
  else if (command === "V") for (const y of values) yield [at[0], y0 + y];
  else {
    const [first, step] = command === "A" ? [5, 7] : [0, 2]; // an arc's radii and flags come before its end point
    for (let k = first; k + 1 < values.length; k += step) yield [x0 + values[k], y0 + values[k + 1]];
  }
}

/** Length of the straight lines from point to point. */
export function pathLength(path: string): number {
  const points = pathPoints(path);
  return points.slice(1).reduce((sum, point, k) => sum + distance(points[k], point), 0);
}

/** Where one is after following these lines for `length`; the last point beyond their end. */
export function pointAtLength(path: string, length: number): Point {
  const points = pathPoints(path);
  let left = length;
  for (let k = 1; k < points.length; k++) {
    const [[x0, y0], [x1, y1]] = [points[k - 1], points[k]];
    const step = distance(points[k - 1], points[k]);
    if (left <= step && step > 0) return [x0 + ((x1 - x0) * left) / step, y0 + ((y1 - y0) * left) / step];
    left -= step;
  }
  return points.at(-1) ?? [0, 0];
}

function distance([x0, y0]: Point, [x1, y1]: Point): number {
  return Math.hypot(x1 - x0, y1 - y0);
}
