/** When a command is to stop, and with what exit code. */
export interface Stop {
  /** Aborted when somebody wants it to stop. */
  readonly signal: AbortSignal;
  /** The exit code that tells of it, as a shell does: 128 and the number of the signal; undefined before. */
  code(): number | undefined;
}

/** The signals by which a person, a system or a terminal that is closed ends a program, and their numbers. */
const numbers = { SIGINT: 2, SIGTERM: 15, SIGHUP: 1 } as const;

/**
 * Lets a command that has something to save stop by itself: on Ctrl-C, on SIGTERM, and when its terminal is closed. Node
 * forgets that `nohup` told it to outlive its terminal: a command whose output goes to none goes on. A second Ctrl-C ends
 * it at once.
 */
export function untilStopped(): Stop {
  const stop = new AbortController();
  let code: number | undefined;
  const isOfTerminal = process.stdout.isTTY || process.stderr.isTTY; // before it is gone
  for (const [name, number] of Object.entries(numbers)) {
    process.on(name, () => {
      if (name === "SIGHUP" && !isOfTerminal) return;
      if (stop.signal.aborted && name === "SIGINT") process.exit(128 + number);
      code ??= 128 + number;
      stop.abort();
    });
  }
  return { signal: stop.signal, code: () => code };
}
