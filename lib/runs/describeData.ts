import { checkOptionsOf } from "../knownFields.js";
import { dataCommit } from "./dataCommit.js";

/** The profile whose networks the notebooks' texts tell of, unless they say another. */
const profileOfTexts = "lab";

/**
 * Where what a notebook shows comes from, for the line below a figure; and that the texts beside tell of other networks,
 * if they do.
 *
 * @param shown.profile  of the networks that are shown
 * @param shown.folders  other places than the shipped data, e.g. { runs: "../runs" }
 * @example await describeData({ profile: "lab" }) // "data of commit 423fbd1"
 */
export async function describeData(
  shown: { profile?: string; folders?: { runs?: string; results?: string } } = {},
): Promise<string> {
  checkOptionsOf("describeData", shown, { profile: true, folders: true });
  const { profile = profileOfTexts, folders = {} } = shown;
  const places = Object.values(folders)
    .filter((folder) => folder !== undefined)
    .join(", ");
  const source = places === "" ? await dataCommit() : `data of ${places}`;
  if (places === "" && profile === profileOfTexts) return source;
  return `${source}; the notebook's texts tell of the shipped networks of the ${profileOfTexts} profile`;
}
