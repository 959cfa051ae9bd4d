import { textWidth } from "./textWidth.js";

/** The text of a figure in lines that are at most `width` pixels wide, broken at blanks; a longer word stands alone. */
export function wrapText(text: string, fontSize: number, width: number): string[] {
  const lines: string[] = [];
  for (const given of text.split(/<br\s*\/?>/)) {
    let line = "";
    for (const word of given.split(" ")) {
      const longer = line === "" ? word : `${line} ${word}`;
      if (line !== "" && textWidth(plainText(longer), fontSize) > width) {
        lines.push(line);
        line = word;
      } else line = longer;
    }
    lines.push(line);
  }
  return lines;
}

/** A Plotly text without its tags. */
export function plainText(text: string): string {
  return text
    .replace(/<br\s*\/?>/g, " ")
    .replace(/<[^>]*>/g, "")
    .trim();
}
