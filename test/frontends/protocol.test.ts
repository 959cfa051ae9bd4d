import { spawnSync } from "node:child_process";
import { fileURLToPath } from "node:url";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { missing, python } from "./needs.js";
import { newWorkspace, type Workspace } from "./workspace.js";

const reason = missing("jupyter-notebook", "python3-jupyter-kernel-test");

describe.skipIf(reason !== "")(`Jupyter's tests of the kernel protocol${reason}`, () => {
  let workspace: Workspace;
  beforeAll(() => {
    workspace = newWorkspace();
  });
  afterAll(() => workspace.remove());

  it("pass, except for what the kernel does not do", () => {
    const file = fileURLToPath(new URL("protocol.py", import.meta.url));
    const { stderr } = spawnSync(python, [file], {
      cwd: workspace.notebooks,
      env: workspace.environment,
      encoding: "utf8",
      timeout: 110_000,
    });
    const results = Object.fromEntries(
      Array.from(
        stderr.matchAll(/^(test_\w+) .* \.\.\. (?:[\s\S]*?)(ok|skipped|FAIL|ERROR)\b/gm),
        ([, test, result]) => [test, result],
      ),
    );
    expect(results, stderr).toEqual({
      test_kernel_info: "ok",
      test_execute_stdout: "ok",
      test_execute_stderr: "ok",
      test_error: "ok",
      test_display_data: "ok",
      test_completion: "ok",
      test_inspect: "ok",
      test_is_complete: "ok",
      test_execute_result: "skipped",
      test_history: "skipped",
      test_pager: "skipped",
      test_clear_output: "skipped",
    });
  }, 120_000);
});
