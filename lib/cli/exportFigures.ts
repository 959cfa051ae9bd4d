import { join } from "node:path";
import type { Figure } from "../figures/figure.js";
import { figureCsv } from "../figures/figureCsv.js";
import { figurePanels } from "../figures/figurePanels.js";
import { type NotebookFigure, notebookFigures } from "../notebook/notebookFigures.js";
import { readNotebook } from "../notebook/notebookFile.js";
import { plotlySvg } from "../notebook/plotlySvg.js";
import { svgPng } from "../notebook/svgPng.js";
import type { Progress } from "../progress/progress.js";
import { atomicWrite } from "../runs/atomicWrite.js";
import { makeOutputFolder } from "./makeOutputFolder.js";

export const figureFormats = ["svg", "png", "csv"] as const;
export type FigureFormat = (typeof figureFormats)[number];

export interface ExportOptions {
  /** Folder for the files. */
  out: string;
  formats: readonly FigureFormat[];
  /** Pixels of a PNG for each of the SVG's. */
  scale: number;
}

/**
 * Writes the figures that a notebook shows: each as a whole, each of its panels where it has several, and the data
 * behind it as one table.
 *
 * @returns how many figures the notebook shows, and the files
 */
export async function exportFigures(
  file: string,
  { out, formats, scale }: ExportOptions,
  progress: Progress,
): Promise<{ figures: number; files: string[] }> {
  const figures = notebookFigures(readNotebook(file));
  const files: string[] = [];
  const write = async (name: string, content: string | Uint8Array) => {
    const path = join(out, name);
    await atomicWrite(path, content);
    files.push(path);
  };
  const draw = async (name: string, svg: string) => {
    if (formats.includes("svg")) await write(`${name}.svg`, svg);
    if (formats.includes("png")) await write(`${name}.png`, await svgPng(svg, scale));
  };

  if (figures.length > 0) await makeOutputFolder(out);
  for (const [done, shown] of figures.entries()) {
    progress.update(done, { figure: shown.name });
    if (formats.some((format) => format !== "csv")) {
      await draw(shown.name, await pictureOf(shown));
      const panels = figurePanels(shown.figure);
      for (const { name, figure } of panels.length > 1 ? panels : []) {
        await draw(`${shown.name}-panel-${name}`, await svgOf(figure));
      }
    }
    if (formats.includes("csv")) await write(`${shown.name}.csv`, figureCsv(shown.figure));
  }
  return { figures: figures.length, files };
}

/** As it stands in the notebook; drawn anew only if the notebook holds no picture. */
async function pictureOf({ svg, figure }: NotebookFigure): Promise<string> {
  return svg ?? (await svgOf(figure));
}

function svgOf(figure: Figure): Promise<string> {
  return plotlySvg(figure, figure.layout.width ?? 900, figure.layout.height ?? 420);
}
