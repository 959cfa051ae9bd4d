import { fileURLToPath } from "node:url";
import { defineConfig } from "vitest/config";

export default defineConfig({
  // Tests run the TypeScript sources, not a build that may be stale.
  resolve: { alias: { "emergent-timescales": fileURLToPath(new URL("./lib/index.ts", import.meta.url)) } },
  test: {
    include: ["test/**/*.test.ts"],
    testTimeout: 60_000,
    hookTimeout: 60_000,
    coverage: { include: ["lib/**/*.ts"], exclude: ["lib/dist/**"] },
  },
});
