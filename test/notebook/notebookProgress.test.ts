import { PassThrough } from "node:stream";
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { notebookProgress } from "../../lib/notebook/notebookProgress.js";
import { liveLines, type Terminal } from "../../lib/progress/liveLines.js";
import { paceKeeper, progressBar, progressLine, progressType } from "../../lib/progress/progressReport.js";
import { terminalProgress } from "../../lib/progress/terminalProgress.js";
import { becomeKernel, stopBeingKernel } from "./fakeKernel.js";

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

describe("progress in a notebook", () => {
  afterEach(stopBeingKernel);

  it("is one display, updated at most five times a second, with the summary at its end", () => {
    const sent = becomeKernel();
    const progress = notebookProgress();
    progress.start("training", 1000);
    for (let k = 1; k <= 1000; k++) {
      vi.advanceTimersByTime(1);
      progress.update(k, { N: 2 });
    }
    progress.finish("solved N = 2");
    expect(sent.length).toBe(1 + 5 + 1);
    expect(sent.map(({ isUpdate }) => isUpdate)).toEqual([false, true, true, true, true, true, true]);
    expect(new Set(sent.map(({ content }) => content.transient.display_id)).size).toBe(1);
    expect(sent.at(-1)?.content.data).toEqual({ "text/plain": "solved N = 2" });
  });

  it("tells the program that runs the notebook where it is", () => {
    const sent = becomeKernel();
    const progress = notebookProgress();
    progress.start("training", 10);
    vi.advanceTimersByTime(1000);
    progress.update(4, { N: 2 });
    const report = { label: "training", done: 4, total: 10, facts: { N: 2 } };
    expect(sent.at(-1)?.content.data[progressType]).toEqual(report);
  });

  it("starts a new display with each call", () => {
    const sent = becomeKernel();
    const progress = notebookProgress();
    for (const label of ["first", "second"]) {
      progress.start(label);
      progress.finish(label);
    }
    expect(new Set(sent.map(({ content }) => content.transient.display_id)).size).toBe(2);
  });
});

describe("a progress line", () => {
  it("shows label, share, count and facts", () => {
    expect(progressLine({ label: "training", done: 5, total: 10, facts: { N: 7, loss: 0.31234 } })).toBe(
      "training  ████████████░░░░░░░░░░░░  5/10  N 7  loss 0.312",
    );
  });

  it("shows the time left, at the pace since the first step heard of", () => {
    let now = 0;
    const secondsLeft = paceKeeper(() => now);
    expect(secondsLeft(40, 100)).toBeUndefined(); // a training that goes on from epoch 40
    now = 1000;
    expect(secondsLeft(42, 100)).toBeUndefined(); // too early to tell
    now = 10_000;
    expect(secondsLeft(50, 100)).toBe(50);
    expect(secondsLeft(50)).toBeUndefined();
    expect(progressLine({ label: "training", done: 5, total: 10, facts: { N: 7 }, secondsLeft: 3900 })).toBe(
      "training  ████████████░░░░░░░░░░░░  5/10  ETA 1 h 05 min  N 7",
    );
  });

  it("makes its bar shorter, then its label, where it is longer than the terminal", () => {
    const label = "n-parity, sliding-window, leak outside, activation relu, seed 1";
    const report = { label, done: 8.77, total: 20, facts: { N: 5, loss: 0.35 }, secondsLeft: 95 };
    const facts = "8.77/20  ETA 95 s  N 5  loss 0.35";
    expect(progressLine(report, 200)).toBe(`${label}  ${progressBar(8.77 / 20)}  ${facts}`);
    expect(progressLine(report, 120)).toBe(`${label}  ${progressBar(8.77 / 20, 20)}  ${facts}`);
    expect(progressLine(report, 79)).toBe(`n-parity, sliding…ion relu, seed 1  ████░░░░  ${facts}`);
    expect(progressLine(report, 10)).toBe(`n-parity… seed 1  ████░░░░  ${facts}`);
    expect(progressLine({ ...report, total: undefined, secondsLeft: undefined }, 40)).toBe(
      "n-parity,…, seed 1  8.77  N 5  loss 0.35",
    );
  });

  it("shows no bar when nobody knows the total", () => {
    expect(progressLine({ label: "trials", done: 3, facts: {} })).toBe("trials  3");
  });

  it("stays a bar for shares outside 0 … 1", () => {
    expect([progressBar(-1, 4), progressBar(2, 4), progressBar(Number.NaN, 4)]).toEqual(["░░░░", "████", "░░░░"]);
  });
});

function terminal(isTTY: boolean, columns = 80, rows = 24): { stream: Terminal; written(): string } {
  const stream = Object.assign(new PassThrough(), { isTTY, columns, rows });
  return { stream, written: () => String(stream.read() ?? "") };
}

describe("progress in a terminal", () => {
  it("draws over its own line and leaves the summary", () => {
    const { stream, written } = terminal(true);
    const progress = terminalProgress(stream);
    progress.start("training", 2);
    vi.advanceTimersByTime(300);
    progress.update(1);
    progress.finish("trained");
    const screen = written().split("\u001b[J").at(-1);
    expect(screen).toBe("trained\n");
  });

  it("writes only the summary into a file or a pipe", () => {
    const { stream, written } = terminal(false);
    const progress = terminalProgress(stream);
    progress.start("training", 2);
    progress.update(1);
    progress.finish("trained");
    expect(written()).toBe("trained\n");
  });

  it("never fills a whole line, which would wrap", () => {
    const { stream, written } = terminal(true, 10);
    liveLines(stream).draw(["0123456789abcdef"]);
    expect(written()).toBe("012345678");
  });

  it("shows count and time left in 80 columns, whatever the label", () => {
    const { stream, written } = terminal(true);
    const progress = terminalProgress(stream);
    progress.start("n-parity, sliding-window, leak outside, activation relu, seed 1", 20);
    progress.update(1, { N: 2, loss: 0.7 });
    vi.advanceTimersByTime(10_000);
    progress.update(2, { N: 2, loss: 0.7 });
    const screen = written().split("\u001b[J").at(-1) ?? "";
    expect(screen).toMatch(/ {2}2\/20 {2}ETA 3 min {2}N 2 {2}loss 0.7$/);
    expect(screen.length).toBe(79);
  });

  it("draws no more lines than the terminal has, and says how many more there are", () => {
    const { stream, written } = terminal(true, 80, 4);
    const lines = liveLines(stream);
    lines.draw(["a", "b", "c"]);
    expect(written()).toBe("a\nb\nc");
    lines.draw(["a", "b", "c", "d", "e"]);
    expect(written()).toBe("\r\u001b[2A\u001b[Ja\nb\n… 3 more");
    lines.draw(["A", "b", "c", "d", "e"]);
    expect(written()).toBe(""); // too early for another picture
    lines.print("done");
    expect(written()).toBe("\r\u001b[2A\u001b[Jdone\n");
    stream.rows = 1;
    lines.draw(["a", "b"]);
    expect(written()).toBe("… 2 more");
  });

  it("goes back over all its lines", () => {
    const { stream, written } = terminal(true);
    const lines = liveLines(stream);
    lines.draw(["a", "b", "c"]);
    lines.print("done");
    expect(written()).toBe("a\nb\nc\r\u001b[2A\u001b[Jdone\n");
  });
});
