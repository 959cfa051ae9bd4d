import type { Figure } from "./figure.js";

/** What lies on a figure, placed by axes or, with "paper", by shares of the plotting area. */
export interface Placed {
  xref?: string;
  yref?: string;
  [attribute: string]: unknown;
}

export interface Annotation extends Placed {
  text?: string;
}

export function annotationsOf({ layout }: Figure): Annotation[] {
  return (layout.annotations ?? []) as Annotation[];
}

/** A text at the lower left, under all panels, belongs to all of them. */
export function isCaption({ xref, yref, x, y, yanchor }: Placed): boolean {
  return xref === "paper" && yref === "paper" && x === 0 && y === 0 && yanchor === "top";
}
