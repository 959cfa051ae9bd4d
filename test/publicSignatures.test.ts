import { spawnSync } from "node:child_process";
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { type Node, SyntaxKind } from "typescript/unstable/ast";
import { API, SymbolFlags, type Symbol as TypeSymbol } from "typescript/unstable/sync";
import { afterAll, expect, it } from "vitest";

const folder = mkdtempSync(join(tmpdir(), "declarations-"));
const api = new API();
afterAll(() => {
  api.close();
  rmSync(folder, { recursive: true });
});

const typeFlags = SymbolFlags.Interface | SymbolFlags.TypeAlias | SymbolFlags.Class | SymbolFlags.Enum;

/**
 * The types in the signatures of what a module exports that nobody can import from it, each with who names it first.
 *
 * @param index  the module's declarations; those of what it imports from itself lie beside it or below
 */
function unexportedTypes(index: string): string[] {
  const project = api.updateSnapshot({ openFiles: [index] }).getDefaultProjectForFile(index);
  const source = project?.program.getSourceFile(index);
  const module = source && project?.checker.getSymbolAtLocation(source);
  if (!project || !module) throw new Error(`expected a module, got ${index}`);
  const { checker } = project;
  const original = (symbol: TypeSymbol) =>
    symbol.flags & SymbolFlags.Alias ? checker.getAliasedSymbol(symbol) : symbol;
  const folderOfModule = dirname(module.declarations[0].path);

  const exported = checker.getExportsOfModule(module).map((symbol) => ({ symbol: original(symbol), by: symbol.name }));
  const walked = new Set(exported.map(({ symbol }) => symbol.id));
  const found = [...exported]; // grows while it is walked: what a type names that is not exported is not either
  for (const { symbol, by } of found) {
    const visit = (node: Node): undefined => {
      node.forEachChild(visit);
      if (node.kind !== SyntaxKind.Identifier) return;
      const at = checker.getSymbolAtLocation(node);
      const named = at && original(at);
      if (!named || !(named.flags & typeFlags) || walked.has(named.id)) return;
      if (!named.declarations[0]?.path.startsWith(folderOfModule)) return; // another package's
      walked.add(named.id);
      found.push({ symbol: named, by: `${named.name} in ${by}` });
    };
    for (const node of symbol.declarations.flatMap((own) => own.resolve(project) ?? [])) visit(node);
  }
  return found.slice(exported.length).map(({ by }) => by);
}

it("types that are not exported are found wherever a signature names them", () => {
  const files = {
    hidden: ["export interface A { b: B; s: Shown }", "interface B {}", "export type C = 1;", "export class D {}"],
    shown: [
      'import type { A, C } from "./hidden.js";',
      "export interface Shown { a?: A[]; n: Map<string, number> }",
      'export declare class K<T extends C = 1> { static d(of: import("./hidden.js").D): T; }',
    ],
    index: ['export { type Shown, K as Renamed } from "./shown.js";'],
  };
  mkdirSync(join(folder, "own"));
  for (const [name, lines] of Object.entries(files)) {
    writeFileSync(join(folder, "own", `${name}.d.ts`), lines.join("\n"));
  }
  expect(unexportedTypes(join(folder, "own", "index.d.ts")).sort()).toEqual([
    "A in Shown",
    "B in A in Shown",
    "C in Renamed",
    "D in Renamed",
  ]);
});

it("every type that a public signature names is exported", () => {
  const options = ["--emitDeclarationOnly", "--noCheck", "--composite", "false", "--declarationMap", "false"];
  const compiler = ["node_modules/typescript/bin/tsc", "-p", "lib", "--outDir", join(folder, "lib"), ...options];
  expect(spawnSync(process.execPath, compiler, { encoding: "utf8" })).toMatchObject({ status: 0, stdout: "" });
  expect(unexportedTypes(join(folder, "lib", "index.d.ts"))).toEqual([]);
});
