import { describe, expect, it } from "vitest";
import { ablation, accuracyOf, train, trainAll, weightStatistics } from "../../lib/index.js";

const requests = [1, 2, 3].map((seed) => ({
  task: "n-dms",
  curriculum: "single-head",
  neurons: 16,
  batch: 16,
  steps: 10,
  epochs: 3,
  seed,
}));

describe("trainAll", () => {
  it("gives the networks that train gives, in the order asked for", async () => {
    const together = await trainAll(requests, { jobs: 2 });
    for (const [i, request] of requests.entries()) {
      const alone = await train(request);
      expect(together[i].config.seed).toBe(request.seed);
      expect(together[i].epochs).toEqual(alone.epochs);
      expect(together[i].state.parameters).toEqual(alone.state.parameters);
    }
  });

  it("gives networks that can be analysed, as train does", async () => {
    const request = { ...requests[0], task: "n-parity", neurons: 24, batch: 64, steps: 60, epochs: 12, maxN: 2 };
    const [[together], alone] = await Promise.all([trainAll([request]), train(request)]);
    const [a, b] = [together, alone].map(({ solved }) => solved[0]);
    expect(a.n).toBe(2);
    expect(weightStatistics(a)).toEqual(weightStatistics(b));
    const question = { head: 0, n: 2 };
    expect(await ablation(a, question, { count: 2 })).toEqual(await ablation(b, question, { count: 2 }));
    expect((await accuracyOf(a, [question]))[0].mean).toBeGreaterThan(0.9);
  });

  it("tells its progress up to the end", async () => {
    const told: number[] = [];
    const lines: string[] = [];
    const progress = {
      start: (label: string, total?: number) => void lines.push(`${label} of ${total}`),
      update: (done: number) => void told.push(done),
      finish: (summary: string) => void lines.push(summary),
    };
    await trainAll(requests, { jobs: 3, progress });
    expect(lines).toEqual(["3 networks of 9", "3 networks trained"]);
    expect(told.at(-1)).toBe(9);
  });

  it("ends all trainings when aborted", async () => {
    const stop = new AbortController();
    let updates = 0;
    const progress = {
      start() {},
      update() {
        updates++;
        stop.abort(); // while they train, not before
      },
      finish() {},
    };
    const long = requests.map((request) => ({ ...request, epochs: 1000 }));
    await expect(trainAll(long, { jobs: 2, signal: stop.signal, progress })).rejects.toThrow(/abort/i);
    expect(updates).toBeGreaterThan(0);
  });

  it("refuses a request that is not valid before anything is trained", async () => {
    await expect(trainAll([requests[0], { ...requests[0], task: "n-xor" }])).rejects.toThrow(
      'there is no task "n-xor"',
    );
  });
});
