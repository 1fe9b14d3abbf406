import { defineConfig } from 'vitest/config';

/** Seeded long proofs, one file at a time, so that none starves another's clock. */
export default defineConfig({
  test: {
    include: ['test/soak/**/*.soak.ts'],
    fileParallelism: false,
    testTimeout: 14 * 60_000,
    hookTimeout: 120_000,
  },
});
