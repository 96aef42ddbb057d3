import { describe, expect, it } from 'vitest';
import { coverageTable, studyCoverage } from './coverage.js';
import { WORLDS } from './trialWorlds.js';

describe('coverage study, in small', () => {
  const worlds = WORLDS.filter(({ name }) => name === 'mixed');
  const found = studyCoverage({ trials: 20, replicates: 99, worlds });

  it('holds the truth in 15 trials of 20 at the least: fewer come three times in 10,000 if 95 % are held', () => {
    for (const { statistic, trials, held, below, above } of found) {
      expect(held + below + above).toBe(trials);
      expect(held, statistic).toBeGreaterThanOrEqual(15);
    }
  });

  it('makes a row of each rate', () => {
    expect(coverageTable(found).split('\n')).toHaveLength(2 + found.length);
  });
});
