import { describe, expect, it } from "vitest";
import {
  accuracyAgainstEpoch,
  captioned,
  curriculaFigure,
  describeRuns,
  largestN,
  largestNAgainstEpoch,
  multiHead,
  nDms,
  nParity,
  publishedEpochs,
  publishedLargestN,
  publishedTable,
  singleHead,
  tasksFigure,
} from "../../lib/index.js";
import { trainingConfig } from "../../lib/training/trainingConfig.js";

/** A run as it could have gone: N solved in the given epochs. */
function madeUp(curriculum: string, seed: number, stages: [n: number, epochs: number][], task = "n-parity") {
  const epochs = stages.flatMap(([n, count]) =>
    Array.from({ length: count }, (_, i) => ({
      nMax: n,
      accuracyLast: i === count - 1 ? 0.99 : 0.7,
      solved: i === count - 1,
    })),
  );
  return {
    config: trainingConfig({ task, curriculum, seed }),
    epochs: epochs.map((row, i) => ({ epoch: i + 1, ...row })),
  };
}
const runs = [
  madeUp("single-head", 1, [
    [2, 1],
    [3, 3],
  ]),
  madeUp("single-head", 2, [[2, 2]]),
  madeUp("multi-head", 1, [
    [2, 1],
    [3, 1],
    [4, 1],
  ]),
];

describe("Figure 2a", () => {
  it("marks all of the last N bits for N-parity, two of them for N-DMS, and answers from the N-th bit on", () => {
    const { data, layout } = tasksFigure([nParity, nDms], Float32Array.of(1, 0, 1, 1, 0), 3);
    expect((layout.shapes as { x0: number; yref: string }[]).map(({ x0, yref }) => [yref, x0 + 0.5])).toEqual([
      ["y", 3],
      ["y", 4],
      ["y", 5],
      ["y2", 3],
      ["y2", 5],
    ]);
    expect(data[1]).toMatchObject({ x: [3, 4, 5], text: ["0", "0", "0"] }); // 101, 011, 110: even
    expect(data[3]).toMatchObject({ x: [3, 4, 5], text: ["1", "0", "0"] }); // 1=1, 0≠1, 1≠0
  });

  it("refuses an N longer than the sequence", () => {
    expect(() => tasksFigure([nParity], Float32Array.of(1, 0), 3)).toThrow(
      "n: expected an integer from 1 to the sequence's 2 bits, got 3",
    );
  });
});

describe("Figure 2b", () => {
  it("draws each stage's N and heads", () => {
    const { data } = curriculaFigure([singleHead(), multiHead()], 3);
    expect(data[0]).toMatchObject({ x: [1, 2, 3], y: [2, 3, 4], text: ["1", "1", "1"] });
    expect(data[1]).toMatchObject({
      x: [1, 2, 2, 3, 3, 3],
      y: [2, 2, 3, 2, 3, 4],
      text: ["1", "1", "2", "1", "2", "3"],
    });
  });
});

describe("Figure 3", () => {
  it("a: one line per network and their mean, in per cent", () => {
    const { data } = accuracyAgainstEpoch([madeUp("single-head", 1, [[5, 2]]), madeUp("single-head", 2, [[5, 3]])]);
    expect(data.map((trace) => trace.y)).toEqual([
      [70, 99],
      [70, 70, 99],
      [70, (99 + 70) / 2, 99], // who has solved it stays where it ended
    ]);
  });

  it("a: ends the mean where a network is that is still in training", () => {
    const solved = { ...madeUp("single-head", 1, [[5, 4]]), reason: "curriculum-ended" };
    const begun = madeUp("single-head", 2, [[5, 4]]);
    const underWay = { ...begun, epochs: begun.epochs.slice(0, 2).map((row) => ({ ...row, solved: false })) };
    const mean = (runs: Parameters<typeof accuracyAgainstEpoch>[0]) =>
      accuracyAgainstEpoch(runs).data.find(({ name }) => name === "N = 5")?.x;
    expect(mean([solved, underWay])).toEqual([1, 2]);
    expect(mean([solved, { ...underWay, record: { outcome: { reason: "max-epochs" } } }])).toEqual([1, 2, 3, 4]);
    expect(mean([solved, { ...underWay, reason: "aborted" }])).toEqual([1, 2]);
  });

  it("a: leaves out a run without epochs, of which nobody knows where it will stand", () => {
    const [begun, waiting] = [madeUp("single-head", 1, [[5, 2]]), madeUp("single-head", 2, [])];
    expect(accuracyAgainstEpoch([begun, waiting])).toEqual(accuracyAgainstEpoch([begun]));
    expect(accuracyAgainstEpoch([waiting])).toEqual(accuracyAgainstEpoch([]));
  });

  it("b: the largest N solved after every epoch, nothing before the first", () => {
    const { data } = largestNAgainstEpoch(runs);
    expect(data.map((trace) => trace.y)).toEqual([
      [2, 2, 2, 3],
      [null, 2],
      [2, 3, 4],
    ]);
    expect(data.map((trace) => trace.showlegend)).toEqual([true, false, true]);
    expect(data[0].line?.color).toBe(data[1].line?.color);
    expect(data[0].line?.color).not.toBe(data[2].line?.color);
  });

  it("b: lines that another condition covers are broader than those that cover them, also where they are dotted", () => {
    const stages: [number, number][] = [
      [2, 1],
      [3, 2],
    ];
    const same = ["single-head", "multi-head"].map((name) => madeUp(name, 1, stages, "n-dms"));
    const { data, meaning } = largestNAgainstEpoch(same);
    expect(data.map(({ line }) => line)).toMatchObject([
      { width: 6, dash: "solid" }, // of one task alone
      { width: 2, dash: "solid" },
    ]);
    const other = madeUp("single-head", 1, [[2, 3]], "n-parity");
    const dotted = largestNAgainstEpoch([...same, other]).data.filter(({ name }) => name?.endsWith("N-DMS"));
    expect(dotted.map(({ line }) => line)).toMatchObject([
      { width: 6, dash: "3px,3px" },
      { width: 2, dash: "3px,3px" },
    ]);
    expect(meaning).toEqual(["A line is one network, broader where it lies below another's."]);
    const alone = largestNAgainstEpoch(same.slice(0, 1));
    expect(alone.data[0].line?.width).toBe(2);
    expect(alone.meaning).toEqual(["A line is one network."]);
  });

  it("b: says which published curves end beyond ours, or before, and where, and draws them to the end of the axis", () => {
    const published = [1, 2, 4, 9].map((epoch, i) => ({
      task: "n-parity",
      curriculum: "single-head",
      n: 2 + i,
      epoch,
    }));
    const { data, layout } = largestNAgainstEpoch(runs, { published }); // ours end at epoch 4
    expect(data.slice(0, 2)).toMatchObject([
      { name: "single-head, published", x: [1, 2, 4], y: [2, 3, 4] },
      { name: "single-head, published, goes on", x: [4, 9], y: [4, 5], showlegend: false },
    ]);
    expect(JSON.stringify(layout.annotations)).toContain('"published single-head curve goes on to N = 5"');
    const whole = largestNAgainstEpoch(runs, { published: published.slice(0, 3) });
    expect(JSON.stringify(whole.layout.annotations)).not.toContain("published");
    const part = largestNAgainstEpoch(runs, { published: published.slice(0, 2) });
    expect(JSON.stringify(part.layout.annotations)).toContain('"published single-head curve is known up to N = 3"');
    expect(whole.data.length).toBe(data.length - 1);
    const ofDms = published.map((row) => ({ ...row, task: "n-dms" }));
    expect(largestNAgainstEpoch(runs, { published: ofDms })).toEqual(largestNAgainstEpoch(runs));
    const dms = { ...runs[0], config: { ...runs[0].config, task: "n-dms" } };
    expect(largestNAgainstEpoch([...runs, dms], { published }).meaning).toContain(
      "Grey: one published network of each curriculum, in N-parity.",
    );
  });

  it("c: a dot per network, the mean as a line, the published networks beside", () => {
    const { data, layout } = largestN(runs, { published: publishedLargestN() });
    const dots = Object.fromEntries(data.map((trace) => [trace.name, trace.y]));
    expect(dots["single-head, N-parity"]).toEqual([3, 2]);
    expect(dots["multi-head, N-parity"]).toEqual([4]);
    expect(data.filter((trace) => trace.name === "published").map((trace) => trace.y)).toEqual([
      [37, 33, 35, 35],
      [100, 101, 100, 101],
    ]);
    expect((layout.shapes as { y0: number }[]).map(({ y0 }) => y0)).toEqual([2.5, 35, 4, 100.5]);
  });

  it("says below what a line is, and where its data comes from", () => {
    const text = describeRuns(runs);
    expect(text.split("<br>")).toEqual([
      "quick profile, N-parity, 3 networks: 64 neurons, batch 64, 100 steps an epoch",
      "single-head: seeds 1, 2, 2 to 4 epochs, largest N solved 3, 2 · multi-head: seed 1, 3 epochs, largest N solved 4",
    ]);
    const plain = largestNAgainstEpoch(runs);
    const { layout } = captioned(plain, text, "data of commit abc");
    expect((layout.annotations as { text: string }[]).at(-1)?.text).toBe(
      `A line is one network.<br>${text}<br>data of commit abc`,
    );
    expect((layout.height ?? 0) - (plain.layout.height ?? 0)).toBe(12 + 4 * 14); // room for four lines
  });
});

describe("published tables", () => {
  it("hold the landmarks that the paper's text names", () => {
    const value = (curriculum: string, statistic: string, n: string) =>
      publishedTable("timescales").find(
        (row) =>
          row.task === "n-parity" &&
          row.model === "leak-inside" &&
          row.curriculum === curriculum &&
          row.statistic === statistic &&
          row.n === n,
      )?.value;
    expect(Number(value("single-head", "tau_mean", "30"))).toBeCloseTo(1.65, 2);
    expect(
      publishedEpochs()
        .filter(({ curriculum }) => curriculum === "multi-head")
        .at(-1),
    ).toMatchObject({ n: 12, epoch: 12 });
  });
});
