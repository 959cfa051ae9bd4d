import { existsSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { HeadsTable } from "../../lib/runs/headsTable.js";
import { createRun, openRun } from "../../lib/runs/runFolder.js";
import { readRun } from "../../lib/runs/storedRun.js";
import { temporaryFolder } from "./temporaryFolder.js";
import { tinyConfig } from "./tinyConfig.js";

const of = (...accuracies: number[]) => accuracies.map((accuracy, i) => ({ n: i + 2, accuracy }));
const table = () => new HeadsTable(join(temporaryFolder(), "heads.csv"));

describe("heads.csv", () => {
  it("has a row per epoch and N, and numbers that are read as they were", async () => {
    const heads = table();
    await heads.append(3, of(0.1 + 0.2, 1 / 3));
    await heads.append(5, of(1, 0.5, 0.98125));
    expect(readFileSync(heads.file, "utf8")).toBe(
      "epoch,n,accuracy\n3,2,0.30000000000000004\n3,3,0.3333333333333333\n5,2,1\n5,3,0.5\n5,4,0.98125\n",
    );
    expect([...(await new HeadsTable(heads.file).read())]).toEqual([
      [3, of(0.1 + 0.2, 1 / 3)],
      [5, of(1, 0.5, 0.98125)],
    ]);
  });

  it("is not there for stages with one head", async () => {
    const heads = table();
    await heads.append(1, of(0.75));
    expect(existsSync(heads.file)).toBe(false);
    expect((await heads.read()).size).toBe(0);
  });

  it("loses the rows of later epochs, and a half written one, when it is kept up to an epoch", async () => {
    const heads = table();
    for (const epoch of [1, 2, 3]) await heads.append(epoch, of(0.5, epoch / 8));
    writeFileSync(heads.file, "4,2,0.", { flag: "a" });
    expect([...(await heads.read()).keys()]).toEqual([1, 2, 3]);
    const reopened = new HeadsTable(heads.file);
    await reopened.keep(2);
    await reopened.append(3, of(0.5, 0.75));
    expect([...(await reopened.read())]).toEqual([
      [1, of(0.5, 0.125)],
      [2, of(0.5, 0.25)],
      [3, of(0.5, 0.75)],
    ]);
    await reopened.keep(0);
    expect(existsSync(heads.file)).toBe(false);
  });

  const header = "epoch,n,accuracy\n";
  it.each([
    ["another header", "epoch,accuracy\n", "expected the columns epoch,n,accuracy, got epoch,accuracy in "],
    ["a missing cell", `${header}1,2\n`, "got 1,2 in line 2 of "],
    ["an empty cell", `${header}1,2,\n`, "got 1,2, in line 2 of "],
    ["a word", `${header}1,2,low\n`, "got 1,2,low in line 2 of "],
    ["an accuracy above 1", `${header}1,2,1.5\n`, "got 1,2,1.5 in line 2 of "],
    ["an N twice", `${header}1,2,1\n1,2,1\n`, "got 1,2,1 in line 3 of "],
    ["an earlier epoch", `${header}2,2,1\n1,3,1\n`, "got 1,3,1 in line 3 of "],
  ])("with %s is refused", async (_, text, message) => {
    const heads = table();
    writeFileSync(heads.file, text);
    await expect(heads.read()).rejects.toThrow(message);
    await expect(heads.read()).rejects.toThrow("heads.csv");
  });
});

describe("a run's epochs", () => {
  const row = { epoch: 1, nMin: 2, nMax: 3, loss: 0.5, accuracyMean: 0.75, accuracyLast: 0.5 };

  it("have the accuracies of their heads", async () => {
    const run = await createRun(temporaryFolder(), tinyConfig());
    await run.appendEpoch({ ...row, accuracies: of(1, 0.5) });
    await run.close();
    expect((await readRun(run.folder)).epochs).toEqual([{ ...row, accuracies: of(1, 0.5), solved: false }]);
  });

  it.each([
    ["of another mean", of(0.9, 0.5)],
    ["of another last head", of(0.5, 1)],
    ["of other N", of(1, 0.5).map(({ n, accuracy }) => ({ n: n + 1, accuracy }))],
  ])("are refused beside accuracies %s", async (_, accuracies) => {
    const run = await createRun(temporaryFolder(), tinyConfig());
    await run.appendEpoch({ ...row, accuracies });
    await run.close();
    await expect(readRun(run.folder)).rejects.toThrow(/^the accuracies of epoch 1 in .*heads.csv are others than in /);
  });

  it("that are not the next leave no accuracies behind", async () => {
    const run = await createRun(temporaryFolder(), tinyConfig());
    await expect(run.appendEpoch({ ...row, epoch: 2, accuracies: of(1, 0.5) })).rejects.toThrow(
      "expected epoch 1 next",
    );
    await run.appendEpoch({ ...row, accuracies: of(1, 0.5) });
    await run.close();
    const again = await openRun(run.folder);
    await again.close();
    expect((await readRun(run.folder)).epochs).toHaveLength(1);
  });
});
