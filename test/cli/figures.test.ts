import { spawnSync } from "node:child_process";
import { existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { csvParse } from "d3-dsv";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { Figure } from "../../lib/index.js";
import { type Notebook, writeNotebook } from "../../lib/notebook/notebookFile.js";
import { figureBundle } from "../../lib/notebook/show.js";
import { pngPixels } from "../notebook/pngPixels.js";

const folder = mkdtempSync(join(tmpdir(), "figures-"));
const from = join(folder, "executed");
afterAll(() => rmSync(folder, { recursive: true, force: true }));

function run(...options: string[]) {
  const program = fileURLToPath(new URL("../../lib/dist/cli/figures.js", import.meta.url));
  return spawnSync(process.execPath, [program, ...options], { encoding: "utf8", cwd: folder });
}

const one: Figure = { data: [{ type: "scatter", name: "squares", y: [0, 1, 4] }], layout: { height: 300 } };
const two: Figure = {
  data: [
    { type: "scatter", name: "left", y: [1, 2] },
    { type: "scatter", name: "right", y: [3, 4], xaxis: "x2", yaxis: "y2" },
  ],
  layout: { xaxis: { domain: [0, 0.4] }, xaxis2: { domain: [0.6, 1], anchor: "y2" }, yaxis2: { anchor: "x2" } },
};

/** A notebook whose cells have shown these figures. */
async function notebookOf(cells: Record<string, Figure[]>): Promise<Notebook> {
  const shown = Object.entries(cells).map(async ([id, figures]) => ({
    ...{ cell_type: "code" as const, id, source: "", metadata: {}, execution_count: 1 },
    outputs: await Promise.all(
      figures.map(async (figure) => ({
        ...{ output_type: "display_data" as const, metadata: {} },
        data: await figureBundle(figure),
      })),
    ),
  }));
  return { cells: await Promise.all(shown), metadata: {}, nbformat: 4, nbformat_minor: 5 };
}

beforeAll(async () => {
  mkdirSync(from);
  await writeNotebook(join(from, "03-some.ipynb"), await notebookOf({ "figure-3a": [one, two], text: [] }));
  await writeNotebook(join(from, "04-none.ipynb"), await notebookOf({ text: [] }));
});

describe("npm run figures", () => {
  it("writes each figure and each panel as SVG and PNG, and each figure's data as CSV", () => {
    const { status, stdout, stderr } = run("--from", from, "--out", "all", "--json");
    expect(status).toBe(0);
    expect(stderr).toBe("03-some: 2 figures, 10 files in all/03-some\n04-none: no figures\n");
    const out = join(folder, "all", "03-some");
    const expected = ["figure-3a.svg", "figure-3a.png", "figure-3a.csv", "figure-3a-2.svg", "figure-3a-2.png"].concat(
      ["1", "2"].flatMap((panel) => [`figure-3a-2-panel-${panel}.svg`, `figure-3a-2-panel-${panel}.png`]),
      "figure-3a-2.csv",
    );
    expect(readdirSync(out).sort()).toEqual(expected.toSorted());
    expect(JSON.parse(stdout)).toEqual({ "03-some": expected.map((name) => `all/03-some/${name}`), "04-none": [] });
    expect(existsSync(join(folder, "all", "04-none"))).toBe(false);

    const { width, height } = pngPixels(readFileSync(join(out, "figure-3a.png")));
    expect([width, height]).toEqual([1800, 600]);
    expect(readFileSync(join(out, "figure-3a-2-panel-2.svg"), "utf8")).toMatch(/^<svg /);
    const rows = csvParse(readFileSync(join(out, "figure-3a-2.csv"), "utf8"));
    expect(rows.map(({ panel, trace, x, y }) => [panel, trace, x, y])).toEqual([
      ["1", "left", "0", "1"],
      ["1", "left", "1", "2"],
      ["2", "right", "0", "3"],
      ["2", "right", "1", "4"],
    ]);
  });

  it("writes only the forms that are asked for, of the notebooks that are", () => {
    const { status, stdout } = run("3", "--from", from, "--out", "few", "--format", "csv, png", "--scale", "0.5");
    expect([status, stdout]).toEqual([0, ""]);
    expect(readdirSync(join(folder, "few"))).toEqual(["03-some"]);
    const files = readdirSync(join(folder, "few", "03-some"));
    expect(new Set(files.map((name) => name.split(".")[1]))).toEqual(new Set(["csv", "png"]));
    expect(pngPixels(readFileSync(join(folder, "few", "03-some", "figure-3a.png"))).width).toBe(450);
  });

  it.each([
    ["a format that it does not know", ["--format", "svg,pdf"], /^figures: .*expected some of svg,png,csv, got "pdf"/],
    ["a scale that is too small", ["--scale", "0"], /^figures: .*--scale.* expected a number from 0.1 to 10, got "0"/],
    [
      "a notebook that is not there",
      ["99"],
      /^figures: there is no notebook "99"; expected the path of one, or one of: 03-some, 04-none/,
    ],
    ["a folder without notebooks", ["--from", "nowhere"], /^figures: there are no notebooks in nowhere/],
    ["a folder that is a file", ["--out", "file"], /^figures: cannot make the folder file.03-some: /],
  ])("refuses %s in one line, with exit code 2", (_, options, expected) => {
    writeFileSync(join(folder, "file"), "");
    const { status, stdout, stderr } = run(...(options.includes("--from") ? [] : ["--from", from]), ...options);
    expect(stderr).toMatch(expected);
    expect(stderr).not.toMatch(/^\s+at /m);
    expect([status, stdout]).toEqual([2, ""]);
  });

  it("tells its options", () => {
    const { status, stdout } = run("--help");
    expect(stdout).toContain("--scale <factor>");
    expect(status).toBe(0);
  });
});
