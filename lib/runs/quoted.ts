/** The longest quotation from a file in an error message. */
const longest = 80;

/** A value from a file as JSON for an error message, shortened; whatever it is, this neither throws nor fills a screen. */
export function quoted(value: unknown): string {
  let text: string;
  try {
    const isNumbers = Array.isArray(value) && value.every((element) => typeof element === "number");
    text = isNumbers ? `[${value.join(", ")}]` : (JSON.stringify(value) ?? String(value));
  } catch {
    return `a deeply nested ${Array.isArray(value) ? "list" : "object"}`; // beyond the stack of the JSON writer
  }
  return text.length > longest ? `${text.slice(0, longest)}…` : text;
}
