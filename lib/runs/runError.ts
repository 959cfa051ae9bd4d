/** A file or folder of a run cannot be written or used. Its message names the path and says what can be done. */
export class RunError extends Error {
  override readonly name = "RunError";
}
