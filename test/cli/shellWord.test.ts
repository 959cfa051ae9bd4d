import { spawnSync } from "node:child_process";
import { describe, expect, it } from "vitest";
import { shellWord } from "../../lib/cli/shellWord.js";

describe("a word for a shell", () => {
  it.each([
    ["linux", "data/runs/lab-s1", "data/runs/lab-s1"],
    ["linux", "my runs", "'my runs'"],
    ["linux", "Ada's", "'Ada'\\''s'"],
    ["linux", "a\\b", "'a\\b'"],
    ["linux", "", "''"],
    ["win32", "C:\\runs\\lab-s1", "C:\\runs\\lab-s1"],
    ["win32", "C:\\my runs", '"C:\\my runs"'],
    ["win32", "C:\\my runs\\", '"C:\\my runs\\\\"'],
    ["win32", "Ada's", '"Ada\'s"'],
    ["win32", 'say "\\"', '"say \\"\\\\\\""'],
    ["win32", "", '""'],
  ] as const)("of %s: %s is %s", (platform, word, quoted) => {
    expect(shellWord(word, platform)).toBe(quoted);
  });

  it("is read by the shell of this system as what it was", () => {
    const words = ["runs", "my runs", "Ada's", "a & b", "(c)", "d\\e"];
    const print = "console.log(JSON.stringify(process.argv.slice(1)))";
    const command = ["node", "-e", print, "--", ...words].map((word) => shellWord(word)).join(" ");
    expect(JSON.parse(spawnSync(command, { shell: true, encoding: "utf8" }).stdout)).toEqual(words);
  });
});
