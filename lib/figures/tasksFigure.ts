import { counted } from "../counted.js";
import { mustBeRows } from "../mustBe.js";
import type { Task } from "../tasks/task.js";
import { taskLabel } from "../tasks/taskLabel.js";
import type { Figure, Trace } from "./figure.js";
import { layout, panelLetter } from "./look.js";

/**
 * Figure 2a: one input sequence and what each task answers after every bit, with the bits that the last answer
 * depends on marked.
 *
 * @param tasks  one panel each, at most two
 * @param bits   0 or 1, [T], the same sequence for all tasks
 * @param n      the N of the answers, at most T
 * @throws RangeError if N is not an integer in 1 … T, or a task has no name
 * @source Khajehabdollahi et al. 2024, Figure 2a
 */
export function tasksFigure(tasks: readonly Task[], bits: Float32Array, n: number): Figure {
  mustBeRows("tasks", tasks, { name: "a string" });
  const steps = bits.length;
  if (!Number.isInteger(n) || n < 1 || n > steps) {
    throw new RangeError(`n: expected an integer from 1 to the sequence's ${counted(steps, "bit")}, got ${n}`);
  }
  const time = Array.from({ length: steps }, (_, t) => t + 1);
  const data: Trace[] = [];
  const shapes: object[] = [];
  const annotations: object[] = [];
  const figure: Figure = { data, layout: layout({ height: 170 * tasks.length + 90, showlegend: false }) };
  tasks.forEach((task, panel) => {
    const [x, y] = panel === 0 ? ["x", "y"] : [`x${panel + 1}`, `y${panel + 1}`];
    const labels = task.labelsInTime(bits, steps, 1, n);
    const answered = time.filter((t) => t >= n);
    data.push(
      squares(
        time,
        1,
        time.map((t) => bits[t - 1]),
        "input bit",
        ["#FFFFFF", "#444444"],
        x,
        y,
      ),
      squares(
        answered,
        0,
        answered.map((t) => labels[t - 1]),
        `${taskLabel[task.name] ?? task.name}, answer for N = ${n}`,
        ["#FFFFFF", "#D55E00"],
        x,
        y,
      ),
    );
    for (const t of task.name === "n-dms" ? [steps - n + 1, steps] : time.slice(steps - n)) {
      shapes.push({
        type: "rect",
        xref: x,
        yref: y,
        x0: t - 0.5,
        x1: t + 0.5,
        y0: 0.62,
        y1: 1.38,
        line: { width: 0 },
        fillcolor: "rgba(213, 94, 0, 0.25)",
        layer: "below",
      });
    }
    const gap = 0.16;
    const height = (1 - gap * (tasks.length - 1)) / tasks.length;
    const top = 1 - panel * (height + gap);
    figure.layout[panel === 0 ? "xaxis" : `xaxis${panel + 1}`] = {
      title: { text: panel === tasks.length - 1 ? "time step" : "" },
      showgrid: false,
      range: [0.3, steps + 0.7],
      anchor: y,
      dtick: 1,
      showline: false,
      ticks: "",
    };
    figure.layout[panel === 0 ? "yaxis" : `yaxis${panel + 1}`] = {
      showgrid: false,
      range: [-0.6, 1.6],
      domain: [top - height, top],
      anchor: x,
      tickvals: [1, 0],
      ticktext: ["input bit", `${taskLabel[task.name] ?? task.name}`],
      showline: false,
      ticks: "",
    };
    annotations.push({
      text:
        task.name === "n-dms"
          ? `is the bit ${counted(n - 1, "step")} back the same as this one?`
          : `is the number of ones among the last ${n} bits odd?`,
      xref: "paper",
      yref: "paper",
      x: 0,
      xanchor: "left",
      y: top,
      yanchor: "bottom",
      showarrow: false,
      font: { size: 13, color: "#D55E00" },
    });
  });
  annotations.push(panelLetter("a", 0, 1));
  Object.assign(figure.layout, { shapes, annotations, margin: { l: 90, r: 30, t: 40, b: 55 } });
  return figure;
}

function squares(
  x: number[],
  y: number,
  values: number[],
  what: string,
  colours: [string, string],
  xaxis: string,
  yaxis: string,
): Trace {
  return {
    type: "scatter",
    mode: "text+markers",
    name: what,
    x,
    y: x.map(() => y),
    xaxis,
    yaxis,
    text: values.map(String),
    textfont: { color: values.map((value) => (value ? "#FFFFFF" : "#444444")), size: 13 },
    marker: {
      symbol: "square",
      size: 24,
      color: values.map((value) => colours[value]),
      line: { color: "#444444", width: 1 },
    },
    hovertemplate: `step %{x}: ${what} %{text}<extra></extra>`,
  } as unknown as Trace;
}
