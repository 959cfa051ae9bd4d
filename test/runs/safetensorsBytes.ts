/** The bytes of a safetensors file, put together by hand: header length, header, data. */
export function fileOf(header: string | object, data: Uint8Array | number[] = []): Uint8Array {
  const text = Buffer.from(typeof header === "string" ? header : JSON.stringify(header));
  const length = Buffer.alloc(8);
  length.writeBigUInt64LE(BigInt(text.length));
  return Buffer.concat([length, text, Uint8Array.from(data)]);
}
