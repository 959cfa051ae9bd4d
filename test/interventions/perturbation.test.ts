import { readFileSync } from "node:fs";
import { csvParse } from "d3-dsv";
import { mean, standardDeviation } from "simple-statistics";
import { afterAll, describe, expect, it } from "vitest";
import { accuracyOf } from "../../lib/dynamics/accuracyInTime.js";
import { perturb } from "../../lib/interventions/perturb.js";
import { perturbation, publishedEpsilons } from "../../lib/interventions/perturbation.js";
import { normal } from "../../lib/random/normal.js";
import { RandomStream } from "../../lib/random/stream.js";
import { tensor } from "../../lib/tensor/tensor.js";
import { shiftRegister } from "../dynamics/shiftRegister.js";

const register = shiftRegister(4);
afterAll(() => register.engine.dispose());
const question = { head: 3, n: 5 };
const stream = () => RandomStream.named(1, "perturb");
const norm = (values: Float32Array) => Math.sqrt(values.reduce((sum, value) => sum + value * value, 0));

describe("normal numbers", () => {
  it("have mean 0, variance 1 and the normal share beyond two", () => {
    const values = Array.from(normal(stream(), 200_001));
    expect(values.length).toBe(200_001);
    expect(Math.abs(mean(values))).toBeLessThan(0.01);
    expect(standardDeviation(values)).toBeCloseTo(1, 2);
    expect(values.filter((value) => Math.abs(value) > 2).length / values.length).toBeCloseTo(0.0455, 3);
  });
});

describe("perturbing parameters", () => {
  it("moves W by epsilon times its Frobenius norm, and nothing else", () => {
    const { parameters } = register;
    const moved = perturb(parameters, "recurrent-weight", 0.3, stream());
    const [before, after] = [parameters["recurrent.weight"].data, moved["recurrent.weight"].data];
    expect(norm(after.map((value, i) => value - before[i])) / norm(before)).toBeCloseTo(0.3, 5);
    expect(moved.tau).toBe(parameters.tau);
  });

  it("makes every tau longer, together by epsilon times their norm", () => {
    const { tau } = perturb(register.parameters, "tau", 2, stream());
    const change = tau.data.map((value) => value - 1);
    expect(Math.min(...change)).toBeGreaterThanOrEqual(0);
    expect(norm(change) / norm(register.parameters.tau.data)).toBeCloseTo(2, 5);
  });

  it("by 0 changes no number", () => {
    for (const perturbed of ["recurrent-weight", "tau"] as const) {
      expect(perturb(register.parameters, perturbed, 0, stream())).toEqual(register.parameters);
    }
  });
});

describe("perturbation", () => {
  const options = { steps: 300, trials: 3 };

  it("takes the sizes that stand in the published tables", () => {
    const rows = csvParse(readFileSync("data/paper/perturbation.csv", "utf8"));
    for (const perturbed of ["recurrent-weight", "tau"] as const) {
      const published = [
        ...new Set(rows.filter((row) => row.perturbed === perturbed).map((row) => Number(row.epsilon))),
      ];
      const ours = publishedEpsilons(perturbed);
      expect(ours.length).toBe(published.length);
      published
        .sort((a, b) => a - b)
        .forEach((epsilon, i) => {
          expect(ours[i]).toBeCloseTo(epsilon, 12);
        });
    }
  });

  it("by 0 leaves the accuracy as it is, by 10 nothing but chance", async () => {
    const { baseline, rows } = await perturbation(register, "recurrent-weight", question, {
      ...options,
      epsilons: [0, 10],
      draws: 3,
    });
    expect(baseline).toBe(1);
    expect(rows.slice(0, 3).map(({ accuracy, relativeAccuracy }) => [accuracy, relativeAccuracy])).toEqual([
      [1, 1],
      [1, 1],
      [1, 1],
    ]);
    for (const { accuracy } of rows.slice(3)) expect(Math.abs(accuracy - 0.5)).toBeLessThan(0.1);
  });

  it("refuses a network with NaN, which would seem to lose nothing", async () => {
    const parameters = structuredClone(register.parameters);
    parameters["recurrent.weight"].data[7] = Number.NaN;
    const tested = perturbation({ ...register, parameters }, "recurrent-weight", question, options);
    await expect(tested).rejects.toThrow(
      new RangeError("recurrent.weight: expected finite numbers, got NaN at element 7 of the network's"),
    );
  });

  it("counts the answers of a network whose activity overflows", async () => {
    const { cell, parameters } = register;
    const exploding = { ...parameters, "recurrent.weight": tensor(new Float32Array(144).fill(9), [12, 12]) };
    cell.constrain?.(exploding);
    const { baseline } = await perturbation({ ...register, parameters: exploding }, "tau", question, {
      ...{ ...options, epsilons: [0], draws: 1 },
    });
    expect(baseline).toBeGreaterThan(0.3);
    expect(baseline).toBeLessThan(0.7);
  });

  it("gives a draw the same result whatever else is asked for, and another seed another one", async () => {
    const of = async (epsilons: number[], draws: number, seed?: number) =>
      (await perturbation(register, "tau", question, { ...options, epsilons, draws, seed })).rows;
    const all = await of([0.05, 0.2], 2);
    expect(await of([0.2], 1)).toEqual([all[2]]);
    expect((await of([0.2], 1, 9))[0].accuracy).not.toBe(all[2].accuracy);
  });

  it("is one of the network without self-connections, and leaves the one that is given alone", async () => {
    const selfConnected = structuredClone(register.parameters);
    const n = register.cell.neurons;
    for (let i = 0; i < n; i++) selfConnected["recurrent.weight"].data[i * n + i] = 3;
    const before = structuredClone(selfConnected);
    for (const perturbed of ["recurrent-weight", "tau"] as const) {
      const of = (parameters: typeof before) =>
        perturbation({ ...register, parameters }, perturbed, question, { ...options, epsilons: [0, 0.1], draws: 2 });
      expect(await of(selfConnected)).toEqual(await of(register.parameters));
      expect(selfConnected).toEqual(before);
    }
  });

  it("has another direction for every size and draw, and no self-connections", async () => {
    const { cell, parameters } = register;
    const n = cell.neurons;
    const all = { ...options, epsilons: [0.05, 0.1, 0.2], draws: 2, seed: 3 };
    const { rows } = await perturbation(register, "recurrent-weight", question, all);
    const accuracyOfDraw = async (epsilon: number, draw: number, hasSelfConnections: boolean) => {
      const own = RandomStream.named(3, `perturbation/recurrent-weight/${epsilon}/${draw}`);
      const moved = perturb(parameters, "recurrent-weight", epsilon, own);
      if (!hasSelfConnections) for (let i = 0; i < n; i++) moved["recurrent.weight"].data[i * n + i] = 0;
      const [{ mean: accuracy }] = await accuracyOf({ ...register, parameters: moved }, [question], {
        ...options,
        seed: 3,
      });
      return accuracy;
    };
    const [without, withSelf]: number[][] = [[], []];
    for (const { epsilon, draw, accuracy } of rows) {
      expect(accuracy).toBe(await accuracyOfDraw(epsilon, draw, false));
      without.push(accuracy);
      withSelf.push(await accuracyOfDraw(epsilon, draw, true));
    }
    expect(rows.map(({ epsilon, draw }) => [epsilon, draw])).toEqual(
      [0.05, 0.1, 0.2].flatMap((e) => [
        [e, 1],
        [e, 2],
      ]),
    );
    expect(withSelf).not.toEqual(without); // so that it matters
  });

  it("names a size or a number of draws that cannot be", async () => {
    await expect(perturbation(register, "tau", question, { epsilons: [-1] })).rejects.toThrow("at least 0, got -1");
    await expect(perturbation(register, "tau", question, { draws: 0 })).rejects.toThrow("draws: expected at least 1");
  });
});
