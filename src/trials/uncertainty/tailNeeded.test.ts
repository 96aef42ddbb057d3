import { describe, expect, it } from 'vitest';
import { tailNeeded } from './tailNeeded.js';

describe('how many scores to keep', () => {
  const subjects = Int32Array.from({ length: 2_000 }, (_, k) => k % 500);

  it('is the errors of the FMR, times what a resample may stray: e^(4 · 2 · 2 / √people)', () => {
    // 2,000 pictures of 500 people make 1,999,000 pairs, of which 3,000 are mated.
    expect(tailNeeded(subjects, 1e-3)).toBe(Math.ceil(1_996 * Math.exp(16 / Math.sqrt(500))));
  });

  it('is more where a few people hold most pictures, and never more than there are', () => {
    const unequal = subjects.map((subject, k) => (k < 1_000 ? 0 : subject));
    expect(tailNeeded(unequal, 1e-3)).toBeGreaterThan(5 * tailNeeded(subjects, 1e-3));
    expect(tailNeeded(subjects, 1)).toBe(1_996_000);
    expect(tailNeeded(Int32Array.of(1, 2), 0.01)).toBe(1);
  });

  it('refuses what is no rate, and people who were never compared', () => {
    expect(() => tailNeeded(subjects, 0)).toThrow('fmr must be in (0, 1], got 0');
    expect(() => tailNeeded(Int32Array.of(3, 3), 0.1)).toThrow('no comparisons');
  });
});
