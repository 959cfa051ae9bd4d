import { execFile } from "node:child_process";
import { promisify } from "node:util";
import { dataFolder } from "./dataFolder.js";

/**
 * Which state of the shipped data a figure was made from, as text: the last commit that changed `data`, but for the
 * figures of the README, which are made from it themselves.
 *
 * @example await dataCommit() // "data of commit 423fbd1"
 */
export async function dataCommit(): Promise<string> {
  const git = async (...options: string[]) => {
    const { stdout } = await promisify(execFile)("git", options, { cwd: dataFolder(), timeout: 10_000 });
    return stdout.trim();
  };
  const what = [".", ":(exclude)figures"];
  try {
    const [commit, changes] = await Promise.all([
      git("log", "-1", "--format=%h", "--abbrev=7", "--", ...what),
      git("status", "--porcelain", "--", ...what),
    ]);
    return `data of commit ${commit}${changes === "" ? "" : ", changed since"}`;
  } catch {
    return "data of an unknown commit"; // not a git repository, or no git
  }
}
