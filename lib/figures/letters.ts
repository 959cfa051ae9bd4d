/** Of a figure with one panel. */
export interface LetterOption {
  /** The bold letter above the left end of the panel, as in the paper's figure; "" for none. */
  readonly letter?: string;
}

/** Of a figure with two panels. */
export interface LettersOption {
  /** The bold letters above the left ends of the panels, as in the paper's figure; "" for none. */
  readonly letters?: readonly [string, string];
}
