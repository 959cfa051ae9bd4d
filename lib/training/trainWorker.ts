import { serveItems } from "../processes/processPool.js";
import type { TrainingConfig } from "./config.js";
import { loadInheritedParts } from "./loadParts.js";
import { train } from "./train.js";
import type { SentRun } from "./trainAll.js";

// A process of its own that trains one network at a time.

await loadInheritedParts();

let last = 0;

serveItems<TrainingConfig, number, SentRun>(async (config, onEpochs) => {
  const run = await train(config, {
    onStep({ epoch, step }, _, { steps }) {
      if (performance.now() - last < 100) return;
      last = performance.now();
      onEpochs(epoch - 1 + step / steps);
    },
  });
  return { ...run, solved: run.solved.map(({ cell: _, task: __, ...network }) => network) };
});
