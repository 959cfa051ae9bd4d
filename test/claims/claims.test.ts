import { readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import type { ClaimData } from "../../lib/claims/claimData.js";
import { claimRows, claims, profilesOf } from "../../lib/claims/claims.js";
import { publishedCurve } from "../../lib/published/publishedCurve.js";
import { linearFit } from "../../lib/statistics/linearFit.js";
import {
  ablationRows,
  network,
  nothing,
  only,
  reached,
  retrainedRows,
  rowsOf,
  trained,
  verdict,
  weightRows,
} from "./handMade.js";

const single = "single-head";
const multi = "multi-head";

/** The cells of a published table below its names. */
function cells(name: string): string[][] {
  const lines = readFileSync(`data/paper/${name}.csv`, "utf8").trim().split(/\r?\n/);
  return lines.slice(1).map((line) => line.split(","));
}

describe("the claims", () => {
  it("are C1 to C14, each with a row for every profile, however little there is", () => {
    const ids = Array.from({ length: 14 }, (_, i) => `C${i + 1}`);
    expect(claims.map(({ id }) => id)).toEqual(ids);
    const rows = claimRows(nothing, ["lab", "paper"]);
    for (const profile of ["lab", "paper"]) {
      expect([...new Set(rows.filter((row) => row.profile === profile).map(({ id }) => id))]).toEqual(ids);
    }
    for (const row of rows) {
      expect(row.verdict).toBe("not enough data");
      expect(row.why).toMatch(/^no .+, needs 2( each)?$/);
      expect(row.ours.mean).toBeNull();
    }
  });

  it("come for the profile with most networks first", () => {
    const runs = [reached({ seed: 1 }, 5), reached({ seed: 2 }, 5), { ...reached({}, 5), profile: "paper" }];
    expect(profilesOf({ ...nothing, runs })).toEqual(["lab", "paper"]);
    expect(profilesOf(nothing)).toEqual(["paper"]);
  });

  it("look at no other profile, task, model or variant", () => {
    const runs = [1, 2].flatMap((seed) => [reached({ seed }, 5), reached({ curriculum: multi, seed }, 20 + seed)]);
    expect(verdict({ runs }, "C2", "N-parity")).toBe("holds");
    for (const other of [{ profile: "paper" }, { task: "n-dms" }, { model: "gru" }, { variant: "tau-1" }]) {
      expect(verdict({ runs: runs.map((run) => ({ ...run, ...other })) }, "C2", "N-parity")).toBe("not enough data");
    }
  });
});

describe("C1, no curriculum", () => {
  const without = (n: number, seed: number, length: number, solvedAt?: number, isUnderWay = false) =>
    trained(
      { curriculum: "no-curriculum", variant: `n-${n}`, seed },
      length,
      solvedAt ? [{ epoch: solvedAt, n }] : [],
      {
        onlyN: n,
        ...(!isUnderWay && { ended: solvedAt ? "curriculum-ended" : "max-epochs" }),
      },
    );

  it("holds if N > 10 takes longer", () => {
    const runs = [10, 15, 20].flatMap((n) =>
      [1, 2].map((seed) => without(n, seed, n > 10 ? 50 : 4, n > 10 ? undefined : 4)),
    );
    const small = without(5, 1, 3, 3); // does not count
    expect(only({ runs: [...runs, small] }, "C1")).toMatchObject({
      verdict: "holds",
      ours: { mean: 46, networks: [4, 2] },
      note: "none with N > 10 has solved it by then: the interval is that of N = 10",
    });
    for (const last of [40, 50]) // in the last epoch that counts, too
      expect(only({ runs: [...runs, without(15, 3, last, last)] }, "C1").note).toBeUndefined();
  });

  it("counts no network whose training was broken off, nor one of a smaller N", () => {
    const runs = [10, 15].flatMap((n) =>
      [1, 2].map((seed) => without(n, seed, n > 10 ? 50 : 4, n > 10 ? undefined : 4)),
    );
    const brokenOff = (ended: string) => ({ ...without(15, 3, 3), ended });
    for (const other of [brokenOff("time-limit"), brokenOff("diverged"), without(5, 1, 3)]) {
      expect(only({ runs: [...runs, other] }, "C1")).toMatchObject({ ours: { mean: 46, networks: [2, 2] } });
    }
  });

  it("does not hold if it is the other way round", () => {
    const runs = [without(10, 1, 50), without(10, 2, 50), without(15, 1, 3, 3), without(20, 1, 5, 5)];
    expect(verdict({ runs }, "C1")).toBe("does not hold");
  });

  it("counts no more epochs than every unsolved network had", () => {
    const runs = [without(10, 2, 3, 3), without(10, 1, 45, 45), without(15, 1, 40), without(20, 1, 50)];
    const row = only({ runs }, "C1");
    expect(row.statistic).toContain("counted as 40 if not solved by then");
    expect(row.ours.mean).toBeCloseTo(40 - (3 + 40) / 2, 12);
  });

  it("does not count a network that is still in training and has not solved its N", () => {
    const runs = [without(10, 1, 3, 3), without(10, 2, 4, 4), without(15, 1, 50), without(20, 1, 50)];
    const begun = [...runs, without(20, 2, 2, undefined, true)];
    expect(only({ runs: begun }, "C1")).toEqual(only({ runs }, "C1"));
    const solved = only({ runs: [...runs, without(20, 2, 30, 30, true)] }, "C1");
    expect(solved.ours.networks).toEqual([3, 2]);
  });

  it("counts no more than 50 epochs", () => {
    const runs = [without(10, 1, 48, 48), without(10, 2, 60, 53), without(15, 1, 60), without(20, 1, 60)];
    const row = only({ runs }, "C1");
    expect(row.statistic).toContain("counted as 50 if not solved by then");
    expect(row.ours.mean).toBeCloseTo(50 - (48 + 50) / 2, 12);
  });

  it("says what is missing", () => {
    const row = only({ runs: [without(10, 1, 3, 3), without(10, 2, 4, 4), without(15, 1, 50)] }, "C1");
    expect(row).toMatchObject({ verdict: "not enough data", why: "1 from-scratch network with N > 10, needs 2" });
  });
});

describe("C2, largest N after the same number of epochs", () => {
  const steadily = (curriculum: string, seed: number, length: number, epochsPerN: number) =>
    trained(
      { curriculum, seed },
      length,
      Array.from({ length: Math.floor(length / epochsPerN) }, (_, i) => ({ epoch: (i + 1) * epochsPerN, n: i + 2 })),
    );

  it("is taken after the largest number of epochs that all runs have", () => {
    const runs = [
      steadily(multi, 1, 20, 1),
      steadily(multi, 2, 24, 1),
      steadily(single, 1, 90, 2),
      steadily(single, 2, 99, 2),
    ];
    const row = only({ runs }, "C2", "N-parity");
    expect(row.statistic).toContain("after 20 epochs");
    // Networks of a kind have the same N, which is known to a whole number only: variances 1/12, 2 degrees of freedom.
    const half = 4.302653 * Math.sqrt(2 / 24);
    expect(row.ours).toMatchObject({ mean: 21 - 11, networks: [2, 2] });
    expect(row.ours.low).toBeCloseTo(10 - half, 5);
    expect(row.ours.high).toBeCloseTo(10 + half, 5);
    expect(row.verdict).toBe("holds");
  });

  it("is not limited by a run that has come to the end of its curriculum", () => {
    const runs = [1, 2].flatMap((seed) => [
      { ...steadily(multi, seed, 12, 1), ended: "curriculum-ended" },
      steadily(single, seed, 30 + seed, 2),
    ]);
    expect(only({ runs }, "C2", "N-parity").statistic).toContain("after 31 epochs");
  });

  it("of runs that have all come to the end of their curriculum is that at their ends", () => {
    const runs = [1, 2].flatMap((seed) => [
      { ...steadily(multi, seed, 12, 1), ended: "curriculum-ended" },
      { ...steadily(single, seed, 30 + seed, 2), ended: "curriculum-ended" },
    ]);
    const row = only({ runs }, "C2", "N-parity");
    expect(row.statistic).toContain("after 32 epochs");
    expect(row.ours.mean).toBe(13 - (16 + 17) / 2);
  });

  it("does not hold if single-head is ahead", () => {
    const runs = [1, 2].flatMap((seed) => [steadily(multi, seed, 20, 4), steadily(single, seed, 20, 1)]);
    expect(verdict({ runs }, "C2", "N-parity")).toBe("does not hold");
  });

  it("waits until one can be ahead, which none can while all solve an N in every epoch", () => {
    const runs = (length: number) =>
      [1, 2].flatMap((seed) => [steadily(multi, seed, length, 1), steadily(single, seed, length, 1)]);
    const row = only({ runs: runs(6) }, "C2", "N-parity");
    expect(row).toMatchObject({ verdict: "not enough data", ours: { mean: 0 } });
    expect(row.why).toBe("every network has solved an N in every epoch (the interval lies above 0 only in part)");
    const slower = [1, 2].flatMap((seed) => [steadily(multi, seed, 6, 2), steadily(single, seed, 6, 2)]);
    expect(verdict({ runs: slower }, "C2", "N-parity")).toBe("inconclusive");
    const behind = [1, 2].flatMap((seed) => [steadily(multi, seed, 12, 3), steadily(single, seed, 12, 2)]);
    expect(verdict({ runs: behind }, "C2", "N-parity")).toBe("does not hold");
  });

  it("is compared with the published runs after as many epochs, as long as both are known", () => {
    // Published: multi-head solves N = 12 after epoch 12; single-head N = 7 after 7 epochs, 8 after 10, 9 after 12.
    const runs = (length: number) =>
      [1, 2].flatMap((seed) => [steadily(multi, seed, length, 1), steadily(single, seed, length, 2)]);
    const published = { value: 3, note: "1 network each, after 12 epochs" };
    const paper = (length: number) => {
      const data = { ...nothing, runs: runs(length).map((run) => ({ ...run, profile: "paper" })) };
      return claimRows(data, ["paper"]).find(({ id, statistic }) => id === "C2" && statistic.startsWith("N-parity"));
    };
    expect(paper(12)?.published).toEqual(published);
    expect(paper(20)?.published).toEqual({ ...published, isIncomparable: true });
    expect(only({ runs: runs(12) }, "C2", "N-parity").published).toEqual({ ...published, isIncomparable: true });
  });
});

describe("C2, the published lead", () => {
  it("is that of the N that were solved by then, that epoch's own too", () => {
    // task, curriculum, n, epochs
    const rows = cells("epochs-per-n");
    const largestAfter = (curriculum: string, epochs: number) => {
      let [epoch, largest] = [0, 0];
      for (const [, , n, needed] of rows.filter(([task, name]) => task === "n-parity" && name === curriculum)) {
        epoch += Number(needed);
        if (epoch <= epochs) largest = Number(n);
      }
      return largest;
    };
    const leads = [1, 5, 6, 7, 10, 11, 12].map((length) => {
      const runs = [single, multi].map((curriculum) => ({ ...reached({ curriculum }, 5, length), profile: "paper" }));
      const all = claimRows({ ...nothing, runs }, ["paper"]);
      return all.find(({ id, statistic }) => id === "C2" && statistic.startsWith("N-parity"))?.published.value;
    });
    expect(leads).toEqual(
      [1, 5, 6, 7, 10, 11, 12].map((epochs) => largestAfter(multi, epochs) - largestAfter(single, epochs)),
    );
    expect(leads).toEqual([0, -1, 0, 0, 2, 3, 3]);
  });
});

describe("C3, largest N at the end", () => {
  const both = (seed: number, ended?: string) => [
    reached({ seed }, 30, 10, ended),
    reached({ curriculum: multi, seed }, 90, 10, ended === "max-epochs" ? "curriculum-ended" : ended),
  ];

  it("has the published means beside it", () => {
    const row = only({ runs: [1, 2].flatMap((seed) => both(seed, "max-epochs")) }, "C3", "N-parity: ");
    expect(row).toMatchObject({ verdict: "holds", ours: { mean: 60 } });
    expect(row.published.value).toBe((100 + 101 + 100 + 101) / 4 - (37 + 33 + 35 + 35) / 4);
  });

  it("is not that of runs that were told to end at some N, which are compared as long as they were trained", () => {
    const told = [1, 2].flatMap((seed) => [
      { ...reached({ curriculum: multi, seed }, 30, 10, "curriculum-ended"), lastN: 30 },
      reached({ seed }, 34, 20, "max-epochs"),
    ]);
    expect(only({ runs: told }, "C3", "N-parity: ").why).toContain("no multi-head network trained to its end");
    expect(only({ runs: told }, "C2", "N-parity").statistic).toContain("after 10 epochs");
    const whole = told.map((run) => ({ ...run, lastN: 101 }));
    expect(only({ runs: whole }, "C3", "N-parity: ")).toMatchObject({ ours: { mean: -4 } });
    expect(only({ runs: whole }, "C2", "N-parity").statistic).toContain("after 20 epochs");
  });

  it("is that of runs that were trained to their end", () => {
    const finished = both(1, "max-epochs");
    for (const ended of [undefined, "time-limit", "diverged"]) {
      const row = only({ runs: [...finished, ...both(2, ended)] }, "C3", "N-parity: ");
      expect(row).toMatchObject({ verdict: "not enough data", ours: { mean: 60, networks: [1, 1] } });
    }
    expect(only({ runs: both(1) }, "C3", "N-parity: ")).toMatchObject({
      why: "no multi-head network trained to its end and no single-head network trained to its end, needs 2 each",
      ours: { mean: null },
    });
  });

  const paperRows = (n: number, epochs: number, ended: string) => {
    const runs = [1, 2, 3, 4, 5, 6, 7, 8].map((seed) => ({ ...reached({ seed }, n, epochs, ended), profile: "paper" }));
    return claimRows({ ...nothing, runs }, ["paper"]).find(
      ({ id, statistic }) => id === "C3" && statistic.startsWith("N-parity, single-head"),
    );
  };

  it("is within a tenth of the published 35, or not, in the paper's profile", () => {
    expect(paperRows(34, 1000, "max-epochs")?.verdict).toBe("holds");
    expect(paperRows(20, 1000, "max-epochs")?.verdict).toBe("does not hold");
  });

  it("is within a tenth just so, from 31.5 to 38.5", () => {
    const verdicts = [31, 32, 38, 39].map((n) => paperRows(n, 1000, "max-epochs")?.verdict);
    expect(verdicts).toEqual(["does not hold", "holds", "holds", "does not hold"]);
  });

  it("is not compared with it before training has ended", () => {
    expect(paperRows(34, 999, "time-limit")?.why).toBe(
      "no single-head network of the paper profile, trained for 1000 epochs or to N = 101, needs 2",
    );
  });

  it("is not compared with it in another profile, where an epoch is not the published one", () => {
    const runs = [1, 2].map((seed) => reached({ seed }, 34, 1000, "max-epochs"));
    const statistics = rowsOf({ runs }, "C3").map(({ statistic }) => statistic);
    expect(statistics.filter((statistic) => statistic.includes("1000 epochs"))).toEqual([]);
  });

  it("is that after as many epochs as all of a curriculum have", () => {
    const runs = [...both(1, "max-epochs"), ...both(2, "max-epochs"), reached({ seed: 3 }, 45, 15, "max-epochs")];
    // The third has solved nothing by epoch 10.
    expect(only({ runs }, "C3", "N-parity: ").ours.mean).toBe(90 - (30 + 30 + 0) / 3);
    expect(only({ runs }, "C3", "N-parity: ").note).toBeUndefined();
    const longer = [
      ...runs.filter(({ curriculum }) => curriculum === multi),
      reached({ seed: 3 }, 45, 15, "max-epochs"),
    ];
    const { note } = only({ runs: longer }, "C3", "N-parity: ");
    expect(note).toBe("multi-head after 10 epochs, single-head after 15");
  });
});

describe("C4, fixed τ", () => {
  const runs = (curriculum: string, withTrained: number, withFixed: number, tau = 1) =>
    [1, 2, 3, 4].flatMap((seed) => [
      reached({ curriculum, seed }, withTrained),
      reached({ curriculum, seed, variant: `tau-${tau}` }, withFixed),
    ]);

  it("single-head networks need a trained τ if they get further with it", () => {
    const row = only(
      { runs: runs(single, 40, 30, 2) },
      "C4",
      "single-head: largest N after 10 epochs, τ trained less τ = 2",
    );
    expect(row).toMatchObject({ verdict: "holds", ours: { mean: 0.25 } });
    expect(row.published.value).toBeCloseTo((35 - 25.75) / 35, 12);
    expect(
      verdict({ runs: runs(single, 30, 40) }, "C4", "single-head: largest N after 10 epochs, τ trained less τ = 1"),
    ).toBe("does not hold");
  });

  it("multi-head networks do not if it brings less than a tenth of N", () => {
    const gain = "N-parity, multi-head";
    expect(verdict({ runs: runs(multi, 100, 95) }, "C4", gain)).toBe("holds");
    expect(verdict({ runs: runs(multi, 100, 101) }, "C4", gain)).toBe("holds");
    expect(verdict({ runs: runs(multi, 100, 80) }, "C4", gain)).toBe("does not hold");
  });

  it("multi-head networks do not need it just so if it brings nine hundredths, and do if it brings eleven", () => {
    expect(verdict({ runs: runs(multi, 100, 91) }, "C4", "N-parity, multi-head")).toBe("holds");
    expect(verdict({ runs: runs(multi, 100, 89) }, "C4", "N-parity, multi-head")).toBe("does not hold");
  });

  it("single-head networks should lose more by a fixed τ than multi-head ones do, which is the control", () => {
    const gain = (tau: number) => `single-head: largest N after 10 epochs, τ trained less τ = ${tau}`;
    for (const tau of [1, 2, 3]) {
      const data = { runs: [...runs(multi, 100, 95, tau), ...runs(single, 40, 30, tau)] };
      const { verdict, control } = only(data, "C4", gain(tau));
      expect(verdict).toBe("holds");
      expect(control).toMatchObject({
        how: "as a share of N, more than multi-head networks lose, all after 10 epochs",
        ours: { mean: expect.closeTo(0.95 - 0.75, 12), networks: [4, 4] },
        verdict: "holds",
      });
    }
    const both = { runs: [...runs(multi, 100, 60), ...runs(single, 40, 36)] }; // a bad τ under both
    expect(only(both, "C4", gain(1))).toMatchObject({ verdict: "holds", control: { verdict: "does not hold" } });
    const other = { runs: [...runs(multi, 100, 60), ...runs(single, 40, 36, 3)] };
    expect(only(other, "C4", gain(3)).control).toBeUndefined();
  });

  it("there is no control where fewer than two networks have a trained τ, whose mean it is a share of", () => {
    const one = runs(multi, 100, 95).filter(({ variant, seed }) => variant || seed === 1);
    const data = { runs: [...one, ...runs(single, 40, 30)] };
    expect(only(data, "C4", "single-head: largest N after 10 epochs, τ trained less τ = 1").control).toBeUndefined();
  });

  it("the control takes all networks after the same number of epochs", () => {
    const steady = (curriculum: string, variant: string | null, length: number, perEpoch: number) =>
      [1, 2].map((seed) =>
        trained(
          { curriculum, variant, seed },
          length,
          Array.from({ length }, (_, i) => ({ epoch: i + 1, n: 1 + perEpoch * (i + 1) })),
        ),
      );
    const data = [
      ...[...steady(multi, null, 40, 2), ...steady(multi, "tau-1", 20, 2)],
      ...[...steady(single, null, 200, 1), ...steady(single, "tau-1", 100, 1)],
    ];
    const { statistic, control } = only({ runs: data }, "C4", "single-head: largest N after 100");
    expect(statistic).toContain("τ = 1");
    expect(control).toMatchObject({ how: expect.stringContaining("all after 20 epochs"), ours: { mean: 0 } });
  });

  it("says which networks are missing", () => {
    const [first] = runs(multi, 100, 95);
    expect(only({ runs: [first] }, "C4", "N-parity, multi-head").why).toBe(
      "1 trained-τ multi-head network and no τ = 1 multi-head network, needs 2 each",
    );
  });
});

/** Runs whose mean and STD of τ change by so much from one N to the next. */
function withTau(
  curriculum: string,
  seed: number,
  lastN: number,
  mean: (n: number) => number,
  std = 0.3,
  variant?: string,
) {
  const solved = Array.from({ length: lastN - 1 }, (_, i) => ({
    epoch: i + 1,
    n: i + 2,
    tauMean: mean(i + 2),
    tauStd: std,
  }));
  return trained({ curriculum, seed, variant: variant ?? null }, lastN, solved);
}

describe("C5, τ against N", () => {
  const dipThenRise = (n: number) => (n < 14 ? 1.5 - 0.005 * n : 1.43 + 0.01 * (n - 14));
  const rise = "single-head: slope of mean τ against N from N = 14 on";

  it("is the slope beyond the published dip, so that a fall before it does not count", () => {
    const row = only({ runs: [1, 2].map((seed) => withTau(single, seed, 20, dipThenRise)) }, "C5", `N-parity, ${rise}`);
    expect(row.verdict).toBe("holds");
    expect(row.ours.mean).toBeCloseTo(0.01, 9);
    expect(row.published).toMatchObject({ note: "curve, N = 14 … 20" });
  });

  it("has beside it the published slope beyond the dip, too, where ours end before three published points", () => {
    const runs = [1, 2].map((seed) => withTau(single, seed, 16, dipThenRise));
    const { published } = only({ runs }, "C5", `N-parity, ${rise}`);
    const points = publishedCurve({ task: "n-parity", curriculum: single, statistic: "tau_mean" });
    const beyond = points.filter(({ n }) => n >= 14);
    expect(published.note).toBe(`curve, N = 14 … ${beyond[beyond.length - 1].n}`);
    expect(published.value).toBeCloseTo(linearFit(beyond.map(({ n, value }) => [n, value])).slope, 12);
  });

  it("needs networks that have come beyond the dip", () => {
    const row = only({ runs: [1, 2].map((seed) => withTau(single, seed, 15, dipThenRise)) }, "C5", `N-parity, ${rise}`);
    expect(row.why).toBe("no single-head network that solved 3 or more N from N = 14 on, needs 2");
  });

  it("falls in multi-head networks, or does not", () => {
    const slopes = (a: number, b: number) => ({
      runs: [withTau(multi, 1, 12, (n) => 1.5 + a * n), withTau(multi, 2, 12, (n) => 1.5 + b * n)],
    });
    expect(verdict(slopes(-0.01, -0.0101), "C5", "N-parity, multi-head")).toBe("holds");
    expect(verdict(slopes(0.01, 0.0101), "C5", "N-parity, multi-head")).toBe("does not hold");
    expect(only(slopes(-0.01, 0.002), "C5", "N-parity, multi-head")).toMatchObject({
      verdict: "inconclusive",
      why: "the interval lies below 0 only in part",
    });
  });

  it("dips before it rises, or does not", () => {
    const dip = "N-parity, single-head: slope of mean τ against N up to N = 14";
    const row = only({ runs: [1, 2].map((seed) => withTau(single, seed, 20, dipThenRise)) }, "C5", dip);
    expect(row.verdict).toBe("holds");
    expect(row.published).toMatchObject({ note: "curve, N = 2 … 14" });
    const rising = [1, 2].map((seed) => withTau(single, seed, 20, (n) => 1 + 0.01 * n));
    expect(verdict({ runs: rising }, "C5", dip)).toBe("does not hold");
    const dms = rowsOf({ runs: rising }, "C5").filter(({ statistic }) => statistic.startsWith("N-DMS"));
    expect(dms.filter(({ statistic }) => statistic.includes("up to"))).toEqual([]); // published from N = 15 on only
  });

  it("has the slope as a share of the published one at the same N, network by network", () => {
    const published = (1.4157 - 1.3608) / 10; // multi-head, from N = 10 to 20; with 1.3854 at 15 the line is the same
    const bent = (n: number) => (n < 10 ? 2 - 0.1 * n : 1 - 2 * published * (n - 10));
    const row = only(
      { runs: [withTau(multi, 1, 22, bent), withTau(multi, 2, 14, bent)] },
      "C5",
      "N-parity, multi-head: slope",
    );
    expect(row.shares?.values).toHaveLength(1); // the second has only one of the published N
    expect(row.shares?.values[0]).toBeCloseTo(2, 9);
    expect(row.shares?.note).toBe("curve at the N in common, 10 … 20");
    expect(row.published.isIncomparable).toBe(true); // it is that of another stretch of the curve
  });

  it("compares the spread at the largest N that all have, if there are two networks of each", () => {
    const runs = [
      withTau(single, 1, 16, dipThenRise, 0.5),
      withTau(single, 2, 18, dipThenRise, 0.52),
      withTau(multi, 1, 20, dipThenRise, 0.3),
      withTau(multi, 2, 25, dipThenRise, 0.31),
    ];
    const row = only({ runs }, "C5", "N-parity: STD of τ at N = 16");
    expect(row.verdict).toBe("holds");
    expect(row.ours.mean).toBeCloseTo(0.205, 12);
    expect(row.published.value).toBeCloseTo(0.3596 + 0.1053 / 5 - (0.3301 + 0.0015 / 5), 12); // between 15 and 20
  });

  it("says nothing about small N", () => {
    const runs = [1, 2].flatMap((seed) => [
      withTau(single, seed, 5, dipThenRise),
      withTau(multi, seed, 5, dipThenRise),
    ]);
    expect(only({ runs }, "C5", "N-parity: STD").why).toBe(
      "the largest N in common is 5, needs 15 (the interval does not lie above 0)",
    );
  });
});

describe("C6, τ_net against N", () => {
  const rows = (
    seed: number,
    slope: number,
    inputs: "random" | "0.5" = "random",
    kept: "above-1" | "all" = "above-1",
  ) => [5, 10, 15].map((n) => ({ ...network({ seed }), n, inputs, kept, mean: 2 + slope * n }));
  const statistic = "N-parity, single-head: slope of mean τ_net against N, steps per N";

  it("rises, or does not, with inputs as published and no others", () => {
    expect(only({ timescales: [...rows(1, 0.1), ...rows(2, 0.11)] }, "C6", statistic)).toMatchObject({
      verdict: "holds",
    });
    expect(verdict({ timescales: [...rows(1, -0.1), ...rows(2, -0.11)] }, "C6", statistic)).toBe("does not hold");
    const known = [...rows(1, 0.1, "0.5"), ...rows(2, 0.11, "0.5")];
    expect(verdict({ timescales: known }, "C6", statistic)).toBe("not enough data");
    expect(rowsOf({ timescales: known }, "C6")).toHaveLength(4); // two tasks, two curricula
  });

  it("has fair bits as its control, which no row counts", () => {
    const random = [...rows(1, 0.1), ...rows(2, 0.11)];
    expect(only({ timescales: random }, "C6", statistic).control).toBeUndefined();
    const fair = (slope: number) => [...random, ...rows(1, slope, "0.5"), ...rows(2, 1.1 * slope, "0.5")];
    expect(only({ timescales: fair(-0.1) }, "C6", statistic)).toMatchObject({
      ours: { mean: expect.closeTo(0.105, 12) },
      control: { how: "with fair bits", ours: { mean: expect.closeTo(-0.105, 12) }, verdict: "does not hold" },
      verdict: "holds",
    });
    expect(only({ timescales: fair(0.1) }, "C6", statistic).control?.verdict).toBe("holds");
  });

  it("has the slope as a share of that of the published curve, of values at the same N", () => {
    // task, curriculum, model, statistic, n, value
    const published = cells("timescales")
      .filter(([task, curriculum, model]) => task === "n-parity" && curriculum === single && model === "leak-inside")
      .filter(([, , , name]) => name === "tau_net_mean")
      .map(([, , , , n, value]) => [Number(n), Number(value)] as const);
    expect(published.slice(0, 2)).toEqual([
      [5, 2.5455],
      [10, 3.3091],
    ]);
    const timescales = [1, 2].flatMap((seed) =>
      published.map(([n, value]) => {
        return {
          ...network({ seed }),
          n,
          inputs: "random" as const,
          kept: "above-1" as const,
          mean: 7 + 3 * seed * value,
        };
      }),
    );
    const { shares } = only({ timescales }, "C6", statistic);
    expect(shares?.note).toBe("curve at the N in common, 5 … 25");
    expect(shares?.values).toEqual([expect.closeTo(3, 9), expect.closeTo(6, 9)]);
  });

  it("is that of the neurons that the paper keeps, at three N or more", () => {
    expect(verdict({ timescales: [...rows(1, 0.1, "random", "all"), ...rows(2, 0.1)] }, "C6", statistic)).toBe(
      "not enough data",
    );
    const short = [...rows(1, 0.1), ...rows(2, 0.1).slice(1)];
    expect(only({ timescales: short }, "C6", statistic).why).toBe(
      "1 single-head network measured at 3 or more N, needs 2",
    );
  });
});

describe("C7, dimensionality against N", () => {
  const rows = (seed: number, at: (n: number) => number) =>
    [5, 10, 15, 20, 30].map((n) => ({ ...network({ seed }), n, components: at(n) }));
  const slope = "N-parity, single-head: slope";
  const line = "both tasks, single-head";

  it("rises linearly", () => {
    const dimensionality = [...rows(1, (n) => n), ...rows(2, (n) => 1.1 * n)];
    expect(only({ dimensionality }, "C7", slope)).toMatchObject({ verdict: "holds" });
    expect(only({ dimensionality }, "C7", slope).ours.mean).toBeCloseTo(1.05, 12);
    expect(verdict({ dimensionality }, "C7", line)).toBe("holds");
  });

  it("is as linear as it is, however many N are measured close together", () => {
    const far = (seed: number, ns: readonly number[]) =>
      ns.map((n) => ({ ...network({ seed }), n, components: n < 30 ? 1.5 * n : 15 + n }));
    const few = [1, 2].flatMap((seed) => far(seed, [5, 10, 20, 30, 40, 50, 60]));
    const many = [1, 2].flatMap((seed) => far(seed, [5, 10, 20, 30, 40, 50, 56, 57, 58, 59, 60]));
    for (const dimensionality of [few, many]) {
      expect(only({ dimensionality }, "C7", line).ours.mean).toBeCloseTo((1 - 1.5) / (1 + 1.5), 12);
    }
  });

  it("may rise and not be linear, or fall", () => {
    for (const bent of [(n: number) => Math.sqrt(n), (n: number) => n * n]) {
      expect(verdict({ dimensionality: [...rows(1, bent), ...rows(2, bent)] }, "C7", line)).toBe("does not hold");
    }
    const four = [1, 2].flatMap((seed) => rows(seed, (n) => n).filter(({ n }) => n < 30));
    expect(only({ dimensionality: four }, "C7", line).why).toBe(
      "no single-head network measured at 5 or more N, needs 2",
    );
    expect(verdict({ dimensionality: [...rows(1, (n) => -n), ...rows(2, (n) => -n)] }, "C7", slope)).toBe(
      "does not hold",
    );
    expect(verdict({ dimensionality: rows(1, (n) => n) }, "C7", slope)).toBe("not enough data");
  });
});

describe("C7, a dimensionality that is flat over some N", () => {
  const rows = (seed: number, components: readonly number[]) =>
    components.map((value, i) => ({ ...network({ seed }), n: 2 + i, components: value }));
  const line = "both tasks, single-head";

  it("is as far from linear as can be, and not infinitely far", () => {
    const dimensionality = [...rows(1, [2, 2, 2, 3, 4]), ...rows(2, [2, 2, 2, 4, 6])];
    const { ours, verdict } = only({ dimensionality }, "C7", line);
    expect(ours).toMatchObject({ mean: 1, networks: [2] });
    expect(verdict).toBe("does not hold");
  });

  it("says nothing where it is flat all over", () => {
    const dimensionality = [...rows(1, [2, 2, 2, 2, 2]), ...rows(2, [2, 3, 4, 5, 6]), ...rows(3, [2, 4, 6, 8, 10])];
    expect(only({ dimensionality }, "C7", line).ours).toMatchObject({ mean: 0, networks: [2] });
  });
});

describe("C8, inhibition", () => {
  it("is a mean weight that falls with N", () => {
    const falling = [1, 2].flatMap((seed) => weightRows({ seed }, { 2: 0, 5: -0.003, 10: -0.008 }));
    expect(verdict({ weights: falling }, "C8", "N-parity")).toBe("holds");
    const rising = falling.map((row) => ({ ...row, mean: -row.mean }));
    expect(verdict({ weights: rising }, "C8", "N-parity")).toBe("does not hold");
    expect(verdict({ weights: falling.slice(0, 3) }, "C8", "N-parity")).toBe("not enough data");
    expect(verdict({ weights: falling.map((row) => ({ ...row, curriculum: multi })) }, "C8", "N-parity")).toBe(
      "not enough data",
    );
  });
});

describe("C9, ablation", () => {
  const ablation = (n: number, [short, long]: [number, number], [multiShort, multiLong]: [number, number]) =>
    [1, 2].flatMap((seed) => [
      ...ablationRows({ seed }, n, short, long),
      ...ablationRows({ curriculum: multi, seed }, n, multiShort, multiLong),
    ]);

  it("hurts single-head networks by long-τ neurons, multi-head ones by short-τ neurons", () => {
    const data = { ablation: ablation(15, [0.9, 0.5], [0.6, 1]) };
    expect(only(data, "C9", "N-parity, single-head")).toMatchObject({ verdict: "holds" });
    expect(only(data, "C9", "N-parity, single-head").ours.mean).toBeCloseTo(0.4, 12);
    expect(verdict(data, "C9", "N-parity, multi-head")).toBe("holds");
    const other = { ablation: ablation(15, [0.5, 0.9], [1, 0.6]) };
    expect(verdict(other, "C9", "N-parity, single-head")).toBe("does not hold");
    expect(verdict(other, "C9", "N-parity, multi-head")).toBe("does not hold");
  });

  it("has as its control the largest N that all networks have come to, if not all are in it, and that is large", () => {
    const at = (n: number, seeds: readonly number[], short: number) =>
      seeds.flatMap((seed) => [
        ...ablationRows({ seed }, n, short + seed / 100, 0.5),
        ...ablationRows({ curriculum: multi, seed }, n, 0.6, 1),
      ]);
    const all = [1, 2, 3, 4];
    const row = (smaller: number, short: number) => {
      const data = { ablation: [...at(20, [1, 2, 3], 0.9), ...at(smaller, all, short)] };
      return only(data, "C9", "N-parity, single-head");
    };
    expect(row(16, 0.2)).toMatchObject({
      verdict: "holds",
      ours: { networks: [3] },
      control: {
        how: "at N = 16, which all of these networks have come to",
        ours: { mean: expect.closeTo(0.225 - 0.5, 12), networks: [4] },
        verdict: "does not hold",
      },
    });
    expect(row(16, 0.8).control?.verdict).toBe("holds");
    expect(row(14, 0.2).control).toBeUndefined();
    expect(only({ ablation: at(20, all, 0.9) }, "C9", "N-parity, single-head").control).toBeUndefined();
  });

  it("is looked at where both curricula have come to, if that is no small N", () => {
    const data = {
      ablation: [...ablation(5, [0.9, 0.5], [0.6, 1]), ...ablationRows({ curriculum: multi, seed: 1 }, 30, 0.1, 1)],
    };
    expect(only(data, "C9", "N-parity, multi-head")).toMatchObject({
      verdict: "not enough data",
      why: "the largest N in common is 5, needs 15 (the interval lies below 0)",
      otherwise: "holds",
    });
  });

  it("counts as large another N in N-DMS, which is easier", () => {
    const at = (n: number) => ({
      ablation: ablation(n, [0.9, 0.5], [0.6, 1]).map((row) => ({ ...row, task: "n-dms" })),
    });
    expect(only(at(30), "C9", "N-DMS, single-head").why).toBe(
      "the largest N in common is 30, needs 40 (the interval lies above 0)",
    );
    expect(verdict(at(50), "C9", "N-DMS, single-head")).toBe("holds");
  });

  it("does not count networks that are not above chance", () => {
    const data = {
      ablation: [...ablation(15, [0.9, 0.5], [0.6, 1]).slice(4), ...ablationRows({ seed: 1 }, 15, null, null)],
    };
    expect(only(data, "C9", "N-parity, single-head").why).toBe("1 single-head network, needs 2");
  });

  it("has the published difference at N = 30 beside it", () => {
    const relative = (accuracy: number, baseline: number) => (accuracy - 0.5) / (baseline - 0.5);
    const published = [
      relative(0.93146, 0.9655) - relative(0.71535, 0.9655),
      relative(0.94845, 0.9589) - relative(0.67374, 0.9589),
      relative(0.92598, 0.9668) - relative(0.7142, 0.9668),
      relative(0.89402, 0.944) - relative(0.72842, 0.944),
    ];
    expect(only({}, "C9", "N-parity, single-head").published.value).toBeCloseTo(
      published.reduce((sum, value) => sum + value, 0) / 4,
      12,
    );
  });
});

describe("C10, perturbation", () => {
  const rows = (curriculum: string, seed: number, values: number[], perturbed: "tau" | "recurrent-weight" = "tau") =>
    [0, 0.1, 1].map((epsilon, i) => {
      return { ...network({ curriculum, seed }), n: 15, perturbed, epsilon, relativeAccuracy: [1, ...values][i] };
    });

  it("is a mean over ε > 0, multi-head less single-head", () => {
    const perturbation = [1, 2].flatMap((seed) => [
      ...rows(multi, seed, [0.9, 0.5]),
      ...rows(single, seed, [0.7, 0.3]),
    ]);
    const row = only({ perturbation }, "C10", "perturbing τ");
    expect(row.verdict).toBe("holds");
    expect(row.ours.mean).toBeCloseTo(0.2, 12);
    expect(verdict({ perturbation }, "C10", "perturbing W")).toBe("not enough data");
  });

  it("has the published difference beside it, of means over ε > 0 of every network", () => {
    // task, curriculum, n, network, perturbed, epsilon, accuracy, relative_accuracy
    const rows = cells("perturbation");
    const meanOf = (curriculum: string, perturbed: string) => {
      const networks = ["1", "2", "3", "4"].map((name) => {
        const own = rows.filter((row) => row[1] === curriculum && row[3] === name && row[4] === perturbed);
        const values = own.filter((row) => Number(row[5]) > 0).map((row) => Number(row[7]));
        expect(values).toHaveLength(perturbed === "tau" ? 13 : 10);
        return values.reduce((sum, value) => sum + value, 0) / values.length;
      });
      return networks.reduce((sum, value) => sum + value, 0) / networks.length;
    };
    for (const [perturbed, name] of [
      ["recurrent-weight", "W"],
      ["tau", "τ"],
    ]) {
      const difference = meanOf(multi, perturbed) - meanOf(single, perturbed);
      expect(difference).toBeGreaterThan(0);
      expect(only({}, "C10", `perturbing ${name}`).published.value).toBeCloseTo(difference, 12);
    }
  });

  it("does not hold if single-head networks are more robust", () => {
    const perturbation = [1, 2].flatMap((seed) => [
      ...rows(single, seed, [0.9, 0.5], "recurrent-weight"),
      ...rows(multi, seed, [0.7, 0.3], "recurrent-weight"),
    ]);
    expect(verdict({ perturbation }, "C10", "perturbing W")).toBe("does not hold");
  });
});

describe("C11, retraining", () => {
  it("is a mean over the N that all networks were retrained on", () => {
    const retraining = [1, 2].flatMap((seed) => [
      ...retrainedRows({ curriculum: multi, seed }, 16, { 16: 1, 18: 0.9, 20: 0.7, 22: 0 }),
      ...retrainedRows({ seed }, 16, { 16: 1, 18: 0.5, 20: 0.1 }),
    ]);
    const row = only({ retraining }, "C11");
    expect(row.statistic).toContain("from N = 16, mean over larger N (18 … 20)");
    expect(row.ours.mean).toBeCloseTo(0.8 - 0.3, 12);
    expect(row.verdict).toBe("holds");
    const swapped = retraining.map((one) => ({ ...one, curriculum: one.curriculum === multi ? single : multi }));
    expect(verdict({ retraining: swapped }, "C11")).toBe("does not hold");
  });

  it("leaves out retrainings from another N than the one in common", () => {
    const retraining = [1, 2].flatMap((seed) => [
      ...retrainedRows({ curriculum: multi, seed }, 16, { 18: 0.9 }),
      ...retrainedRows({ curriculum: multi, seed }, 10, { 18: 0.1 }),
      ...retrainedRows({ seed }, 16, { 18: 0.5 }),
    ]);
    const row = only({ retraining }, "C11");
    expect(row.statistic).toContain("from N = 16, mean over larger N (18 … 18)");
    expect(row.ours.mean).toBeCloseTo(0.9 - 0.5, 12);
  });

  it("is that of the published number of epochs", () => {
    const longer = [1, 2].flatMap((seed) => [
      ...retrainedRows({ curriculum: multi, seed }, 16, { 18: 0.9 }, 50),
      ...retrainedRows({ seed }, 16, { 18: 0.5 }, 50),
    ]);
    expect(only({ retraining: longer }, "C11")).toMatchObject({
      verdict: "not enough data",
      ours: { networks: [0, 0] },
    });
  });

  it("starts from the same N under both curricula", () => {
    const retraining = [1, 2].flatMap((seed) => [
      ...retrainedRows({ curriculum: multi, seed }, 16, { 18: 0.9 }),
      ...retrainedRows({ seed }, 10, { 12: 0.5 }),
    ]);
    expect(only({ retraining }, "C11")).toMatchObject({ verdict: "not enough data", ours: { networks: [0, 0] } });
  });
});

describe("C12, forgetting", () => {
  const rows = (curriculum: string, seed: number, earlier: number): ClaimData["decoding"] =>
    [10, 11, 12].map((testedN) => ({
      ...network({ curriculum, seed }),
      ...{ n: 12, testedN, accuracy: testedN === 12 ? 0.9 : earlier },
    }));

  it("is what is left above chance of the earlier N", () => {
    const decoding = [1, 2].flatMap((seed) => [...rows(single, seed, 0.5), ...rows(multi, seed, 0.88)]);
    expect(only({ decoding }, "C12", "N-parity, single-head")).toMatchObject({ verdict: "holds", ours: { mean: 0 } });
    const kept = only({ decoding }, "C12", "N-parity, multi-head");
    expect(kept.ours.mean).toBeCloseTo(0.95, 12);
    expect(kept.verdict).toBe("holds");
  });

  it("does not hold if single-head networks keep, or multi-head ones forget", () => {
    const decoding = [1, 2].flatMap((seed) => [...rows(single, seed, 0.9), ...rows(multi, seed, 0.6)]);
    expect(verdict({ decoding }, "C12", "N-parity, single-head")).toBe("does not hold");
    expect(verdict({ decoding }, "C12", "N-parity, multi-head")).toBe("does not hold");
  });

  it("is just less than a half where N are forgotten, just more than nine tenths where they are kept", () => {
    // Of 0.9 − ½ at N = 12.
    const left = (share: number) => 0.5 + 0.4 * share;
    const verdictOf = (curriculum: string, share: number) =>
      verdict(
        { decoding: [single, multi].flatMap((name) => [1, 2].flatMap((seed) => rows(name, seed, left(share)))) },
        "C12",
        `N-parity, ${curriculum}`,
      );
    expect([0.48, 0.52].map((share) => verdictOf(single, share))).toEqual(["holds", "does not hold"]);
    expect([0.88, 0.92].map((share) => verdictOf(multi, share))).toEqual(["does not hold", "holds"]);
  });

  it("is that of smaller N only", () => {
    const decoding = [1, 2].flatMap((seed) =>
      [...rows(single, seed, 0.5), ...rows(multi, seed, 0.9)].flatMap((row) =>
        row.testedN === 12 ? [row, { ...row, testedN: 13, accuracy: 0.8 }] : [row],
      ),
    );
    expect(only({ decoding }, "C12", "N-parity, single-head").ours.mean).toBe(0);
    expect(only({ decoding }, "C12", "N-parity, multi-head").ours.mean).toBe(1);
  });
});

describe("C13, gated networks", () => {
  it("is the largest N after the same number of epochs, for each model", () => {
    const runs = [1, 2].flatMap((seed) => [
      reached({ model: "gru", seed }, 10),
      reached({ model: "gru", curriculum: multi, seed }, 40),
      reached({ model: "lstm", seed }, 40),
      reached({ model: "lstm", curriculum: multi, seed }, 10),
    ]);
    expect(verdict({ runs }, "C13", "GRU")).toBe("holds");
    expect(verdict({ runs }, "C13", "LSTM")).toBe("does not hold");
    expect(only({ runs: runs.slice(0, 1) }, "C13", "GRU").why).toBe(
      "no multi-head GRU network and 1 single-head GRU network, needs 2 each",
    );
  });
});

describe("C14, other models", () => {
  it("tests C5 on every variant that is there, and names those that are not", () => {
    const runs = [1, 2].flatMap((seed) => [
      withTau(single, seed, 20, (n) => 1 + 0.01 * n, 0.3, "leak-outside-activation-tanh"),
      withTau(multi, seed, 20, (n) => 1 + 0.01 * n, 0.3, "leak-outside-activation-tanh"),
    ]);
    expect(rowsOf({ runs }, "C14").map(({ verdict }) => verdict)).toEqual([
      "holds",
      "does not hold",
      "not enough data",
    ]);
    expect(only({ runs }, "C14", "leak outside; leak outside, ReLU; leak outside, sigmoid").why).toBe(
      "no such network, needs 2",
    );
  });
});
