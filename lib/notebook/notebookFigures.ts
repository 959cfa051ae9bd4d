import type { Figure } from "../figures/figure.js";
import type { MimeBundle, Notebook } from "./notebookFile.js";

/** A figure among the outputs of a notebook. */
export interface NotebookFigure {
  /** Its cell's id, with "-2" for the second figure of the cell, and so on. */
  name: string;
  cell: string;
  /** As wide and high as its static picture. */
  figure: Figure;
  /** The static picture; nothing if the output holds none. */
  svg?: string;
}

/** The figures that the notebook's cells have shown, in order. */
export function notebookFigures({ cells }: Notebook): NotebookFigure[] {
  return cells.flatMap((cell) => {
    if (cell.cell_type !== "code") return [];
    const bundles = cell.outputs.flatMap((output) => ("data" in output ? [output.data] : []));
    return bundles
      .filter((data) => data["application/vnd.plotly.v1+json"] !== undefined)
      .map((data, i) => ({ name: i === 0 ? cell.id : `${cell.id}-${i + 1}`, cell: cell.id, ...figureIn(data) }));
  });
}

function figureIn(bundle: MimeBundle): Pick<NotebookFigure, "figure" | "svg"> {
  const { data, layout } = bundle["application/vnd.plotly.v1+json"] as Figure;
  const picture = bundle["image/svg+xml"];
  const svg = typeof picture === "string" ? picture : undefined;
  const [width, height] = ["width", "height"].map(
    (name) => svg && new RegExp(`^<svg [^>]*\\b${name}="(\\d+)"`).exec(svg),
  );
  return {
    figure: {
      data,
      layout: {
        ...layout,
        ...(width ? { width: Number(width[1]) } : {}),
        ...(height ? { height: Number(height[1]) } : {}),
      },
    },
    svg,
  };
}
