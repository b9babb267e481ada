// @ts-check
import { defineConfig } from 'vitest/config';

export default defineConfig({
  test: {
    include: ['{shared,server}/test/**/*.test.ts', 'client/test/unit/**/*.test.ts'],
    // Generous, for a busy machine: how fast the product is, the benchmark says.
    testTimeout: 60_000,
    hookTimeout: 60_000,
  },
});
