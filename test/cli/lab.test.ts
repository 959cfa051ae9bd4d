import { spawnSync } from "node:child_process";
import {
  chmodSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  realpathSync,
  rmSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { delimiter, join } from "node:path";
import { fileURLToPath } from "node:url";
import { afterAll, describe, expect, it } from "vitest";
import { userKernelsFolder } from "../../lib/cli/userKernels.js";

const project = fileURLToPath(new URL("../..", import.meta.url)).replace(/[\\/]$/, "");
const scratch = mkdtempSync(join(tmpdir(), "lab-"));
afterAll(() => rmSync(scratch, { recursive: true }));

function run(command: "lab" | "kernel", options: string[], environment: NodeJS.ProcessEnv) {
  const file = join(project, "lib", "dist", "cli", `${command}.js`);
  return spawnSync(process.execPath, [file, ...options], {
    encoding: "utf8",
    cwd: scratch,
    env: environment,
    timeout: 30_000,
  });
}

/** A folder for PATH with a `jupyter` that has these applications and writes down how it was started. */
function fakeJupyter(applications: Record<string, string>): string {
  const folder = mkdtempSync(join(scratch, "bin-"));
  const program = `#!${process.execPath}
const [application, ...options] = process.argv.slice(2);
const version = ${JSON.stringify(applications)}[application];
if (!version) process.exit(1);
if (options[0] === "--version") console.log(version);
else console.log(JSON.stringify({ application, options, folder: process.cwd(), path: process.env.JUPYTER_PATH }));`;
  const file = join(folder, "jupyter");
  writeFileSync(file, program);
  chmodSync(file, 0o755);
  return folder;
}

describe.skipIf(process.platform === "win32")("npm run lab", () => {
  it("starts JupyterLab in notebooks/, where it finds the project's kernel, and hands on its options", () => {
    const PATH = fakeJupyter({ lab: "4.2.5", notebook: "7.2.1" });
    const { status, stdout } = run("lab", ["--no-browser", "--port", "8890"], { PATH, JUPYTER_PATH: "/theirs" });
    expect(status).toBe(0);
    expect(JSON.parse(stdout)).toEqual({
      application: "lab",
      options: ["--LabApp.default_url=/lab/tree/notebooks", "--no-browser", "--port", "8890"],
      folder: realpathSync(project),
      path: [join(project, ".jupyter"), "/theirs"].join(delimiter),
    });
  });

  it.each([
    ["6.4.12", "--NotebookApp.default_url=/tree/notebooks"],
    ["7.2.1", "--JupyterNotebookApp.default_url=/tree/notebooks"],
  ])("starts Jupyter Notebook %s where there is no Lab", (version, option) => {
    const { stdout } = run("lab", [], { PATH: fakeJupyter({ notebook: version }) });
    expect(JSON.parse(stdout)).toMatchObject({
      application: "notebook",
      options: [option],
      path: join(project, ".jupyter"),
    });
  });

  it.each([
    ["there is no jupyter", () => mkdtempSync(join(scratch, "empty-"))],
    ["jupyter has no application", () => fakeJupyter({})],
  ])("tells how to get Jupyter if %s", (_, folder) => {
    const { status, stderr } = run("lab", [], { PATH: folder() });
    expect(status).toBe(2);
    expect(stderr).toMatch(/^lab: no Jupyter was found/);
    expect(stderr).toMatch(/\n {2}pip install .*\n {2}conda install .*\n {2}sudo apt install .*\n$/);
  });
});

describe("npm run kernel", () => {
  const JUPYTER_DATA_DIR = join(scratch, "data");
  const folder = join(JUPYTER_DATA_DIR, "kernels", "emergent-timescales");

  it("installs a kernelspec that starts this clone's kernel, and takes it out", () => {
    mkdirSync(join(JUPYTER_DATA_DIR, "kernels", "another"), { recursive: true });
    const installed = run("kernel", ["install"], { ...process.env, JUPYTER_DATA_DIR });
    expect(installed.stdout).toContain(join(folder, "kernel.json"));
    const { argv, display_name, language } = JSON.parse(readFileSync(join(folder, "kernel.json"), "utf8"));
    expect({ display_name, language }).toEqual({
      display_name: "TypeScript (Emergent Timescales)",
      language: "typescript",
    });
    expect(argv[0]).toBe(process.execPath);
    expect(argv).toContain(join(project, ".jupyter", "kernels", "emergent-timescales", "kernel.cjs"));
    expect(argv.at(-1)).toBe("{connection_file}");

    expect(run("kernel", ["uninstall"], { ...process.env, JUPYTER_DATA_DIR }).stdout).toBe(`Removed ${folder}\n`);
    expect(existsSync(folder)).toBe(false);
    expect(existsSync(join(JUPYTER_DATA_DIR, "kernels", "another"))).toBe(true);
    expect(run("kernel", ["uninstall"], { ...process.env, JUPYTER_DATA_DIR }).stdout).toMatch(/^Nothing to remove/);
  });

  it("says in one line where it cannot be installed, and ends", () => {
    const file = join(scratch, "a-file");
    writeFileSync(file, "");
    const places = existsSync("/proc/self") ? [file, "/proc/x"] : [file];
    for (const place of places) {
      const { status, stderr } = run("kernel", ["install"], { ...process.env, JUPYTER_DATA_DIR: place });
      expect(stderr).toMatch(/^kernel: cannot make the folder .*kernels.*: [^\n]*\n$/);
      expect(status).toBe(2);
    }
  });

  it("says in one line what it cannot remove, and why", () => {
    const file = join(scratch, "a-file");
    writeFileSync(file, "");
    const reason = "a part of the path is a file, not a folder";
    expect(run("kernel", ["uninstall"], { ...process.env, JUPYTER_DATA_DIR: file })).toMatchObject({
      stderr: `kernel: cannot remove ${join(file, "kernels", "emergent-timescales")}: ${reason}\n`,
      status: 2,
    });
  });

  it("wants to be told which", () => {
    expect(run("kernel", [], process.env).status).toBe(2);
    expect(run("kernel", ["instal"], process.env)).toMatchObject({
      status: 2,
      stderr: expect.stringContaining("unknown command 'instal'"),
    });
  });
});

describe("the user's kernels", () => {
  it.each([
    ["linux", {}, "/home/ada", "/home/ada/.local/share/jupyter/kernels"],
    ["linux", { XDG_DATA_HOME: "/data" }, "/home/ada", "/data/jupyter/kernels"],
    ["darwin", {}, "/Users/ada", "/Users/ada/Library/Jupyter/kernels"],
    ["win32", { APPDATA: "C:\\Data" }, "C:\\Users\\ada", "C:\\Data\\jupyter\\kernels"],
    ["win32", {}, "C:\\Users\\ada", "C:\\Users\\ada\\AppData\\Roaming\\jupyter\\kernels"],
    ["linux", { JUPYTER_DATA_DIR: "/elsewhere" }, "/home/ada", "/elsewhere/kernels"],
  ] as const)("on %s with %j are where Jupyter looks for them", (platform, environment, home, folder) => {
    expect(userKernelsFolder(platform, environment, home)).toBe(folder);
  });
});
