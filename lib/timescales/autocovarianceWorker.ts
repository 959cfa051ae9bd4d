import { parentPort, workerData } from "node:worker_threads";
import type { WorkerTask } from "./backgroundAutocovariance.js";
import { StreamingAutocovariance } from "./streamingAutocovariance.js";

const { neurons, trials, maxLag } = workerData as { neurons: number; trials: number; maxLag: number };
const streaming = new StreamingAutocovariance(neurons, trials, maxLag);

parentPort?.on("message", (task: WorkerTask) => {
  if (task.kind === "add") {
    streaming.add(task.chunk);
    parentPort?.postMessage({ kind: "added" });
  } else {
    parentPort?.postMessage({ kind: "finished", autocovariances: streaming.finish() });
    parentPort?.close();
  }
});
