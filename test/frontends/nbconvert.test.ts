import { spawnSync } from "node:child_process";
import { copyFileSync, readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { readNotebook, writeNotebook } from "../../lib/notebook/notebookFile.js";
import { runNotebook } from "../../lib/notebook/runNotebook.js";
import { missing, python } from "./needs.js";
import { newWorkspace, project, type Workspace } from "./workspace.js";

const fixture = join(project, "test", "fixtures", "notebooks", "good.ipynb");

/** What nbformat says against each of these notebooks: nothing, if they are valid. */
function complaints(...files: string[]): string {
  const program = "import sys, nbformat\nfor file in sys.argv[1:]:\n nbformat.validate(nbformat.read(file, 4))";
  const { status, stderr } = spawnSync(python, ["-W", "error", "-c", program, ...files], { encoding: "utf8" });
  return status === 0 ? "" : stderr;
}

const noNbconvert = missing("jupyter-nbconvert", "python3-nbformat");

describe.skipIf(noNbconvert !== "")(`nbconvert${noNbconvert}`, () => {
  let workspace: Workspace;
  beforeAll(() => {
    workspace = newWorkspace();
    copyFileSync(fixture, join(workspace.notebooks, "good.ipynb"));
  });
  afterAll(() => workspace.remove());

  function nbconvert(...options: string[]): void {
    const { status, stderr } = spawnSync("jupyter", ["nbconvert", ...options], {
      cwd: workspace.notebooks,
      env: workspace.environment,
      encoding: "utf8",
      timeout: 110_000,
    });
    expect(status, stderr).toBe(0);
  }

  it("executes a notebook through the kernelspec, with the outputs of our own runner", async () => {
    nbconvert("--to", "notebook", "--execute", "good.ipynb", "--output", "executed");
    const theirs = readNotebook(join(workspace.notebooks, "executed.ipynb"));
    const { notebook: ours } = await runNotebook(fixture);
    const outputs = ({ cells }: typeof ours) =>
      cells.map((cell) => (cell.cell_type === "code" ? [cell.id, cell.execution_count, cell.outputs] : cell.id));
    // Of a progress we keep the line that a reader sees; nbconvert keeps the report behind it too, if there is one.
    const withoutReports = JSON.parse(
      JSON.stringify(outputs(theirs), (type, value) =>
        type.startsWith("application/vnd.emergent") ? undefined : value,
      ),
    );
    expect(withoutReports).toEqual(outputs(ours));
    expect(complaints(join(workspace.notebooks, "executed.ipynb"))).toBe("");
  }, 120_000);

  it("makes a page with the figures in it", () => {
    nbconvert("--to", "html", "--execute", "good.ipynb", "--output", "page");
    const page = readFileSync(join(workspace.notebooks, "page.html"), "utf8");
    expect(page).toContain('<img alt="Some squares"');
    expect(page).toContain("emergentTimescalesPlotly");
  }, 120_000);
});

const noNbformat = missing("python3-nbformat");

describe.skipIf(noNbformat !== "")(`nbformat${noNbformat}`, () => {
  let workspace: Workspace;
  beforeAll(() => {
    workspace = newWorkspace();
  });
  afterAll(() => workspace.remove());

  it("finds the committed notebooks valid", () => {
    const folder = join(project, "notebooks");
    const files = readdirSync(folder).filter((name) => name.endsWith(".ipynb"));
    expect(complaints(...files.map((name) => join(folder, name)))).toBe("");
  });

  it("finds valid what our runner writes, also of a cell that failed and with parameters from outside", async () => {
    const failing = join(workspace.folder, "failing.ipynb");
    const source = join(project, "test", "fixtures", "notebooks", "failing.ipynb");
    await writeNotebook(failing, (await runNotebook(source)).notebook);
    const good = join(workspace.folder, "good.ipynb");
    await writeNotebook(good, (await runNotebook(fixture, { parameters: { points: 3 } })).notebook);
    expect(complaints(failing, good)).toBe("");
  });
});
