import { spawnSync } from "node:child_process";
import { existsSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { describe, expect, it } from "vitest";
import { temporaryFolder } from "../runs/temporaryFolder.js";

/**
 * Runs a command whose reader leaves after `lines` lines.
 *
 * @param words  with "2>&1" as the last one, the reader reads standard error, too
 */
function read(lines: number, folder: string, command: string, ...words: string[]) {
  const program = fileURLToPath(new URL(`../../lib/dist/cli/${command}.js`, import.meta.url));
  const redirected = words.at(-1) === "2>&1" ? words.pop() : "2> errors";
  const script = `: > errors; { "$@" ${redirected}; echo $? > status; } | head -n ${lines} > output`;
  spawnSync("sh", ["-c", script, "sh", process.execPath, program, ...words], { cwd: folder });
  const text = (name: string) => readFileSync(join(folder, name), "utf8");
  return { status: Number(text("status")), stderr: text("errors"), stdout: text("output") };
}

const tiny = ["--neurons", "12", "--batch", "16", "--steps", "4", "--epochs", "6"];

// A shell's pipes; Windows has none.
describe.skipIf(process.platform === "win32")("when the reader of the output has left", () => {
  it.each([[["--json"]], [[]]])("train %j goes on to the end", (words) => {
    const folder = temporaryFolder();
    const { status, stderr, stdout } = read(1, folder, "train", ...tiny, ...words, "--out", "runs");
    expect(stdout.trim().split("\n")).toHaveLength(1);
    expect(stderr).not.toContain("EPIPE");
    expect(status).toBe(0);
    const [run] = readdirSync(join(folder, "runs"));
    const files = readdirSync(join(folder, "runs", run));
    expect(files.filter((name) => name.endsWith(".tmp"))).toEqual([]);
    expect(
      readFileSync(join(folder, "runs", run, "epochs.csv"), "utf8")
        .trim()
        .split("\n"),
    ).toHaveLength(7);
    expect(JSON.parse(readFileSync(join(folder, "runs", run, "run.json"), "utf8")).outcome.reason).toBe("max-epochs");
  });

  it.skipIf(!existsSync("/dev/full"))("and where its disk is full, a training goes on, and a list says so", () => {
    const folder = temporaryFolder();
    const full = (command: string, ...words: string[]) => {
      const program = fileURLToPath(new URL(`../../lib/dist/cli/${command}.js`, import.meta.url));
      const script = '"$@" > /dev/full';
      return spawnSync("sh", ["-c", script, "sh", process.execPath, program, ...words], {
        cwd: folder,
        encoding: "utf8",
      });
    };
    const trained = full("train", ...tiny, "--out", "runs");
    expect(trained.status).toBe(0);
    expect(
      trained.stderr.match(/^train: cannot write to standard output: the disk is full; it goes on without$/gm),
    ).toEqual([expect.any(String)]);
    const [run] = readdirSync(join(folder, "runs"));
    expect(JSON.parse(readFileSync(join(folder, "runs", run, "run.json"), "utf8")).outcome.reason).toBe("max-epochs");
    expect(full("runs")).toMatchObject({
      stderr: "runs: cannot write to standard output: the disk is full\n",
      status: 1,
    });
  });

  it("a command whose output is all that it does ends quietly", () => {
    const folder = temporaryFolder();
    // A row takes seconds: the reader has left long before the last one.
    const options = ["--neurons", "16", "--batch", "16", "--rounds", "1", "--no-peer"];
    const { status, stderr, stdout } = read(1, folder, "bench", ...options, "--lengths", "14,27,14,27,14,27");
    expect(stdout.trim().split("\n")).toHaveLength(1);
    expect(stderr).toBe("");
    expect(status).toBe(141);
  });

  it("bench goes on if it writes a file, too", () => {
    const folder = temporaryFolder();
    const options = ["--neurons", "16", "--batch", "16", "--soak", "10"];
    const { status, stderr } = read(1, folder, "bench", ...options, "--save", "bench.txt");
    expect(stderr).toBe("");
    expect(status).toBe(0);
    expect(readFileSync(join(folder, "bench.txt"), "utf8")).toMatch(/^step +10: /m);
  });

  it("sweep trains its plan to the end, also where standard error went into the same pipe", () => {
    const folder = temporaryFolder();
    const condition = { task: "n-parity", curriculum: "multi-head", seeds: [1, 2] };
    const plan = { profile: "quick", neurons: 12, batch: 16, steps: 4, epochs: 6, runs: [condition] };
    writeFileSync(join(folder, "plan.json"), JSON.stringify(plan));
    const { status } = read(1, folder, "sweep", "plan.json", "--jobs", "1", "2>&1");
    expect(status).toBe(0);
    const records = readdirSync(join(folder, "runs")).map((run) => join(folder, "runs", run, "run.json"));
    expect(records.map((file) => JSON.parse(readFileSync(file, "utf8")).outcome.reason)).toEqual(
      Array(2).fill("max-epochs"),
    );
  });
});
