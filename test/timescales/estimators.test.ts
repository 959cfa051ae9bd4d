import { describe, expect, it } from "vitest";
import { RandomStream } from "../../lib/random/stream.js";
import { ar1Time } from "../../lib/timescales/ar1Time.js";
import { autocorrelationWidth } from "../../lib/timescales/autocorrelationWidth.js";
import { autocovariance } from "../../lib/timescales/autocovariance.js";
import { estimatorNamed, estimatorNames } from "../../lib/timescales/estimatorNamed.js";
import { integratedTime } from "../../lib/timescales/integratedTime.js";
import { ornsteinUhlenbeck } from "../../lib/timescales/ornsteinUhlenbeck.js";
import { timescaleSummary } from "../../lib/timescales/timescaleSummary.js";

const decay = (tau: number) => Array.from({ length: 201 }, (_, t) => 3 * Math.exp(-t / tau));

describe("on an exact exponential", () => {
  it("the AR(1) coefficient gives its τ", () => {
    for (const tau of [0.5, 2, 10, 30]) expect(ar1Time.estimate(decay(tau)).tauNet).toBeCloseTo(tau, 9);
  });

  it("the integrated time is ½ coth(1 / 2τ), less the e⁻⁵ that the window leaves out", () => {
    for (const tau of [2, 5, 10, 30]) {
      const whole = 0.5 / Math.tanh(1 / (2 * tau));
      const ratio = (integratedTime.estimate(decay(tau)).tauNet ?? 0) / whole;
      expect(ratio).toBeLessThan(1);
      expect(ratio).toBeGreaterThan(1 - 1.05 * Math.exp(-5));
    }
  });

  it("ACW-50 is τ ln 2, but for the straight line between lags; ACW-0 is never reached", () => {
    for (const tau of [2, 10, 30]) {
      const width = autocorrelationWidth(50).estimate(decay(tau)).tauNet ?? 0;
      expect(Math.abs(width - tau * Math.LN2)).toBeLessThan(1 / (8 * tau));
      expect(autocorrelationWidth(0).estimate(decay(tau))).toMatchObject({
        tauNet: null,
        failure: "the autocorrelation stays above 0 up to lag 200",
      });
    }
  });
});

describe("estimators", () => {
  it("give the widths of a triangle", () => {
    const triangle = Array.from({ length: 201 }, (_, t) => 1 - t / 8);
    expect(autocorrelationWidth(50).estimate(triangle).tauNet).toBe(4);
    expect(autocorrelationWidth(0).estimate(triangle).tauNet).toBe(8);
    expect(autocorrelationWidth(50, 2).estimate([1, 0.75, 0.25]).tauNet).toBe(1.5);
  });

  it("say so of activity that is no autocovariance, and take every real one", () => {
    const stream = RandomStream.named(1, "activity");
    const activity = [
      [0.5, ...new Array(300).fill(0.9)],
      [-0.1, ...new Array(300).fill(0.05)],
      [0, ...new Array(300).fill(0.05)],
    ];
    const short = Array.from({ length: 30 }, () =>
      [1, 5, 50].map((tau) => autocovariance(ornsteinUhlenbeck(stream, [{ tau, share: 1 }], 202), 200)),
    ).flat();
    short.push(
      autocovariance(
        Array.from({ length: 202 }, (_, t) => (t < 101 ? 0 : 1)),
        200,
      ),
    );
    short.push(
      autocovariance(
        Array.from({ length: 202 }, (_, t) => (-1) ** t),
        200,
      ),
    );
    for (const name of estimatorNames) {
      const { estimate } = estimatorNamed(name);
      for (const series of activity) {
        const { tauNet, failure } = estimate(series);
        expect(tauNet).toBeNull();
        expect(failure).toMatch(/^expected an autocovariance, which is largest at lag 0, got .*; is this activity\?$/);
      }
      for (const real of short) expect(estimate(real).failure ?? "").not.toContain("activity?");
    }
    const late = [1, ...new Array(30).fill(0.5)].map((value, lag) => (lag === 20 ? 9 : value));
    expect(estimatorNamed("multi-start").estimate(late).failure).toBe(
      "expected an autocovariance, which is largest at lag 0, got 9 at lag 20 and 1 at lag 0; is this activity?",
    );
  });

  it("tell why they have no number", () => {
    const alternating = Array.from({ length: 201 }, (_, t) => (-0.9) ** t);
    expect(ar1Time.estimate(alternating).failure).toBe("the autocorrelation at lag 1 is -0.9, not between 0 and 1");
    expect(integratedTime.estimate(alternating).failure).toMatch(/^the autocorrelations sum to -0\.4/);
    expect(integratedTime.estimate(decay(1000)).failure).toMatch(/^200 lags are fewer than 5 times/);
    for (const name of estimatorNames) {
      const estimator = estimatorNamed(name);
      expect(estimator.estimate(new Float64Array(201))).toMatchObject({
        tauNet: null,
        failure: "the activity does not change: its variance is 0",
      });
      expect(estimator.estimate(new Float64Array(201).fill(Number.NaN)).failure).toContain("NaN");
      expect(() => estimator.estimate([1])).toThrow("autocovariance: expected lags 0 … ");
    }
  });

  it("are listed when a name is wrong", () => {
    expect(() => estimatorNamed("acf")).toThrow(
      'estimator: expected one of as-published, single-draw, multi-start, ar1, integrated, acw-50, acw-0, got "acf"',
    );
    expect(() => estimatorNamed("toString")).toThrow("expected one of");
  });
});

it("an autocorrelation width says which lags it cannot look at", () => {
  for (const maxLag of [-1, 1.5]) {
    expect(() => autocorrelationWidth(50, maxLag)).toThrow(
      new RangeError(`maxLag: expected an integer of at least 0, got ${maxLag}`),
    );
  }
});

describe("summary", () => {
  it("is over the neurons that have a τ_net, and over those above 1", () => {
    const [all, kept] = timescaleSummary([
      { tauNet: 0.5, model: "single" },
      { tauNet: 2, model: "double" },
      { tauNet: 4, model: "single", atBound: "upper" },
      { tauNet: null, model: null },
    ]);
    expect(all).toMatchObject({ neurons: 3, atBound: 1, median: 2, doubleShare: 1 / 3, failedShare: 0.25 });
    expect(all.mean).toBeCloseTo(6.5 / 3, 12);
    expect(kept).toMatchObject({ kept: "tauNet > 1", neurons: 2, mean: 3, std: 1, doubleShare: 0.5 });
  });

  it("leaves out what is at a bound where it is told so, and says how many that are", () => {
    const neurons = [
      { tauNet: 2, model: "single" as const },
      { tauNet: 100, model: "double" as const, atBound: "upper" as const },
    ];
    expect(timescaleSummary(neurons, "left out")[0]).toMatchObject({ neurons: 1, atBound: 1, mean: 2, doubleShare: 0 });
  });

  it("has the quartiles of all values, and of those above 1", () => {
    const neurons = [80, 0.1, 10, 70, 0.2, 50, 20, 60, 40, 30].map((tauNet) => ({ tauNet, model: null }));
    const [all, kept] = timescaleSummary(neurons);
    // On lines between the values, as NumPy: a quarter of 9 steps is 2¼ of them, from 10 to 20; of 7 steps 1¾, from 20 to 30.
    expect(all).toMatchObject({ lowerQuartile: 12.5, median: 35, upperQuartile: 57.5 });
    expect(kept).toMatchObject({ lowerQuartile: 27.5, median: 45, upperQuartile: 62.5 });
  });

  it("of no neurons has no statistics", () => {
    expect(timescaleSummary([])[0]).toMatchObject({ neurons: 0, mean: null, std: null, failedShare: 0 });
  });
});
