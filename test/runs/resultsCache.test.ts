import { mkdirSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { csvParse } from "d3-dsv";
import { describe, expect, it } from "vitest";
import { cachedRows, type Measurement } from "../../lib/runs/resultsCache.js";
import { childProcess, line } from "./childProcess.js";
import { temporaryFolder } from "./temporaryFolder.js";

interface Row {
  neuron: number;
  tauNet: number | null;
  kind: string;
  kept: boolean;
  lag?: number;
}

/** Numbers and texts that are hard on CSV. */
const hard: Row[] = [
  { neuron: 1, tauNet: 0.1 + 0.2, kind: 'a "quoted", text\nof two lines', kept: true, lag: -0 },
  { neuron: 2, tauNet: null, kind: "12", kept: false },
  { neuron: 3, tauNet: Number.NaN, kind: "null", kept: true, lag: Number.POSITIVE_INFINITY },
  { neuron: 4, tauNet: 5e-324, kind: "true", kept: true, lag: 1e21 },
];

function setting() {
  const folder = temporaryFolder();
  const network = join(folder, "N002.safetensors");
  writeFileSync(network, "a network");
  const measurement: Measurement = {
    network,
    analysis: "timescales",
    version: 1,
    parameters: { steps: 1000, seed: 1 },
  };
  let computed = 0;
  const problems: string[] = [];
  const results = join(folder, "results");
  const rows = (changed: Partial<Measurement> = {}) =>
    cachedRows(
      { ...measurement, ...changed },
      async () => {
        computed++;
        return hard;
      },
      { folder: results, onProblem: (problem) => problems.push(problem) },
    );
  const files = () => readdirSync(join(results, "timescales")).map((name) => join(results, "timescales", name));
  return { folder, network, measurement, results, rows, files, problems, count: () => computed };
}

describe("a measurement", () => {
  it("is computed once, and read exactly as it was", async () => {
    const { rows, count } = setting();
    expect(await rows()).toEqual(hard);
    expect(await rows()).toEqual(hard);
    expect(await rows({ parameters: { seed: 1, steps: 1000 } })).toEqual(hard); // the same in another order
    expect(count()).toBe(1);
    expect(Object.is((await rows())[0].lag, -0)).toBe(true);
    expect(Object.hasOwn((await rows())[1], "lag")).toBe(false);
  });

  it("is stored as a tidy CSV below one line that says what it is", async () => {
    const { rows, files } = setting();
    await rows();
    const [comment, ...table] = readFileSync(files()[0], "utf8").split("\n");
    expect(JSON.parse(comment.slice(2))).toMatchObject({ analysis: "timescales", parameters: { steps: 1000 } });
    expect(csvParse(table.join("\n")).map(({ neuron }) => neuron)).toEqual(["1", "2", "3", "4"]);
  });

  it("is computed anew for another parameter, version or network, and not for another name of the file", async () => {
    const { rows, network, folder, count } = setting();
    await rows();
    await rows({ parameters: { steps: 2000, seed: 1 } });
    await rows({ version: 2 });
    expect(count()).toBe(3);
    writeFileSync(join(folder, "copy.safetensors"), readFileSync(network));
    await rows({ network: join(folder, "copy.safetensors") });
    expect(count()).toBe(3);
    writeFileSync(network, "another network");
    await rows();
    expect(count()).toBe(4);
  });

  it("in two steps keeps the first when a parameter of the second is another", async () => {
    const { measurement, results } = setting();
    const computed = { simulate: 0, fit: 0 };
    const decays = (maxLag: number) =>
      cachedRows(
        { ...measurement, analysis: "fit", parameters: { ...measurement.parameters, maxLag } },
        async () => {
          computed.fit++;
          const simulated = await cachedRows(
            { ...measurement, analysis: "autocovariance" },
            async () => {
              computed.simulate++;
              return [{ lag: 1, value: 0.5 }];
            },
            { folder: results },
          );
          return simulated.filter(({ lag }) => lag <= maxLag);
        },
        { folder: results },
      );
    await decays(10);
    await decays(20);
    await decays(10);
    expect(computed).toEqual({ simulate: 1, fit: 2 });
  });

  it("that is damaged on disk is computed anew, and told", async () => {
    const { rows, files, problems, count } = setting();
    await rows();
    const [file] = files();
    const good = readFileSync(file);
    const damages = [
      Buffer.alloc(0),
      good.subarray(0, good.length - 3),
      Buffer.from(String(good).replace('"version":1', '"version":7')),
      Buffer.from(String(good).replace("0.30000000000000004", "0.3")),
      Buffer.from("# null\n"),
    ];
    for (let bit = 0; bit < 8 * good.length; bit += 97) {
      const flipped = Buffer.from(good);
      flipped[bit >> 3] ^= 1 << (bit & 7);
      damages.push(flipped);
    }
    for (const [i, damaged] of damages.entries()) {
      writeFileSync(file, damaged);
      expect(await rows()).toEqual(hard);
      expect(count()).toBe(i + 2);
      expect(problems[i]).toContain(`${file} is computed anew: `);
      expect(readFileSync(file)).toEqual(good);
    }
  });

  it("is given also where it cannot be stored", async () => {
    const { rows, results, problems } = setting();
    writeFileSync(results, "a file in the way");
    expect(await rows()).toEqual(hard);
    expect(problems.at(-1)).toMatch(/^the result of timescales is not stored: /);
  });

  it("is computed once by two calls at the same time, each with rows of its own", async () => {
    const { rows, count } = setting();
    const [a, b] = await Promise.all([rows(), rows()]);
    expect(count()).toBe(1);
    a[0].neuron = 99;
    expect(b[0].neuron).toBe(1);
  });

  it("is whole at any moment while several processes write it", async () => {
    const { measurement, results, network } = setting();
    const table = Array.from({ length: 3000 }, (_, i) => ({ neuron: i, tau: i / 7 }));
    const key = { ...measurement, network, analysis: "many" };
    const code = `
      const { cachedRows } = await import(library + "runs/resultsCache.js");
      const [key, folder] = parameters;
      const rows = Array.from({ length: 3000 }, (_, i) => ({ neuron: i, tau: i / 7 }));
      const { readdirSync, rmSync } = await import("node:fs");
      for (let i = 0; i < 30; i++) {
        const got = await cachedRows(JSON.parse(key), async () => rows, { folder, onProblem: (p) => { throw new Error(p); } });
        if (JSON.stringify(got) !== JSON.stringify(rows)) throw new Error("other rows");
        if (i % 3 === 2) for (const name of readdirSync(folder + "/many")) if (/csv$/.test(name)) rmSync(folder + "/many/" + name, { force: true });
      }
      console.log("good");
    `;
    mkdirSync(results);
    const writers = Array.from({ length: 3 }, () => childProcess(code, JSON.stringify(key), results));
    expect(await Promise.all(writers.map(line))).toEqual(["good\n", "good\n", "good\n"]);
    expect(await cachedRows(key, async () => table, { folder: results })).toEqual(table);
  });

  it.each([
    [
      "two kinds of values",
      [{ a: 1 }, { a: "1" }],
      "expected numbers, texts or truths in column a, got number and string",
    ],
    ["an object", [{ a: {} }], "expected numbers, texts or truths in column a, got object"],
    ["two kinds of nothing", [{ a: null }, {}, { a: 1 }], "column a has empty cells of two kinds"],
  ] as Array<[string, object[], string]>)("with a column of %s is refused", async (_, rows, message) => {
    const { measurement, results } = setting();
    await expect(cachedRows(measurement, async () => rows, { folder: results })).rejects.toThrow(message);
  });

  it("without rows, or of a network that is not there", async () => {
    const { measurement, results, folder } = setting();
    expect(await cachedRows(measurement, async () => [], { folder: results })).toEqual([]);
    expect(await cachedRows(measurement, () => Promise.reject(new Error("computed")), { folder: results })).toEqual([]);
    const missing = { ...measurement, network: join(folder, "missing") };
    await expect(cachedRows(missing, async () => [], { folder: results })).rejects.toThrow("there is no such file");
  });
});
