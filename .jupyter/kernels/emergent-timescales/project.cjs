"use strict";
// Where the kernel finds the project's packages.

const path = require("node:path");

/** The project's folder, which errors name files relative to. */
const root = path.resolve(__dirname, "..", "..", "..");

/**
 * A module of tslab or of its compiler: from the project that this file lies in or, if the kernelspec was
 * copied elsewhere, from the notebook's project.
 */
function locate(name) {
  try {
    const tslab = require.resolve("tslab/package.json", { paths: [__dirname, process.cwd()] });
    return require.resolve(name, { paths: [path.dirname(tslab)] });
  } catch {
    console.error(`The kernel needs ${name}, which is not installed: run "npm start" in the project's folder once.`);
    process.exit(1);
  }
}

module.exports = { root, locate };
