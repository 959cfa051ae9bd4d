import { readdirSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { describe, expect, it } from "vitest";
import { notebookTroubles } from "../../lib/notebook/checkNotebook.js";
import { outputsOrigin, stamped, unstamped } from "../../lib/notebook/codeStamp.js";
import { type CodeCell, type Notebook, notebookText, readNotebook } from "../../lib/notebook/notebookFile.js";

const folder = fileURLToPath(new URL("../../notebooks", import.meta.url));

/** A notebook that was run: one text cell and two code cells. */
function ran(): Notebook {
  const code = (id: string, source: string, text: string): CodeCell => ({
    ...{ cell_type: "code", id, source, metadata: {}, execution_count: 1 },
    outputs: [{ output_type: "display_data", data: { "text/plain": text }, metadata: {} }],
  });
  const cells = [
    { cell_type: "markdown" as const, id: "text", source: "# Title", metadata: {} },
    code("one", "const tau = 2;", "two"),
    code("two", "console.log(tau);", "2"),
  ];
  return stamped({ cells, metadata: {}, nbformat: 4, nbformat_minor: 5 });
}

describe("the outputs of a notebook", () => {
  it("belong to its code after a run, and still do when its text is changed", () => {
    const notebook = ran();
    expect(outputsOrigin(notebook)).toBe("this code");
    notebook.cells[0].source = "# Another title";
    expect(notebookTroubles(notebook)).toEqual([]);
  });

  it.each([
    ["a cell is edited", (notebook: Notebook) => void Object.assign(notebook.cells[1], { source: "const tau = 3;" })],
    ["cells change places", (notebook: Notebook) => void notebook.cells.reverse()],
    ["a cell is taken out", (notebook: Notebook) => void notebook.cells.pop()],
  ])("no longer belong to its code when %s", (_, change) => {
    const notebook = ran();
    change(notebook);
    expect(outputsOrigin(notebook)).toBe("other code");
    expect(notebookTroubles(notebook)).toEqual(["its code was changed after the run that its outputs come from"]);
  });

  it("come from unknown code if nothing is noted, and from none if there are none", () => {
    expect(notebookTroubles(unstamped(ran()))).toEqual(["it is not known which code its outputs come from"]);
    const cells = ran().cells.map((cell) => ({ ...cell, outputs: [], execution_count: null }));
    expect(outputsOrigin({ ...ran(), cells } as Notebook)).toBe("empty");
  });

  it("are those of a cell that its id names alone", () => {
    const notebook = ran();
    notebook.cells[0].id = "one"; // ids are no part of the code
    expect(notebookTroubles(notebook)).toEqual(["two cells have the id one"]);
  });

  it("must be small, and hold no error", () => {
    const notebook = ran();
    const [, one, two] = notebook.cells as CodeCell[];
    one.outputs = [{ output_type: "display_data", data: { "text/plain": "x".repeat(200_000) }, metadata: {} }];
    two.outputs = [{ output_type: "error", ename: "RangeError", evalue: "", traceback: [] }];
    expect(notebookTroubles(notebook, { notebook: 100_000 })).toEqual([
      "the output of cell one has 200017 bytes, expected at most 150000",
      "cell two failed: RangeError",
      `it has ${notebookText(notebook).length} bytes, expected at most 100000`,
    ]);
  });
});

describe("the project's notebooks", () => {
  /** Bytes of the largest figure of notebooks that hold more than an ordinary one, whose limit is 150 000. */
  const largestFigure: Record<string, number> = {
    "explore.ipynb": 400_000, // every neuron's ablation, and thirty neurons behind a menu
  };
  const names = readdirSync(folder).filter((name) => name.endsWith(".ipynb"));

  it.each(names)(
    "%s holds the outputs of its own code (else: npm run notebooks -- <its number>), and is small",
    (name) => {
      expect(notebookTroubles(readNotebook(join(folder, name)), { figure: largestFigure[name] })).toEqual([]);
    },
  );

  it("are all linked from the overview", () => {
    const overview = readNotebook(join(folder, "00-overview.ipynb"));
    const text = overview.cells.map(({ source }) => source).join("\n");
    const linked = Array.from(text.matchAll(/\]\(([\w-]+\.ipynb)\)/g), ([, name]) => name);
    expect(linked.sort()).toEqual(names.filter((name) => name !== "00-overview.ipynb").sort());
  });
});
