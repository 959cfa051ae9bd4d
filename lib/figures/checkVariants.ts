import { variantName } from "../runs/variantName.js";
import type { ShownNetwork } from "./shownNetwork.js";

/**
 * Checks what a figure by variant is given: columns and colours are for variants, so whatever else differs would be
 * averaged over; and a variant of a name that nothing has would be said to be not available yet.
 *
 * @param networks  all that the figure is given
 * @param variants  those that it shows
 * @throws RangeError if a variant has a name of no network and of no variant of this library, or networks differ in
 *   task, profile or model
 */
export function checkVariants(
  networks: readonly (ShownNetwork & { readonly variant: string | null })[],
  variants: readonly { readonly variant: string | null }[],
): void {
  const there = [...new Set(networks.map(({ variant }) => variant))];
  for (const { variant } of variants) {
    if (networks.length === 0 || variant === null || there.includes(variant) || variantName(variant) !== undefined) {
      continue;
    }
    const names = there.map((name) => (name === null ? "null (the main model)" : `"${name}"`));
    throw new RangeError(
      `variants: expected some of ${names.join(", ")}, of which there are networks, got "${variant}"`,
    );
  }
  for (const field of ["task", "profile", "model"] as const) {
    const values = new Set(networks.flatMap((network) => network[field] ?? []));
    if (values.size < 2) continue;
    throw new RangeError(`networks: expected one ${field} in a figure by variant, got ${[...values].join(", ")}`);
  }
}
