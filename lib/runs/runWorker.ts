import { loadInheritedParts } from "../training/loadParts.js";
import { openOrCreateRun } from "./openOrCreateRun.js";
import { RunInUse } from "./runLock.js";
import { type RunAssignment, report, stopRequest } from "./runWorkerMessages.js";
import { readStart } from "./start.js";
import { engineNamed, trainRun } from "./trainRun.js";

// A process of its own that trains one run of a plan: a training step blocks its thread, and what goes wrong in it does
// not touch the others. Told to stop, or left alone by the process that started it, it saves the run and ends.

const stop = new AbortController();
let last = 0;

process.on("message", (message: RunAssignment | typeof stopRequest) => {
  if (message === stopRequest) return stop.abort();
  work(message).then(
    () => report({ kind: "stopped" }, () => process.exit()),
    (error: unknown) => {
      const { message } = error instanceof Error ? error : new Error(String(error));
      report({ kind: "failed", message, isInUse: error instanceof RunInUse }, () => process.exit(1));
    },
  );
});
process.on("disconnect", () => stop.abort());
process.on("SIGTERM", () => stop.abort());
// Ctrl-C, and the end of a terminal, reach all of its processes; the one that started this says what to do.
for (const name of ["SIGINT", "SIGHUP"]) process.on(name, () => {});

async function work({ parent, planned, fromLastNetwork }: RunAssignment): Promise<void> {
  await loadInheritedParts();
  const { config, variant, seconds, source } = planned;
  const options = { variant, threads: 1, engine: engineNamed("cpu"), fromLastNetwork };
  const run = await openOrCreateRun(parent, config, options, source && (() => readStart(source, parent, config)));
  try {
    if (run.note) report({ kind: "note", text: run.note });
    const before = performance.now();
    const secondsBefore = run.record.seconds;
    const taken = () => secondsBefore + (performance.now() - before) / 1000;
    let epochStarted = before - 1000 * run.secondsIntoEpoch;
    const { record } = await trainRun(run, {
      seconds,
      signal: stop.signal,
      onProblem: (text) => report({ kind: "note", text }),
      onStep({ epoch, step }, _, { steps }) {
        if (performance.now() - last < 200) return;
        last = performance.now();
        report({ kind: "step", epoch, share: step / steps, seconds: taken() });
      },
      onEpoch({ epoch, nMax, solved }) {
        const now = performance.now();
        report({ kind: "epoch", epoch, nMax, solved, epochSeconds: (now - epochStarted) / 1000, seconds: taken() });
        epochStarted = now;
      },
    });
    if (record.outcome) report({ kind: "ended", reason: record.outcome.reason });
  } finally {
    await run.close();
  }
}
