import { randomUUID } from "node:crypto";
import type { Progress } from "../progress/progress.js";
import { type ProgressReport, paceKeeper, progressLine, progressType } from "../progress/progressReport.js";
import { terminalProgress } from "../progress/terminalProgress.js";
import { type DisplayContent, kernelDisplay, type SendDisplay } from "./kernelDisplay.js";

/** A reader sees five pictures a second as movement; more would only fill the wire. */
const updateMilliseconds = 200;

/**
 * Progress in a notebook: one line below the cell for each call, updated in place; when the call is done, its
 * summary stays. Interrupting the kernel aborts the call. In a program that is no notebook, progress in the terminal.
 */
export function notebookProgress(): Progress {
  const send = kernelDisplay();
  return send ? displayProgress(send) : terminalProgress();
}

function displayProgress(send: SendDisplay): Progress {
  let report: ProgressReport = { label: "", done: 0, facts: {} };
  let secondsLeft = paceKeeper();
  let display = "";
  let shownAt = 0;
  let interruption = new AbortController();
  const interrupt = () => interruption.abort(new Error("interrupted"));
  let listening: NodeJS.Immediate | undefined;

  function showReport(isUpdate: boolean) {
    shownAt = Date.now();
    send(content(display, { "text/plain": progressLine(report), [progressType]: report }), isUpdate);
  }

  return {
    start(label, total) {
      report = { label, done: 0, total, facts: {} };
      secondsLeft = paceKeeper();
      display = randomUUID(); // lives as long as the kernel, and is not saved
      showReport(false);
      interruption = new AbortController();
      // Beside the kernel's own listener, which fails the cell. Not before the cell first waits: until then Node's vm
      // handles SIGINT itself, and a listener added meanwhile would be left without its signal.
      listening = setImmediate(() => process.on("SIGINT", interrupt));
    },
    update(done, facts = {}) {
      report = { ...report, done, facts, secondsLeft: secondsLeft(done, report.total) };
      if (Date.now() - shownAt >= updateMilliseconds) showReport(true);
    },
    finish(summary) {
      clearImmediate(listening);
      process.off("SIGINT", interrupt);
      send(content(display, { "text/plain": summary }), true);
    },
    get signal() {
      return interruption.signal;
    },
  };
}

function content(display_id: string, data: Record<string, unknown>): DisplayContent {
  return { data, metadata: {}, transient: { display_id } };
}
