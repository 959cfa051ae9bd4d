import type { RandomStream } from "./stream.js";

/**
 * Independent numbers of the standard normal distribution.
 *
 * @source Box & Muller, Annals of Mathematical Statistics 29 (1958) 610–611
 */
export function normal(stream: RandomStream, count: number): Float64Array {
  const values = new Float64Array(count);
  for (let i = 0; i < count; i += 2) {
    const radius = Math.sqrt(-2 * Math.log(1 - stream.uniform())); // 1 − u is above 0
    const angle = 2 * Math.PI * stream.uniform();
    values[i] = radius * Math.cos(angle);
    if (i + 1 < count) values[i + 1] = radius * Math.sin(angle);
  }
  return values;
}
