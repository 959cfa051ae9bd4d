import type { TrainingConfig } from "./config.js";
import { train } from "./train.js";
import type { WorkerReport } from "./trainAll.js";

// A process of its own that trains one network at a time: a training step blocks its thread, so two networks at once
// need two processes.

const report = (message: WorkerReport) => process.send?.(message);
let last = 0;

process.on("message", (config: TrainingConfig) => {
  train(config, {
    onStep(state, _, schedule) {
      if (performance.now() - last < 100) return;
      last = performance.now();
      report({ kind: "progress", done: state.epoch - 1 + state.step / schedule.steps, n: Math.max(...state.stage.ns) });
    },
  }).then(
    (run) => report({ kind: "done", run }),
    (error: unknown) => {
      const { name, message } = error instanceof Error ? error : new Error(String(error));
      report({ kind: "failed", name, message });
    },
  );
});
process.on("disconnect", () => process.exit());
