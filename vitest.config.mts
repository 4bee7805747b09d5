import { availableParallelism } from "node:os";
import { defineConfig } from "vitest/config";

/** What computes and keeps nothing behind: its files share the modules that a worker has loaded, and the plans of the examples. */
const computing = ["compiler", "components", "harness", "plan", "security", "tooling"].map((folder) => `tests/${folder}/**/*.test.ts`);

export default defineConfig({
  test: {
    projects: [
      { extends: true, test: { name: "computing", include: computing, isolate: false } },
      // Servers, fake clocks and whole commands: a process for each file.
      { extends: true, test: { name: "running", include: ["tests/**/*.test.ts"], exclude: computing } },
    ],
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
