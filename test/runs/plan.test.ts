import { existsSync, readdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { describe, expect, it } from "vitest";
import { plannedRuns, readPlan } from "../../lib/runs/plan.js";
import { loadParts } from "../../lib/training/loadParts.js";
import { temporaryFolder } from "./temporaryFolder.js";

describe("a plan", () => {
  it("gives every condition its first seed before any its second", () => {
    const runs = plannedRuns({
      profile: "lab",
      runs: [{ task: ["n-parity", "n-dms"], curriculum: ["multi-head", "single-head"], seeds: [1, 2], epochs: 7 }],
    });
    expect(runs.map(({ name }) => name)).toEqual(
      [1, 2].flatMap((seed) =>
        ["n-parity", "n-dms"].flatMap((task) =>
          ["multi-head", "single-head"].map((curriculum) => `lab-${task}-${curriculum}-leaky-rnn-s${seed}`),
        ),
      ),
    );
    expect(runs[0].config.schedule).toMatchObject({ batch: 128, maxEpochs: 7 });
  });

  it("names runs by the options of their curriculum and model", () => {
    const runs = plannedRuns({
      seconds: 60,
      runs: [
        { task: "n-parity", curriculum: [5, 10].map((n) => ({ name: "no-curriculum", n })), seeds: [3] },
        { task: "n-dms", curriculum: "single-head", model: { name: "leaky-rnn", tau: 2 }, seeds: [3], seconds: 30 },
      ],
    });
    expect(runs.map(({ name, seconds }) => [name, seconds])).toEqual([
      ["quick-n-parity-no-curriculum-leaky-rnn-n-5-s3", 60],
      ["quick-n-parity-no-curriculum-leaky-rnn-n-10-s3", 60],
      ["quick-n-dms-single-head-leaky-rnn-tau-2-s3", 30],
    ]);
  });

  it("takes whatever a training can be asked for, for all runs or for those of an entry", async () => {
    const protocol = { batch: 8, steps: 6, testBatches: 3, clipNorm: 0.5, solvedAbove: 0.9 };
    const plan = {
      ...{ ...protocol, momentum: 0.3, learningRate: 0.02, optimiser: "sgd", neurons: 12, maxN: 9, epochs: 5 },
      ...{ onesProbability: 0.5, seconds: 60, profile: "lab" },
      runs: [
        { task: "n-parity", curriculum: "multi-head", seeds: [1] },
        { task: "n-dms", curriculum: "multi-head", seeds: [1], solvedAbove: 0.8 },
      ],
    };
    const file = join(temporaryFolder(), "plan.json");
    writeFileSync(file, JSON.stringify(plan));
    const [parity, dms] = (await readPlan(file)).map(({ config }) => config);
    const { epochs: maxEpochs } = plan;
    expect(parity.schedule).toEqual({ ...protocol, maxEpochs });
    expect(parity.optimiser).toEqual({ name: "sgd", learningRate: 0.02, momentum: 0.3 });
    expect(parity).toMatchObject({ onesProbability: 0.5, model: { neurons: 12 }, curriculum: { lastN: 9 } });
    expect(dms.schedule).toEqual({ ...protocol, solvedAbove: 0.8, maxEpochs });
  });

  it("has every combination of the values of its lists, named as single ones are", async () => {
    const file = join(temporaryFolder(), "plan.json");
    const entry = { task: "n-dms", curriculum: "multi-head", learningRate: [0.02, 0.1], batch: [8, 64], seeds: [1] };
    writeFileSync(file, JSON.stringify({ neurons: [16, 64], runs: [entry] }));
    const runs = await readPlan(file);
    const variants = ["neurons-16-", ""].flatMap((neurons) =>
      ["rate-0.02", ""].flatMap((rate) =>
        ["batch-8-", ""].map((batch) => `${neurons}${batch}${rate}`.replace(/-$/, "")),
      ),
    );
    expect(runs.map(({ variant }) => variant ?? "")).toEqual(variants);
    expect(runs[0]).toMatchObject({
      name: "quick-n-dms-multi-head-leaky-rnn-neurons-16-batch-8-rate-0.02-s1",
      config: { model: { neurons: 16 }, schedule: { batch: 8 }, optimiser: { learningRate: 0.02 } },
    });
  });

  it("has runs of one list of repeats, or of several", () => {
    const model = { name: "leaky-rnn", leak: "outside", time: "continuous" };
    const entry = { task: "n-parity", curriculum: "multi-head", model, seeds: [1] };
    const repeats = (of: number[] | number[][]) =>
      plannedRuns({ runs: [{ ...entry, repeats: of }] }).map(({ config }) => config.repeats);
    expect(repeats([7, 10])).toEqual([[7, 10]]);
    expect(repeats([[7, 10], [5]])).toEqual([[7, 10], [5]]);
  });

  it("has a run that two entries name once, and refuses two of one name that differ", () => {
    const entry = { task: "n-parity", curriculum: "single-head", seeds: [1] };
    expect(plannedRuns({ runs: [entry, entry] })).toHaveLength(1);
    expect(() => plannedRuns({ runs: [entry, { ...entry, epochs: 3 }] })).toThrow(
      "the plan has two different runs of the name quick-n-parity-single-head-leaky-rnn-s1",
    );
    expect(() => plannedRuns({ runs: [entry, { ...entry, seconds: 3 }] })).toThrow(
      "the plan has the run quick-n-parity-single-head-leaky-rnn-s1 twice, with seconds none and 3",
    );
  });

  const good = { task: "n-parity", curriculum: "single-head", seeds: [1] };
  it.each([
    [
      "no JSON",
      "# Emergent",
      "expected a plan, JSON, or a module with a default export (.mjs, .js, .mts, .ts), got no JSON: Unexpected token '#'",
    ],
    ["nothing", "\n", "expected a plan, got an empty file"],
    ["two limits", { runs: [{ ...good, epochs: [3, 5] }] }, "runs[0]: expected one epochs, got [3, 5]; lists make"],
    ["no rate", { runs: [good], learningRate: [] }, "the plan: expected a value of learningRate, or a list of some"],
    ["a rate of text", { runs: [{ ...good, learningRate: [0.1, "1"] }] }, "learningRate: expected a positive number"],
    ["a list", "[]", "expected the plan to be an object, got []"],
    ["no runs", "{}", "expected a list of runs, got undefined"],
    ["a misspelled field", { runs: [{ ...good, epoch: 3 }] }, 'runs[0] has an unknown field "epoch"; expected one of'],
    ["a seed of text", { runs: [good, { ...good, seeds: ["1"] }] }, "runs[1]: expected seeds to be a list of integers"],
    [
      "a negative seed",
      { runs: [{ ...good, seeds: [-1] }] },
      "expected seeds to be a list of integers from 0 to 2147483647",
    ],
    ["a seed too large", { runs: [{ ...good, seeds: [99999999999] }] }, "from 0 to 2147483647, got [99999999999]"],
    [
      "null as curriculum",
      { runs: [{ ...good, curriculum: null }] },
      "runs[0]: expected curriculum to be a name, or an object with one, or a list, got null",
    ],
    ["no curriculum in a list", { runs: [{ ...good, curriculum: [] }] }, "runs[0]: expected curriculum to be a name"],
    ["a curriculum without a name", { runs: [{ ...good, curriculum: [{ n: 5 }] }] }, 'or a list, got [{"n":5}]'],
    [
      "no task in a list",
      { runs: [{ ...good, task: [] }] },
      "expected task to be the name of a task, or a list, got []",
    ],
    [
      "an option that its model does not have",
      { runs: [{ ...good, model: { name: "gru", tau: 2 } }] },
      'model "gru" has no option tau; it has: neurons',
    ],
    ["a number as model", { runs: [{ ...good, model: 7 }] }, "runs[0]: expected model to be a name"],
    ["no task", { runs: [{ ...good, task: undefined }] }, "runs[0]: expected task, got none"],
    ["an unknown task", { runs: [{ ...good, task: "chess" }] }, 'there is no task "chess"'],
    ["no time", { runs: [good], seconds: 0 }, "the plan: expected seconds to be a positive number, got 0"],
  ])("with %s is refused", async (_, plan, message) => {
    const file = join(temporaryFolder(), "plan.json");
    writeFileSync(file, typeof plan === "string" ? plan : JSON.stringify(plan));
    await expect(readPlan(file)).rejects.toMatchObject({ name: "RunError" });
    await expect(readPlan(file)).rejects.toThrow(file);
    await expect(readPlan(file)).rejects.toThrow(message);
  });

  it("may be a module, whose values can be computed", async () => {
    const file = join(temporaryFolder(), "plan.mjs");
    const seeds = "Array.from({ length: 12 }, (_, i) => i + 1)";
    writeFileSync(file, `export default { runs: [{ task: "n-dms", curriculum: "multi-head", seeds: ${seeds} }] };`);
    expect((await readPlan(file)).map(({ config }) => config.seed)).toEqual([1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12]);
  });

  it("is refused as a module with the place in another that it imports", async () => {
    const folder = temporaryFolder();
    const [file, other] = [join(folder, "plan.mjs"), join(folder, "other.mjs")];
    writeFileSync(file, 'import "./other.mjs";\nexport default {};');
    writeFileSync(other, "\n\nthrow new Error('not today');");
    await expect(readPlan(file)).rejects.toThrow(`got one that fails in ${other}, line 3: not today`);
  });

  it("may be JSON that begins with a byte order mark", async () => {
    const file = join(temporaryFolder(), "plan.json");
    writeFileSync(file, '\uFEFF{ "runs": [{ "task": "n-dms", "curriculum": "multi-head", "seeds": [3] }] }');
    expect((await readPlan(file)).map(({ config }) => config.seed)).toEqual([3]);
  });

  it.each([
    ["export const plan = {};", "expected a default export, the plan, got plan"],
    ["export default [];", "expected the plan to be an object, got []"],
    ["export default undefined;", "expected the plan to be an object, got undefined"],
    ["\nthrow new Error('not today');", "expected a module, got one that fails in line 2: not today"],
    ["throw 7", "expected a module, got one that fails: 7"],
    ["\n\nnull.runs;", "expected a module, got one that fails in line 3: Cannot read properties of null"],
    [
      'import { readFileSync } from "node:fs";\nreadFileSync("nothing");',
      "expected a module, got one that fails in line 2: ENOENT: no such file or directory, open 'nothing'",
    ],
  ])("is refused as a module that exports none: %s", async (text, problem) => {
    const file = join(temporaryFolder(), "plan.mjs");
    writeFileSync(file, text);
    await expect(readPlan(file)).rejects.toThrow(`${file}: ${problem}`);
  });

  const folder = fileURLToPath(new URL("../../plans/", import.meta.url));
  it.each(readdirSync(folder).filter((name) => name.endsWith(".json")))("of the project is valid: %s", async (name) => {
    const parts = join(folder, name.replace(".json", ".mjs"));
    if (existsSync(parts)) await loadParts(parts);
    expect((await readPlan(join(folder, name))).length).toBeGreaterThan(0);
  });
});
