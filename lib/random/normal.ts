import type { RandomStream } from "./stream.js";

/**
 * Independent numbers of the standard normal distribution, drawn in pairs.
 *
 * @returns [count]
 */
export function normal(stream: RandomStream, count: number): Float64Array {
  const values = new Float64Array(count);
  for (let i = 0; i < count; i += 2) {
    const { radius, angle } = normalPoint(stream);
    values[i] = radius * Math.cos(angle);
    if (i + 1 < count) values[i + 1] = radius * Math.sin(angle);
  }
  return values;
}

/** One number of the standard normal distribution: the first of a pair, whose second is lost. */
export function oneNormal(stream: RandomStream): number {
  const { radius, angle } = normalPoint(stream);
  return radius * Math.cos(angle);
}

/**
 * A point of the plane, in polar coordinates, whose Cartesian ones are independent and standard normal.
 *
 * @source Box & Muller, Annals of Mathematical Statistics 29 (1958) 610–611
 */
function normalPoint(stream: RandomStream): { radius: number; angle: number } {
  const radius = Math.sqrt(-2 * Math.log(1 - stream.uniform())); // 1 − u is above 0
  return { radius, angle: 2 * Math.PI * stream.uniform() };
}
