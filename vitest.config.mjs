// @ts-check
import os from 'node:os';
import { defineConfig } from 'vitest/config';

export default defineConfig({
  test: {
    include: ['{shared,server}/test/**/*.test.ts', 'client/test/unit/**/*.test.ts'],
    // Generous, for a busy machine: how fast the product is, the benchmark says.
    testTimeout: 60_000,
    hookTimeout: 60_000,
    // One more than the default: many tests wait for processes that they started.
    maxWorkers: os.availableParallelism(),
    // Tests over real processes share their machine: what fails once and passes at once again is no fault of the product.
    retry: process.env['CI'] ? 2 : 0,
  },
});
