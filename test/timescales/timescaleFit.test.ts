import { describe, expect, it } from "vitest";
import { RandomStream } from "../../lib/random/stream.js";
import { autocovariance } from "../../lib/timescales/autocovariance.js";
import { boundedLeastSquares } from "../../lib/timescales/boundedLeastSquares.js";
import { akaike, decayAt, doubleDecay, singleDecay } from "../../lib/timescales/exponentialDecay.js";
import { ornsteinUhlenbeck } from "../../lib/timescales/ornsteinUhlenbeck.js";
import { asPublished, multiStart, type TimescaleFit } from "../../lib/timescales/timescaleFit.js";

const lags = Array.from({ length: 31 }, (_, t) => t);
const procedures = { "as published": asPublished(), "multi-start": multiStart };

/** Numbers in all of a fit, to see that none is NaN or infinite. */
function numbersOf({ tauNet, single, double }: TimescaleFit): number[] {
  const of = (fit: TimescaleFit["single"]) => (fit ? [fit.amplitude, ...fit.taus, fit.weight, fit.rss, fit.aic] : []);
  return [...(tauNet === null ? [] : [tauNet]), ...of(single), ...of(double)];
}

describe.each(Object.entries(procedures))("%s", (_, procedure) => {
  it("finds the one timescale of an exact exponential, whatever its variance", () => {
    for (const tau of [0.5, 1, 2, 5, 10, 30]) {
      for (const variance of [1e-12, 1, 1e6]) {
        const { tauNet, model } = procedure(lags.map((t) => variance * Math.exp(-t / tau)));
        expect(Math.abs((tauNet ?? 0) / tau - 1)).toBeLessThan(0.02);
        if (procedure === multiStart) expect(model).toBe("single");
      }
    }
  });

  it("fits one decay as SciPy's curve_fit does", () => {
    // curve_fit(bounds=(0, [1, 100]), ftol=xtol=gtol=1e-13) of SciPy 1.17.1
    const { single } = procedure(lags.map((t) => 0.9 * Math.exp(-t / 5) + 0.05 * Math.cos(t)));
    expect(single?.amplitude).toBeCloseTo(0.97458624910749, 6);
    expect(single?.taus[0]).toBeCloseTo(4.814909885903712, 5);
    expect(single?.rss).toBeCloseTo(0.041433289626864094, 9);
  });

  it("tells why there is no fit, and never gives NaN", () => {
    expect(procedure(lags.map(() => 0))).toMatchObject({
      tauNet: null,
      model: null,
      failure: "the activity does not change: its variance is 0",
    });
    expect(procedure([1, NaN, ...lags.slice(2)]).failure).toBe("the autocovariance is NaN at lag 1");
    expect(procedure([Infinity, ...lags.slice(1)]).failure).toBe("the autocovariance is Infinity at lag 0");
    for (const odd of [
      lags.map((t) => (t === 0 ? 1 : 0)),
      lags.map((t) => (-1) ** t),
      lags.map(() => 1),
      lags.map((t) => t + 1),
      lags.map((t) => (t === 0 ? 1e-300 : -1e300)),
      lags.map((t) => Math.cos(t)),
      lags.map((t) => Math.exp(-t / 500)),
    ]) {
      const fit = procedure(odd);
      expect(numbersOf(fit).every(Number.isFinite)).toBe(true);
      expect(fit.tauNet !== null || fit.failure !== null).toBe(true);
    }
  });

  it("asks for lags 0 … 30", () => {
    expect(() => procedure([1, 0.5])).toThrow("autocovariance: expected lags 0 … 30, got 2 lags");
  });
});

describe.each(Object.entries(procedures))("%s", (_, procedure) => {
  it("tells of a τ_net that is no more than a bound", () => {
    const long = ornsteinUhlenbeck(RandomStream.named(1, "x"), [{ tau: 300, share: 1 }], 200_000);
    expect(procedure(autocovariance(long, 30)).atBound).toBe("upper");
    expect(procedure(lags.map((t) => (t === 0 ? 1 : -0.01))).atBound).toBe("lower");
    for (const tau of [0.2, 1, 30, 98]) expect(procedure(lags.map((t) => Math.exp(-t / tau))).atBound).toBeNull();
    expect(procedure(lags.map(() => 0)).atBound).toBeNull();
  });
});

describe("multi-start", () => {
  it("finds both timescales of exact double exponentials, and chooses that model", () => {
    for (const taus of [
      [2, 5],
      [2, 10],
      [5, 30],
      [2, 30],
    ]) {
      for (const weight of [0.3, 0.7]) {
        const autocorrelation = lags.map((t) => decayAt({ amplitude: 1, taus, weight }, t));
        const { model, tauNet, double } = multiStart(autocorrelation);
        expect(model).toBe("double");
        expect(Math.abs((tauNet ?? 0) / taus[1] - 1)).toBeLessThan(0.01);
        const [first, second] = double?.taus ?? [];
        expect(Math.abs(Math.min(first, second) / taus[0] - 1)).toBeLessThan(0.01);
      }
    }
  });

  it("finds the best fit that SciPy finds from a good start", () => {
    const { double } = multiStart(
      lags.map((t) => 0.6 * Math.exp(-t / 2) + 0.4 * Math.exp(-t / 20) + 0.003 * Math.cos(3 * t)),
    );
    expect(double?.rss).toBeCloseTo(0.0001468993944077305, 9);
    expect(Math.max(...(double?.taus ?? []))).toBeCloseTo(19.93338566, 3);
    expect(double?.aic).toBeCloseTo(-372.05224385449173, 3);
  });
});

describe("as published", () => {
  it("gives the same result every time", () => {
    const mixture = lags.map((t) => 0.8 * Math.exp(-t / 0.6) + 0.2 * Math.exp(-t / 2.5));
    expect(asPublished()(mixture)).toEqual(asPublished()(mixture));
  });

  it("from its symmetric start can miss a second timescale that is there", () => {
    // Two decays, τ = 0.6 and 2.5: the fit overshoots to where e^{−1/τ} = 0 and no gradient leads back.
    const shares = [0.5, 0.6, 0.7, 0.8, 0.9].map((weight) => {
      const mixture = lags.map((t) => decayAt({ amplitude: 1, taus: [0.3, 2.5], weight }, t));
      expect(multiStart(mixture).model).toBe("double");
      return asPublished()(mixture).doubleShare ?? 0;
    });
    expect(Math.min(...shares)).toBeLessThan(0.5);
  });

  it("has of its draws the model that most choose, and of its τ_net the median", () => {
    const draws = 15;
    let [undecided, differing] = [0, 0];
    for (const weight of [0.3, 0.4, 0.5, 0.55, 0.6, 0.65, 0.7, 0.75, 0.8, 0.85, 0.9]) {
      for (const taus of [
        [0.3, 2.5],
        [0.4, 3],
        [0.6, 2.5],
      ]) {
        const mixture = Float64Array.from(lags, (t) => decayAt({ amplitude: 1, taus, weight }, t));
        const single = boundedLeastSquares(singleDecay(mixture), [0.5, 50]);
        const doubles = Array.from({ length: draws }, (_, draw) =>
          boundedLeastSquares(doubleDecay(mixture), [0.5, 50, 50, 0.5 + (1e-6 * draw) / draws]),
        );
        if (![single, ...doubles].every(({ hasConverged }) => hasConverged)) continue;
        const better = doubles.filter(({ rss }) => akaike(4, rss) < akaike(2, single.rss));
        const { model, tauNet, doubleShare } = asPublished({ draws })(mixture);
        expect(doubleShare).toBeCloseTo(better.length / draws, 12);
        const isDouble = better.length > draws / 2;
        expect(model).toBe(isDouble ? "double" : "single");
        const longest = better.map(({ parameters: [, a, b] }) => Math.max(a, b)).sort((a, b) => a - b);
        expect(tauNet).toBe(isDouble ? longest[Math.floor(longest.length / 2)] : single.parameters[1]);
        if (better.length > draws / 4 && !isDouble) undecided++;
        if (isDouble && longest[0] < longest[Math.floor(longest.length / 2)]) differing++;
      }
    }
    expect(
      [undecided, differing].every((count) => count > 0),
      `${undecided}, ${differing}`,
    ).toBe(true);
  });

  it("wants at least one draw", () => {
    expect(() => asPublished({ draws: 0 })).toThrow("draws: expected an integer of at least 1, got 0");
  });
});
