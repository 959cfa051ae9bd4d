import type { PlannedRun } from "./plan.js";

/** What a worker process is to train. */
export interface RunAssignment {
  readonly parent: string;
  readonly planned: PlannedRun;
  /** Whether a published run, whose state is left out, goes on from its last network. */
  readonly fromLastNetwork?: boolean;
}

/** Tells a worker to save its run and to end. */
export const stopRequest = "stop";

/** What a worker process tells. */
export type RunReport =
  | { kind: "step"; epoch: number; share: number; seconds: number }
  | { kind: "epoch"; epoch: number; nMax: number; solved: boolean; epochSeconds: number; seconds: number }
  | { kind: "note"; text: string }
  /** The run has ended for good. */
  | { kind: "ended"; reason: string }
  /** The process has nothing more to do: the run has ended, or was saved to go on with later. */
  | { kind: "stopped" }
  | { kind: "failed"; message: string; isInUse: boolean };

/** Tells the process that started this one; `then` is called also when nobody listens any more. */
export function report(message: RunReport, then: () => void = () => {}): void {
  if (process.connected) process.send?.(message, () => then());
  else then();
}
