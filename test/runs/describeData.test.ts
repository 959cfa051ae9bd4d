import { expect, it } from "vitest";
import { dataCommit } from "../../lib/runs/dataCommit.js";
import { describeData } from "../../lib/runs/describeData.js";

it("what is shown is of the shipped data, or of other folders, of which the texts do not tell", async () => {
  const shipped = await dataCommit();
  const others = "; the notebook's texts tell of the shipped networks of the lab profile";
  expect(await describeData()).toBe(shipped);
  expect(await describeData({ profile: "lab", folders: {} })).toBe(shipped);
  expect(await describeData({ profile: "quick" })).toBe(shipped + others);
  expect(await describeData({ profile: "lab", folders: { runs: "../runs", results: "../tables" } })).toBe(
    `data of ../runs, ../tables${others}`,
  );
  expect(await describeData({ folders: { runs: undefined, results: "../tables" } })).toBe(`data of ../tables${others}`);
  await expect(describeData({ folder: {} } as object)).rejects.toThrow(/describeData.*folder/);
});
