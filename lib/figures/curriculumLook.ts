import type { CurriculumOptions } from "../curricula/curriculumNamed.js";
import { curriculumColour } from "./look.js";

/** A curriculum as runs have it: its name and its options. */
export type ShownCurriculum = { readonly name: string } & Readonly<CurriculumOptions>;

/** How a curriculum is named and coloured in every figure. */
export interface CurriculumLook {
  /** Its name, with the options that make it another curriculum. */
  readonly label: string;
  /** As in CSS, e.g. "#0072B2". */
  readonly colour: string;
}

/** Colours of curricula that are compared with another one of the same name, by their labels. */
const ownColour: Readonly<Record<string, string>> = { "sliding-window (width 5, drop 1)": "#14452F" };

/**
 * How a curriculum is named and coloured. Two sliding windows are two curricula: the options that make one are a part
 * of its label, and the second has a darker shade.
 *
 * @example curriculumLook({ name: "several-heads", start: 5, add: 5 }).label // "several-heads (start 5, add 5)"
 */
export function curriculumLook({ name, width, drop, start, add, holdAt }: ShownCurriculum): CurriculumLook {
  const all = { width, drop, start, add, "held at N =": holdAt };
  const options = Object.entries(all).filter(([, value]) => value !== undefined);
  const text = options.map(([option, value]) => `${option} ${value}`).join(", ");
  const label = text === "" ? name : `${name} (${text})`;
  return { label, colour: ownColour[label] ?? curriculumColour[name] ?? "#000000" };
}

/**
 * The curriculum of a row of measurements, whose options width, drop, start, add and holdAt stand in the variant of its run.
 *
 * @example curriculumOf({ curriculum: "sliding-window", variant: "width-5-drop-1" })
 *   // { name: "sliding-window", width: 5, drop: 1 }
 */
export function curriculumOf({
  curriculum: name,
  variant,
}: {
  readonly curriculum: string;
  readonly variant?: string | null;
}): ShownCurriculum {
  const options = (["width", "drop", "start", "add", "holdAt"] as const).flatMap((option) => {
    const value = new RegExp(`(?:^|-)${option}-(\\d+)(?:-|$)`).exec(variant ?? "")?.[1];
    return value === undefined ? [] : [[option, Number(value)]];
  });
  return { name, ...Object.fromEntries(options) };
}
