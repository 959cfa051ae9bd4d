import { resolve } from "node:path";
import { describe, expect, it } from "vitest";
import { type Figure, loadRuns, publishedTau, type RunFilter, tauAgainstN, trainingConfig } from "../../lib/index.js";
import { createRun } from "../../lib/runs/runFolder.js";
import { variantOf } from "../../lib/runs/variantOf.js";
import { temporaryFolder } from "../runs/temporaryFolder.js";

const run = {
  config: trainingConfig({ task: "n-parity", curriculum: "multi-head" }),
  epochs: [
    { epoch: 1, nMax: 2, accuracyLast: 0.99, solved: true, tauMean: 1.5, tauStd: 0.3 },
    { epoch: 2, nMax: 3, accuracyLast: 0.8, solved: false, tauMean: 1.45, tauStd: 0.31 },
    { epoch: 3, nMax: 3, accuracyLast: 0.99, solved: true, tauMean: 1.4, tauStd: 0.32 },
  ],
};

describe("Figure 4b", () => {
  it("draws mean and STD of τ at the epochs that solved an N, in two panels", () => {
    const { data } = tauAgainstN([run]);
    expect(data.map(({ x, y, xaxis, mode }) => ({ x, y, xaxis, mode }))).toEqual([
      { x: [2, 3], y: [1.5, 1.4], xaxis: "x", mode: "lines" },
      { x: [2, 3], y: [1.5, 1.4], xaxis: "x", mode: "markers" },
      { x: [2, 3], y: [0.3, 0.32], xaxis: "x2", mode: "lines" },
      { x: [2, 3], y: [0.3, 0.32], xaxis: "x2", mode: "markers" },
    ]);
  });

  it("has the mean over networks as the line and their standard deviation as shading", () => {
    const other = {
      config: { ...run.config, seed: 2 },
      epochs: run.epochs.map((row) => ({ ...row, tauMean: (row.tauMean ?? 0) + 0.2 })),
    };
    const { data } = tauAgainstN([run, other]);
    const [band, line, dots] = data;
    expect(band).toMatchObject({ fill: "toself", x: [2, 3, 3, 2], hoverinfo: "skip" });
    const std = 0.2 / Math.SQRT2; // of two values 0.2 apart, with networks − 1 in the denominator
    [1.6 + std, 1.5 + std, 1.5 - std, 1.6 - std].forEach((expected, i) => {
      expect((band.y as number[])[i]).toBeCloseTo(expected, 12);
    });
    expect((line.y as number[]).map((value) => value.toFixed(6))).toEqual(["1.600000", "1.500000"]);
    expect(dots.text).toEqual(["seed 1", "seed 1", "seed 2", "seed 2"]);
  });

  it("has the published values of the same task in grey, in order of N, with their reading error", () => {
    const { data } = tauAgainstN([run], { published: publishedTau() });
    const theirs = data.filter(({ name }) => name?.endsWith("published"));
    expect(new Set(theirs.map(({ name }) => name))).toEqual(
      new Set(["single-head, N-parity, published", "multi-head, N-parity, published"]),
    );
    for (const { x, error_y } of theirs) {
      const ns = Array.from(x as number[]);
      expect(ns).toEqual([...ns].sort((a, b) => a - b));
      expect(error_y?.array?.length).toBe(ns.length);
    }
  });

  it("shows published values up to the N that are shown, a line to the end of the axis, and says how far they go", () => {
    const far = { ...run, epochs: run.epochs.map((row) => ({ ...row, nMax: row.nMax + 36 })) }; // N = 38, 39
    const { data, layout } = tauAgainstN([far], { published: publishedTau() });
    expect(layout.xaxis?.range).toEqual([0, 40]);
    const theirs = (end: string) => data.filter(({ name }) => name === `multi-head, N-parity, published${end}`);
    for (const [i, { x, error_y }] of theirs("").entries()) {
      expect(Math.max(...Array.from(x as number[]))).toBeLessThanOrEqual(39);
      expect(error_y?.array?.length).toBe(x?.length);
      const goesOn = theirs(", goes on")[i];
      expect(goesOn).toMatchObject({ mode: "lines", showlegend: false });
      expect(goesOn.x?.[0]).toBe(Array.from(x ?? []).at(-1));
      expect(goesOn.x?.[1]).toBeGreaterThanOrEqual(40);
    }
    expect(theirs(", goes on").length).toBe(2);
    expect(data.some(({ name }) => name === "single-head, N-parity, published, goes on")).toBe(false); // ends at 32
    const notes = (layout.annotations as { text: string; x: number }[]).filter(({ text }) => text.includes("on to"));
    expect(notes.map(({ text, x }) => ({ text, x }))).toEqual(
      [0, 0.57].map((x) => ({ text: "published multi-head curve goes on to N = 99", x })),
    );
  });

  it("says of each published curve how far it goes, if several go on", () => {
    const dms = { ...run, config: { ...run.config, task: "n-dms" } };
    const notes = tauAgainstN([dms], { published: publishedTau() }).layout.annotations as { text: string }[];
    expect(notes.map(({ text }) => text).filter((text) => text.includes("on to"))).toEqual([
      "published curves go on to N = 50 (multi-head) and 70 (single-head)",
      "published curves go on to N = 80 (single-head) and 99 (multi-head)",
    ]);
  });

  it("says what is drawn: shading only where there is some, reading errors only beside published values", () => {
    const other = { ...run, config: { ...run.config, seed: 2 } };
    const said = (figure: Figure) => (figure.meaning ?? []).join(" ");
    expect(said(tauAgainstN([]))).toBe("");
    expect(said(tauAgainstN([run]))).toMatch(/^Symbols: single networks; lines: mean [^;]*\.$/);
    const dms = { ...run, config: { ...run.config, task: "n-dms" } };
    expect(said(tauAgainstN([run, dms]))).toMatch(/^Symbols: single networks, circles of N-parity, diamonds of N-DMS;/);
    expect(said(tauAgainstN([run, other]))).toMatch(/; shading: ± standard deviation over them\.$/);
    expect(said(tauAgainstN([run], { published: publishedTau() }))).toContain(
      "bars: reading errors, not standard deviations",
    );
  });

  it("says nothing of published curves that are shown to their end", () => {
    const all = publishedTau().filter(({ curriculum }) => curriculum === "single-head");
    const { data, layout } = tauAgainstN([run], { published: all });
    expect(JSON.stringify(layout.annotations)).not.toContain("on to");
    expect(data.some(({ name }) => name?.endsWith("goes on"))).toBe(false);
  });

  it("is drawn, empty, when no network has been trained yet", () => {
    expect(tauAgainstN([]).data).toEqual([]);
  });
});

describe("loadRuns", () => {
  it("gives runs of the paper's own model unless another is named, or any", async () => {
    const models = async (filter: RunFilter) =>
      new Set((await loadRuns({ profile: "lab", ...filter })).map(({ config }) => config.model.name));
    expect(await models({})).toEqual(new Set(["leaky-rnn"]));
    expect(await models({ model: ["gru", "lstm"] })).toEqual(new Set(["gru", "lstm"]));
    expect(await models({ model: "*" })).toEqual(new Set(["gru", "leaky-rnn", "lstm"]));
  });

  it("refuses a folder that is not there, and finds only runs that fit", async () => {
    await expect(loadRuns({}, "/nowhere")).rejects.toThrow("there is no folder of runs /nowhere");
    await expect(loadRuns({}, "nowhere")).rejects.toThrow(`there is no folder of runs nowhere, ${resolve("nowhere")}`);
    expect(await loadRuns({}, temporaryFolder())).toEqual([]);
    for (const { config } of await loadRuns({ profile: "paper", curriculum: "multi-head" })) {
      expect(config).toMatchObject({ profile: "paper", curriculum: { name: "multi-head" } });
    }
  });

  it.each([
    [{ curriculum: "singlehead" }, /there is no curriculum "singlehead"; expected some of: single-head, multi-head, /],
    [{ curriculum: ["multi-head", "x"] }, /there is no curriculum "x"/],
    [{ profile: "labs" }, /there is no profile "labs"; expected some of: paper, lab, quick/],
    [{ task: "parity" }, /there is no task "parity"; expected some of: n-parity, n-dms/],
    [{ model: "rnn" }, /there is no model "rnn"; expected some of: leaky-rnn, gru, lstm, \*/],
    [{ profil: "lab" }, /the filter has an unknown field "profil"; expected one of: profile, task, /],
  ])("refuses %j, wherever the runs are", async (filter: object, message) => {
    await expect(loadRuns(filter, temporaryFolder())).rejects.toThrow(RangeError);
    await expect(loadRuns(filter)).rejects.toThrow(message);
  });

  it("finds none of what is there by name only, and runs by a name that only they have", async () => {
    expect(await loadRuns({ profile: "quick", curriculum: "several-heads", variant: "tau-1", seed: 99 })).toEqual([]);
    const folder = temporaryFolder();
    const run = await createRun(folder, {
      ...trainingConfig({ task: "n-dms", curriculum: "multi-head" }),
      profile: "own",
    });
    await run.close();
    expect(await loadRuns({ profile: "own" }, folder)).toHaveLength(1);
  });

  it("refuses a variant that no stored run has, and tells which there are", async () => {
    await expect(loadRuns({ profile: "quick", variant: ["tau-1", "tau-one"] })).rejects.toThrow(
      /^there is no run with the variant "tau-one" in .*data.runs; they have: .*, tau-1, /,
    );
    const folder = await ownRuns();
    await expect(loadRuns({ variant: "learningRate-0.01" }, folder)).rejects.toThrow(
      `there is no run with the variant "learningRate-0.01" in ${folder}; they have: rate-0.01`,
    );
    expect(await loadRuns({ variant: "tau-1" }, folder)).toEqual([]); // which shipped ones have
  });

  it("hides no run of a folder of one's own, whatever is special about it", async () => {
    const folder = await ownRuns();
    const names = async (filter: RunFilter) =>
      (await loadRuns(filter, folder)).map(({ record, config }) => record.variant ?? config.model.name);
    expect(await names({})).toEqual(["gru", "rate-0.01", "leaky-rnn"]);
    expect(await names({ variant: undefined, model: "leaky-rnn" })).toEqual(["rate-0.01", "leaky-rnn"]);
    expect(await names({ variant: "rate-0.01" })).toEqual(["rate-0.01"]);
  });
});

async function ownRuns(): Promise<string> {
  const folder = temporaryFolder();
  for (const request of [{}, { learningRate: 0.01 }, { model: "gru" }]) {
    const config = trainingConfig({ task: "n-dms", curriculum: "multi-head", ...request });
    await (await createRun(folder, config, { variant: variantOf(config) })).close();
  }
  return folder;
}
