import { withEmptyPanels } from "../figures/emptyPanels.js";
import type { Figure } from "../figures/figure.js";

/** Colours that stay apart for every kind of colour vision. @source Okabe & Ito 2008, "Color Universal Design" */
const colours = ["#0072b2", "#d55e00", "#009e73", "#cc79a7", "#e69f00", "#56b4e9", "#000000", "#999999"];

const axis = {
  automargin: true,
  gridcolor: "#ececec",
  linecolor: "#888",
  showline: true,
  ticks: "outside",
  tickcolor: "#888",
  title: { standoff: 10, font: { size: 14 } },
  zeroline: false,
};

/** How all figures look, as a Plotly template: what a figure sets itself comes first. */
const template = {
  layout: {
    colorway: colours,
    // A font whose metrics the static drawing knows (../figures/textWidth.ts).
    font: { family: "Arial, Helvetica, Liberation Sans, Arimo, sans-serif", size: 13, color: "#222" },
    hovermode: "closest",
    legend: { tracegroupgap: 4 },
    margin: { l: 60, r: 20, t: 50, b: 50 },
    paper_bgcolor: "white",
    plot_bgcolor: "white",
    title: { font: { size: 15 }, x: 0.02, xanchor: "left" },
    xaxis: axis,
    yaxis: axis,
  },
};

/** The figure in the project's look. */
export function styled(figure: Figure): Figure {
  return { data: withEmptyPanels(figure).data, layout: { template, ...figure.layout } };
}
