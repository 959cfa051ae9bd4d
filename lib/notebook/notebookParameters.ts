import { type CodeCell, type Notebook, NotebookError } from "./notebookFile.js";

/** Tags of the cells, as papermill and others use them. */
const defaultsTag = "parameters";
const injectedTag = "injected-parameters";

/**
 * The notebook with a cell after the one tagged `parameters` that gives its variables other values. That cell
 * declares them with `let`; assigning, unlike declaring them anew, lets the type check find a wrong value. What an
 * earlier run injected is taken out.
 *
 * @throws NotebookError if there are parameters but no cell for them, or one that the cell does not have
 */
export function withParameters(
  notebook: Notebook,
  parameters: Readonly<Record<string, unknown>>,
  file: string,
): Notebook {
  const cells = notebook.cells.filter((cell) => !cell.metadata.tags?.includes(injectedTag));
  const entries = Object.entries(parameters);
  if (entries.length === 0) return { ...notebook, cells };

  const place = cells.findIndex(isDefaults);
  if (place < 0) {
    const names = Object.keys(parameters).join(", ");
    throw new NotebookError(`expected a code cell tagged "${defaultsTag}" in ${file}, to set ${names}; found none`);
  }
  const unknown = Object.keys(parameters).find((name) => !mentions(notebook, name));
  if (unknown !== undefined) {
    const names = parameterNames(notebook).join(", ") || "none";
    throw new NotebookError(`${file}: no parameter ${JSON.stringify(unknown)}; there are: ${names}`);
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

/** Whether a line of the notebook's cell of parameters declares this variable. */
export function hasParameter(notebook: Notebook, name: string): boolean {
  return parameterNames(notebook).includes(name);
}

/** The first variable of each line of declarations in the cell of parameters, in their order. */
function parameterNames(notebook: Notebook): string[] {
  return Array.from(sourceOf(notebook).matchAll(/^\s*(?:let|var)\s+([\p{L}_$][\p{L}\d_$]*)/gmu), ([, name]) => name);
}

/** Whether the cell of parameters has a name anywhere in its code: one that it declares in whatever way it has. */
function mentions(notebook: Notebook, name: string): boolean {
  const code = sourceOf(notebook).replace(/"(?:\\.|[^"\\])*"|'(?:\\.|[^'\\])*'|\/\/.*|\/\*[\s\S]*?\*\//g, " ");
  return !["", "let", "var", "const"].includes(name) && code.split(/[^\p{L}\d_$]+/u).includes(name);
}

function sourceOf({ cells }: Notebook): string {
  return cells.find(isDefaults)?.source ?? "";
}

function isDefaults({ cell_type, metadata }: Notebook["cells"][number]): boolean {
  return cell_type === "code" && Boolean(metadata.tags?.includes(defaultsTag));
}

function assignment([name, value]: [string, unknown]): string {
  return `  ${name} = ${JSON.stringify(value)};`;
}
