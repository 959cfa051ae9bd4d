import type { Trace } from "./figure.js";

/** The traces with each name once in the legend. */
export function namedOnce(traces: readonly Trace[]): Trace[] {
  const named = new Set<string | undefined>();
  return traces.map((trace) => {
    const showlegend = trace.showlegend !== false && !named.has(trace.name);
    if (showlegend) named.add(trace.name);
    return { ...trace, showlegend };
  });
}
