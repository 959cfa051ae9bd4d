/** Sequences written as strings, one each, as bits [T, B]. */
export function bitsOf(...sequences: string[]): { bits: Float32Array; steps: number; batch: number } {
  const batch = sequences.length;
  const steps = sequences[0].length;
  const bits = new Float32Array(steps * batch);
  sequences.forEach((sequence, b) => {
    for (let t = 0; t < steps; t++) bits[t * batch + b] = Number(sequence[t]);
  });
  return { bits, steps, batch };
}

/** Bits [T, B] as strings, one for each sequence. */
export function stringsOf(bits: ArrayLike<number>, batch: number): string[] {
  return Array.from({ length: batch }, (_, b) =>
    Array.from({ length: bits.length / batch }, (_, t) => bits[t * batch + b]).join(""),
  );
}
