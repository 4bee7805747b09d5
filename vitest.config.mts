import { availableParallelism } from "node:os";
import { defineConfig } from "vitest/config";

export default defineConfig({
  test: {
    include: ["tests/**/*.test.ts"],
    globalSetup: "tests/harness/build-command.ts",
    // Vitest keeps one core for itself, which would be one of two; many tests wait for processes.
    maxWorkers: Math.max(2, availableParallelism() - 1),
    // Whole processes and hostile inputs take seconds where a machine is busy.
    testTimeout: 60_000,
    hookTimeout: 60_000,
    // Generated CommonJS: Node loads it as it will in the product.
    server: { deps: { external: [/compiler\/generated\/validator\.js$/] } },
  },
});
