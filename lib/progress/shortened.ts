/**
 * A text of at most so many characters: what is in its middle goes first, as names differ at their beginning or end.
 *
 * @example shortened("quick-n-dms-s1", 9) // "quic…s-s1"
 */
export function shortened(text: string, width: number): string {
  const characters = Array.from(text);
  if (characters.length <= width) return text;
  if (width < 1) return "";
  const end = Math.floor((width - 1) / 2);
  const start = width - 1 - end;
  return [...characters.slice(0, start), "…", ...(end > 0 ? characters.slice(-end) : [])].join("");
}
