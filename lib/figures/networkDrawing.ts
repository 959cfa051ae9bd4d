import { checkOptionsOf } from "../knownFields.js";
import { mustBeList } from "../mustBe.js";
import type { Figure, Trace } from "./figure.js";
import type { LetterOption } from "./letters.js";
import { layout, panelLetter } from "./look.js";

const neuronColour = "#0072B2";
const headColour = "#D55E00";

/**
 * Figure 1a: the network. Bits come in one at a time, every neuron has a timescale of its own, and each head answers
 * for one N.
 *
 * @param ns  the N of the heads, one to four
 * @throws RangeError if there are none, or more than four, or an option is unknown
 * @source Khajehabdollahi et al. 2024, Figure 1a
 */
export function networkDrawing(ns: readonly number[], options: LetterOption = {}): Figure {
  mustBeList("ns", ns);
  checkOptionsOf("networkDrawing", options, { letter: true });
  const { letter = "a" } = options;
  if (ns.length < 1 || ns.length > 4) throw new RangeError(`ns: expected one to four heads, got ${ns.length}`);
  const neurons = Array.from({ length: 8 }, (_, i) => {
    const angle = (2 * Math.PI * i) / 8 + Math.PI / 8;
    return { x: 5 + 1.9 * Math.cos(angle), y: 1.6 * Math.sin(angle) };
  });
  const heads = ns.map((_, i) => ({ x: 9, y: (i - (ns.length - 1) / 2) * -1.5 }));
  const input = { x: 1, y: 0 };
  type Point = { x: number; y: number };
  const lines = (name: string, pairs: [Point, Point][], colour: string): Trace => ({
    type: "scatter",
    mode: "lines",
    name,
    x: pairs.flatMap(([from, to]) => [from.x, to.x, null]),
    y: pairs.flatMap(([from, to]) => [from.y, to.y, null]),
    line: { color: colour, width: 1 },
    hoverinfo: "skip",
  });
  const dots = (name: string, points: Point[], labels: string[], colour: string, size: number): Trace => ({
    type: "scatter",
    mode: "text+markers" as "lines+markers",
    name,
    x: points.map(({ x }) => x),
    y: points.map(({ y }) => y),
    text: labels,
    textfont: { color: "#FFFFFF", size: 14 },
    marker: { color: colour, size, line: { color: "#FFFFFF", width: 1.5 } },
    hoverinfo: "skip",
  });
  const recurrent = neurons.flatMap((from, i) =>
    neurons.filter((_, j) => j > i && (j - i) % 3 !== 0).map((to): [Point, Point] => [from, to]),
  );
  const above = (x: number, text: string) => ({ text, x, y: 2.45, showarrow: false, font: { size: 14 } });
  return {
    data: [
      lines(
        "input weights",
        neurons.slice(2, 6).map((neuron) => [input, neuron]),
        "#888888",
      ),
      lines("recurrent weights", recurrent, "#A9C4DC"),
      lines(
        "readout weights",
        heads.flatMap((head) =>
          [neurons[0], neurons[1], neurons[6], neurons[7]].map((from): [Point, Point] => [from, head]),
        ),
        "#E8B090",
      ),
      dots("input", [input], ["x"], "#444444", 34),
      dots(
        "neurons",
        neurons,
        neurons.map((_, i) => `τ<sub>${i + 1}</sub>`),
        neuronColour,
        38,
      ),
      dots(
        "heads",
        heads,
        ns.map((n) => `N = ${n}`),
        headColour,
        58,
      ),
    ],
    layout: layout({
      height: 380,
      showlegend: false,
      margin: { l: 60, r: 30, t: 30, b: 20 },
      xaxis: { range: [0, 10.2], visible: false },
      yaxis: { range: [-2.3, 2.9], visible: false },
      annotations: [
        panelLetter(letter, 0, 0.93),
        above(1, "input bits"),
        above(5, "recurrent neurons, each with its τ"),
        above(9, "readout heads"),
        { text: "… 0 1 1 0 1", x: 1, y: -0.75, showarrow: false, font: { size: 13, color: "#444444" } },
      ],
    }),
  };
}
