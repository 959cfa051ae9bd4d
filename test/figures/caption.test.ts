import { describe, expect, it } from "vitest";
import { textWidth } from "../../lib/figures/textWidth.js";
import { captioned, type Figure } from "../../lib/index.js";

const figure: Figure = {
  data: [{ type: "scatter", y: [1, 2] }],
  layout: { width: 400, height: 300, margin: { l: 60, r: 40, b: 60 } },
};
const captionOf = ({ layout }: Figure) => (layout.annotations as { text: string; yshift: number }[])[0];

describe("the caption of a figure", () => {
  it("that is long goes on in further lines, for which the figure becomes higher", () => {
    const text = "paper profile; 500 neurons; batch 256, 600 steps an epoch; 8 networks, seeds 1, 2, 3, 4";
    const long = captioned(figure, text);
    const lines = captionOf(long).text.split("<br>");
    expect(lines.join(" ")).toBe(text);
    expect(lines.length).toBe(2);
    for (const line of lines) expect(textWidth(line, 11)).toBeLessThanOrEqual(300);
    const short = captioned(figure, "one network");
    expect(captionOf(short).text).toBe("one network");
    expect((long.layout.height ?? 0) - (short.layout.height ?? 0)).toBe(14);
    expect(captionOf(long).yshift).toBe(captionOf(short).yshift);
  });

  it("counts letters, not tags, and leaves a word whole that is too long", () => {
    const word = "x".repeat(80);
    expect(captionOf(captioned(figure, `τ<sub>net</sub> ${word} <i>a</i>`)).text).toBe(
      `τ<sub>net</sub><br>${word}<br><i>a</i>`,
    );
  });
});
