import type { Curriculum, Stage } from "../curricula/curriculum.js";
import { mustBeCount, mustBeList } from "../mustBe.js";
import { axisSuffix } from "./columns.js";
import type { Figure, Trace } from "./figure.js";
import { axis, curriculumColour, layout, panelLetter } from "./look.js";

/** The first stages of a curriculum, as if each were solved. */
function firstStages(curriculum: Curriculum, count: number): Stage[] {
  const stages: Stage[] = [];
  for (
    let stage: Stage | undefined = curriculum.first();
    stage && stages.length < count;
    stage = curriculum.next(stage)
  ) {
    stages.push(stage);
  }
  return stages;
}

/**
 * Figure 2b: what each curriculum trains in its first stages. A square is an N that is trained; the number in it is
 * the readout head that answers for it.
 *
 * @param curricula  one panel each
 * @param stages     how many stages to draw
 * @throws RangeError if there is no list of curricula, or the number of stages is no integer of at least 1
 * @source Khajehabdollahi et al. 2024, Figure 2b
 */
export function curriculaFigure(curricula: readonly Curriculum[], stages = 6): Figure {
  mustBeList("curricula", curricula);
  mustBeCount("stages", stages);
  const data: Trace[] = [];
  const figure: Figure = { data, layout: layout({ height: 360, showlegend: false }) };
  const gap = 0.09;
  const width = (1 - gap * (curricula.length - 1)) / curricula.length;
  const all = curricula.map((curriculum) => firstStages(curriculum, stages));
  const largest = Math.max(...all.flat().flatMap((stage) => stage.ns));
  const annotations: object[] = [panelLetter("b", 0, 1)];
  curricula.forEach((curriculum, i) => {
    const suffix = axisSuffix(i);
    const cells = all[i].flatMap(({ ns, heads }, stage) =>
      ns.map((n, j) => ({ stage: stage + 1, n, head: heads[j] + 1 })),
    );
    data.push({
      type: "scatter",
      mode: "text+markers" as "markers+text",
      name: curriculum.name,
      x: cells.map((cell) => cell.stage),
      y: cells.map((cell) => cell.n),
      text: cells.map((cell) => String(cell.head)),
      textfont: { color: "#FFFFFF", size: 12 },
      xaxis: `x${suffix}`,
      yaxis: `y${suffix}`,
      marker: { symbol: "square", size: 22, color: curriculumColour[curriculum.name] ?? "#444444" },
      hovertemplate: "stage %{x}: N = %{y}, head %{text}<extra></extra>",
    });
    const left = i * (width + gap);
    figure.layout[`xaxis${suffix}`] = axis("stage", {
      domain: [left, left + width],
      range: [0.4, stages + 0.6],
      dtick: 1,
      anchor: `y${suffix}`,
    });
    figure.layout[`yaxis${suffix}`] = axis(i === 0 ? "N in training" : "", {
      range: [1.4, largest + 0.6],
      dtick: Math.max(1, Math.ceil(largest / 12)),
      anchor: `x${suffix}`,
    });
    annotations.push({
      text: `<b>${curriculum.name}</b>`,
      xref: "paper",
      yref: "paper",
      x: left + width / 2,
      y: 1,
      xanchor: "center",
      yanchor: "bottom",
      yshift: 6,
      showarrow: false,
      font: { color: curriculumColour[curriculum.name] ?? "#444444" },
    });
  });
  Object.assign(figure.layout, { annotations });
  return figure;
}
