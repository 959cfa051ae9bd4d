import { parentPort, workerData } from "node:worker_threads";
import type { WorkerAnswer } from "./splitTraining.js";
import { type TrainingFeeds, TrainingSession } from "./trainingSession.js";

const session = new TrainingSession(workerData as Uint8Array, { threads: 1, provider: "cpu" });

parentPort?.on("message", async (part: TrainingFeeds) => {
  try {
    const results = await session.run(part);
    const answer: WorkerAnswer = { results };
    parentPort?.postMessage(
      answer,
      Object.values(results).map(({ buffer }) => buffer as ArrayBuffer),
    );
  } catch (error) {
    parentPort?.postMessage({ error } satisfies WorkerAnswer);
  }
});
