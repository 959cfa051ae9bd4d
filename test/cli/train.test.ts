import { spawn, spawnSync } from "node:child_process";
import { readdirSync, readFileSync, rmSync } from "node:fs";
import { join, relative } from "node:path";
import { fileURLToPath } from "node:url";
import { describe, expect, it } from "vitest";
import { shellWord } from "../../lib/cli/shellWord.js";
import { temporaryFolder } from "../runs/temporaryFolder.js";

const program = fileURLToPath(new URL("../../lib/dist/cli/train.js", import.meta.url));

function train(...args: string[]) {
  return spawnSync(process.execPath, [program, ...args], { encoding: "utf8" });
}

/** A training of a fraction of a second. */
const tiny = ["--neurons", "12", "--batch", "16", "--steps", "4", "--learning-rate", "0.1"];

describe("npm run train", () => {
  it("trains a run, says that it has ended, and trains it further when told so", () => {
    const out = temporaryFolder();
    const first = train(...tiny, "--epochs", "2", "--out", out);
    expect(first.stdout).toMatch(/: max-epochs, 2 epochs, no N solved\n$/);
    const run = join(out, readdirSync(out)[0]);
    const record = () => JSON.parse(readFileSync(join(run, "run.json"), "utf8"));

    const again = train("--resume", run);
    expect(again.stdout).toBe(
      `${run} has ended: max-epochs, 2 epochs, no N solved; to train it further, give more --epochs or a larger --max-n\n`,
    );
    expect(again.status).toBe(0);
    expect(record().stretches).toHaveLength(1);

    const further = train("--resume", run, "--epochs", "3", "--threads", "2");
    expect(further.stdout).toMatch(/^epoch 3 .*\n.*: max-epochs, 3 epochs, no N solved\n$/);
    expect(further.stderr).toMatch(/^train: the last bits of the numbers may differ .*: threads 1 → 2$/m);
    expect(record().config.schedule.maxEpochs).toBe(3);
    expect(record().stretches[1].note).toContain("threads 1 → 2");

    const same = train("--resume", run, "--epochs", "4"); // with the threads that it had, to be the same bit for bit
    expect(same.stderr).not.toContain("threads");
    expect(record().stretches[2].threads).toBe(2);
  });

  it("says how to go on with a run that is there, as a shell takes it", () => {
    const out = join(temporaryFolder(), "my runs");
    train(...tiny, "--epochs", "1", "--out", out);
    const run = join(out, readdirSync(out)[0]);
    expect(train(...tiny, "--epochs", "1", "--out", out)).toMatchObject({
      stderr: `train: ${run} is a run already; go on with it by --resume ${shellWord(run)}, or choose another --seed or --out\n`,
      status: 2,
    });
    expect(shellWord(run)).not.toBe(run);
  });

  it("trains by a protocol of one's own, which the run's name and config say", () => {
    const out = temporaryFolder();
    const protocol = ["--momentum", "0.5", "--clip-norm", "0.25", "--solved-above", "0.9", "--test-batches", "3"];
    expect(train(...tiny, ...protocol, "--epochs", "1", "--out", out).status).toBe(0);
    const [name] = readdirSync(out);
    expect(name).toContain("-testBatches-3-clipNorm-0.25-solvedAbove-0.9-");
    const { config } = JSON.parse(readFileSync(join(out, name, "run.json"), "utf8"));
    expect(config.schedule).toMatchObject({ testBatches: 3, clipNorm: 0.25, solvedAbove: 0.9 });
    expect(config.optimiser).toEqual({ name: "sgd", learningRate: 0.1, momentum: 0.5 });
    expect(train(...tiny, "--momentum", "1", "--out", out)).toMatchObject({
      stderr: "train: --momentum: expected a number of at least 0 and below 1, got 1\n",
      status: 2,
    });
  });

  it("goes on with a published run, whose state is left out, from its last network when told so", () => {
    const out = temporaryFolder();
    const longer = [...tiny.with(tiny.indexOf("--steps") + 1, "100"), "--epochs", "6"];
    expect(train(...longer, "--out", out).stdout).toContain("largest N solved: ");
    const run = join(out, readdirSync(out)[0]);
    for (const name of readdirSync(run)) if (/^(latest|previous)\./.test(name)) rmSync(join(run, name));
    const refused = train("--resume", run, "--epochs", "8");
    expect(refused.stderr).toMatch(/^train: .* has 6 epochs, but not the state to go on from .*--from-last-network/);
    expect(refused.status).toBe(2);
    const further = train("--resume", run, "--epochs", "8", "--from-last-network");
    expect(further.stderr).toMatch(/^train: went on from N\d+\.safetensors, of epoch \d+, without what the optimiser/m);
    expect(further.stdout).toContain("max-epochs, 8 epochs");
    expect(train("--from-last-network")).toMatchObject({
      stderr: "train: --from-last-network: expected --resume RUN with it, to say of which run\n",
      status: 2,
    });
  });

  it("refuses another largest N for all N at once, by the option that was typed", () => {
    const out = temporaryFolder();
    const all = [...tiny, "--curriculum", "all-at-once", "--max-n", "3", "--epochs", "1"];
    expect(train(...all, "--out", out).status).toBe(0);
    expect(train("--resume", join(out, readdirSync(out)[0]), "--max-n", "8")).toMatchObject({
      stderr:
        'train: --max-n: expected none with curriculum "all-at-once", which trains all its N from the start, got 8\n',
      status: 2,
    });
  });

  it("says what would train a run further that has used up its seconds", () => {
    const out = temporaryFolder();
    expect(train(...tiny, "--epochs", "400", "--seconds", "0.2", "--out", out).stdout).toContain(": time-limit, ");
    const run = join(out, readdirSync(out)[0]);
    expect(train("--resume", run, "--seconds", "0.2").stdout).toMatch(
      /has ended: time-limit, .*; to train it further, give more --seconds, or none\n$/,
    );
    expect(train("--resume", run, "--seconds", "60").stdout).toMatch(/: max-epochs, 400 epochs/);
  });

  it("refuses an empty name of a run, which would begin another", () => {
    const out = temporaryFolder();
    expect(train(...tiny, "--resume", "", "--out", out)).toMatchObject({
      stderr: "train: expected the name or folder of a run, got an empty word\n",
      status: 2,
    });
    expect(readdirSync(out)).toEqual([]);
  });

  // Windows has no such signals.
  it.skipIf(process.platform === "win32")(
    "goes on without the terminal that it does not write to, and stops and says how to go on when told to",
    async () => {
      const out = join(temporaryFolder(), "my runs");
      const words = [...tiny, "--epochs", "100000", "--threads", "2", "--seconds", "3600", "--out", out];
      const child = spawn(process.execPath, [program, ...words], { stdio: ["ignore", "pipe", "ignore"] });
      let stdout = "";
      const epoch = (n: number) =>
        new Promise<void>((resolve) => {
          child.stdout.on("data", () => stdout.includes(`epoch ${n} `) && resolve());
        });
      child.stdout.setEncoding("utf8").on("data", (text) => {
        stdout += text;
      });
      const ended = new Promise((resolve) => child.once("close", resolve));
      await epoch(1);
      child.kill("SIGHUP");
      await epoch(Number(/.*^epoch (\d+) /ms.exec(stdout)?.[1]) + 20);
      child.kill("SIGTERM");
      expect(await ended).toBe(143);
      const run = relative(process.cwd(), join(out, readdirSync(out)[0]));
      expect(stdout).toContain(`stopped; go on with: npm run train -- --resume '${run}' --threads 2 --seconds 3600\n`);
    },
  );

  it("goes on with a run by its name alone, as npm run runs lists it", () => {
    const cwd = temporaryFolder();
    const inFolder = (...args: string[]) => spawnSync(process.execPath, [program, ...args], { encoding: "utf8", cwd });
    inFolder(...tiny, "--epochs", "1");
    const [name] = readdirSync(join(cwd, "runs"));
    expect(inFolder("--resume", name, "--epochs", "2").stdout).toMatch(`${join("runs", name)}: max-epochs, 2 epochs`);
    const missing = inFolder("--resume", "nothing");
    expect(missing).toMatchObject({ stderr: "train: there is no run nothing; npm run runs lists all\n", status: 2 });
  });

  it("refuses in one line what a run cannot become", () => {
    const out = temporaryFolder();
    train(...tiny, "--epochs", "2", "--out", out);
    const run = join(out, readdirSync(out)[0]);
    for (const [args, message] of [
      [["--seed", "2"], `train: --seed is what ${run} began with; it cannot become another\n`],
      [["--epochs", "1"], `train: ${run} has 2 epochs already, more than 1\n`],
      [["--epochs", "0"], /^train: .*expected an integer of at least 1, got "0"/],
    ] as const) {
      const { status, stderr } = train("--resume", run, ...args);
      if (typeof message === "string") expect(stderr).toBe(message);
      else expect(stderr).toMatch(message);
      expect(status).toBe(2);
    }
  });

  it.each([
    [["--model", "lstm", "--tau", "2"], 'train: --tau: model "lstm" has no such option; it has: --neurons\n'],
    [["--model", "gru", "--leak", "outside"], 'train: --leak: model "gru" has no such option; it has: --neurons\n'],
    [
      ["--model", "gru", "--activation", "relu"],
      'train: --activation: model "gru" has no such option; it has: --neurons\n',
    ],
    [["--n", "5"], 'train: --n: curriculum "multi-head" has no such option; it has: --max-n\n'],
    [["--curriculum", "no-curriculum"], 'train: curriculum "no-curriculum" needs --n\n'],
  ])("refuses the options %j of another model or curriculum, and begins no run", (args, message) => {
    const out = temporaryFolder();
    expect(train(...tiny, "--epochs", "1", "--out", out, ...args)).toMatchObject({ stderr: message, status: 2 });
    expect(readdirSync(out)).toEqual([]);
  });
});
