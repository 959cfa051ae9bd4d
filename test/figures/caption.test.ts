import { describe, expect, it } from "vitest";
import { textWidth } from "../../lib/figures/textWidth.js";
import {
  captioned,
  describeResults,
  describeRuns,
  type Figure,
  figurePanels,
  nDms,
  sideBySide,
  singleHead,
  trainingConfig,
} from "../../lib/index.js";
import { figureBundle } from "../../lib/notebook/show.js";

const figure: Figure = {
  data: [{ type: "scatter", y: [1, 2] }],
  layout: { width: 400, height: 300, margin: { l: 60, r: 40, b: 60 } },
};
const captionOf = ({ layout }: Figure) => (layout.annotations as { text: string; yshift: number }[])[0];

describe("the caption of a figure", () => {
  it("that is long goes on in further lines, for which the figure becomes higher", () => {
    const text = "paper profile; 500 neurons; batch 256, 600 steps an epoch; 8 networks, seeds 1, 2, 3, 4";
    const long = captioned(figure, text);
    const lines = captionOf(long).text.split("<br>");
    expect(lines.join(" ")).toBe(text);
    expect(lines.length).toBe(2);
    for (const line of lines) expect(textWidth(line, 11)).toBeLessThanOrEqual(300);
    const short = captioned(figure, "one network");
    expect(captionOf(short).text).toBe("one network");
    expect((long.layout.height ?? 0) - (short.layout.height ?? 0)).toBe(14);
    expect(captionOf(long).yshift).toBe(captionOf(short).yshift);
  });

  it("counts letters, not tags, and leaves a word whole that is too long", () => {
    const word = "x".repeat(80);
    expect(captionOf(captioned(figure, `τ<sub>net</sub> ${word} <i>a</i>`)).text).toBe(
      `τ<sub>net</sub><br>${word}<br><i>a</i>`,
    );
  });
});

describe("what a figure means", () => {
  const meaning = ["A line is one network.", "Grey: published."];

  it("is the beginning of its caption, and stands below it once, with or without a caption", async () => {
    expect(captionOf(captioned({ ...figure, meaning }, "one network")).text).toBe(
      "A line is one network. Grey: published.<br>one network",
    );
    for (const shown of [{ ...figure, meaning }, captioned({ ...figure, meaning })]) {
      const { "image/svg+xml": svg } = await figureBundle(shown);
      expect(String(svg).split("A line is one network.").length).toBe(2);
    }
  });

  it("goes along into its panels, and into a figure of several, where it is said once", () => {
    const parts = ["GRU", "LSTM"].map((title) => ({ title, figure: { ...figure, meaning } }));
    const whole = sideBySide(parts);
    expect(whole.meaning).toEqual(meaning);
    for (const panel of figurePanels(whole)) expect(panel.figure.meaning).toEqual(meaning);
  });

  it("is not said twice where one panel says more of the same", () => {
    const more = "A line is one network, broader where it lies below another's.";
    const parts = [meaning, [more]].map((own, i) => ({ title: `${i}`, figure: { ...figure, meaning: own } }));
    expect(sideBySide(parts).meaning).toEqual(["Grey: published.", more]);
    const own = ["a sentence of one's own"]; // without a full stop it begins itself
    expect(sideBySide([{ title: "", figure: { ...figure, meaning: own } }]).meaning).toEqual(own);
  });
});

describe("what a caption says of networks", () => {
  const measured = (seed: number, ns: readonly number[], more: object = {}) =>
    ns.map((n) => ({
      ...{ profile: "lab", task: "n-dms", curriculum: "single-head", model: "leaky-rnn", variant: null, seed, n },
      ...more,
    }));

  it("is the N at which they were measured, not how far they came, with the seeds where not all are there", () => {
    const rows = [
      ...measured(1, [5, 10, 15, 16, 17, 20]),
      ...measured(2, [5, 10, 15, 16, 17, 20, 30, 32]),
      ...measured(3, [5, 10, 15, 16, 17, 31]),
      ...measured(2, [3], { curriculum: "multi-head" }),
    ];
    expect(describeResults([...rows, ...rows]).split("<br>")).toEqual([
      "lab profile, N-DMS, 4 networks",
      "single-head: seeds 1–3, measured at N = 5, 10, 15–17; 20 (seeds 1, 2); 30, 32 (seed 2); 31 (seed 3)" +
        " · multi-head: seed 2, measured at N = 3",
    ]);
  });

  it("counts the N of some networks only where there are many", () => {
    const rows = [measured(1, [5, 10, 12, 13, 30]), measured(2, [5, 10, 12, 14, 28]), measured(3, [5, 10, 13])].flat();
    expect(describeResults(rows)).toContain("measured at N = 5, 10; 5 others up to N = 30, of 1 to 2 networks each");
    const apart = [1, 2, 3, 4].flatMap((seed) => measured(seed, [seed + 1]));
    expect(describeResults(apart)).toContain("measured at N = 2 (seed 1); 3 (seed 2); 4 (seed 3); 5 (seed 4)");
  });

  it("is what they were retrained on, and what they had solved before", () => {
    const rows = [1, 2].flatMap((seed) => measured(seed, [20, 25, 30], { fromN: seed === 1 ? 15 : 16 }));
    expect(describeResults(rows)).toBe(
      "lab profile, N-DMS, 2 networks<br>single-head: seeds 1, 2, " +
        "that solved N = 15 (seed 1), 16 (seed 2), retrained on N = 20, 25, 30",
    );
  });

  const trained = (
    seed: number,
    curriculum: { readonly name: string; readonly n?: number },
    solved: readonly number[],
  ) => ({
    config: trainingConfig({ task: "n-parity", curriculum, seed }),
    epochs: [1, 2, 3].map((epoch) => {
      const nMax = solved[epoch - 1] ?? 9;
      return { epoch, nMax, accuracyLast: 1, solved: epoch <= solved.length };
    }),
  });

  it("is, where each was trained on one N only, which of them solved it", () => {
    const on = (n: number, seed: number, isSolved: boolean) =>
      trained(seed, { name: "no-curriculum", n }, isSolved ? [n] : []);
    const text = describeRuns([on(10, 1, true), on(10, 2, false), on(15, 1, false), on(5, 1, true), on(5, 2, true)]);
    expect(text.split("<br>")).toEqual([
      "quick profile, N-parity, 5 networks: 64 neurons, batch 64, 100 steps an epoch, 3 epochs",
      "no-curriculum on N = 5: seeds 1, 2, solved by 2 of 2 · no-curriculum on N = 10: seeds 1, 2, solved by 1 of 2",
      "no-curriculum on N = 15: seed 1, solved by 0 of 1",
    ]);
  });

  it("is the largest N solved of every run, in the order of seeds, two of the same seed too", () => {
    const single = { name: "single-head" };
    const text = describeRuns([trained(2, single, [2]), trained(1, single, [2, 3]), trained(1, single, [])]);
    expect(text).toContain("seeds 1, 2, largest N solved 3, none, 2");
  });

  it("tells of tasks and curricula of one's own by their names", () => {
    const own = { task: { ...nDms, name: "recall" }, curriculum: { ...singleHead(), name: "patient" } };
    const config = trainingConfig({ task: "recall", curriculum: "patient", batch: 8 }, own);
    const text = describeRuns([{ config, epochs: [{ epoch: 1, nMax: 2, accuracyLast: 1, solved: true }] }]);
    const [all, condition] = text.split("<br>");
    expect(all).toContain(" profile, recall, 1 network: ");
    expect(condition).toBe("patient: seed 1, largest N solved 2");
  });
});
