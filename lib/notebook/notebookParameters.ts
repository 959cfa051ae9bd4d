import { type Cell, type CodeCell, type Notebook, NotebookError } from "./notebookFile.js";

/** Tags of the cells, as papermill and others use them. */
const defaultsTag = "parameters";
const injectedTag = "injected-parameters";

/**
 * The notebook with a cell after the one tagged `parameters` that gives its variables other values. That cell
 * declares them with `let`; assigning, unlike declaring them anew, lets the type check find a wrong name or value.
 * What an earlier run injected is taken out.
 *
 * @throws NotebookError if there are parameters but no cell for them, or one cannot be written down
 */
export function withParameters(
  notebook: Notebook,
  parameters: Readonly<Record<string, unknown>>,
  file: string,
): Notebook {
  const cells = notebook.cells.filter((cell) => !cell.metadata.tags?.includes(injectedTag));
  const entries = Object.entries(parameters);
  if (entries.length === 0) return { ...notebook, cells };

  const place = cells.findIndex((cell) => cell.cell_type === "code" && cell.metadata.tags?.includes(defaultsTag));
  if (place < 0) {
    const names = Object.keys(parameters).join(", ");
    throw new NotebookError(`expected a code cell tagged "${defaultsTag}" in ${file}, to set ${names}; found none`);
  }
  const injected: CodeCell = {
    cell_type: "code",
    id: injectedTag,
    metadata: { tags: [injectedTag] },
    // In braces, because a notebook prints a cell's last expression.
    source: ["// Set from outside:", "{", ...entries.map(assignment), "}"].join("\n"),
    execution_count: null,
    outputs: [],
  };
  return { ...notebook, cells: cells.toSpliced(place + 1, 0, injected) };
}

/** Whether the notebook's cell of parameters declares this variable. */
export function hasParameter(notebook: Notebook, name: string): boolean {
  const isDefaults = ({ cell_type, metadata }: Cell) => cell_type === "code" && metadata.tags?.includes(defaultsTag);
  const source = notebook.cells.find(isDefaults)?.source ?? "";
  return source.split("\n").some((line) => line.startsWith(`let ${name} =`));
}

function assignment([name, value]: [string, unknown]): string {
  if (!/^[\p{L}_$][\p{L}\d_$]*$/u.test(name)) throw new NotebookError(`expected the name of a variable, got "${name}"`);
  return `  ${name} = ${JSON.stringify(value)};`;
}
