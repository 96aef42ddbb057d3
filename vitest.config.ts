import { defineConfig } from 'vitest/config';
import { LongestFirst } from './scripts/test-order.js';

export default defineConfig({
  test: {
    include: ['src/**/*.test.ts', 'scripts/**/*.test.ts', 'studies/**/*.test.ts', 'deploy/**/*.test.ts'],
    globalSetup: ['scripts/test-models.ts', 'scripts/test-database.ts', 'scripts/test-browser.ts'],
    setupFiles: ['scripts/test-seed.ts', 'scripts/test-equality.ts'],
    // `npm test` has built what threads run; `npx vitest` compiles it.
    env: { LIKENESS_BUILT: process.env.npm_lifecycle_event === 'test' ? '1' : '' },
    sequence: { sequencer: LongestFirst },
    testTimeout: 60_000,
    hookTimeout: 120_000,
    pool: 'forks',
    // Two more than the two cores of CI: many tests wait for processes, browsers and clocks.
    maxWorkers: 4,
    // A file's modules serve the next file too: loading them anew for each cost a sixth of the whole.
    isolate: false,
  },
});
