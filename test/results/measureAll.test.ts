import { createHash } from "node:crypto";
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import {
  ablation,
  createRun,
  headFor,
  loadNetwork,
  loadResults,
  measurementNamed,
  nDms,
  networkMeasurements,
  type ResultTable,
  type StoredRun,
  saveNetwork,
  trainRun,
  weightStatistics,
} from "../../lib/index.js";
import { measureAll } from "../../lib/results/measureAll.js";
import { recordChecksum } from "../../lib/runs/checksums.js";
import { sha256 } from "../../lib/sha256.js";
import { trainingConfig } from "../../lib/training/trainingConfig.js";
import { childProcess, line } from "../runs/childProcess.js";

const parent = mkdtempSync(join(tmpdir(), "measure-"));
const folder = join(parent, "results");
afterAll(() => rmSync(parent, { recursive: true, force: true }));

let run: StoredRun;
beforeAll(async () => {
  // As many neurons as two groups of twenty and twenty others need.
  const config = trainingConfig({ task: "n-dms", curriculum: "multi-head", neurons: 60, maxN: 3, epochs: 60, seed: 4 });
  const open = await createRun(parent, config);
  run = await trainRun(open);
  await open.close();
  expect(run.solved.map(({ n }) => n)).toEqual([2, 3]);
});

const quick = ["weights", "ablation", "forgetting"].map(measurementNamed);
const measure = (problems: string[] = []) =>
  measureAll(quick, [run], { folder, jobs: 2, onProblem: (problem) => problems.push(problem) });

it("a table that is not available yet names the measurement that would fill it", async () => {
  for (const { name, tables } of networkMeasurements) {
    for (const table of tables) {
      const stored = await loadResults(table as ResultTable, {}, join(parent, "no results"));
      expect(stored).toEqual({ measurement: name, version: 0, parameters: {}, rows: [] });
    }
  }
});

describe("measureAll", () => {
  it("fills tables with what the measurements give, one row per network and more", async () => {
    expect(Object.fromEntries(await measure())).toEqual({ weights: 2, ablation: 1, forgetting: 1 });
    const { rows, parameters } = await loadResults("weights", { task: "n-dms" }, folder);
    expect(rows.map(({ n }) => n)).toEqual([2, 3]);
    expect(parameters).toEqual({});
    const network = await loadNetwork(run.solved[1].file);
    expect(rows[1]).toMatchObject({ ...weightStatistics(network), seed: 4, curriculum: "multi-head", variant: null });

    const ablated = await loadResults("ablation", { n: 3 }, folder);
    const question = { head: headFor(network.description, 3), n: 3 };
    const direct = await ablation({ ...network, task: nDms }, question, { count: 20, seed: 1 });
    const long = direct.rows.filter(({ group }) => group === "long").map(({ accuracy }) => accuracy);
    expect(ablated.rows.map(({ group }) => group)).toEqual(["short", "long", "random"]);
    expect(ablated.rows[1].accuracy).toBeCloseTo(long.reduce((sum, value) => sum + value, 0) / long.length, 12);
    expect(ablated.rows[1].baseline).toBe(direct.baseline);
  });

  it("measures nothing twice, and leaves the tables as they are", async () => {
    const before = readFileSync(join(folder, "ablation.csv"), "utf8");
    expect([...(await measure()).values()]).toEqual([0, 0, 0]);
    expect(readFileSync(join(folder, "ablation.csv"), "utf8")).toBe(before);
  });

  it("says that a damaged table is made anew, and makes it from the cache", async () => {
    const file = join(folder, "weights.csv");
    const before = readFileSync(file, "utf8");
    writeFileSync(file, before.slice(0, before.length / 2));
    await expect(loadResults("weights", {}, folder)).rejects.toThrow(/cannot read the table .*weights\.csv/);
    const problems: string[] = [];
    await measure(problems);
    expect(problems[0]).toMatch(/weights\.csv.*made anew/);
    expect(readFileSync(file, "utf8")).toBe(before);
  });

  it("keeps a table that it cannot go on with beside the new one, and says so", async () => {
    const file = join(folder, "weights.csv");
    const before = readFileSync(file, "utf8");
    const asides = () => readdirSync(folder).filter((name) => name.startsWith("weights.csv.unusable-"));
    for (const name of asides()) rmSync(join(folder, name));
    const conflict = `<<<<<<< HEAD\n${before}`;
    const [first, ...rows] = before.replace(/,"checksum":"[0-9a-f]+"/, "").split("\n");
    const older = [first.replace('"version":', '"version":9'), ...rows].join("\n");
    for (const [text, problem] of [
      [conflict, /cannot read the table .*weights\.csv: .*; it is made anew, and this one set aside$/],
      [older, /^the 2 rows of .*weights\.csv were measured in another way than now; it is made anew, and this one set/],
    ] as const) {
      writeFileSync(file, text);
      const problems: string[] = [];
      await measure(problems);
      expect(problems).toEqual([expect.stringMatching(problem)]);
      expect(readFileSync(file, "utf8")).toBe(before);
      expect(asides()).toEqual([`weights.csv.unusable-${sha256(text).slice(0, 8)}`]);
      expect(readFileSync(join(folder, asides()[0]), "utf8")).toBe(text);
      rmSync(join(folder, asides()[0]));
    }
  });

  it("names a network whose file is not there, and measures the others", async () => {
    const [first, second] = run.solved;
    const gone = { ...run, solved: [{ ...first, file: join(run.folder, "gone.safetensors") }, second] };
    const options = { folder: join(parent, "of the others"), jobs: 1 };
    const problems: string[] = [];
    const counts = await measureAll([measurementNamed("weights")], [gone], {
      ...options,
      onFailure: ({ problem }) => problems.push(problem),
    });
    expect(counts.get("weights")).toBe(1);
    expect(problems).toEqual([`cannot read ${join(run.folder, "gone.safetensors")}: there is no such file or folder`]);
    await expect(measureAll([measurementNamed("weights")], [gone], options)).rejects.toThrow(problems[0]);
  });

  it("finds one changed number in a table, refuses to draw it, and takes the right one from the cache", async () => {
    const file = join(folder, "weights.csv");
    const before = readFileSync(file, "utf8");
    const mean = String((await loadResults("weights", {}, folder)).rows[0].mean);
    const changed = before.replace(
      mean,
      mean.replace(/\d$/, (digit) => String((Number(digit) + 1) % 10)),
    );
    expect(changed).not.toBe(before);
    writeFileSync(file, changed);
    await expect(loadResults("weights", {}, folder)).rejects.toMatchObject({
      name: "RunError",
      message: expect.stringMatching(/weights\.csv: its checksum is wrong: .*npm run measure makes it anew/),
    });
    const problems: string[] = [];
    expect((await measure(problems)).get("weights")).toBe(2);
    expect(problems).toEqual([
      expect.stringMatching(/weights\.csv: its checksum is wrong.*; it is made anew, and this one set aside$/),
    ]);
    expect(readFileSync(file, "utf8")).toBe(before);
  });

  it("finds any flipped bit of a table", async () => {
    const file = join(folder, "forgetting.csv");
    const good = readFileSync(file);
    for (let bit = 0; bit < 8 * good.length; bit += 37) {
      const bytes = Buffer.from(good);
      bytes[bit >> 3] ^= 1 << (bit & 7);
      writeFileSync(file, bytes);
      await expect(loadResults("forgetting", {}, folder)).rejects.toThrow(/cannot read the table .*forgetting\.csv/);
    }
    writeFileSync(file, good);
  });

  it("reads a table without a checksum, as those of before there were any, and gives it one", async () => {
    const file = join(folder, "weights.csv");
    const before = readFileSync(file, "utf8");
    const old = before.replace(/,"checksum":"[0-9a-f]{64}"/, "");
    expect(old).not.toBe(before);
    writeFileSync(file, old);
    expect((await loadResults("weights", {}, folder)).rows).toHaveLength(2);
    expect((await measure()).get("weights")).toBe(0);
    expect(readFileSync(file, "utf8")).toBe(before);
    // A bit of the name of the checksum is not a way to have none.
    writeFileSync(file, before.replace('"checksum"', '"checksun"'));
    await expect(loadResults("weights", {}, folder)).rejects.toThrow("its first line is damaged");
    writeFileSync(file, before);
  });

  it("loses no row when several processes store measurements of one table", async () => {
    const shared = join(parent, "shared");
    const code = `
      const { storeMeasured } = await import(library + "results/measureRuns.js");
      const { measurementNamed } = await import(library + "results/measurements.js");
      const [folder, seed] = parameters;
      const measurement = measurementNamed("weights");
      for (let n = 2; n < 22; n++) {
        const own = { profile: "quick", task: "n-dms", curriculum: "multi-head", model: "leaky-rnn", variant: null };
        const network = { run: "run-s" + seed, ...own, seed: Number(seed), n, network: "0123456789abcdef" };
        await storeMeasured(measurement, [{ task: { measurement, file: "", network }, results: { weights: [{ mean: n }] } }], { folder });
      }
      console.log("stored");
    `;
    const writers = [1, 2, 3].map((seed) => childProcess(code, shared, String(seed)));
    expect(await Promise.all(writers.map(line))).toEqual(["stored\n", "stored\n", "stored\n"]);
    const { rows } = await loadResults("weights", {}, shared);
    expect(rows.map(({ seed, n }) => [seed, n])).toEqual(
      [1, 2, 3].flatMap((seed) => Array.from({ length: 20 }, (_, i) => [seed, i + 2])),
    );
    expect(readdirSync(shared)).toEqual(["weights.csv"]);
  });

  it("measures a network anew whose file is another, in place of the older rows", async () => {
    const { file } = run.solved[1];
    const network = await loadNetwork(file);
    network.parameters["recurrent.weight"].data[1] += 1;
    await saveNetwork(file, network);
    await expect(measure()).rejects.toThrow(
      /N003\.safetensors is another file than the one that the run wrote: its checksum is wrong: expected SHA-256 /,
    );
    await recordChecksum(run.folder, "N003.safetensors", sha256(readFileSync(file)));
    expect((await measure()).get("weights")).toBe(1);
    const { rows } = await loadResults("weights", {}, folder);
    expect(rows.length).toBe(2);
    expect(rows[1].mean).toBeCloseTo(weightStatistics(await loadNetwork(file)).mean, 12);
  });

  it("keeps the rows of networks that are not there any more", async () => {
    await measureAll(quick, [{ ...run, solved: run.solved.slice(1) }], { folder, jobs: 1 });
    expect((await loadResults("weights", {}, folder)).rows.map(({ n }) => n)).toEqual([2, 3]);
  });

  it("tells the error of a network that cannot be read", async () => {
    const file = join(parent, "N009.safetensors");
    writeFileSync(file, "no network");
    const broken = { ...run, solved: [{ n: 9, file }] };
    await expect(measureAll(quick, [broken], { folder, jobs: 1 })).rejects.toThrow(/N009\.safetensors/);
  });
});

describe("loadResults", () => {
  it("gives no rows where nothing has been measured", async () => {
    expect((await loadResults("dimensionality", {}, folder)).rows).toEqual([]);
    expect((await loadResults("weights", { profile: "paper" }, folder)).rows).toEqual([]);
  });

  it("refuses a table, a field and a name that there is not", async () => {
    const unknown = "tau_net" as "tau-net";
    await expect(loadResults(unknown)).rejects.toThrow(/^there is no table "tau_net"; expected one of: .*, tau-net, /);
    const misspelled: object = { profil: "lab" };
    const field = 'the filter has an unknown field "profil"; expected one of: profile, task, ';
    for (const place of [folder, "/nowhere"]) {
      await expect(loadResults("weights", misspelled, place)).rejects.toThrow(field);
      await expect(loadResults("weights", { task: "dms" }, place)).rejects.toThrow('there is no task "dms"');
    }
  });

  it("reads every table that is shipped, all of whose networks are of a run that says the same of itself", async () => {
    /** The SHA-256 of a network, as its run tells it, or, of one stored before runs did, that of its file. */
    const hashes = new Map<string, Map<string, string>>();
    const hashOf = (name: string, file: string) => {
      const folder = join("data", "runs", name);
      let known = hashes.get(name);
      if (!known) {
        const lines = readFileSync(join(folder, "checksums.txt"), "utf8").trim().split(/\r?\n/);
        known = new Map(lines.map((text): [string, string] => [text.slice(66), text.slice(0, 64)]));
        hashes.set(name, known);
      }
      const hash =
        known.get(file) ??
        createHash("sha256")
          .update(readFileSync(join(folder, file)))
          .digest("hex");
      known.set(file, hash);
      return hash;
    };
    const inName = (n: number) => `N${String(n).padStart(3, "0")}`;
    for (const table of networkMeasurements.flatMap(({ tables }) => tables)) {
      const { rows } = await loadResults(table as "weights", { variant: "*", model: "*" });
      expect(rows.length, table).toBeGreaterThan(0);
      const lines = readFileSync(join("data", "results", `${table}.csv`), "utf8").split("\n").length;
      expect(rows.length, table).toBe(lines - 3); // how it was measured, the names, and the end
      const networks = new Map(
        rows.map((row) => [`${row.run} ${row.n} ${row.network} ${row.model} ${row.curriculum}`, row]),
      );
      for (const row of networks.values()) {
        const { run: name, profile, task, curriculum, model, variant, seed, n, network } = row;
        const special = variant === null ? "" : `-${variant}`;
        if (table === "retraining") {
          const { fromN } = row as typeof row & { fromN: number };
          const source = `retrained-from-${curriculum}-${inName(fromN)}-on-${inName(n)}`;
          expect(name).toBe(`${profile}-${task}-no-curriculum-${model}${special}-${source}-s${seed}`);
        } else {
          expect(name).toBe(`${profile}-${task}-${curriculum}-${model}${special}-s${seed}`);
          expect(hashOf(name, `${inName(n)}.safetensors`).slice(0, 16), `${table}: ${name}, N = ${n}`).toBe(network);
        }
      }
    }
  });
});

describe("the cache", () => {
  it("holds one file per network and table", () => {
    expect(readdirSync(join(folder, "cache", "weights")).length).toBe(3); // two networks, one of them twice
  });
});
