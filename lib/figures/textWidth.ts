// Advance widths in thousandths of the font size, for the characters from space to ~.
const regular = [
  278, 278, 355, 556, 556, 889, 667, 191, 333, 333, 389, 584, 278, 333, 278, 278, 556, 556, 556, 556, 556, 556, 556,
  556, 556, 556, 278, 278, 584, 584, 584, 556, 1015, 667, 667, 722, 722, 667, 611, 778, 722, 278, 500, 667, 556, 833,
  722, 778, 667, 778, 722, 667, 611, 722, 667, 944, 667, 667, 611, 278, 278, 278, 469, 556, 333, 556, 556, 500, 556,
  556, 278, 556, 556, 222, 222, 500, 222, 833, 556, 556, 556, 556, 333, 500, 278, 556, 500, 722, 500, 500, 500, 334,
  260, 334, 584,
];
const bold = [
  278, 333, 474, 556, 556, 889, 722, 238, 333, 333, 389, 584, 278, 333, 278, 278, 556, 556, 556, 556, 556, 556, 556,
  556, 556, 556, 333, 333, 584, 584, 584, 611, 975, 722, 722, 722, 722, 667, 611, 778, 722, 278, 556, 722, 611, 833,
  722, 778, 667, 778, 722, 667, 611, 722, 667, 944, 667, 667, 611, 333, 278, 333, 584, 556, 333, 556, 611, 556, 611,
  556, 333, 611, 611, 278, 278, 556, 278, 889, 611, 611, 611, 611, 389, 556, 333, 611, 556, 778, 556, 556, 500, 389,
  280, 389, 584,
];

/** Beyond ASCII: what figures use, Greek above all. */
const others = new Map(
  Object.entries({
    ...{ "−": 584, "–": 556, "—": 1000, "…": 1000, "×": 584, "·": 278, "±": 549, "²": 333, "³": 333, "°": 400 },
    ...{ α: 578, β: 575, γ: 500, δ: 557, ε: 446, ζ: 441, η: 556, θ: 556, ι: 222, κ: 500, λ: 500, μ: 576, ν: 500 },
    ...{ ξ: 448, ο: 556, π: 690, ρ: 569, σ: 617, τ: 395, υ: 547, φ: 648, χ: 525, ψ: 713, ω: 781, µ: 576 },
    ...{ Γ: 551, Δ: 668, Θ: 778, Λ: 668, Ξ: 650, Π: 722, Σ: 618, Φ: 798, Ψ: 835, Ω: 748 },
    ...{ "≤": 549, "≥": 549, "≈": 549, "→": 1000, "←": 1000, "∞": 713, "√": 549, "•": 350 },
    ...{ "₀": 333, "₁": 333, "₂": 333, "₃": 333, "“": 333, "”": 333, "‘": 222, "’": 222, "\u200b": 0 },
  }),
);
const unknown = 600;

/** Share of the font size that letters reach above the baseline, and below it. */
export const ascent = 0.905;
export const descent = 0.212;

/**
 * Width of a line of text in Helvetica or Arial, which share their metrics, in the unit of `fontSize`.
 * Lets figures be laid out without a browser, on machines without fonts, and the same on all of them.
 *
 * @source advance widths of Adobe's Helvetica and Helvetica Bold; beyond ASCII, of Liberation Sans, which is made to
 *   the metrics of Arial
 * @example textWidth("τ = 5", 10) // 20.91
 */
export function textWidth(text: string, fontSize: number, isBold = false): number {
  let width = 0;
  for (const character of text) {
    const code = character.charCodeAt(0);
    const ascii = (isBold ? bold : regular)[code - 32];
    width += ascii ?? others.get(character) ?? unknown;
  }
  return (width * fontSize) / 1000;
}
