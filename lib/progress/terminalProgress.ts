import { liveLines, type Terminal } from "./liveLines.js";
import type { Progress } from "./progress.js";
import { type ProgressReport, paceKeeper, progressLine } from "./progressReport.js";

/**
 * Progress in a terminal: a live line on standard error (standard output is for results), then the summary of
 * the call. Into a file or a pipe goes only the summary.
 *
 * @param stream  what is written to, e.g. another terminal
 */
export function terminalProgress(stream: Terminal = process.stderr): Progress {
  const lines = liveLines(stream);
  let report: ProgressReport = { label: "", done: 0, facts: {} };
  let secondsLeft = paceKeeper();
  return {
    start(label, total) {
      report = { label, done: 0, total, facts: {} };
      secondsLeft = paceKeeper();
      lines.draw([progressLine(report, lines.width)]);
    },
    update(done, facts = {}) {
      report = { ...report, done, facts, secondsLeft: secondsLeft(done, report.total) };
      lines.draw([progressLine(report, lines.width)]);
    },
    finish: (summary) => lines.print(summary),
  };
}
