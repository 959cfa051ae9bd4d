"use strict";
// How the code of a cell becomes JavaScript: tslab's converter, with three repairs.
//
//   strict types      cells are checked as strictly as the library is
//   shorthand         `{ a }` works when `a` comes from an earlier cell
//   source maps       the stack of an error names the cell and the line that the reader wrote

const path = require("node:path");
const { SourceMap } = require("node:module");
const { inspect } = require("node:util");
const { pathToFileURL } = require("node:url");
const { locate, root } = require("./project.cjs");

const compilerFile = locate("@tslab/typescript-for-tslab");
const ts = require(compilerFile);

/** Source maps made while the current cell is compiled: tslab compiles in two steps, both of which we map. */
let mapsOfCell = [];

/** Cell name -> from a position in its JavaScript to the one in its TypeScript. */
const positionsOf = new Map();

// The compiler's exports cannot be assigned to, so tslab gets a copy of them, with two functions replaced.
require.cache[compilerFile].exports = {
  ...ts,
  createWatchCompilerHost: (files, options, ...rest) =>
    // alwaysStrict contradicts an option that tslab sets.
    ts.createWatchCompilerHost(
      files,
      { ...options, strict: true, alwaysStrict: false, inlineSourceMap: true },
      ...rest,
    ),
  transpileModule(source, { compilerOptions, ...options }) {
    const [code, comment] = source.split("//# sourceMappingURL=data:application/json;base64,");
    const result = ts.transpileModule(code, { ...options, compilerOptions: { ...compilerOptions, sourceMap: true } });
    mapsOfCell = [JSON.parse(result.sourceMapText)];
    if (comment) mapsOfCell.push(JSON.parse(Buffer.from(comment, "base64").toString("utf8")));
    return { ...result, outputText: result.outputText.replace(/\/\/# sourceMappingURL=.*\n?$/, "") };
  },
};

const { createConverter } = require(locate("tslab/dist/converter.js"));

/** A converter as tslab's executor wants it; `cellName()` names the cell that is being run, in one word. */
function createCellConverter(cellName) {
  const converter = createConverter({ isJS: false, isBrowser: false });
  return {
    ...converter,
    convert(earlier, source) {
      const converted = converter.convert(earlier, expandShorthand(source));
      if (!converted.output) return converted;
      const [second, first] = mapsOfCell.map((map) => new SourceMap(map));
      const lines = converted.output.split("\n").length;
      positionsOf.set(cellName(), (line, column) => {
        if (line > lines) return undefined; // tslab's call of the cell
        const middle = second.findEntry(line - 1, column - 1);
        const original = first?.findEntry(middle.originalLine, middle.originalColumn);
        return original?.originalLine; // tslab puts one line before each cell, so this counts from 1
      });
      return { ...converted, output: `${converted.output}\n//# sourceURL=${cellName()}` };
    },
  };
}

/**
 * Writes `{ a }` as `{ a: a }`. tslab turns a variable `a` of an earlier cell into `exports.a` when it runs
 * a cell, but overlooks it in shorthand.
 */
function expandShorthand(source) {
  const insertions = [];
  const visit = (node) => {
    if (ts.isShorthandPropertyAssignment(node)) insertions.unshift([node.name.end, `: ${node.name.text}`]);
    ts.forEachChild(node, visit);
  };
  visit(ts.createSourceFile("cell.ts", source, ts.ScriptTarget.Latest));
  let expanded = source;
  for (const [at, text] of insertions) expanded = expanded.slice(0, at) + text + expanded.slice(at);
  return expanded;
}

/**
 * Name, message and stack of whatever a cell threw, as a Jupyter `error` message wants them.
 * Frames inside the kernel are left out, those in a cell read `cell 3, line 2`.
 */
function describeError(error) {
  if (!(error instanceof Error)) {
    const evalue = typeof error === "string" ? error : inspect(error);
    return { ename: "Thrown", evalue, traceback: [`Thrown: ${evalue}`] };
  }
  const { name, message } = error;
  const frames = String(error.stack ?? "")
    .split("\n")
    .filter((line) => /^\s+at /.test(line))
    .filter((line) => !/\(?node:|[\\/]tslab[\\/]|[\\/]kernels[\\/]emergent-timescales[\\/]/.test(line))
    .flatMap(readableFrame);
  const traceback = [`${name}: ${message}`, ...frames];
  if (error.cause !== undefined) {
    const cause = describeError(error.cause).traceback;
    traceback.push(`caused by ${cause[0]}`, ...cause.slice(1));
  }
  return { ename: name, evalue: message, traceback };
}

/** The frame with the reader's positions and the project's paths; none for tslab's own call of a cell. */
function readableFrame(frame) {
  const position = /\b(cell-\d+):(\d+):(\d+)/.exec(frame);
  if (!position) return [frame.replaceAll(`${pathToFileURL(root).href}/`, "").replaceAll(root + path.sep, "")];
  const [whole, cell, line, column] = position;
  const original = positionsOf.get(cell)?.(Number(line), Number(column));
  if (original === undefined) return [];
  // A function of an earlier cell is called through the object that holds all cells' variables, a Proxy.
  return [frame.replace(whole, `${cell.replace("-", " ")}, line ${original}`).replace("at Proxy.", "at ")];
}

module.exports = { createCellConverter, describeError };
