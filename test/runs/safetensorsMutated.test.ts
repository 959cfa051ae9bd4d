import { expect, it } from "vitest";
import { RandomStream } from "../../lib/random/stream.js";
import { decodeSafetensors, encodeSafetensors, SafetensorsError } from "../../lib/runs/safetensors.js";
import { tensor } from "../../lib/tensor/tensor.js";
import { mutated, mutations } from "./mutate.js";

it(`${mutations} damaged files are each refused or read as what they hold`, { timeout: 600_000 }, () => {
  const stream = RandomStream.named(1, "mutations");
  const random = (length: number) => {
    const data = new Float32Array(length);
    stream.fillUniform(data, -1, 1);
    return data;
  };
  const whole = encodeSafetensors(
    { "recurrent.weight": tensor(random(36), [6, 6]), tau: tensor(random(6), [6]), scalar: tensor(random(1), []) },
    { network: '{"model":{"name":"leaky-rnn"}}' },
  );
  let refused = 0;
  for (let i = 0; i < mutations; i++) {
    const bytes = mutated(whole, stream);
    try {
      const { tensors, skipped = [] } = decodeSafetensors(bytes, "mutated.safetensors");
      // Whatever the header now calls them: the numbers are the data part of the file, all of it, in order.
      const headerBytes = Number(Buffer.from(bytes).readBigUInt64LE());
      const header = JSON.parse(Buffer.from(bytes.subarray(8, 8 + headerBytes)).toString());
      const inFile = Buffer.from(bytes.subarray(8 + headerBytes));
      let read = 0;
      for (const [name, { shape, data }] of Object.entries(tensors)) {
        const { dtype, data_offsets, shape: stated } = header[name];
        expect(shape).toEqual(stated);
        const expected = Array.from(data, (_, k) =>
          dtype === "F32" ? inFile.readFloatLE(data_offsets[0] + 4 * k) : inFile.readDoubleLE(data_offsets[0] + 8 * k),
        );
        expect([...data]).toEqual(expected.map(Math.fround));
        read += data_offsets[1] - data_offsets[0];
      }
      for (const name of skipped) read += header[name].data_offsets[1] - header[name].data_offsets[0];
      expect(read).toBe(inFile.length);
    } catch (error) {
      if (!(error instanceof SafetensorsError)) throw error;
      expect(error.message).toMatch(/ in mutated\.safetensors$/);
      refused++;
    }
  }
  // Accidents in the data cannot be seen at this level, but most others can.
  expect(refused).toBeGreaterThan(mutations / 2);
  expect(refused).toBeLessThan(mutations);
});
