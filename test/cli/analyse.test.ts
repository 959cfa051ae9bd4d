import {
  existsSync,
  lstatSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { csvParse } from "d3-dsv";
import { afterAll, beforeAll, describe, expect, it, vi } from "vitest";
import { addConnectivity } from "../../lib/cli/analyseConnectivity.js";
import { addInterventions } from "../../lib/cli/analyseInterventions.js";
import { addMemory } from "../../lib/cli/analyseMemory.js";
import { command } from "../../lib/cli/command.js";
import { gru } from "../../lib/models/gru.js";
import { loadNetwork, saveNetwork } from "../../lib/runs/checkpoint.js";
import { initialParameters } from "../../lib/training/parameters.js";
import { shiftRegister } from "../dynamics/shiftRegister.js";

const folder = mkdtempSync(join(tmpdir(), "analyse-"));
const files = [3, 4, 5].map((delays) => join(folder, `N00${delays + 1}.safetensors`));
afterAll(() => rmSync(folder, { recursive: true }));

beforeAll(async () => {
  vi.spyOn(process.stderr, "write").mockReturnValue(true);
  for (const [i, file] of files.entries()) {
    const { cell, parameters, ns } = shiftRegister(i + 3);
    parameters.tau.data.forEach((_, neuron, tau) => {
      tau[neuron] = 1 - neuron / 100; // below 1, which is used as 1: told apart when neurons are ablated by their τ
    });
    const description = { model: cell.description, task: "n-dms", curriculum: "multi-head", heads: ns, seed: 1 };
    await saveNetwork(file, { parameters, description });
  }
});
afterAll(() => vi.restoreAllMocks());

/** What a measurement prints. */
async function analyse(...words: string[]): Promise<string> {
  const lines: string[] = [];
  const log = vi.spyOn(console, "log").mockImplementation((line: string) => void lines.push(line));
  const program = command("analyse", "");
  for (const add of [addConnectivity, addMemory, addInterventions]) add(program);
  try {
    await program.parseAsync(["node", "analyse", ...words]);
  } finally {
    log.mockRestore();
  }
  return lines.join("\n");
}

const quick = ["--trials", "2", "--steps", "200"];

describe("npm run analyse", () => {
  it("tells weights as text, as JSON and as rows of a table", async () => {
    expect(await analyse("weights", files[0])).toContain("spectral radius: W ");
    const { networks } = JSON.parse(await analyse("weights", files[0], "--json", "--rows", "neurons"));
    expect(networks[0]).toMatchObject({
      task: "n-dms",
      solvedN: 4,
      networkSeed: 1,
      positiveShare: expect.closeTo(5 / 72),
    });
    expect(networks[0].rows.length).toBe(9);
    const csv = join(folder, "weights.csv");
    await analyse("weights", ...files, "--csv", csv);
    const rows = csvParse(readFileSync(csv, "utf8"));
    expect(rows.map(({ solved_n }) => solved_n)).toEqual(["4", "5", "6"]);
    expect(rows.columns).toContain("positive_share");
  });

  it("tells dimensionality, and its line against N", async () => {
    const text = await analyse("dimensionality", ...files, ...quick, "--ones-probability", "0.5", "--share", "0.57");
    expect(text).toContain("components for 57 % of the variance");
    expect(text).toMatch(/n-dms, multi-head: components = \S+ \+ \S+ N, in one network$/m);
  });

  it("tells no spread of a single trial", async () => {
    const one = ["--trials", "1", "--steps", "200"];
    expect(await analyse("accuracy", files[0], ...one)).toMatch(/^ {2}p 0\.50, N {3}4 {2}100\.00 %, chance/m);
    const longer = await analyse("accuracy", files[0], "--longer", "0", "--trials", "1");
    expect(longer).toMatch(/^ {2}N {3}4, steps 4 … 17 +100\.00 %$/m);
    expect(await analyse("decoding", files[0], ...one)).toMatch(/^ {2}N {3}4 {2}100\.00 % {2}has a head$/m);
    expect(await analyse("dimensionality", files[0], ...one)).toMatch(/of the variance: \d\.00, of one trial$/m);
    const { networks } = JSON.parse(await analyse("dimensionality", files[0], ...one, "--json"));
    expect(networks[0].componentsStd).toBeNull();
    const csv = join(folder, "one-trial.csv");
    await analyse("accuracy", files[0], ...one, "--csv", csv);
    expect(csvParse(readFileSync(csv, "utf8")).map(({ std }) => std)).toEqual(["", "", ""]);
  });

  it("takes the mean of the lines of networks for a condition's line of dimensionality", async () => {
    const again = await Promise.all(
      files.map(async (file, i) => {
        const { parameters, description } = await loadNetwork(file);
        const other = join(folder, `other-${i}.safetensors`);
        await saveNetwork(other, { parameters, description: { ...description, seed: 2 } });
        return other;
      }),
    );
    const text = await analyse("dimensionality", ...files, ...again, ...quick, "--ones-probability", "0.5");
    const [, slope, networks, low, high] =
      /n-dms, multi-head: components = \S+ \+ (\S+) N, mean of (\d) networks \(slope (\S+) … (\S+), 95 %/.exec(text) ??
      [];
    expect(networks).toBe("2");
    expect([low, high]).toEqual([slope, slope]); // the same network twice
  });

  it("tells accuracy against p and in longer sequences", async () => {
    const { networks } = JSON.parse(
      await analyse("accuracy", files[0], "--ones-probability", "0.2,0.5", "--json", ...quick),
    );
    expect(networks[0].rows.map(({ p, n, mean }: Record<string, number>) => [p, n, mean])).toEqual(
      [0.2, 0.5].flatMap((p) => [2, 3, 4].map((n) => [p, n, 1])),
    );
    expect(await analyse("accuracy", files[0], "--longer", "2", "--trials", "2")).toContain("N   4, steps 35 … 68");
  });

  it("refuses what accuracy in longer sequences does not use, and does not tell it as the request", async () => {
    const longer = ["accuracy", files[0], "--longer", "1", "--trials", "2"];
    await expect(analyse(...longer, "--ones-probability", "0.9,0.2")).rejects.toThrow(
      "--ones-probability: expected one probability with --longer, got 0.9, 0.2",
    );
    for (const option of ["--steps", "--dropped"]) {
      await expect(analyse(...longer, option, "7")).rejects.toThrow(`cannot be used with option '${option} <n>'`);
    }
    const { networks, ...request } = JSON.parse(await analyse(...longer, "--ones-probability", "0.9", "--json"));
    expect(request).toEqual({ measurement: "accuracy", seed: 1, trials: 2, onesProbability: [0.9], longer: 1 });
  });

  it("tells forgetting beside what chance would give", async () => {
    const { networks } = JSON.parse(
      await analyse("forgetting", files[0], "--ones-probability", "random", "--json", ...quick),
    );
    expect(networks[0].rows.every(({ mean, chance }: Record<string, number>) => mean === 1 && chance === 2 / 3)).toBe(
      true,
    );
  });

  it("tells what the states hold, beyond the largest N too", async () => {
    const words = ["decoding", files[0], "--fit-trials", "5", "--beyond", "2", ...quick];
    const { networks, ...request } = JSON.parse(await analyse(...words, "--json"));
    expect(networks[0].rows.map(({ n, mean }: Record<string, number>) => [n, mean === 1])).toEqual(
      [2, 3, 4, 5, 6].map((n) => [n, n <= 4]),
    );
    expect(request).toMatchObject({ beyond: 2, fitTrials: 5, trials: 2 });
    expect(await analyse(...words)).toMatch(/^ {2}N {3}4 {2}100\.00 % ± 0\.00 % {2}has a head$/m);
    await expect(analyse(...words, "--smallest", "7")).rejects.toThrow("--smallest: expected an N of at most 6, got 7");
  });

  it("tells ablation, the same for the same seed", async () => {
    const words = ["ablation", files[0], "--neurons", "3", "--json", "--seed", "5", ...quick];
    const text = await analyse(...words);
    const { networks } = JSON.parse(text);
    expect(networks[0]).toMatchObject({ n: 4, baseline: 1 });
    expect(networks[0].rows.length).toBe(9);
    expect(await analyse(...words)).toBe(text);
  });

  it("compares groups of ablated neurons over networks of a kind, never over neurons", async () => {
    const words = ["--neurons", "3", "--n", "4", ...quick];
    const text = await analyse("ablation", ...files, ...words);
    expect(text).not.toMatch(/p =|t-test/);
    expect(text).toMatch(/\nn-dms, multi-head, leaky-rnn, N = 4: .* −?[\d.]+ %, mean of 3 networks \(−?[\d.]+ % … /);
    const { networks } = JSON.parse(await analyse("ablation", ...files, ...words, "--json"));
    const differences = networks.map(({ shortLessLong }: { shortLessLong: number }) => shortLessLong);
    const middle = differences.reduce((sum: number, value: number) => sum + value, 0) / 3;
    expect(text.replaceAll("−", "-")).toContain(` neurons ${(100 * middle).toFixed(2)} %, mean of 3 networks`);
    expect(await analyse("ablation", files[0], ...words)).not.toContain("networks");
  });

  it("tells perturbation of both kinds", async () => {
    const csv = join(folder, "perturbation.csv");
    await analyse("perturbation", files[0], "--epsilons", "0,0.1", "--draws", "2", "--csv", csv, ...quick);
    const rows = csvParse(readFileSync(csv, "utf8"));
    expect(rows.map(({ perturbed, epsilon, draw }) => [perturbed, epsilon, draw])).toEqual(
      ["recurrent-weight", "tau"].flatMap((kind) =>
        ["0", "0.1"].flatMap((e) => ["1", "2"].map((draw) => [kind, e, draw])),
      ),
    );
    expect(rows.filter(({ epsilon }) => epsilon === "0").every(({ accuracy }) => accuracy === "1")).toBe(true);
  });

  it("says what it cannot do", async () => {
    await expect(analyse("ablation", files[0], "--n", "9")).rejects.toThrow(
      "no head for N = 9; it has heads for 2, 3, 4",
    );
    await expect(analyse("weights", files[0], "--json", "--csv", "x.csv")).rejects.toThrow("choose --csv or --json");
    await expect(analyse("forgetting", files[0], "--smallest", "9", ...quick)).rejects.toThrow(
      `${files[0]}: smallest: expected an N from 1 to 2, which the network has a head for, got 9`,
    );
  });

  it.each([
    ["ablation", ["--neurons", "3"], "tau: expected [12] or one number, got no such tensor (model gru)"],
    ["perturbation", ["--of", "tau"], "tau: expected [12] or one number, got no such tensor (model gru)"],
    ["weights", [], "recurrent.weight: expected [12, 12], got [36, 12] (model gru)"],
    ["ablation", ["--neurons", "4"], "neurons per group: expected an integer from 1 to 3, got 4"],
  ])("tells which network %s %j cannot be asked of, before it measures any", async (name, options, problem) => {
    const cell = gru({ neurons: 12 });
    const file = join(folder, "gru.safetensors");
    const parameters = initialParameters(cell, 1, 1);
    await saveNetwork(file, { parameters, description: { model: cell.description, task: "n-dms", heads: [4] } });
    const isTooSmall = problem.startsWith("neurons per group");
    const [good, bad] = isTooSmall ? [files[2], files[0]] : [files[0], file];
    const progress = vi.mocked(process.stderr.write);
    progress.mockClear();
    const run = analyse(name, good, bad, ...options, ...(name === "weights" ? [] : quick));
    await expect(run).rejects.toThrow(`${bad}: ${problem}`);
    expect(progress).not.toHaveBeenCalled();
  });

  it("looks whether the table can be written before it measures anything, and leaves nothing behind", async () => {
    const progress = vi.mocked(process.stderr.write);
    progress.mockClear();
    const within = join(files[0], "x.csv");
    await expect(analyse("weights", files[0], "--csv", within)).rejects.toThrow(
      `cannot write ${within}: ${files[0]} is a file, not a folder`,
    );
    const deep = join(files[0], "new", "x.csv");
    await expect(analyse("weights", files[0], "--csv", deep)).rejects.toThrow(
      `cannot write ${deep}: ${files[0]} is a file, not a folder`,
    );
    await expect(analyse("weights", files[0], "--csv", folder)).rejects.toThrow(
      `cannot write ${folder}: it is a folder`,
    );
    await expect(analyse("weights", files[0], "--csv", "")).rejects.toThrow(
      "the name of a file to write, got an empty",
    );
    if (existsSync("/dev/null")) {
      const device = analyse("weights", files[0], "--csv", "/dev/null");
      await expect(device).rejects.toThrow("cannot write /dev/null: it is no ordinary file");
    }
    expect(progress).not.toHaveBeenCalled();
    await expect(analyse("weights", join(folder, "absent"), "--csv", join(folder, "x.csv"))).rejects.toThrow("absent");
    const absent = analyse("weights", join(folder, "absent"), "--csv", join(folder, "unmade", "x.csv"));
    await expect(absent).rejects.toThrow("absent");
    expect(readdirSync(folder).filter((name) => /^x\.csv|^unmade/.test(name))).toEqual([]);
  });

  it.skipIf(process.platform === "win32")("writes a table through a link, which stays one", async () => {
    const [table, link] = ["linked.csv", "link.csv"].map((name) => join(folder, name));
    writeFileSync(table, "old");
    symlinkSync(table, link);
    await analyse("weights", files[0], "--csv", link);
    expect(lstatSync(link).isSymbolicLink()).toBe(true);
    expect(readFileSync(table, "utf8")).toContain("mean");
  });

  it("has written what is through when a later network cannot be measured", async () => {
    const csv = join(folder, "through.csv");
    // Of so few answers that are not scored, those of N = 6 would be asked for bits that were never shown.
    const words = ["perturbation", "--of", "tau", "--draws", "1", "--dropped", "4", ...quick, "--csv", csv];
    await expect(analyse(...words, files[0], files[2], files[1])).rejects.toThrow(/N006\.safetensors: .*N = 6/);
    const solved = csvParse(readFileSync(csv, "utf8")).map(({ solved_n }) => solved_n);
    expect(new Set(solved)).toEqual(new Set(["4"]));
  });

  it("makes the folder of the table", async () => {
    const table = join(folder, "new", "tables", "weights.csv");
    await analyse("weights", files[0], "--csv", table);
    expect(csvParse(readFileSync(table, "utf8"))).toHaveLength(1);
  });
});
