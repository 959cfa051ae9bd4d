import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { dirname, extname } from "node:path";
import { asGiven } from "../asGiven.js";
import { type Figure, mustBeFigure } from "../figures/figure.js";
import { figureCsv } from "../figures/figureCsv.js";
import { plainText } from "../figures/wrapText.js";
import { checkOptionsOf } from "../knownFields.js";
import { atomicWrite } from "../runs/atomicWrite.js";
import { makeFolder } from "../runs/makeFolder.js";
import { RunError } from "../runs/runError.js";
import { reasonOf } from "../systemError.js";
import { escapeHtml, plotlyConfig, plotlyPackage, scriptJson } from "./figureHtml.js";
import { checkSize, type DrawnFigure, drawn, type ShowOptions } from "./show.js";
import { svgPng } from "./svgPng.js";

const require = createRequire(import.meta.url);

/** How large a figure is written. */
export interface SaveFigureOptions extends ShowOptions {
  /** Of a PNG: its pixels for each of the figure's. Default: 2. */
  scale?: number;
}

const formats: Readonly<
  Record<string, (figure: Figure, options: SaveFigureOptions) => string | Uint8Array | Promise<string | Uint8Array>>
> = {
  ".svg": async (figure, options) => (await drawn(figure, options)).svg,
  ".png": async (figure, { scale = 2, ...options }) => svgPng((await drawn(figure, options)).svg, scale),
  ".html": async (figure, options) => interactivePage(await drawn(figure, options)),
  ".csv": (figure) => figureCsv(figure),
};

/**
 * Writes a figure into a file, in a folder that is made if it is not there, by its ending: `.svg` and `.png` a picture,
 * `.html` the interactive figure as one page that needs nothing else (it holds Plotly, some 4 MB), `.csv` the data
 * behind it.
 *
 * @throws RangeError if it is no figure, the ending is another one, or an option is unknown or not valid
 * @throws RunError if the file cannot be written
 * @example await saveFigure(largestNAgainstEpoch(runs), "largest-n.svg")
 */
export async function saveFigure(figure: Figure, file: string, options: SaveFigureOptions = {}): Promise<void> {
  const ending = typeof file === "string" ? extname(file).toLowerCase() : "";
  if (!Object.hasOwn(formats, ending)) {
    const known = Object.keys(formats).join(", ");
    throw new RangeError(`file: expected a name that ends with one of ${known}, got ${asGiven(file)}`);
  }
  mustBeFigure(figure);
  checkOptionsOf("saveFigure", options, { width: true, height: true, scale: true });
  checkSize(options);
  const { scale = 1 } = options;
  if (!(scale > 0 && Number.isFinite(scale))) {
    throw new RangeError(`scale: expected a positive number, got ${asGiven(scale)}`);
  }
  await makeFolder(dirname(file)).catch((error: unknown) => {
    throw new RunError(`cannot write ${file}: ${reasonOf(error)}`, { cause: error });
  });
  await atomicWrite(file, await formats[ending](figure, options));
}

function interactivePage({ flexible: { data, layout }, width, height }: DrawnFigure): string {
  // Not to end the script element where Plotly has its text in a string.
  const plotly = readFileSync(require.resolve(plotlyPackage), "utf8").replaceAll("</script", "<\\/script");
  return `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>${escapeHtml(plainText(layout.title?.text ?? "Figure"))}</title>
</head>
<body>
<div id="figure" style="max-width:${width}px;height:${height}px"></div>
<script>${plotly}</script>
<script>var figure=${scriptJson({ data, layout, config: plotlyConfig })};
Plotly.newPlot("figure",figure.data,figure.layout,figure.config);</script>
</body>
</html>
`;
}
