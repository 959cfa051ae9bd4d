import { inflateSync } from "node:zlib";

export interface Pixels {
  width: number;
  height: number;
  /** 255 is white, 0 black: the darkest of a pixel's colours, [height × width]. */
  light: Uint8Array;
}

/** Decodes a PNG of 8 bits a channel, in colour, not interlaced: what browsers and resvg write. */
export function pngPixels(png: Uint8Array): Pixels {
  const view = new DataView(png.buffer, png.byteOffset, png.byteLength);
  const [width, height, depth, kind] = [view.getUint32(16), view.getUint32(20), png[24], png[25]];
  const channels = kind === 6 ? 4 : kind === 2 ? 3 : 0;
  if (depth !== 8 || channels === 0 || png[28] !== 0) throw new Error(`unexpected kind of PNG: ${png.slice(24, 29)}`);
  const parts: Uint8Array[] = [];
  for (let at = 8; at < png.length; at += view.getUint32(at) + 12) {
    const type = String.fromCharCode(...png.slice(at + 4, at + 8));
    if (type === "IDAT") parts.push(png.slice(at + 8, at + 8 + view.getUint32(at)));
  }
  const rows = unfiltered(inflateSync(Buffer.concat(parts)), width * channels, height, channels);
  const light = Uint8Array.from({ length: width * height }, (_, i) =>
    Math.min(rows[i * channels], rows[i * channels + 1], rows[i * channels + 2]),
  );
  return { width, height, light };
}

/** @source PNG specification (ISO/IEC 15948), filter types 0 to 4 */
function unfiltered(data: Uint8Array, stride: number, height: number, channels: number): Uint8Array {
  const rows = new Uint8Array(stride * height);
  for (let y = 0; y < height; y++) {
    const filter = data[y * (stride + 1)];
    for (let x = 0; x < stride; x++) {
      const left = x < channels ? 0 : rows[y * stride + x - channels];
      const up = y === 0 ? 0 : rows[(y - 1) * stride + x];
      const upLeft = y === 0 || x < channels ? 0 : rows[(y - 1) * stride + x - channels];
      const predicted = [0, left, up, (left + up) >> 1, paeth(left, up, upLeft)][filter];
      rows[y * stride + x] = data[y * (stride + 1) + 1 + x] + predicted;
    }
  }
  return rows;
}

function paeth(left: number, up: number, upLeft: number): number {
  const [a, b, c] = [left, up, upLeft].map((value) => Math.abs(left + up - upLeft - value));
  return a <= b && a <= c ? left : b <= c ? up : upLeft;
}

/** Share of the pixels that are not white. */
export function inkOf({ light }: Pixels): number {
  return light.reduce((count, value) => count + Number(value < 245), 0) / light.length;
}

/** The columns between which there is ink. */
export function inkSpan({ width, light }: Pixels): [first: number, last: number] {
  const columns = Array.from(light, (value, i) => (value < 128 ? i % width : -1)).filter((column) => column >= 0);
  return [Math.min(...columns), Math.max(...columns)];
}
