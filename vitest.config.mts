import { defineConfig } from "vitest/config";

export default defineConfig({
  test: {
    include: ["tests/**/*.test.ts"],
    // A hostile input may take seconds where a machine is busy.
    testTimeout: 30_000,
    // Generated CommonJS: Node loads it as it will in the product.
    server: { deps: { external: [/compiler\/generated\/validator\.js$/] } },
  },
});
