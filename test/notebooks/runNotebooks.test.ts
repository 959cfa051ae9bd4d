import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { PassThrough } from "node:stream";
import { fileURLToPath } from "node:url";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { runNotebooks } from "../../lib/cli/runNotebooks.js";
import { notebookText, readNotebook } from "../../lib/notebook/notebookFile.js";
import { runNotebook } from "../../lib/notebook/runNotebook.js";
import type { ProgressReport } from "../../lib/progress/progressReport.js";
import { temporaryFolder } from "../runs/temporaryFolder.js";

const fixture = (name: string) => fileURLToPath(new URL(`../fixtures/notebooks/${name}.ipynb`, import.meta.url));

/** A notebook with these cells, in a file. */
function withCells(file: string, sources: readonly string[]): string {
  const { cells, ...notebook } = JSON.parse(readFileSync(fixture("endless"), "utf8"));
  const made = sources.map((source, i) => ({ ...cells[0], id: `code-${i}`, source: [source] }));
  writeFileSync(file, JSON.stringify({ ...notebook, cells: made }));
  return file;
}

describe("running a notebook", () => {
  it("gives its outputs in order, the same bytes each time, and reports its progress", async () => {
    const reports: ProgressReport[] = [];
    const starts: number[] = [];
    const options = {
      onCellStart: ({ number }: { number: number }) => void starts.push(number),
      onProgress: (_: unknown, report: ProgressReport) => void reports.push(report),
    };
    const [run, again] = await Promise.all([runNotebook(fixture("good"), options), runNotebook(fixture("good"))]);
    expect(run.failures).toEqual([]);
    expect(starts).toEqual([1, 2, 3, 4, 5]);
    const codeCells = run.notebook.cells.filter((cell) => cell.cell_type === "code");
    expect(codeCells.map((cell) => cell.execution_count)).toEqual([1, 2, 3, 4, 5]);
    const [importing, defaults, figure, progress, print] = codeCells.map((cell) => cell.outputs);
    expect([importing, defaults]).toEqual([[], []]);
    expect(figure.length).toBe(1);
    expect(figure[0]).toMatchObject({ data: { "text/plain": "Some squares\n  squares: 5 points, x 0 … 4, y 0 … 16" } });
    expect(progress).toEqual([{ output_type: "display_data", data: { "text/plain": "counted to 5" }, metadata: {} }]);
    expect(print).toEqual([{ output_type: "stream", name: "stdout", text: "{ x: [ 0, 1, 2, 3, 4 ], last: 16 }\n" }]);
    expect(reports[0]).toEqual({ label: "counting", done: 0, total: 5, facts: {} });
    expect(reports.length).toBeGreaterThan(1);
    expect(notebookText(again.notebook) === notebookText(run.notebook)).toBe(true);
  });

  it("works in stock tslab too, with the same figure", async () => {
    const kernelspec = fileURLToPath(new URL("../fixtures/stock-tslab", import.meta.url));
    const [stock, ours] = await Promise.all([
      runNotebook(fixture("good"), { kernelspec, environment: { NODE_NO_WARNINGS: "1" } }),
      runNotebook(fixture("good")),
    ]);
    expect(stock.failures).toEqual([]);
    const outputs = ({ cells }: typeof ours.notebook) =>
      cells.map((cell) => (cell.cell_type === "code" ? cell.outputs : []));
    expect(outputs(stock.notebook)).toEqual(outputs(ours.notebook));
  });

  it("takes parameters from outside", async () => {
    const { notebook, failures } = await runNotebook(fixture("good"), { parameters: { points: 2, name: "few" } });
    expect(failures).toEqual([]);
    const texts = notebook.cells.flatMap((cell) => (cell.cell_type === "code" ? cell.outputs : []));
    expect(texts[0]).toMatchObject({ data: { "text/plain": "Some few\n  few: 2 points, x 0 … 1, y 0 … 1" } });
  });

  it("refuses a parameter of a wrong name or type", async () => {
    const misspelled = runNotebook(fixture("good"), { parameters: { pionts: 2 } });
    await expect(misspelled).rejects.toThrow('good.ipynb: no parameter "pionts"; there are: points, name');
    const mistyped = await runNotebook(fixture("good"), { parameters: { points: "two" } });
    expect(mistyped.failures[0]).toMatchObject({ evalue: expect.stringContaining("'string' is not assignable") });
  });

  it("stops at a cell that fails, and names its line", async () => {
    const { notebook, failures } = await runNotebook(fixture("failing"));
    expect(failures.length).toBe(1);
    expect(failures[0]).toMatchObject({
      cell: { number: 2, count: 3 },
      lineNumber: 3,
      code: "return of!.value / 2;",
      ename: "TypeError",
    });
    const [before, failed, never] = notebook.cells.filter((cell) => cell.cell_type === "code");
    expect(before.outputs).toEqual([{ output_type: "stream", name: "stdout", text: "before\n" }]);
    expect(failed.outputs).toMatchObject([{ output_type: "error", ename: "TypeError" }]);
    expect(never).toMatchObject({ outputs: [], execution_count: null });
  });

  it("goes on after a failure if asked to", async () => {
    const { notebook, failures } = await runNotebook(fixture("failing"), { keepGoing: true });
    expect(failures.length).toBe(1);
    expect(notebook.cells[2]).toMatchObject({ outputs: [{ text: "never\n" }], execution_count: 3 });
  });

  it("fails for an error that nobody awaits, in its cell or later", async () => {
    const [unawaited, later] = await Promise.all([
      runNotebook(fixture("failing-unawaited")),
      runNotebook(fixture("failing-later")),
    ]);
    expect(unawaited.failures).toMatchObject([{ cell: { number: 1 }, lineNumber: 3, ename: "TypeError" }]);
    expect(later.failures).toMatchObject([{ cell: { number: 2 }, ename: "RangeError", evalue: "in a callback" }]);
  });

  it("names the line of a type error", async () => {
    const { failures } = await runNotebook(fixture("mistyped"));
    expect(failures).toMatchObject([{ lineNumber: 2, code: "const text: string = twice;", ename: "CompileError" }]);
  });

  it("stops a cell that takes too long", async () => {
    const { failures } = await runNotebook(fixture("endless"), { timeoutSeconds: 1 }); // by itself the cell never ends
    expect(failures).toMatchObject([
      { cell: { number: 2 }, ename: "Timeout", evalue: "the cell took longer than 1 s" },
    ]);
  });

  it("stops a cell that does not hear the interrupt, and keeps what ran before", async () => {
    const file = withCells(join(temporaryFolder(), "deaf.ipynb"), [
      "console.log(1);",
      'const { spawnSync } = require("node:child_process");\nspawnSync("sleep", ["60"], { detached: true });',
    ]);
    const { notebook, failures } = await runNotebook(file, { timeoutSeconds: 2 });
    expect(failures).toMatchObject([{ cell: { number: 2 }, ename: "Timeout" }]);
    expect(notebook.cells[0]).toMatchObject({ outputs: [{ text: "1\n" }] });
  });
});

describe("running notebooks", () => {
  let out: string;
  let log = "";
  beforeAll(() => {
    out = mkdtempSync(join(tmpdir(), "run-notebooks-"));
  });
  afterAll(() => rmSync(out, { recursive: true }));

  it("writes each notebook and its page, tells what failed, and leaves the sources alone", async () => {
    const files = [fixture("good"), fixture("failing")];
    const before = files.map((file) => readFileSync(file, "utf8"));
    const stream = new PassThrough();
    stream.on("data", (chunk) => {
      log += chunk;
    });
    const result = await runNotebooks(files, { jobs: 2, out, pages: out, failed: out, keepGoing: true }, stream);
    expect(result).toEqual({
      pages: [join(out, "failing.html"), join(out, "good.html")],
      gallery: join(out, "index.html"),
      failed: ["failing"],
    });
    expect(files.map((file) => readFileSync(file, "utf8"))).toEqual(before);
    expect(readNotebook(join(out, "good.ipynb")).cells.length).toBe(6);
    expect(readNotebook(join(out, "failing.failed.ipynb")).cells.length).toBe(3);
    expect(readFileSync(join(out, "good.html"), "utf8")).toContain("A notebook for tests");
    expect(log).toContain("good  cell 3/5  const x = Array.from");
    expect(log).toMatch(/^good: done in \d+ s$/m);
    expect(log).toMatch(
      /^failing failed in cell 2 of 3, line 3:\n {4}return of!\.value \/ 2;\nTypeError: Cannot read/m,
    );
    expect(log).not.toContain("\u001b");
    const gallery = readFileSync(join(out, "index.html"), "utf8");
    expect(gallery.match(/<article>/g)?.length).toBe(2);
    expect(gallery.match(/Did not run to its end/g)?.length).toBe(1);
  });

  it("leaves a notebook alone that is edited while it runs, and saves what ran beside", async () => {
    const folder = temporaryFolder();
    const file = withCells(join(folder, "edited.ipynb"), ["await new Promise((done) => setTimeout(done, 1500));"]);
    const running = runNotebooks([file], { jobs: 1, failed: join(folder, "aside") }, new PassThrough());
    withCells(file, ["mine;"]);
    const edited = readFileSync(file, "utf8");
    expect((await running).failed).toEqual(["edited"]);
    expect(readFileSync(file, "utf8")).toBe(edited);
    expect(readNotebook(join(folder, "aside", "edited.executed.ipynb")).cells[0]).toMatchObject({ execution_count: 1 });
  });

  it("starts no other notebook after one that cannot be read, and makes the gallery of what there is", async () => {
    const folder = temporaryFolder();
    const broken = join(folder, "00-broken.ipynb");
    writeFileSync(broken, "{");
    const slow = withCells(join(folder, "slow.ipynb"), ["await new Promise((done) => setTimeout(done, 500));"]);
    const never = withCells(join(folder, "never.ipynb"), ["1 + 1;"]);
    const options = { jobs: 2, failed: folder, pages: folder, shown: [slow, never] };
    await expect(runNotebooks([broken, slow, never], options, new PassThrough())).rejects.toThrow("00-broken.ipynb");
    expect(readNotebook(never).cells[0]).toMatchObject({ execution_count: null });
    expect(existsSync(join(folder, "index.html"))).toBe(true);
  });

  it("touches nothing of a folder but what it writes, and no page of somebody else", async () => {
    const folder = temporaryFolder();
    mkdirSync(join(folder, "thumbnails"));
    writeFileSync(join(folder, "thumbnails", "mine.svg"), "mine");
    const file = withCells(join(folder, "quick.ipynb"), ["1 + 1;"]);
    const options = { jobs: 1, failed: folder, pages: folder };
    await runNotebooks([file], options, new PassThrough());
    await runNotebooks([file], options, new PassThrough()); // over its own gallery
    expect(readFileSync(join(folder, "thumbnails", "mine.svg"), "utf8")).toBe("mine");
    writeFileSync(join(folder, "index.html"), "my homepage");
    await expect(runNotebooks([file], options, new PassThrough())).rejects.toThrow(
      "index.html is no gallery of notebooks, and would be replaced: choose another --out",
    );
    expect(readFileSync(join(folder, "index.html"), "utf8")).toBe("my homepage");
  });

  it("goes on with the others after one that failed, or that cannot be read, and shows in the gallery what there is", async () => {
    const folder = join(out, "others");
    mkdirSync(folder);
    const broken = join(folder, "00-broken.ipynb");
    writeFileSync(broken, "{");
    const files = [broken, fixture("failing"), fixture("good")];
    const options = { jobs: 1, out: folder, pages: folder, failed: folder, keepGoingWithOthers: true };
    const shown = [...files, fixture("mistyped")];
    const result = await runNotebooks(files, { ...options, shown }, new PassThrough());
    expect(result).toMatchObject({ failed: ["00-broken", "failing"], pages: [expect.any(String), expect.any(String)] });
    // The notebook stopped at the cell that failed; only other notebooks went on.
    expect(readNotebook(join(folder, "failing.failed.ipynb")).cells.at(-1)).toMatchObject({ outputs: [] });
    const gallery = readFileSync(result.gallery ?? "", "utf8");
    expect([...gallery.matchAll(/<h2><a href="([^"]+)"/g)].map(([, page]) => page)).toEqual([
      "failing.html",
      "good.html",
      "mistyped.html", // which did not run, and is shown as it was
    ]);
    expect(existsSync(join(folder, "mistyped.html"))).toBe(true);
    expect(readFileSync(join(folder, "good.html"), "utf8")).toMatch(
      /<nav><a rel="prev" href="failing.html">.*<a rel="next" href="mistyped.html">/,
    );
  });
});
