import { publishedTable } from "./publishedTable.js";

/** A published largest N, one network; τ in steps, or "trained". */
export interface PublishedFixedTau {
  readonly curriculum: string;
  /** Of all neurons, in steps, e.g. "2"; "trained" where it was not fixed. */
  readonly tau: string;
  /** Its number among those of the same curriculum and τ. */
  readonly network: string;
  /** Largest N solved. */
  readonly maxN: number;
}

/**
 * Published largest N of a task after 1000 epochs, by τ; none are known for N-DMS.
 *
 * @returns one per network
 * @throws Error if the data is not there: see `publishedTable`
 * @source Khajehabdollahi et al. 2024, Figure 4a
 */
export function publishedLargestNByTau(ofTask = "n-parity"): PublishedFixedTau[] {
  return publishedTable("max-trained-n")
    .filter(({ task }) => task === ofTask)
    .map(({ curriculum, tau, network, max_n }) => ({ curriculum, tau, network, maxN: Number(max_n) }));
}
