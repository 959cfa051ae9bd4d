import { readdirSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { describe, expect, it } from "vitest";
import { readNotebook } from "../../lib/notebook/notebookFile.js";

const notebooks = fileURLToPath(new URL("../../notebooks", import.meta.url));
const names = readdirSync(notebooks).filter((name) => /^(0[03-8]|s\d)-.*\.ipynb$/.test(name));

describe("runs and measurements of one's own", () => {
  it.each(names)("are read wherever %s reads those that are shipped", (name) => {
    const code = readNotebook(join(notebooks, name)).cells.filter(({ cell_type }) => cell_type === "code");
    const parameters = code.find(({ metadata }) => metadata.tags?.includes("parameters"));
    expect(parameters?.source).toContain("let folders: { runs?: string; results?: string } = {};");
    const source = code.map((cell) => cell.source).join("\n");
    const count = (pattern: RegExp) => source.match(pattern)?.length ?? 0;
    expect(count(/\bfolders\.runs\b/g)).toBe(count(/\bloadRuns\(/g));
    expect(count(/\bfolders\.results\b/g)).toBe(count(/\bloadResults\(/g));
    expect(count(/\bloadClaimData\(folders\)/g)).toBe(count(/\bloadClaimData\(/g));
  });
});
