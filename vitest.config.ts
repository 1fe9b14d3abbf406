import { defineConfig } from 'vitest/config';

export default defineConfig({
  test: {
    include: ['test/**/*.test.ts'],
    sequence: { shuffle: true },
    testTimeout: 20_000,
    // By default one processor is left idle, which is half of a small machine.
    maxWorkers: 2,
  },
});
