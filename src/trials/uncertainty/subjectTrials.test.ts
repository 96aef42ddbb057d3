import { describe, expect, it } from 'vitest';
import { createRandom } from '../sampling/random.js';
import { scoreAllPairs } from '../scoring/allPairs.js';
import { allPairsTrials, effectiveCount, listedTrials } from './subjectTrials.js';

const subjects = Int32Array.of(40, 10, 40, 20, 10, 40, 30);
const templates = Float32Array.from({ length: 14 }, (_, k) =>
  k % 2 === 0 ? Math.cos(k * k) : Math.sin((k - 1) ** 2),
);
const scored = await scoreAllPairs({ templates, dimension: 2, subjects });
const everyPair = { ...scored.hardest };

describe('trials by subject', () => {
  const trials = allPairsTrials(scored, subjects);

  it('number the subjects and count what each has', () => {
    expect(trials.subjects).toBe(4);
    expect([...trials.mated.perSubject]).toEqual([3, 1, 0, 0]);
    expect(trials.nonMated.trials).toBe(21 - 4);
  });

  it('weigh all non-mated pairs in closed form as by adding up: Σ w·v over each pair', () => {
    const listed = listedTrials(scored.mated, everyPair, subjects);
    const random = createRandom(1);
    for (let draw = 0; draw < 20; draw++) {
      const weights = Int32Array.from({ length: 4 }, () => random.below(4));
      expect(trials.nonMated.totalWeight(weights)).toBe(listed.nonMated.totalWeight(weights));
    }
    expect(trials.nonMated.totalWeight(new Int32Array(4).fill(1))).toBe(17);
    expect(listed.nonMated.effective).toBeCloseTo(trials.nonMated.effective, 12);
  });

  it('take four clusters of one size for four trials, and one that holds all for one', () => {
    expect(effectiveCount([5, 5, 5, 5])).toBe(4);
    expect(effectiveCount([5, 0, 0])).toBe(1);
    expect(effectiveCount([])).toBe(0);
  });

  it('refuse a mated pair of two subjects', () => {
    expect(() => listedTrials(everyPair, everyPair, subjects)).toThrow('mated pair 0 is of two subjects');
  });
});
