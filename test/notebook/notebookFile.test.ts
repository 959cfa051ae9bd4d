import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { describe, expect, it } from "vitest";
import { notebookFiles } from "../../lib/cli/notebooksFolder.js";
import { type Notebook, notebookText, readNotebook } from "../../lib/notebook/notebookFile.js";
import { hasParameter, withParameters } from "../../lib/notebook/notebookParameters.js";

const fixtures = fileURLToPath(new URL("../fixtures/notebooks", import.meta.url));
const good = join(fixtures, "good.ipynb");

function read(content: string): Notebook {
  const folder = mkdtempSync(join(tmpdir(), "notebook-file-"));
  try {
    const file = join(folder, "some.ipynb");
    writeFileSync(file, content);
    return readNotebook(file);
  } finally {
    rmSync(folder, { recursive: true });
  }
}

describe("a notebook file", () => {
  it.each(readdirSync(fixtures))("%s, written by Python's json, keeps its bytes", (name) => {
    const file = join(fixtures, name);
    expect(notebookText(readNotebook(file))).toBe(readFileSync(file, "utf8"));
  });

  it.each(notebookFiles())("%s is as the project writes it, so that executing it changes nothing else", (file) => {
    expect(notebookText(readNotebook(file)) === readFileSync(file, "utf8")).toBe(true); // a difference has megabytes
  });

  it("holds texts as lists of lines and JSON as it is", () => {
    const notebook = readNotebook(good);
    const cell = notebook.cells.find((one) => one.cell_type === "code");
    cell?.outputs.push(
      { output_type: "stream", name: "stdout", text: "a\nb" },
      {
        output_type: "display_data",
        metadata: {},
        data: { "text/plain": "c\n", "application/json": "d\ne", "x+json": [1] },
      },
    );
    const written = JSON.parse(notebookText(notebook)).cells[1].outputs;
    expect(written[0].text).toEqual(["a\n", "b"]);
    expect(written[1].data).toEqual({ "text/plain": ["c\n"], "application/json": "d\ne", "x+json": [1] });
    expect(read(notebookText(notebook))).toEqual(notebook);
  });

  it("of an older format gets ids from the places of its cells", () => {
    const old = { nbformat: 4, nbformat_minor: 2, metadata: {}, cells: [{ cell_type: "markdown", source: "# Old" }] };
    const notebook = read(JSON.stringify(old));
    expect(notebook.nbformat_minor).toBe(5);
    expect(notebook.cells).toEqual([{ cell_type: "markdown", id: "cell-01", source: "# Old", metadata: {} }]);
  });

  it("that is none is refused by name", () => {
    expect(() => read("no JSON")).toThrow(/some\.ipynb could not be read as a notebook/);
    expect(() => read('{"nbformat": 3}')).toThrow(/expected a notebook of nbformat 4 .*some\.ipynb, got nbformat 3/);
    expect(() => read("null")).toThrow(/got nbformat undefined/);
  });
});

describe("parameters from outside", () => {
  it("are assigned in a cell of their own, after the one with the defaults", () => {
    const { cells } = withParameters(readNotebook(good), { points: 7, name: 'a "b"' }, good);
    const index = cells.findIndex((cell) => cell.id === "injected-parameters");
    expect(cells[index - 1].metadata.tags).toEqual(["parameters"]);
    expect(cells[index].source).toBe('// Set from outside:\n{\n  points = 7;\n  name = "a \\"b\\"";\n}');
  });

  it("of an earlier run are taken out", () => {
    const once = withParameters(readNotebook(good), { points: 7 }, good);
    expect(withParameters(once, {}, good)).toEqual(readNotebook(good));
    expect(withParameters(once, { points: 8 }, good).cells.length).toBe(once.cells.length);
  });

  it("are known by name", () => {
    const notebook = readNotebook(good);
    expect(["points", "name", "poin", "x"].map((name) => hasParameter(notebook, name))).toEqual([
      true,
      true,
      false,
      false,
    ]);
    expect(hasParameter(readNotebook(join(fixtures, "failing.ipynb")), "points")).toBe(false);
  });

  it("need a cell for them, and names of variables", () => {
    const failing = join(fixtures, "failing.ipynb");
    expect(() => withParameters(readNotebook(failing), { n: 1 }, failing)).toThrow(/tagged "parameters" in .*failing/);
    expect(() => withParameters(readNotebook(good), { "a b": 1 }, good)).toThrow(
      'good.ipynb: no parameter "a b"; there are: points, name',
    );
  });

  it("may be declared in whatever way", () => {
    const notebook = readNotebook(good);
    const cell = notebook.cells.find(({ metadata }) => metadata.tags?.includes("parameters"));
    if (cell)
      cell.source =
        'let which: Filter = { task: "x" };\n  var count = 3, more = 4;\nlet [first, last] = [1, 2]; // other';
    for (const name of ["which", "count", "more", "last"]) {
      expect(withParameters(notebook, { [name]: 1 }, good).cells).toHaveLength(notebook.cells.length + 1);
    }
    for (const name of ["points", "mor", "firs", "x", "other", "let", ""]) {
      expect(() => withParameters(notebook, { [name]: 1 }, good)).toThrow(
        `good.ipynb: no parameter "${name}"; there are: which, count`,
      );
    }
    expect(["which", "count", "more"].map((name) => hasParameter(notebook, name))).toEqual([true, true, false]);
  });

  it("of every notebook of the project are found", () => {
    const expected = /^let ([a-zA-Z]+)/gm;
    for (const file of notebookFiles()) {
      const notebook = readNotebook(file);
      const source = notebook.cells.find(({ metadata }) => metadata.tags?.includes("parameters"))?.source ?? "";
      const names = Array.from(source.matchAll(expected), ([, name]) => name);
      expect(names.length).toBeGreaterThan(0);
      expect(() => withParameters(notebook, { no: 1 }, file)).toThrow(`"no"; there are: ${names.join(", ")}`);
    }
  });
});
