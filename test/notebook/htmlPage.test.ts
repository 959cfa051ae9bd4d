import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { describe, expect, it } from "vitest";
import { htmlPage } from "../../lib/notebook/htmlPage.js";
import { type Notebook, type Output, readNotebook } from "../../lib/notebook/notebookFile.js";
import { figureBundle } from "../../lib/notebook/show.js";

const good = join(dirname(fileURLToPath(import.meta.url)), "../fixtures/notebooks/good.ipynb");

function pageOf(markdown: string, code?: { source: string; outputs: Output[]; tags?: string[] }): string {
  const notebook: Notebook = { cells: [], metadata: {}, nbformat: 4, nbformat_minor: 5 };
  notebook.cells.push({ cell_type: "markdown", id: "text", source: markdown, metadata: {} });
  if (code) {
    const { tags = [], ...rest } = code;
    notebook.cells.push({ cell_type: "code", id: "code", metadata: { tags }, execution_count: 1, ...rest });
  }
  return htmlPage(notebook, dirname(good));
}

/** What stands in the page's column, without style and scripts. */
function mainOf(page: string): string {
  return /<main>([\s\S]*)<\/main>/.exec(page)?.[1] ?? "";
}

const bundleOutput = (data: Record<string, unknown>): Output => ({ output_type: "display_data", data, metadata: {} });

describe("a notebook's page", () => {
  it("turns math into MathML, and leaves money alone", () => {
    const main = mainOf(htmlPage(readNotebook(good), dirname(good)));
    expect(main.match(/<math\b/g)?.length).toBe(2);
    expect(main).toMatch(/<mfrac>/);
    expect(main).toContain("costs $5, not $7");
    expect(mainOf(pageOf("Escaped \\$x\\$ and `$code$` stay."))).not.toContain("<math");
    expect(mainOf(pageOf("$\\{a, b\\}$ and $x_1 * y_1$ and $a$"))).not.toContain("<em>");
  });

  it("names the page after its first heading", () => {
    expect(pageOf("Text\n\n## On *timescales* & N\n")).toContain("<title>On timescales &amp; N</title>");
  });

  it("links pages instead of notebooks", () => {
    expect(mainOf(pageOf("[a](03-training.ipynb#b) [c](https://a.org/x.ipynb)"))).toMatch(
      /href="03-training\.html#b".*href="https:\/\/a\.org\/x\.ipynb"/,
    );
  });

  it("colours code without changing it", () => {
    const source = 'const a: number = 1 < 2 ? 3 : 4; // "b" & c';
    const main = mainOf(pageOf("", { source, outputs: [] }));
    expect(main).toContain('<span class="hljs-keyword">const</span>');
    const text = main
      .replaceAll(/<[^>]*>/g, "")
      .replaceAll("&lt;", "<")
      .replaceAll("&quot;", '"');
    expect(text.replaceAll("&amp;", "&").trim()).toBe(source);
  });

  it("leaves out the code of a cell tagged hide-input, not its output", () => {
    const outputs: Output[] = [{ output_type: "stream", name: "stdout", text: "seen" }];
    const main = mainOf(pageOf("", { source: "hidden", outputs, tags: ["hide-input"] }));
    expect(main).toContain("seen");
    expect(main).not.toContain("hidden");
  });

  it("shows printed text as text, errors as errors", () => {
    const outputs: Output[] = [
      { output_type: "stream", name: "stdout", text: "<b>\u001b[31mred\u001b[0m" },
      { output_type: "error", ename: "E", evalue: "v", traceback: ["E: v", "    at cell 1, line 2"] },
    ];
    const main = mainOf(pageOf("", { source: "", outputs }));
    expect(main).toContain('<pre class="output stdout">&lt;b&gt;red</pre>');
    expect(main).toContain('<pre class="output error">E: v\n    at cell 1, line 2</pre>');
  });

  it("takes Plotly once for all figures from beside it, each with its picture for where no scripts run", async () => {
    const figure = (name: string) => ({ data: [{ type: "scatter" as const, y: [1, 2], name }], layout: {} });
    const bundles = await Promise.all(["one", "</script>"].map((name) => figureBundle(figure(name))));
    const page = pageOf("", { source: "", outputs: bundles.map(bundleOutput) });
    expect(page.match(/<script\b[^>]*>/g)).toEqual(['<script src="plotly.min.js">', "<script>"]);
    expect(page.match(/<\/script>/g)?.length).toBe(2);
    expect(mainOf(page).match(/<div class="figure" id="figure-\d"[^>]*><img [^>]*src="data:image\/svg/g)?.length).toBe(
      2,
    );
    expect(Buffer.byteLength(page)).toBeLessThan(100_000);
  });

  it("leads to the gallery and its neighbours, above and below", () => {
    const notebook: Notebook = { cells: [], metadata: {}, nbformat: 4, nbformat_minor: 5 };
    const gallery = { href: "index.html", title: "All" };
    const next = { href: "02.html", title: "Tasks & curricula" };
    const page = htmlPage(notebook, ".", { gallery, next });
    const navigation =
      '<nav><span></span><a rel="up" href="index.html">All</a><a rel="next" href="02.html">Tasks &amp; curricula →</a></nav>';
    expect(page.split(navigation).length).toBe(3);
    expect(htmlPage(notebook, ".")).not.toContain("<nav>");
  });

  it("has a name for the place of each cell", () => {
    expect(mainOf(pageOf("", { source: "1", outputs: [] }))).toContain('<section id="cell-code">');
  });

  it("without figures is small, and without scripts", () => {
    const page = pageOf("# Text");
    expect(page).not.toContain("<script");
    expect(page.length).toBeLessThan(20_000);
  });

  it("fetches nothing: no linked style, script, font or picture", async () => {
    const output = bundleOutput(await figureBundle({ data: [{ type: "scatter", y: [1, 2] }], layout: {} }));
    const page = pageOf("# Text", { source: "", outputs: [output] }).replace(
      /<script>[\s\S]*?<\/script>|<script src="plotly.min.js"><\/script>/g,
      "",
    );
    expect(page).not.toMatch(/<link|@import|url\((?!#|%23)|src="(?!data:)/);
  });
});
