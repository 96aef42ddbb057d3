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
    // One more than the two cores of CI: many tests wait for processes, browsers and clocks. Each loads all modules anew.
    maxWorkers: 3,
    // Short-lived arrays die young: with 16 MB for them, as by default, a tenth of the time went into moving them.
    execArgv: ['--max-semi-space-size=64'],
    // A file's modules serve the next file too: loading them anew for each cost a sixth of the whole.
    isolate: false,
  },
});
