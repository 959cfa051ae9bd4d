/**
 * Stands in for the canvas on which Plotly paints the cells of a heatmap, and keeps them as an SVG picture: needs no
 * image library, is sharp at every size, and has the same bytes everywhere.
 */
export class CellCanvas {
  /** The colour of the next cells. */
  fillStyle = "black";
  /** Outlines of all cells of one colour. */
  readonly #outlines = new Map<string, string>();

  fillRect(x: number, y: number, width: number, height: number): void {
    const outline = `M${x},${y}h${width}v${height}h${-width}z`;
    this.#outlines.set(this.fillStyle, (this.#outlines.get(this.fillStyle) ?? "") + outline);
  }

  toDataUrl(width: number, height: number): string {
    const paths = Array.from(this.#outlines, ([colour, outline]) => `<path fill="${colour}" d="${outline}"/>`).join("");
    // Crisp edges, or a hair of white would show between the cells.
    const size = `width="${width}" height="${height}" viewBox="0 0 ${width} ${height}" shape-rendering="crispEdges"`;
    const svg = `<svg xmlns="http://www.w3.org/2000/svg" ${size} preserveAspectRatio="none">${paths}</svg>`;
    return `data:image/svg+xml;base64,${Buffer.from(svg).toString("base64")}`;
  }
}
