import type { RandomStream } from "../../lib/random/stream.js";

/** Pieces that make a JSON header go wrong in interesting ways. */
const pieces = [
  '"',
  "{",
  "}",
  "[",
  "]",
  ":",
  ",",
  "\\",
  "-",
  "1e9",
  "0",
  "99999999999999999999",
  "null",
  "\0",
  "é",
  '"a":',
];

/** A file after one to four accidents: flipped bits, overwritten, lost, repeated or inserted bytes, a wrong length. */
export function mutated(file: Uint8Array, stream: RandomStream): Uint8Array {
  let bytes = Uint8Array.from(file);
  for (let count = stream.integer(1, 4); count > 0; count--) {
    // Half of the accidents happen where the structure is.
    const end = stream.uniform() < 0.5 ? Math.min(bytes.length, 400) : bytes.length;
    const at = stream.integer(0, Math.max(0, end - 1));
    switch (stream.integer(0, 6)) {
      case 0:
        if (at < bytes.length) bytes[at] ^= 1 << stream.integer(0, 7);
        break;
      case 1:
        if (at < bytes.length) bytes[at] = stream.integer(0, 255);
        break;
      case 2:
        bytes = bytes.slice(0, at);
        break;
      case 3: {
        const length = stream.integer(1, 40);
        bytes = joined(bytes.subarray(0, at), bytes.subarray(at + length));
        break;
      }
      case 4: {
        const piece = Buffer.from(pieces[stream.integer(0, pieces.length - 1)]);
        bytes = joined(bytes.subarray(0, at), piece, bytes.subarray(at));
        break;
      }
      case 5:
        bytes = joined(bytes.subarray(0, at), bytes.subarray(at, at + stream.integer(1, 60)), bytes.subarray(at));
        break;
      case 6:
        if (bytes.length >= 8) {
          const length = [0n, 1n, 2n ** 63n, 2n ** 64n - 1n, BigInt(bytes.length), BigInt(stream.integer(0, 1000))];
          new DataView(bytes.buffer).setBigUint64(0, length[stream.integer(0, length.length - 1)], true);
        }
    }
  }
  return bytes;
}

/** What may stand in a JSON file where something else is expected. */
const strangers = [null, "", "a text", 0, -1, 1.5, 1e300, true, [], [null], {}, { name: null }];

/** A JSON value after one accident to one of its parts, wherever: it is lost, has another name, or is something else. */
export function mutatedJson(value: unknown, stream: RandomStream): unknown {
  if (typeof value !== "object" || value === null || Object.keys(value).length === 0 || stream.uniform() < 0.15) {
    return strangers[stream.integer(0, strangers.length - 1)];
  }
  const entries = Object.entries(value);
  const at = stream.integer(0, entries.length - 1);
  const [name, content] = entries[at];
  const kind = stream.uniform();
  if (kind < 0.15) entries.splice(at, 1);
  else if (kind < 0.3) entries[at] = [`${name}x`, content];
  else entries[at] = [name, mutatedJson(content, stream)];
  return Array.isArray(value) ? entries.map(([, element]) => element) : Object.fromEntries(entries);
}

function joined(...parts: Uint8Array[]): Uint8Array<ArrayBuffer> {
  const bytes = new Uint8Array(parts.reduce((sum, part) => sum + part.length, 0));
  let at = 0;
  for (const part of parts) {
    bytes.set(part, at);
    at += part.length;
  }
  return bytes;
}

/** How many mutated files a test tries: a few thousand, or 100,000 when SLOW_TESTS is set. */
export const mutations = process.env.SLOW_TESTS ? 100_000 : 4000;

/** How many mutated folders, which take longer: everything in them is read several times. */
export const folderMutations = process.env.SLOW_TESTS ? 100_000 : 1000;

/** How long a test of so many may take, in milliseconds. */
export const mutationTimeout = process.env.SLOW_TESTS ? 3_600_000 : 300_000;
