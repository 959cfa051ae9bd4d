import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { initWasm, Resvg } from "@resvg/resvg-wasm";

const require = createRequire(import.meta.url);

/**
 * Arimo, whose letters are as wide as those of Arial and Helvetica, which the figures are laid out for. From its
 * package, so that a picture is the same on every machine, also on one without any font.
 */
const fontFiles = ["400Regular", "400Regular_Italic", "700Bold", "700Bold_Italic"].map(
  (style) => `@expo-google-fonts/arimo/${style}/Arimo_${style}.ttf`,
);

let fonts: Promise<Uint8Array[]> | undefined;

async function loadFonts(): Promise<Uint8Array[]> {
  await initWasm(readFileSync(require.resolve("@resvg/resvg-wasm/index_bg.wasm")));
  return fontFiles.map((file) => readFileSync(require.resolve(file)));
}

/**
 * The picture in pixels, as a PNG on white.
 *
 * @param scale  pixels for each of the SVG's
 */
export async function svgPng(svg: string, scale: number): Promise<Uint8Array> {
  fonts ??= loadFonts();
  const font = { fontBuffers: await fonts, defaultFontFamily: "Arimo", sansSerifFamily: "Arimo" };
  const drawing = new Resvg(svg, { font, background: "white", fitTo: { mode: "zoom", value: scale } });
  try {
    const image = drawing.render();
    const png = image.asPng();
    image.free();
    return png;
  } finally {
    drawing.free();
  }
}
