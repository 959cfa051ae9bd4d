/** A terminal, or the file or pipe that standard error was turned into. */
export type Terminal = NodeJS.WritableStream & { isTTY?: boolean; columns?: number; rows?: number };

/** Lines at the bottom of a terminal that are drawn over again and again. */
export interface LiveLines {
  /** How many characters of a line are drawn. */
  readonly width: number;
  /**
   * Puts these lines in the place of the last ones; skipped if the last ones are younger than a fifth of a second. Of
   * more lines than the terminal has, it draws the first, and how many more there are.
   */
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
  let asked = 0;
  let drawn: readonly string[] = [];
  let drawnAt = 0;

  /** Moves back to the first live line, so that what is written next covers them. */
  function goBack(): string {
    const up = drawn.length > 1 ? `\u001b[${drawn.length - 1}A` : "";
    return drawn.length > 0 ? lineStart + up + clearToEnd : "";
  }

  /** Lines above the top of the terminal cannot be drawn over: they would be there once more with every picture. */
  function thatFit(lines: readonly string[]): readonly string[] {
    const most = Math.max(1, (stream.rows || Number.POSITIVE_INFINITY) - 1);
    if (lines.length <= most) return lines;
    return [...lines.slice(0, most - 1), `… ${lines.length - most + 1} more`];
  }

  return {
    get width() {
      return (stream.columns || 80) - 1; // a full line would wrap, and then cover two
    },
    draw(lines) {
      if (!stream.isTTY || (Date.now() - drawnAt < redrawMilliseconds && lines.length === asked)) return;
      const back = goBack();
      asked = lines.length;
      drawn = thatFit(lines).map((line) => Array.from(line).slice(0, this.width).join(""));
      stream.write(back + drawn.join("\n"));
      drawnAt = Date.now();
    },
    print(line) {
      stream.write(`${goBack()}${line}\n`);
      asked = 0;
      drawn = [];
      drawnAt = 0;
    },
  };
}
