import { existsSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { decodeSafetensors, encodeSafetensors, readSafetensors, writeSafetensors } from "../../lib/runs/safetensors.js";
import { tensor } from "../../lib/tensor/tensor.js";
import { fileOf } from "./safetensorsBytes.js";
import { temporaryFolder } from "./temporaryFolder.js";

const decode = (bytes: Uint8Array) => decodeSafetensors(bytes, "N005.safetensors");

describe("a safetensors file written by hand", () => {
  // 1 is 0x3f800000, −2 is 0xc0000000 in IEEE 754; little-endian.
  const one = [0x00, 0x00, 0x80, 0x3f];
  const minusTwo = [0x00, 0x00, 0x00, 0xc0];

  it("is read", () => {
    const { tensors, metadata } = decode(
      fileOf('{"a":{"dtype":"F32","shape":[1,2],"data_offsets":[0,8]},"__metadata__":{"by":"hand"}}   ', [
        ...one,
        ...minusTwo,
      ]),
    );
    expect(tensors).toEqual({ a: { shape: [1, 2], data: Float32Array.of(1, -2) } });
    expect(metadata).toEqual({ by: "hand" });
  });

  it("may have scalars, empty tensors, and data in another order than the names", () => {
    const { tensors, metadata } = decode(
      fileOf(
        '{"scalar":{"dtype":"F32","shape":[],"data_offsets":[4,8]},"none":{"dtype":"F32","shape":[0,3],' +
          '"data_offsets":[8,8]},"first":{"dtype":"F32","shape":[1],"data_offsets":[0,4]}}',
        [...one, ...minusTwo],
      ),
    );
    expect(tensors.scalar).toEqual({ shape: [], data: Float32Array.of(-2) });
    expect(tensors.none).toEqual({ shape: [0, 3], data: new Float32Array(0) });
    expect(tensors.first).toEqual({ shape: [1], data: Float32Array.of(1) });
    expect(metadata).toEqual({});
    expect(decode(fileOf("{}")).tensors).toEqual({});
  });

  it("may hold float64 numbers, which are rounded, and any that are not finite", () => {
    const data = Buffer.alloc(32);
    [0.1, Number.NaN, Number.NEGATIVE_INFINITY, 1e300].forEach((value, i) => {
      data.writeDoubleLE(value, 8 * i);
    });
    const { tensors } = decode(fileOf('{"a":{"dtype":"F64","shape":[4],"data_offsets":[0,32]}}', data));
    expect([...tensors.a.data]).toEqual([Math.fround(0.1), Number.NaN, -Infinity, Infinity]);
  });

  it.each([
    ["BOOL", 1],
    ["U8", 1],
    ["I16", 2],
    ["I32", 4],
    ["I64", 8],
  ])("may hold whole numbers of %s, which are passed over and named", (dtype, size) => {
    const header = {
      steps: { dtype, shape: [3], data_offsets: [0, 3 * size] },
      a: { dtype: "F32", shape: [1], data_offsets: [3 * size, 3 * size + 4] },
    };
    const { tensors, skipped } = decode(fileOf(header, [...Array(3 * size).fill(7), ...one]));
    expect(tensors).toEqual({ a: { shape: [1], data: Float32Array.of(1) } });
    expect(skipped).toEqual(["steps"]);
    // They have a place like any other tensor.
    expect(() => decode(fileOf(header, Array(3 * size).fill(7)))).toThrow("the file is cut off");
    const shorter = { ...header, steps: { dtype, shape: [2], data_offsets: [0, 3 * size] } };
    expect(() => decode(fileOf(shorter, [...Array(3 * size).fill(7), ...one]))).toThrow(
      "expected tensor steps to be F32",
    );
    const gap = { ...header, steps: { dtype, shape: [2], data_offsets: [0, 2 * size] } };
    expect(() => decode(fileOf(gap, [...Array(3 * size).fill(7), ...one]))).toThrow(
      "expected the data of a to begin at",
    );
  });

  it("may begin anywhere in memory", () => {
    const bytes = fileOf('{"a":{"dtype":"F32","shape":[1],"data_offsets":[0,4]}}', one);
    const shifted = new Uint8Array(bytes.length + 3);
    shifted.set(bytes, 3);
    expect([...decode(shifted.subarray(3)).tensors.a.data]).toEqual([1]);
  });

  it("may have names that mean something in JavaScript", () => {
    const { tensors } = decode(fileOf('{"__proto__":{"dtype":"F32","shape":[1],"data_offsets":[0,4]}}', one));
    expect(Object.keys(tensors)).toEqual(["__proto__"]);
    expect(Object.getPrototypeOf(tensors)).toBe(Object.prototype);
  });
});

describe("writing a safetensors file", () => {
  it("gives exactly the bytes of the format", () => {
    const bytes = encodeSafetensors(
      { b: tensor(Float32Array.of(1), [1]), a: tensor(Float32Array.of(-2), []) },
      { key: "µ" },
    );
    const header =
      '{"__metadata__":{"key":"µ"},"a":{"dtype":"F32","shape":[],"data_offsets":[0,4]},' +
      '"b":{"dtype":"F32","shape":[1],"data_offsets":[4,8]}}';
    const padding = " ".repeat((8 - (Buffer.byteLength(header) % 8)) % 8);
    expect(Buffer.from(bytes)).toEqual(
      Buffer.from(fileOf(header + padding, [0x00, 0x00, 0x00, 0xc0, 0x00, 0x00, 0x80, 0x3f])),
    );
  });

  it("gives the same bytes whatever order the tensors come in", () => {
    const a = tensor(Float32Array.of(1, 2), [2]);
    const b = tensor(Float32Array.of(3), [1]);
    expect(encodeSafetensors({ a, b })).toEqual(encodeSafetensors({ b, a }));
  });

  it("to the disk and reading it gives the same tensors, bit for bit", async () => {
    const folder = temporaryFolder();
    const values = Float32Array.of(0.1, -0, 1e-45, 3.4028234663852886e38, Number.NaN, Infinity);
    const file = join(folder, "a.safetensors");
    await writeSafetensors(file, { x: tensor(values, [2, 3]) }, { note: "n" });
    const { tensors, metadata } = await readSafetensors(file);
    expect(tensors.x.shape).toEqual([2, 3]);
    expect(Buffer.from(tensors.x.data.buffer)).toEqual(Buffer.from(values.buffer));
    expect(metadata).toEqual({ note: "n" });
    expect(readdirSync(folder)).toEqual(["a.safetensors"]);
    expect(readFileSync(file).length % 8).toBe(0);
  });

  it("is refused for data that do not fit their shape, and for the one name that the format keeps for itself", () => {
    expect(() => encodeSafetensors({ a: { shape: [3], data: new Float32Array(2) } })).toThrow(
      "expected 3 elements for a [3], got 2",
    );
    expect(() => encodeSafetensors({ __metadata__: tensor(new Float32Array(1), [1]) })).toThrow("__metadata__");
  });
});

describe("a damaged or foreign file is refused", () => {
  const entry = (fields: object) => ({ a: { dtype: "F32", shape: [1], data_offsets: [0, 4], ...fields } });
  const four = [0, 0, 0, 0];
  const withLength = (length: bigint) => {
    const bytes = Buffer.from(fileOf(entry({}), four));
    bytes.writeBigUInt64LE(length);
    return bytes;
  };

  const cases: Array<[what: string, bytes: Uint8Array, message: string]> = [
    ["an empty file", new Uint8Array(0), "expected at least 8 bytes, got 0 in N005.safetensors"],
    ["a header length beyond the file", withLength(10_000n), "got a header length of 10000 in N005.safetensors"],
    ["an absurd header length", withLength(2n ** 64n - 1n), "got a header length of 18446744073709551615"],
    ["a header length of 0", withLength(0n), 'expected the header to begin with "{", got ""'],
    [
      "a header that is no text",
      fileOf(Buffer.from([0x7b, 0xff, 0xfe]).toString("latin1")),
      "the header is no valid JSON",
    ],
    ["a header that is no UTF-8", Buffer.concat([fileOf("{  ").subarray(0, 9), Buffer.from([0xff, 0xfe])]), "UTF-8"],
    ["a header that is a list", fileOf("[]"), 'expected the header to begin with "{", got "["'],
    ["a header with a byte order mark", fileOf("\ufeff{}"), "expected the header to begin with"],
    ["a header that is cut off", fileOf('{"a":{"dtype"'), "the header is no valid JSON"],
    ["a header with a second value", fileOf("{}{}"), "the header is no valid JSON"],
    ["deep nesting", fileOf(`{"a":${"[".repeat(1e6)}`), "nested deeper than the 3 levels"],
    ["a tensor that is a number", fileOf({ a: 1 }), "expected tensor a to be an object"],
    ["a tensor that is null", fileOf({ a: null }), "expected tensor a to be an object"],
    ["an unknown field", fileOf(entry({ extra: 1 }), four), "tensor a has an unknown field extra"],
    ["integers", fileOf(entry({ dtype: "I64" }), four), 'expected tensor a to be F32 or F64, got "I64"'],
    ["half precision", fileOf(entry({ dtype: "BF16" }), four), 'got "BF16"'],
    ["no number format", fileOf(entry({ dtype: undefined }), four), "got undefined"],
    ["a number format of Object's", fileOf(entry({ dtype: "constructor" }), four), 'got "constructor"'],
    ["a negative shape", fileOf(entry({ shape: [-1] }), four), "got [-1]"],
    ["a fractional shape", fileOf(entry({ shape: [0.5] }), four), "got [0.5]"],
    ["no shape", fileOf(entry({ shape: undefined }), four), "expected the shape of a to be a list of counts"],
    ["a shape beyond all counting", fileOf(entry({ shape: [2 ** 40, 2 ** 40] }), four), "list of counts"],
    [
      "a shape that says infinity",
      fileOf('{"a":{"dtype":"F32","shape":[1e999],"data_offsets":[0,4]}}', four),
      "counts",
    ],
    ["a shape larger than the data", fileOf(entry({ shape: [2] }), four), "expected 8 bytes for a F32 [2], got 4"],
    ["float64 in float32's place", fileOf(entry({ dtype: "F64" }), four), "expected 8 bytes for a F64 [1], got 4"],
    [
      "no offsets",
      fileOf(entry({ data_offsets: undefined }), four),
      "expected the data_offsets of a to be [begin, end]",
    ],
    ["one offset", fileOf(entry({ data_offsets: [0] }), four), "got [0]"],
    ["offsets the wrong way round", fileOf(entry({ data_offsets: [4, 0] }), four), "got [4, 0]"],
    ["negative offsets", fileOf(entry({ data_offsets: [-4, 0] }), four), "got [-4, 0]"],
    ["offsets beyond the end", fileOf(entry({}), [0, 0]), "expected 4 bytes of data for a, got 2: the file is cut off"],
    ["a gap before", fileOf(entry({ data_offsets: [4, 8] }), [...four, ...four]), "to begin at 0"],
    ["bytes after the last tensor", fileOf(entry({}), [...four, 9]), "expected 4 bytes of data for its tensors, got 5"],
    [
      "overlapping tensors",
      fileOf({ ...entry({}), b: { dtype: "F32", shape: [1], data_offsets: [0, 4] } }, four),
      "expected the data of b to begin at 4, where the one before ends, got 0",
    ],
    [
      "a tensor given twice",
      fileOf(
        '{"a":{"dtype":"F32","shape":[1],"data_offsets":[0,4]},"a":{"dtype":"F32","shape":[1],"data_offsets":[0,4]}}',
        four,
      ),
      'the header has "a" twice',
    ],
    [
      "a tensor given twice, once in escapes",
      fileOf(
        '{"a":{"dtype":"F32","shape":[1],"data_offsets":[0,4]},"\\u0061" :{"dtype":"F32","shape":[0],"data_offsets":[4,4]}}',
        four,
      ),
      'the header has "a" twice',
    ],
    [
      "a field given twice",
      fileOf('{"a":{"dtype":"F64","dtype":"F32","shape":[1],"data_offsets":[0,4]}}', four),
      "twice",
    ],
    [
      "metadata that are no object",
      fileOf({ __metadata__: ["x"] }),
      "expected __metadata__ to be an object of strings",
    ],
    ["metadata that are no strings", fileOf({ __metadata__: { x: 1 } }), "expected __metadata__.x to be a string"],
  ];

  it.each(cases)("%s", (_, bytes, message) => {
    expect(() => decode(bytes)).toThrow(message);
    try {
      decode(bytes);
    } catch (error) {
      expect(error).toMatchObject({
        name: "SafetensorsError",
        message: expect.stringMatching(/ in N005.safetensors$/),
      });
    }
  });

  it("though a tensor's name or text may contain what looks like structure", () => {
    const { tensors, metadata } = decode(
      fileOf({ __metadata__: { x: '{"a":[[[[[' }, 'b":{[': { dtype: "F32", shape: [1], data_offsets: [0, 4] } }, four),
    );
    expect(Object.keys(tensors)).toEqual(['b":{[']);
    expect(metadata.x).toBe('{"a":[[[[[');
  });

  it("with a short message, however long the names in it are", () => {
    try {
      decode(fileOf({ ["x".repeat(1e5)]: 1 }));
      expect.unreachable();
    } catch (error) {
      expect(String(error).length).toBeLessThan(600);
    }
  });
});

describe("what is not there or no file", () => {
  it("is refused with its path", async () => {
    const folder = temporaryFolder();
    const missing = join(folder, "missing.safetensors");
    await expect(readSafetensors(missing)).rejects.toThrow(`cannot read ${missing}: there is no such file or folder`);
    await expect(readSafetensors(folder)).rejects.toThrow(`cannot read ${folder}: it is not a file`);
    for (const name of ["N010.safetensors", "N005.safetensors", "latest.safetensors"])
      writeFileSync(join(folder, name), "");
    await expect(readSafetensors(folder)).rejects.toThrow(
      "it is not a file; it holds the networks N005.safetensors, N010.safetensors",
    );
    await expect(readSafetensors(join(folder, "x\0y"))).rejects.toMatchObject({ name: "SafetensorsError" });
  });

  it.runIf(existsSync("/dev/zero"))("is not read for ever", async () => {
    await expect(readSafetensors("/dev/zero")).rejects.toThrow("cannot read /dev/zero: it is not a file");
  });

  it("names a file that is too short by its path", async () => {
    const file = join(temporaryFolder(), "short.safetensors");
    writeFileSync(file, "short");
    await expect(readSafetensors(file)).rejects.toThrow(`expected at least 8 bytes, got 5 in ${file}`);
  });
});
