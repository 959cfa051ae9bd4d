import { createServer } from "node:net";

/** A port of this machine that nobody listened on a moment ago. */
export function freePort(): Promise<number> {
  return new Promise((resolve) => {
    const listener = createServer().listen(0, "127.0.0.1", () => {
      const bound = listener.address();
      listener.close(() => resolve(bound !== null && typeof bound === "object" ? bound.port : 0));
    });
  });
}
