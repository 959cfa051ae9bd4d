import { describe, expect, it } from "vitest";
import { CellOutputs } from "../../lib/notebook/cellOutputs.js";
import { request } from "../../lib/notebook/jupyterMessage.js";
import { type ProgressReport, progressType } from "../../lib/progress/progressReport.js";

const display = (data: object, display_id?: string) => ({ data, metadata: {}, transient: { display_id } });

/** The outputs that a cell with these messages is saved with. */
function outputsOf(messages: [type: string, content: object][], onProgress?: (report: ProgressReport) => void) {
  const collected = new CellOutputs(onProgress);
  for (const [type, content] of messages) collected.add(request(type, { ...content }, "session"));
  return collected.outputs;
}

describe("the outputs of a cell", () => {
  it("hold text as one piece, however it was printed", () => {
    const outputs = outputsOf([
      ["stream", { name: "stdout", text: "a" }],
      ["stream", { name: "stdout", text: "b\n" }],
      ["stream", { name: "stderr", text: "c" }],
    ]);
    expect(outputs).toEqual([
      { output_type: "stream", name: "stdout", text: "ab\n" },
      { output_type: "stream", name: "stderr", text: "c" },
    ]);
  });

  it("hold of a display only its last state, in its first place, and no id", () => {
    const outputs = outputsOf([
      ["display_data", display({ "text/plain": "1/2" }, "one")],
      ["display_data", display({ "text/plain": "figure" })],
      ["update_display_data", display({ "text/plain": "2/2" }, "one")],
    ]);
    expect(outputs).toEqual([
      { output_type: "display_data", data: { "text/plain": "2/2" }, metadata: {} },
      { output_type: "display_data", data: { "text/plain": "figure" }, metadata: {} },
    ]);
  });

  it("hold no progress report, which goes to who watches", () => {
    const reports: ProgressReport[] = [];
    const report = { label: "training", done: 1, facts: {} };
    const outputs = outputsOf([["display_data", display({ "text/plain": "1", [progressType]: report })]], (told) =>
      reports.push(told),
    );
    expect(reports).toEqual([report]);
    expect(outputs).toEqual([{ output_type: "display_data", data: { "text/plain": "1" }, metadata: {} }]);
  });

  it("hold an error, and leave out the kernel's own messages", () => {
    const error = { ename: "RangeError", evalue: "too large", traceback: ["RangeError: too large"] };
    const outputs = outputsOf([
      ["status", { execution_state: "busy" }],
      ["execute_input", { code: "1", execution_count: 1 }],
      ["error", { ...error, extra: 1 }],
    ]);
    expect(outputs).toEqual([{ output_type: "error", ...error }]);
  });
});
