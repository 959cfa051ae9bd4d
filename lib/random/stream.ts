import { xoroshiro128plus, xoroshiro128plusFromState } from "pure-rand/generator/xoroshiro128plus";
import type { RandomGenerator } from "pure-rand/types/RandomGenerator";

/**
 * A seeded stream of random numbers (xoroshiro128+). Randomness is always such an argument, never a global,
 * and the position of a stream can be stored and restored, so that a run can be resumed exactly.
 *
 * The numbers are computed with 32-bit integer arithmetic only: same seed, same numbers, on every platform.
 */
export class RandomStream {
  private constructor(private readonly generator: RandomGenerator) {}

  /**
   * The stream of one purpose. Streams with different names are independent of each other, so that, for example,
   * drawing more test batches does not change the training batches.
   *
   * @param seed  any integer
   * @param name  what the stream is for, e.g. "training"
   * @throws RangeError if the seed is not an integer
   */
  static named(seed: number, name: string): RandomStream {
    if (!Number.isInteger(seed)) throw new RangeError(`expected an integer seed, got ${seed}`);
    let hash = 0x811c9dc5; // FNV-1a over "seed:name"
    for (const character of `${seed}:${name}`) {
      hash = Math.imul(hash ^ (character.codePointAt(0) ?? 0), 0x01000193);
    }
    const generator = xoroshiro128plus(hash | 0);
    for (let i = 0; i < 20; i++) generator.next();
    return new RandomStream(generator);
  }

  /**
   * A stream at a stored position.
   *
   * @param state  four integers, as `state` gave them
   * @throws Error if they are not four
   */
  static at(state: readonly number[]): RandomStream {
    return new RandomStream(xoroshiro128plusFromState(state));
  }

  /** The position of the stream, as four integers for JSON. */
  get state(): readonly number[] {
    return this.generator.getState();
  }

  /** The next 32 random bits, as an integer 0 … 2³² − 1. */
  bits(): number {
    return this.generator.next() >>> 0;
  }

  /** Uniform in [0, 1), in steps of 2⁻³². */
  uniform(): number {
    return (this.generator.next() >>> 0) * 2.3283064365386963e-10;
  }

  /** Uniform integer in low … high, both integers, both included. */
  integer(low: number, high: number): number {
    return low + Math.floor(this.uniform() * (high - low + 1));
  }

  /** Fills with uniform numbers in [low, high). */
  fillUniform(data: Float32Array, low: number, high: number): void {
    const scale = (high - low) * 2.3283064365386963e-10;
    for (let i = 0; i < data.length; i++) data[i] = low + (this.generator.next() >>> 0) * scale;
  }
}
