import type { StrengthAgainstTau } from "../dynamics/strengthAgainstTau.js";
import { checkOptionsOf } from "../knownFields.js";
import { type Fields, mustBeRows } from "../mustBe.js";
import { conditionsOf } from "./condition.js";
import { conditionRank } from "./conditionRank.js";
import type { Figure, Trace } from "./figure.js";
import type { LettersOption } from "./letters.js";
import { axis, layout, panelLetter, printed } from "./look.js";
import { notice } from "./notice.js";

/** The weights and τ of the neurons of one network. */
export interface NetworkStrength {
  /** What the legend calls it. */
  readonly label: string;
  /** Its name, which gives the colour. */
  readonly curriculum: string;
  readonly strength: StrengthAgainstTau;
}

export const strengthFields: Fields<NetworkStrength> = {
  label: "a string",
  curriculum: "a string",
  strength: "an object",
};

/** Mean incoming, or outgoing, weight of every neuron of a network against its τ. */
export function strengthTrace(
  { label, curriculum, strength }: NetworkStrength,
  colour: string,
  direction: "incoming" | "outgoing" = "incoming",
): Trace {
  const r = direction === "incoming" ? strength.incomingCorrelation : strength.outgoingCorrelation;
  return {
    type: "scatter",
    mode: "markers",
    name: `${label}, r = ${r === null ? "–" : printed(r, 2)}`,
    legendgroup: label,
    legendrank: conditionRank({ curriculum }),
    x: strength.neurons.map(({ tau }) => tau),
    y: strength.neurons.map((neuron) => neuron[direction]),
    marker: { color: colour, size: 5, opacity: 0.6 },
    hovertemplate: "neuron %{pointNumber}: τ = %{x:.3f}, mean weight %{y:.4f}<extra></extra>",
  };
}

/**
 * Mean incoming and mean outgoing weight of every neuron against its τ, with Pearson's r of each network.
 *
 * @throws RangeError if a network lacks a field, or an option is unknown
 * @source Khajehabdollahi et al. 2024, supplement: weights against τ
 */
export function weightsAgainstTau(networks: readonly NetworkStrength[], options: LettersOption = {}): Figure {
  mustBeRows("networks", networks, strengthFields);
  checkOptionsOf("weightsAgainstTau", options, { letters: true });
  const { letters = ["a", "b"] } = options;
  const conditionOf = conditionsOf(networks.map(({ curriculum }) => ({ curriculum })));
  const panels = [
    { direction: "incoming", suffix: "", left: 0 },
    { direction: "outgoing", suffix: "2", left: 0.57 },
  ] as const;
  return {
    meaning:
      networks.length === 0 ? [] : ["A dot is a neuron; r: Pearson's correlation over the neurons of a network."],
    data: panels.flatMap(({ direction, suffix }) =>
      networks.map((network): Trace => {
        const trace = strengthTrace(network, conditionOf({ curriculum: network.curriculum }).colour, direction);
        const name = `${direction}, ${trace.name}`;
        return { ...trace, name, legendgroup: name, xaxis: `x${suffix}`, yaxis: `y${suffix}` };
      }),
    ),
    layout: layout({
      showlegend: true,
      legend: { orientation: "h", x: 0, y: 1.1, yanchor: "bottom" },
      margin: { l: 80, r: 30, t: 110, b: 60 },
      xaxis: axis("τ (steps)", { domain: [0, 0.43], anchor: "y" }),
      yaxis: axis("mean incoming weight", { anchor: "x" }),
      xaxis2: axis("τ (steps)", { domain: [0.57, 1], anchor: "y2" }),
      yaxis2: axis("mean outgoing weight", { anchor: "x2" }),
      annotations: [
        ...panels.map(({ left }, i) => panelLetter(letters[i], left)),
        ...(networks.length === 0 ? panels.map(({ left }) => notice("no network is available yet", left + 0.215)) : []),
      ],
    }),
  };
}
