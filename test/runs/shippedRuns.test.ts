import { execFileSync } from "node:child_process";
import { readdirSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { networkFileName } from "../../lib/runs/checkpoint.js";
import { listRuns } from "../../lib/runs/listRuns.js";

/** What a clone has of data/runs: the files under version control, or all of them where there is no git. */
function shippedFiles(): Set<string> {
  try {
    return new Set(execFileSync("git", ["ls-files", "-z", "data/runs"], { encoding: "utf8" }).split("\0"));
  } catch {
    return new Set(readdirSync("data/runs", { recursive: true, encoding: "utf8" }).map((file) => `data/runs/${file}`));
  }
}

describe("the shipped runs", async () => {
  const files = shippedFiles();
  const shipped = (await listRuns(["data/runs"])).filter(({ name }) => files.has(`data/runs/${name}/run.json`));

  it("are there", () => {
    expect(shipped.length).toBeGreaterThan(80);
  });

  const solving = shipped.flatMap(({ name, largestN }) => (largestN === undefined ? [] : [{ name, largestN }]));
  it.each(solving)("$name has the network of its largest N, $largestN", ({ name, largestN }) => {
    expect(files).toContain(`data/runs/${name}/${networkFileName(largestN)}`);
  });

  /** Of these it is left out, so that all of the profile fits into 120 MB: data/README.md. */
  const leftOut = /^paper-n-dms-(single|multi)-head-leaky-rnn-s[34]$/;
  const unfinished = shipped.filter(
    ({ name, config, state }) => config?.profile === "paper" && state === "interrupted" && !leftOut.test(name),
  );
  it.each(unfinished)("$name, which is to be trained further, has the state for it", ({ name }) => {
    for (const file of ["latest.json", "latest.safetensors"]) expect(files).toContain(`data/runs/${name}/${file}`);
  });
});
