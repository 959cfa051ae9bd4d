/** A terminal, or the file or pipe that standard error was turned into. */
export type Terminal = NodeJS.WritableStream & { isTTY?: boolean; columns?: number };

/** Lines at the bottom of a terminal that are drawn over again and again. */
export interface LiveLines {
  /** Puts these lines in the place of the last ones; skipped if the last ones are younger than a fifth of a second. */
  draw(lines: readonly string[]): void;
  /** Takes the live lines away and prints one that stays. */
  print(line: string): void;
}

/** A reader sees five pictures a second as movement. */
const redrawMilliseconds = 200;

const clearToEnd = "\u001b[J";
const lineStart = "\r";

/** Live lines in a terminal. Where there is none, only what is printed appears. */
export function liveLines(stream: Terminal): LiveLines {
  let drawn: readonly string[] = [];
  let drawnAt = 0;

  /** Moves back to the first live line, so that what is written next covers them. */
  function goBack(): string {
    const up = drawn.length > 1 ? `\u001b[${drawn.length - 1}A` : "";
    return drawn.length > 0 ? lineStart + up + clearToEnd : "";
  }

  return {
    draw(lines) {
      if (!stream.isTTY || (Date.now() - drawnAt < redrawMilliseconds && lines.length === drawn.length)) return;
      const width = (stream.columns ?? 80) - 1; // a full line would wrap, and then cover two
      stream.write(goBack() + lines.map((line) => Array.from(line).slice(0, width).join("")).join("\n"));
      drawn = [...lines];
      drawnAt = Date.now();
    },
    print(line) {
      stream.write(`${goBack()}${line}\n`);
      drawn = [];
      drawnAt = 0;
    },
  };
}
