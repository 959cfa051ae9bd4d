import { readdirSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { describe, expect, it } from "vitest";
import { type Notebook, type Output, readNotebook } from "../../lib/notebook/notebookFile.js";
import { runNotebook } from "../../lib/notebook/runNotebook.js";
import { project } from "./workspace.js";

const kernelspec = fileURLToPath(new URL("../fixtures/stock-tslab", import.meta.url));
const names = readdirSync(join(project, "notebooks")).filter((name) => name.endsWith(".ipynb"));

/** Less to compute; every cell runs all the same. */
const parameters: Record<string, Record<string, unknown>> = {
  "01-model-and-timescales.ipynb": { epochs: 8, steps: 2000 },
  "03-training-performance.ipynb": { epochs: 5 },
  "04-single-neuron-timescales.ipynb": { epochs: 8 },
  "05-network-timescales.ipynb": { activeSteps: 50 },
  "07-ablation.ipynb": { ns: [5] },
  "own-model.ipynb": { epochs: 4 },
  "s1-curricula-and-forgetting.ipynb": { epochs: 3 },
  "s2-model-variants.ipynb": { epochs: 4 },
  "s5-estimating-timescales.ipynb": {
    ...{ recordings: 2, trials: 5, lengths: [300, 1000], steps: 2000 },
    ...{ comparedN: [5], comparedSteps: 3000 },
  },
  "s6-beyond.ipynb": { readoutSteps: 150, epochs: 4 },
};

describe("tslab as it is", () => {
  it.each(names)(
    "runs %s from top to bottom, and shows as many figures as our kernel",
    async (name) => {
      const file = join(project, "notebooks", name);
      const environment = { NODE_NO_WARNINGS: "1" };
      const stock = await runNotebook(file, { kernelspec, environment, parameters: parameters[name] });
      expect(stock.failures).toEqual([]);
      // A cell that fails says so on standard error.
      const errors = outputs(stock.notebook).filter(
        (output) => output.output_type === "stream" && output.name === "stderr",
      );
      expect(errors).toEqual([]);
      expect(figures(stock.notebook)).toBe(figures(readNotebook(file)));
    },
    300_000,
  );
});

function outputs({ cells }: Notebook): Output[] {
  return cells.flatMap((cell) => (cell.cell_type === "code" ? cell.outputs : []));
}

function figures(notebook: Notebook): number {
  return outputs(notebook).filter((output) => "data" in output && "image/svg+xml" in output.data).length;
}
