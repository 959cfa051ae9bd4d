import { decode } from "fast-png";

export interface Pixels {
  width: number;
  height: number;
  /** 255 is white, 0 black: the darkest of a pixel's colours, [height × width]. */
  light: Uint8Array;
}

/** Decodes a PNG of 8 bits a channel, in colour: what browsers and resvg write. */
export function pngPixels(png: Uint8Array): Pixels {
  const { width, height, data, channels, depth } = decode(png);
  if (depth !== 8 || channels < 3) throw new Error(`unexpected kind of PNG: ${channels} channels of ${depth} bits`);
  const light = new Uint8Array(width * height);
  for (let i = 0; i < light.length; i++) {
    light[i] = Math.min(data[i * channels], data[i * channels + 1], data[i * channels + 2]);
  }
  return { width, height, light };
}

/** Share of the pixels that are not white. */
export function inkOf({ light }: Pixels): number {
  let count = 0;
  for (const value of light) if (value < 245) count++;
  return count / light.length;
}

/** The columns between which there is ink. */
export function inkSpan({ width, light }: Pixels): [first: number, last: number] {
  let [first, last] = [width, -1];
  light.forEach((value, i) => {
    if (value >= 128) return;
    first = Math.min(first, i % width);
    last = Math.max(last, i % width);
  });
  return [first, last];
}
