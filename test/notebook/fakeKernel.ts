import { createRequire } from "node:module";
import { join } from "node:path";
import type { DisplayContent } from "../../lib/notebook/kernelDisplay.js";

/** A display message, and whether it updates an earlier one. */
export interface Sent {
  content: DisplayContent;
  isUpdate: boolean;
}

const { cache } = createRequire(import.meta.url);
const file = join("fake", "tslab", "dist", "jupyter.js");

/** Makes this process look like a notebook's kernel; returns what is displayed. */
export function becomeKernel(): Sent[] {
  const sent: Sent[] = [];
  const lastWriteDisplayData = (content: DisplayContent, isUpdate = false) => void sent.push({ content, isUpdate });
  cache[file] = { ...module(), exports: { lastWriteDisplayData } };
  return sent;
}

export function stopBeingKernel(): void {
  delete cache[file];
}

function module(): NodeJS.Module {
  const any = Object.values(cache)[0];
  if (!any) throw new Error("expected at least one loaded module");
  return any;
}
