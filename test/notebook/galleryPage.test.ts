import { describe, expect, it } from "vitest";
import type { Figure } from "../../lib/index.js";
import { galleryPage } from "../../lib/notebook/galleryPage.js";
import type { Cell, Notebook, Output } from "../../lib/notebook/notebookFile.js";
import { notebookSummary } from "../../lib/notebook/notebookSummary.js";
import { figureBundle } from "../../lib/notebook/show.js";

const text = (source: string): Cell => ({ cell_type: "markdown", id: "text", source, metadata: {} });
const code = (id: string, outputs: Output[]): Cell => ({
  ...{ cell_type: "code", id, source: "", metadata: {}, execution_count: 1, outputs },
});
const notebookOf = (...cells: Cell[]): Notebook => ({ cells, metadata: {}, nbformat: 4, nbformat_minor: 5 });
async function shown(layout: Figure["layout"] = {}): Promise<Output> {
  const data = await figureBundle({ data: [{ type: "scatter", y: [1, 2] }], layout });
  return { output_type: "display_data", data, metadata: {} };
}

describe("the summary of a notebook", () => {
  it("has its number, its title, the question printed bold, and its figures", async () => {
    const summary = notebookSummary(
      "s5-estimating",
      notebookOf(
        text("# On *timescales*\n\n**No question.** **How far can a $\\tau$ be trusted?** It comes from a fit."),
        code("bias", [await shown({ width: 500, height: 300 }), await shown()]),
      ),
    );
    expect(summary).toMatchObject({
      ...{ number: "S5", title: "On timescales", question: "How far can a $\\tau$ be trusted?", isBroken: false },
      figures: [
        { name: "bias", cell: "bias" },
        { name: "bias-2", cell: "bias" },
      ],
    });
    expect(summary.figures[0].figure.layout).toMatchObject({ width: 500, height: 300 });
    expect(summary.figures[0].svg).toMatch(/^<svg /);
    expect(notebookSummary("explore", notebookOf())).toMatchObject({ number: "", question: undefined });
  });

  it("tells that a cell failed", () => {
    const error: Output = { output_type: "error", ename: "E", evalue: "v", traceback: [] };
    expect(notebookSummary("01", notebookOf(code("a", [error]))).isBroken).toBe(true);
  });
});

describe("the gallery", () => {
  it("has a card per notebook, whose pictures lead to their places in its page", async () => {
    const cells = [
      text("# Ablation & more\n\n**Which?**"),
      code("figure-7", [await shown({ title: { text: "<b>A</b>" } })]),
    ];
    const page = galleryPage([
      notebookSummary("07-ablation", notebookOf(...cells)),
      notebookSummary("08", notebookOf()),
    ]);
    expect(page.match(/<article>/g)?.length).toBe(2);
    expect(page).toContain('<a class="picture" href="07-ablation.html#cell-figure-7">');
    expect(page).toContain(
      '<img src="thumbnails/07-ablation-figure-7.svg" width="900" height="420" loading="lazy" alt="A">',
    );
    expect(page).toContain(
      '<h2><a href="07-ablation.html"><span class="number">07</span> Ablation &amp; more</a></h2>',
    );
    expect(page).toContain("<p>Which?</p>");
  });

  it("shows at most four pictures of a notebook", async () => {
    const outputs = await Promise.all(Array.from({ length: 5 }, () => shown()));
    const page = galleryPage([notebookSummary("01", notebookOf(code("a", outputs)))]);
    expect(page.match(/<img /g)?.length).toBe(4);
  });

  it("needs no script, and nothing from elsewhere", () => {
    const page = galleryPage([notebookSummary("01", notebookOf(text("# Title\n\n**What is $x$?**")))]);
    expect(page).toContain("<math");
    expect(page).not.toMatch(/<script|<link|@import|url\(|src="https?:/);
  });
});
