import { availableParallelism } from "node:os";
import { fileURLToPath } from "node:url";
import { defineConfig } from "vitest/config";

export default defineConfig({
  // Tests run the TypeScript sources, not a build that may be stale.
  resolve: { alias: { "emergent-timescales": fileURLToPath(new URL("./lib/index.ts", import.meta.url)) } },
  test: {
    include: ["test/**/*.test.ts"],
    testTimeout: 60_000,
    hookTimeout: 60_000,
    // Vitest leaves a core to itself, which on two cores would make all files wait for each other.
    maxWorkers: Math.max(2, availableParallelism() - 1),
    coverage: { include: ["lib/**/*.ts"], exclude: ["lib/dist/**"] },
  },
});
