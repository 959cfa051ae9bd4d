import { afterEach, describe, expect, it, vi } from "vitest";
import { plainTable, wrappedText } from "../../lib/notebook/plainTable.js";
import { showTable, type Table } from "../../lib/notebook/showTable.js";
import { becomeKernel, stopBeingKernel } from "./fakeKernel.js";

const table: Table = { columns: ["N", "mean τ"], rows: [["Single-head <networks>"], ["5", "1.49\n1 & only"]] };

describe("showTable", () => {
  afterEach(stopBeingKernel);

  it("sends one output as HTML and as text", async () => {
    const sent = becomeKernel();
    await showTable(table);
    expect(sent.length).toBe(1);
    const { "text/html": html, "text/plain": text, ...others } = sent[0].content.data;
    expect(others).toEqual({});
    expect(text).toBe("N  mean τ\n-  --------\n\nSingle-head\n<networks>\n5  1.49\n   1 & only");
    expect(String(html).match(/<tr/g)?.length).toBe(3);
    expect(html).toContain("Single-head &lt;networks&gt;");
    expect(html).toContain('colspan="2"');
    expect(html).toContain("1.49<br>1 &amp; only");
  });

  it("takes its colours from the page, light or dark, and nothing from elsewhere", async () => {
    const sent = becomeKernel();
    await showTable(table);
    const html = String(sent[0].content.data["text/html"]);
    expect(html).not.toMatch(/<script|<style|<link|http|url\(/);
    const colours = html.match(/(?:color|background): ?[^;"]+/g) ?? [];
    for (const colour of colours) expect(colour).toMatch(/inherit|transparent/);
  });

  it("prints the text where there is no notebook", async () => {
    const log = vi.spyOn(console, "log").mockImplementation(() => {});
    await showTable({ columns: ["N"], rows: [["5"]] });
    expect(log.mock.calls).toEqual([["N\n-\n5"]]);
    log.mockRestore();
  });

  it("refuses rows of another length", async () => {
    await expect(showTable({ columns: ["N", "τ", "p"], rows: [["5", "1.49"]] })).rejects.toThrow(
      /expected 3 cells in a row, got 2/,
    );
  });
});

describe("a table as text", () => {
  const words = "a cell with many words that has to go on in the next line";

  it("fits into its width, without losing a word", () => {
    for (const width of [30, 40, 60, 100]) {
      const lines = plainTable(["short", "long", "long too"], [["1", words, words]], { width });
      expect(Math.max(...lines.map((line) => line.length))).toBeLessThanOrEqual(width);
      const found = lines.slice(2).join(" ").split(/\s+/).sort();
      expect(found).toEqual(["1", ...words.split(" "), ...words.split(" ")].sort());
    }
  });

  it("gives most room to the column with most text", () => {
    const [, rule] = plainTable(["a", "b"], [[words, `${words} ${words} ${words}`]], { width: 60 });
    const [first, second] = rule.split("  ").map(({ length }) => length);
    expect(second).toBeGreaterThan(first);
  });

  it("keeps together what a no-break space joins", () => {
    expect(plainTable(["a"], [["x N\u00a0=\u00a05 y"]], { width: 6 }).slice(2)).toEqual(["x", "N = 5", "y"]);
  });

  it("breaks words only where they are longer than a line", () => {
    expect(wrappedText("ab cdefgh i", 4)).toEqual(["ab", "cdef", "gh i"]);
    expect(wrappedText("", 4)).toEqual([""]);
  });
});
