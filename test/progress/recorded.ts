import type { Progress } from "../../lib/progress/progress.js";

/** A progress that records what starts with which total, how far it is each time, and the lines that it ends with. */
export function recorded() {
  const started: [string, number | undefined][] = [];
  const told: number[] = [];
  const finished: string[] = [];
  const progress: Progress = {
    start: (label, total) => void started.push([label, total]),
    update: (done) => void told.push(done),
    finish: (summary) => void finished.push(summary),
  };
  return { progress, started, told, finished };
}
