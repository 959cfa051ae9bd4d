/** When a command is to stop, and with what exit code. */
export interface Stop {
  /** Aborted when somebody wants it to stop. */
  readonly signal: AbortSignal;
  /** The exit code that tells of it, as a shell does: 128 and the number of the signal; undefined before. */
  code(): number | undefined;
  /** From now on signals end the program, or do what else they did before. */
  end(): void;
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
  const listeners = Object.entries(numbers).map(([name, number]) => {
    const listener = () => {
      if (name === "SIGHUP" && !isOfTerminal) return;
      if (stop.signal.aborted && name === "SIGINT") process.exit(128 + number);
      code ??= 128 + number;
      stop.abort();
    };
    process.on(name, listener);
    return [name, listener] as const;
  });
  const end = () => {
    for (const [name, listener] of listeners) process.off(name, listener);
  };
  return { signal: stop.signal, code: () => code, end };
}
