import { spawnSync } from "node:child_process";
import { copyFileSync, existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { afterAll, describe, expect, it } from "vitest";
import { fileOf } from "../runs/safetensorsBytes.js";

const folder = mkdtempSync(join(tmpdir(), "commands-"));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

type CommandName = "train" | "evaluate" | "bench" | "checkReference" | "analyse" | "runs" | "kernel" | "figures";

function run(command: CommandName, ...options: string[]) {
  const file = fileURLToPath(new URL(`../../lib/dist/cli/${command}.js`, import.meta.url));
  const { status, stdout, stderr } = spawnSync(process.execPath, [file, ...options], { encoding: "utf8", cwd: folder });
  return { status, stdout, stderr };
}

const small = ["--task", "n-dms", "--neurons", "24", "--max-n", "3", "--epochs", "20", "--out", join(folder, "runs")];
const runFolder = join(folder, "runs", "quick-n-dms-multi-head-leaky-rnn-neurons-24-s1");

describe("npm run train", () => {
  it("trains a run with one line per epoch when piped, and evaluate reads its networks", () => {
    const { status, stdout } = run("train", ...small);
    expect(status).toBe(0);
    const lines = stdout.trim().split("\n");
    expect(lines[0]).toMatch(/^epoch 1 {2}N 2 {2}loss 0\.\d+ {2}accuracy \d+\.\d\d %/);
    expect(lines.at(-1)).toMatch(/curriculum-ended, .*largest N solved: 3$/);
    expect(readFileSync(join(runFolder, "epochs.csv"), "utf8").trim().split("\n").length).toBe(lines.length);

    const evaluated = run("evaluate", join(runFolder, "N003.safetensors"), "--json");
    expect(evaluated.status).toBe(0);
    const { heads, ...said } = JSON.parse(evaluated.stdout);
    expect(heads.map(({ n }: { n: number }) => n)).toEqual([2, 3]);
    for (const { mean, std } of heads) {
      expect(mean).toBeGreaterThan(0.9);
      expect(std).toBeGreaterThanOrEqual(0);
    }
    expect(said).toMatchObject({
      task: "n-dms",
      curriculum: "multi-head",
      trials: 10,
      steps: 1000,
      onesProbability: 0.5,
    });
  });

  it("tells no spread of a single trial", () => {
    const one = ["evaluate", join(runFolder, "N003.safetensors"), "--trials", "1"] as const;
    const { stdout, stderr } = run(...one, "--steps", "1");
    expect(stderr).toMatch(/1 trial of 1 answer scored/);
    expect(stdout).toMatch(/^N003\.safetensors: n-dms, 1 trial of 1 answer,/);
    expect(stdout).toMatch(/^ {3}3 +\d+\.\d\d % +–$/m);
    expect(JSON.parse(run(...one, "--json").stdout).heads[1].std).toBeNull();
  });

  it("does not touch a run that is there", () => {
    const before = readFileSync(join(runFolder, "epochs.csv"), "utf8");
    const { status, stderr } = run("train", ...small);
    expect(status).toBe(2);
    expect(stderr).toMatch(/^train: .* is a run already; go on with it by --resume/);
    expect(readFileSync(join(runFolder, "epochs.csv"), "utf8")).toBe(before);
  });

  it("prints one line of JSON per epoch when asked to", () => {
    const { status, stdout } = run("train", ...small, "--seed", "2", "--json");
    expect(status).toBe(0);
    const epochs = stdout
      .trim()
      .split("\n")
      .map((line) => JSON.parse(line));
    expect(epochs.map(({ epoch }) => epoch)).toEqual(epochs.map((_, i) => i + 1));
    expect(epochs[0]).toHaveProperty("accuracyLast");
  });

  it.each([
    [["--neurons", "0"], /expected an integer from 1 to 2000, got "0"/],
    [["--task", "n-dms", "--task=n-parity"], /^train: --task: expected it once, got n-dms and n-parity$/m],
    [["--profile", "huge"], /'huge' is invalid. Allowed choices are paper, lab, quick/],
    [["--task", "n-xor"], /Allowed choices are n-parity, n-dms/],
    [["--curriculum", "none"], /Allowed choices are single-head, multi-head/],
    [["--curriculum", "no-curriculum"], /needs --n/],
    [["--curriculum", "no-curriculum", "--n", "0"], /expected an integer from 1 to 1000, got "0"/],
    [["--max-n", "1"], /is empty: its first N, 2, is larger than its last N, 1/],
    [["--batch", "many"], /expected an integer of at least 1, got "many"/],
    [["--tau", "0.5"], /expected a number from 1 to 1000000, got "0.5"/],
    [["--profil", "paper"], /unknown option '--profil'/],
    [["extra"], /too many arguments/],
    [
      ["--provider", "coreml"],
      process.platform === "darwin" ? /./ : /provider "coreml" is not available: it needs macOS/,
    ],
    [["--out", "/dev/null/runs"], /cannot make the folder/],
    [["--resume", "/nowhere"], /there is no run \/nowhere; npm run runs lists all/],
    [["--resume", "."], /\. is no run: it has no run\.json/],
  ])("tells what is wrong with %j in a line, with exit code 2", (options, message) => {
    const { status, stdout, stderr } = run("train", ...options);
    expect(stderr).toMatch(message);
    expect(stderr).not.toMatch(/^ {4}at /m); // no stack trace
    expect(stdout).toBe("");
    expect(status).toBe(2);
    expect(existsSync(join(folder, "runs", "quick-n-parity-multi-head-leaky-rnn-s1"))).toBe(false);
  });

  it("explains itself", () => {
    const { status, stdout } = run("train", "--help");
    expect(status).toBe(0);
    for (const option of [
      "--task",
      "--curriculum",
      "--profile",
      "--seed",
      "--max-n",
      "--resume",
      "--threads",
      "--json",
    ]) {
      expect(stdout).toContain(option);
    }
  });
});

describe("npm run evaluate", () => {
  it("names the file that is damaged, missing or foreign, and what was expected", () => {
    const good = join(runFolder, "N003.safetensors");
    const cut = join(folder, "cut.safetensors");
    writeFileSync(cut, readFileSync(good).subarray(0, 2000));
    const text = join(folder, "text.safetensors");
    writeFileSync(text, "this is no network");
    copyFileSync(good, join(folder, "good.safetensors"));
    for (const [file, message] of [
      [cut, /cut\.safetensors/],
      [text, /no safetensors file, or one that is cut off: .* in .*text\.safetensors/],
      [join(folder, "absent.safetensors"), /absent\.safetensors/],
    ] as const) {
      const { status, stderr } = run("evaluate", file);
      expect(stderr).toMatch(message);
      expect(stderr.trim().split("\n").length).toBe(1);
      expect(status).toBe(2);
    }
    // A flipped bit of a weight, which only the hash that the run wrote down tells.
    const bytes = readFileSync(good);
    const flipped = Buffer.from(bytes);
    flipped[flipped.length - 4] ^= 1;
    writeFileSync(good, flipped);
    const { status, stderr } = run("evaluate", good);
    writeFileSync(good, bytes);
    expect(stderr).toMatch(
      /^evaluate: .*N003\.safetensors is another file than the one .*: expected SHA-256 [0-9a-f]{64}, got [0-9a-f]{64}\n$/,
    );
    expect(status).toBe(2);
    expect(run("evaluate", join(folder, "good.safetensors"), "--trials", "0").status).toBe(2);
    expect(run("evaluate").stderr).toMatch(/missing required argument 'checkpoint'/);
  });
});

describe("npm run bench", () => {
  it("prints a row per cell and length, as shares of the machine's own rate", () => {
    const { status, stdout } = run(
      "bench",
      ..."--neurons 20 --batch 8 --rounds 1 --lengths 6,9 --cells gru --no-peer".split(" "),
    );
    expect(status).toBe(0);
    expect(stdout).toMatch(/matrix products on this machine now: \d+ GFLOP\/s/);
    expect(stdout.match(/^ +gru +[69] .*%/gm)?.length).toBe(2);
  });

  it("refuses a file that it cannot write before it measures anything", () => {
    writeFileSync(join(folder, "a file"), "");
    const file = join("a file", "bench.txt");
    const { status, stdout, stderr } = run("bench", "--neurons", "16", "--save", file);
    expect(stderr).toBe(`bench: cannot write ${file}: a file is a file, not a folder\n`);
    expect(stdout).toBe("");
    expect(status).toBe(2);
  });

  it("refuses a cell that it does not know", () => {
    const { status, stderr } = run("bench", "--cells", "transformer");
    expect(status).toBe(2);
    expect(stderr).toMatch(/there is no cell "transformer" to time; expected some of: leaky-rnn/);
  });

  it("tells a Python that is not there, and one without torch, before it measures anything", () => {
    const options = "--neurons 16 --batch 8 --rounds 1 --lengths 6 --no-peer --torch".split(" ");
    const absent = run("bench", ...options, "no-such-python");
    expect(absent.stderr).toMatch(
      /^bench: --torch: expected "no-such-python" to be a Python that has torch, got: .*\n$/,
    );
    const withoutTorch = run("bench", ...options, process.execPath); // which runs, and cannot import torch
    expect(withoutTorch.stderr).toMatch(/^bench: --torch: expected ".*" to be a Python that has torch, got: .*\n$/);
    expect([absent.stdout, absent.status, withoutTorch.stdout, withoutTorch.status]).toEqual(["", 2, "", 2]);
  });

  const hasTorch = spawnSync("python3", ["-c", "import torch"]).status === 0;
  it.skipIf(!hasTorch)(
    "times the same step in PyTorch, where there is one",
    () => {
      const { status, stdout } = run(
        "bench",
        ..."--neurons 20 --batch 8 --rounds 1 --lengths 6 --threads 1 --no-peer --torch".split(" "),
      );
      expect(status).toBe(0);
      const times = "\\d+ \\(\\S+ ×\\)";
      expect(stdout).toMatch(new RegExp(`^ *leaky-rnn-outside .* ${times} +${times} +\\d+ %$`, "m"));
      expect(stdout).toMatch(new RegExp(`^ *lstm .* ${times} +– +\\d+ %$`, "m"));
    },
    120_000,
  );

  it("refuses to time analyses on anything but the CPU", () => {
    const { status, stderr } = run("bench", "--analyses", "network.safetensors", "--provider", "cuda");
    expect(status).toBe(2);
    expect(stderr).toMatch(/analyses are computed on the CPU: expected no --provider, got cuda/);
  });
});

describe("npm run check:reference", () => {
  it("refuses a folder that is not there, and passes over one without reference networks", () => {
    const { status, stderr } = run("checkReference", "nope");
    expect(stderr).toBe("check:reference: cannot read the folder nope: there is no such file or folder\n");
    expect(status).toBe(2);
    expect(run("checkReference", folder)).toMatchObject({ stdout: expect.stringMatching(/^skipped: /), status: 0 });
  });

  it.each([
    ["that is damaged", Uint8Array.of(1, 2, 3), "expected at least 8 bytes, got 3"],
    [
      "that lacks a tensor",
      fileOf({ ac: { dtype: "F64", shape: [1], data_offsets: [0, 8] } }, Array(8).fill(0)),
      "expected a tensor tau_net, got ac",
    ],
    [
      "with another kind of numbers",
      fileOf({ ac: { dtype: "I64", shape: [1], data_offsets: [0, 8] } }, Array(8).fill(0)),
      "expected tensor ac to be one of F64, F32, I32, got I64",
    ],
  ])("names a file %s", (_, bytes, problem) => {
    const dir = mkdtempSync(join(folder, "reference-"));
    const file = join(dir, "N5_T1e5.safetensors");
    writeFileSync(file, bytes);
    expect(run("checkReference", dir)).toMatchObject({ stderr: `check:reference: ${problem} in ${file}\n`, status: 2 });
  });
});

describe("a subcommand", () => {
  it.each([
    ["analyse", ["ablation", "--count", "3"], "unknown option '--count'", "ablation "],
    ["analyse", ["retraining", "x.safetensors"], "required option '--to <list>' not specified", "retraining "],
    ["runs", ["show"], "missing required argument 'run'", "show "],
    ["runs", ["verify", "--all"], "unknown option '--all'", "verify "],
    ["runs", ["--all"], "unknown option '--all'", ""],
  ] as const)("of %s names its own help after a mistake: %j", (command, words, mistake, subcommand) => {
    const { status, stderr } = run(command, ...words);
    expect(stderr).toContain(`${command}: ${mistake}\n`);
    expect(stderr).toContain(`(npm run ${command} -- ${subcommand}--help tells the options)\n`);
    expect(status).toBe(2);
  });
});

describe("--help", () => {
  it.each(["analyse", "runs", "kernel"] as const)(
    "of %s wraps what it says of subcommands at 80 columns",
    (command) => {
      const { status, stdout } = run(command, "--help");
      expect(status).toBe(0);
      for (const line of stdout.split("\n")) expect([...line].length).toBeLessThanOrEqual(80);
    },
  );

  it.each([
    [["train"]],
    [["evaluate"]],
    [["analyse", "timescales"]],
    [["analyse", "dimensionality"]],
    [["analyse", "accuracy"]],
    [["analyse", "forgetting"]],
  ] as const)("of %j calls the probability of a one by the same name", ([command, ...subcommand]) => {
    expect(run(command, ...subcommand, "--help").stdout).toMatch(/^ {2}--ones-probability <(p|list)> +probabilit/m);
  });

  it("writes a list that stands for what is not given as one types it", () => {
    const bench = run("bench", "--help").stdout;
    expect(bench).toContain("(default: 14,27,77,127,252,402)");
    expect(bench).toContain("(default: leaky-rnn,leaky-rnn-outside,gru,lstm)");
    expect(run("figures", "--help").stdout).toContain("(default: svg,png,csv)");
  });
});
