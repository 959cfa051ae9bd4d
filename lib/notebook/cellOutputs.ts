import { type ProgressReport, progressType } from "../progress/progressReport.js";
import type { JupyterMessage } from "./jupyterMessage.js";
import type { MimeBundle, Output } from "./notebookFile.js";

/** Collects what a cell sends into the outputs that are saved with it. */
export class CellOutputs {
  readonly outputs: Output[] = [];
  readonly #displays = new Map<string, Extract<Output, { output_type: "display_data" }>>();
  readonly #onProgress: (report: ProgressReport) => void;

  constructor(onProgress: (report: ProgressReport) => void = () => {}) {
    this.#onProgress = onProgress;
  }

  /** Takes the next message that the kernel published about this cell. */
  add({ header, content }: JupyterMessage): void {
    switch (header.msg_type) {
      case "stream":
        this.#addText(content as { name: "stdout" | "stderr"; text: string });
        break;
      case "display_data":
      case "update_display_data":
        this.#addDisplay(content as unknown as DisplayData, header.msg_type === "update_display_data");
        break;
      case "error": {
        const { ename, evalue, traceback } = content as { ename: string; evalue: string; traceback: string[] };
        this.outputs.push({ output_type: "error", ename, evalue, traceback });
      }
    }
  }

  /** What a program prints in pieces is one text: how it was cut depends on the moment. */
  #addText({ name, text }: { name: "stdout" | "stderr"; text: string }): void {
    const last = this.outputs.at(-1);
    if (last?.output_type === "stream" && last.name === name) last.text += text;
    else this.outputs.push({ output_type: "stream", name, text });
  }

  #addDisplay(
    { data: { [progressType]: report, ...data }, metadata, transient }: DisplayData,
    isUpdate: boolean,
  ): void {
    if (report) this.#onProgress(report as ProgressReport);
    const id = transient?.display_id;
    const earlier = isUpdate && id ? this.#displays.get(id) : undefined;
    if (earlier) {
      Object.assign(earlier, { data, metadata });
      return;
    }
    const output = { output_type: "display_data" as const, data, metadata };
    this.outputs.push(output);
    if (id) this.#displays.set(id, output);
  }
}

interface DisplayData {
  data: MimeBundle;
  metadata: Record<string, unknown>;
  transient?: { display_id?: string };
}
