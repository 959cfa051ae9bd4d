import type { Spectrum } from "../dynamics/spectrum.js";
import { mustBeRows } from "../mustBe.js";
import { conditionsOf } from "./condition.js";
import { conditionRank } from "./conditionRank.js";
import { eigenvalueReach } from "./eigenvalueReach.js";
import type { Figure, Trace } from "./figure.js";
import { axis, layout } from "./look.js";
import { notice } from "./notice.js";
import { type NetworkStrength, strengthFields, strengthTrace } from "./weightsAgainstTau.js";

/** What is shown of one network. */
export interface ShownWeights extends NetworkStrength {
  /** Of the linear part, (1 − 1/τ) I + W/τ: see `linearPart`. */
  spectrum: Spectrum;
}

/**
 * Mean incoming weight against τ, a point per neuron, and the spectrum of the linear part with the unit circle.
 *
 * @throws RangeError if a network lacks a field
 */
export function strengthAndSpectrum(networks: readonly ShownWeights[]): Figure {
  mustBeRows("networks", networks, { ...strengthFields, spectrum: "an object" });
  const reach = eigenvalueReach(networks.map(({ spectrum }) => spectrum));
  const conditionOf = conditionsOf(networks.map(({ curriculum }) => ({ curriculum })));
  // Single-head first, whose points lie farther apart: those of the multi-head network would be below them.
  const inOrder = [...networks].sort((a, b) => conditionRank(a) - conditionRank(b));
  const data: Trace[] = inOrder.flatMap((network): Trace[] => {
    const { label, curriculum, spectrum } = network;
    const { colour } = conditionOf({ curriculum });
    return [
      strengthTrace(network, colour),
      {
        type: "scatter",
        mode: "markers",
        name: label,
        legendgroup: label,
        showlegend: false,
        xaxis: "x2",
        yaxis: "y2",
        x: spectrum.real,
        y: spectrum.imaginary,
        marker: { color: colour, size: 4, opacity: 0.6 },
        hovertemplate: "%{x:.3f} + %{y:.3f} i<extra></extra>",
      },
    ];
  });
  return {
    data,
    meaning:
      networks.length === 0
        ? []
        : [
            "Left, a dot is a neuron, r Pearson's correlation over the neurons of a network;",
            "right, a dot is an eigenvalue, the circle is where |λ| = 1.",
          ],
    layout: layout({
      height: 460,
      showlegend: true,
      legend: { orientation: "h", x: 0, y: 1.06, yanchor: "bottom" },
      margin: { l: 75, r: 30, t: 80, b: 60 },
      xaxis: axis("τ (steps)", { domain: [0, 0.46], anchor: "y" }),
      yaxis: axis("mean incoming weight", { anchor: "x" }),
      xaxis2: axis("real part", { domain: [0.58, 1], anchor: "y2", range: [-reach, reach], constrain: "domain" }),
      yaxis2: axis("imaginary part", {
        anchor: "x2",
        range: [-reach, reach],
        scaleanchor: "x2",
        constrain: "domain",
        constraintoward: "top",
      }),
      shapes: [
        { type: "circle", xref: "x2", yref: "y2", x0: -1, x1: 1, y0: -1, y1: 1, line: { color: "#BBBBBB", width: 1 } },
      ],
      annotations: networks.length === 0 ? [notice("no network is available yet")] : [],
    }),
  };
}
