import { mean, sampleStandardDeviation } from "simple-statistics";
import { grouped } from "../grouped.js";
import type { Line, Trace } from "./figure.js";
import { lineWidth } from "./look.js";

/** One network's value at one N. */
export interface NetworkValue {
  readonly n: number;
  readonly value: number;
  /** What hover says of it, e.g. "seed 3". */
  readonly network: string;
}

/** How a condition is drawn. */
export interface ConditionLook {
  readonly name: string;
  readonly colour: string;
  readonly dash?: Line["dash"];
  /** Of the line of means, in pixels, where it must differ from others; see `nestedWidths`. */
  readonly width?: number;
  /** Of the networks' dots; they are larger then. */
  readonly symbol?: string;
  /** Networks as dots with shading, or, where there are many, as thin lines. Default: dots. */
  readonly networksAs?: "dots" | "lines";
  /** The subplot. */
  readonly xaxis: string;
  readonly yaxis: string;
  readonly showlegend: boolean;
  /** Where its entry comes in the legend; see `conditionRank`. */
  readonly legendrank?: number;
  /** Of the axis of values. On a logarithmic one, mean and standard deviation are those of the logarithms. */
  readonly scale?: "linear" | "log";
  /** The smallest and largest value that there can be, at which shading is cut. Default: any. */
  readonly bounds?: readonly [low: number, high: number];
  /** How hover writes values, as d3 formats numbers. Default: three decimals. */
  readonly format?: string;
  /** How hover writes where a value is. Default: "N = %{x}". */
  readonly at?: string;
}

/** How the name of a shading ends. */
export const shadingName = ": ± STD over networks";

/**
 * Values of several networks against N: the mean over networks as a line, its standard deviation (networks − 1 in the
 * denominator) as shading, which is cut where no value can be, and a small dot for each network. Line and shading are
 * there for the N that all networks have: beyond, the line would jump to those that are left.
 *
 * @returns no traces if there are no values
 */
export function overNetworks(all: readonly NetworkValue[], look: ConditionLook): Trace[] {
  const values = look.scale === "log" ? all.filter(({ value }) => value > 0) : all;
  if (values.length === 0) return [];
  const {
    name,
    colour,
    dash = "solid",
    width = lineWidth,
    symbol,
    networksAs = "dots",
    xaxis,
    yaxis,
    showlegend,
    legendrank,
    bounds: [low, high] = [Number.NEGATIVE_INFINITY, Number.POSITIVE_INFINITY],
    format = ".3f",
    at: where = "N = %{x}",
  } = look;
  const [scaled, unscaled] = look.scale === "log" ? [Math.log, Math.exp] : [asItIs, asItIs];
  const place = { type: "scatter", legendgroup: name, legendrank, xaxis, yaxis } as const;
  const ns = [...new Set(values.map(({ n }) => n))].sort((a, b) => a - b);
  const networksAt = (n: number) => new Set(values.flatMap((value) => (value.n === n ? [value.network] : []))).size;
  const networks = new Set(values.map(({ network }) => network)).size;
  const shared = ns.filter((n) => networksAt(n) === networks);
  const line = shared.map((n) => {
    const own = values.filter((value) => value.n === n).map(({ value }) => scaled(value));
    return { n, mean: mean(own), std: own.length > 1 ? sampleStandardDeviation(own) : 0 };
  });
  const isLine = line.length > 1;
  const dot = ns.length === 1 ? { size: 8 } : networks > 1 ? { size: 4, opacity: 0.6 } : { size: 5, opacity: 1 };
  const traces: Trace[] = [];
  if (isLine && networks > 1 && networksAs === "dots") {
    traces.push({
      ...place,
      mode: "lines",
      name: `${name}${shadingName}`,
      x: [...shared, ...[...shared].reverse()],
      y: [...line.map(({ mean, std }) => mean + std), ...line.map(({ mean, std }) => mean - std).reverse()].map(
        (edge) => Math.min(high, Math.max(low, unscaled(edge))),
      ),
      line: { width: 0, color: colour },
      fill: "toself",
      fillcolor: colour,
      opacity: 0.18,
      hoverinfo: "skip",
      showlegend: false,
    });
  }
  if (line.length > 0) {
    traces.push({
      ...place,
      mode: "lines",
      name,
      showlegend: showlegend && isLine,
      x: shared,
      y: line.map(({ mean }) => unscaled(mean)),
      line: { color: colour, dash, width },
      hovertemplate: `${name}, mean over networks: %{y:${format}} at ${where}<extra></extra>`,
    });
  }
  const named = isLine ? { name: `${name}: networks`, showlegend: false } : { name, showlegend };
  if (networksAs === "lines" && ns.length > 1) {
    const each = [...grouped(values, ({ network }) => network).values()].map((own) => own.sort((a, b) => a.n - b.n));
    traces.push({
      ...place,
      ...named,
      mode: "lines",
      x: each.flatMap((own, i) => [...(i > 0 ? [null] : []), ...own.map(({ n }) => n)]),
      y: each.flatMap((own, i) => [...(i > 0 ? [null] : []), ...own.map(({ value }) => value)]),
      line: { color: colour, width: 1 },
      opacity: 0.7,
      hoverinfo: "skip",
    });
    return traces;
  }
  traces.push({
    ...place,
    ...named,
    mode: "markers",
    x: values.map(({ n }) => n),
    y: values.map(({ value }) => value),
    text: values.map(({ network }) => network),
    marker: { color: colour, ...dot, ...(symbol ? { symbol, size: dot.size + 1 } : {}) },
    hovertemplate: `${name}, %{text}: %{y:${format}} at ${where}<extra></extra>`,
  });
  return traces;
}

const asItIs = (value: number) => value;
