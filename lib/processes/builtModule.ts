/** The folder lib; of what is built, lib/dist. */
const library = new URL("../", import.meta.url).href;

/**
 * The module that another process or thread can run: itself, but of one in lib, where this runs as TypeScript, as in a
 * test, what is built of it.
 *
 * @example new Worker(builtModule(new URL("./trainingWorker.js", import.meta.url)))
 */
export function builtModule(module: URL): URL {
  const isSource = import.meta.url.endsWith(".ts") && module.href.startsWith(library);
  const path = module.href.slice(library.length);
  return isSource && !path.startsWith("dist/") ? new URL(`dist/${path.replace(/\.ts$/, ".js")}`, library) : module;
}
