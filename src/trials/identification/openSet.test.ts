import { describe, expect, it } from 'vitest';
import { createRandom } from '../sampling/random.js';
import { nextAbove } from '../scores/staircase.js';
import { clopperPearson } from '../uncertainty/intervals.js';
import { cumulativeMatch, fnir, fnirAtFpir, fpir, fpirFromFmr, thresholdAtFpir } from './openSet.js';
import type { Searches } from './searchGallery.js';

const absent = Number.NaN;
/** Five searches of four people in a gallery of 10. */
const few: Searches = {
  gallerySize: 10,
  subjects: Int32Array.of(1, 1, 2, 3, 4),
  bestNonMate: Float32Array.of(0.25, 0.5, 0.75, 0.5, 0.125),
  mate: Float32Array.of(0.5, 0.375, absent, absent, absent),
  rank: Int32Array.of(1, 3, 0, 0, 0),
};

/**
 * Each person with three searches. The best score against the gallery is N(0, 1), a third of it the person's own;
 * mates N(3, 1). Half of the people are enrolled.
 */
function world(people: number, seed: number): Searches {
  const random = createRandom(seed);
  const normal = () =>
    Math.sqrt(-2 * Math.log(1 - random.uniform())) * Math.cos(2 * Math.PI * random.uniform());
  const rows = Array.from({ length: people }, (_, person) => {
    const own = normal();
    return Array.from({ length: 3 }, () => {
      const best = Math.sqrt(1 / 3) * own + Math.sqrt(2 / 3) * normal();
      const mate = person % 2 === 0 ? 3 + Math.sqrt(1 / 2) * (own + normal()) : absent;
      return { person, best, mate };
    });
  }).flat();
  return {
    gallerySize: 500,
    subjects: Int32Array.from(rows, ({ person }) => person),
    bestNonMate: Float32Array.from(rows, ({ best }) => best),
    mate: Float32Array.from(rows, ({ mate }) => mate),
    rank: Int32Array.from(rows, ({ best, mate }) => (Number.isNaN(mate) ? 0 : mate > best ? 1 : 2)),
  };
}

describe('open-set identification (ISO/IEC 19795-1)', () => {
  it('FPIR: of the searches without a mate, those that return anyone at or above the threshold', () => {
    expect(fpir(few, 0.5)).toMatchObject({ errors: 2, searches: 3, estimate: 2 / 3, gallerySize: 10 });
    expect(fpir(few, 0.76)).toMatchObject({ errors: 0, estimate: 0, lower: 0 });
    // Three people without an error: Clopper–Pearson, not certainty.
    expect(fpir(few, 0.76).upper).toBeCloseTo(clopperPearson(0, 3).upper, 12);
  });

  it('FNIR: of those with a mate, those that do not return it among the best R at or above the threshold', () => {
    expect(fnir(few, 1, 0.3)).toMatchObject({ errors: 1, searches: 2, estimate: 0.5 });
    expect(fnir(few, 3, 0.3).errors).toBe(0);
    expect(fnir(few, 3, 0.4).errors).toBe(1);
    expect(fnir(few, 3, 0.6).errors).toBe(2);
  });

  it('the identification rate at rank k grows with k and heeds no score', () => {
    const ranks = cumulativeMatch(few, [1, 2, 3, 10]);
    expect(ranks.map(({ estimate }) => estimate)).toEqual([0.5, 0.5, 1, 1]);
    for (const { estimate, lower, upper } of ranks) expect(lower <= estimate && estimate <= upper).toBe(true);
    expect(ranks[3].upper).toBe(1);
  });

  it('the threshold at a stated FPIR is just above the first score that is one too many, or refused', () => {
    expect(thresholdAtFpir(few, 0.34)).toMatchObject({ threshold: nextAbove(0.5), fpir: { errors: 1 } });
    expect(thresholdAtFpir(few, 1)).toMatchObject({
      threshold: Number.NEGATIVE_INFINITY,
      fpir: { errors: 3 },
    });
    expect(thresholdAtFpir(few, 0.3)).toMatchObject({
      kind: 'unsupported',
      reason: '3 searches without a mate cannot show an FPIR of 0.3: they resolve 1 in 3',
      requiredSearches: 9,
    });
    expect(fnirAtFpir(few, 1, 0.3).kind).toBe('unsupported');
  });

  it('FNIR at FPIR is that at its threshold, with the threshold in doubt as well', () => {
    const searches = world(400, 1);
    const found = fnirAtFpir(searches, 1, 0.05);
    if (found.kind !== 'rate') throw new Error(found.reason);
    const fixed = fnir(searches, 1, found.threshold);
    expect(found).toMatchObject({
      estimate: fixed.estimate,
      errors: fixed.errors,
      searches: 600,
      method: 'bootstrap',
    });
    expect(found.upper - found.lower).toBeGreaterThan(fixed.upper - fixed.lower);
    // Three false positives do not bound the threshold from above.
    expect(fnirAtFpir(searches, 1, 3 / 600)).toMatchObject({ method: 'widest' });
    expect(fnirAtFpir(searches, 1, 1)).toMatchObject({ threshold: Number.NEGATIVE_INFINITY });
    expect(fnirAtFpir(searches, 1, 0.05, { seed: 3 })).toEqual(fnirAtFpir(searches, 1, 0.05, { seed: 3 }));
  });

  it('intervals cover the truth at 90 % in 80 worlds of 200 people', () => {
    // Best scores are N(0, 1): at FPIR 0.05 the threshold is 1.644854. Mates are N(3, 1): Φ(1.644854 − 3) = 0.0877 of
    // them lie below it, and some above are second to another: what in all, 20,000 people of this world tell.
    let [atThreshold, atFpir] = [0, 0];
    const truth = fnir(world(20_000, 9), 1, 1.644854, { replicates: 40 }).estimate;
    expect(truth).toBeGreaterThan(0.087);
    expect(truth).toBeLessThan(0.1);
    for (let run = 0; run < 80; run++) {
      const searches = world(200, 50 + run);
      const options = { replicates: 199, confidence: 0.9 };
      const measured = fpir(searches, 1.644854, options);
      if (measured.lower <= 0.05 && 0.05 <= measured.upper) atThreshold++;
      const found = fnirAtFpir(searches, 1, 0.05, options);
      if ('lower' in found && found.lower <= truth && truth <= found.upper) atFpir++;
    }
    // 72 and three standard deviations.
    expect(atThreshold).toBeGreaterThanOrEqual(64);
    expect(atFpir).toBeGreaterThanOrEqual(64);
  });

  it('refuses ranks beyond the gallery, thresholds that are none, and searches of one kind only', () => {
    expect(() => fnir(few, 0, 0.5)).toThrow("rank must be from 1 to the gallery's 10, got 0");
    expect(() => fnir(few, 11, 0.5)).toThrow(RangeError);
    expect(() => fpir(few, Number.NaN)).toThrow('got NaN');
    expect(() => thresholdAtFpir(few, 0)).toThrow('fpir must be in (0, 1], got 0');
    const known = { ...few, rank: few.rank.map(() => 1) };
    expect(() => fpir(known, 0.5)).toThrow('no searches of this kind');
    expect(() => thresholdAtFpir(known, 0.5)).toThrow('no searches of this kind');
  });
});

describe('FPIR from FMR', () => {
  it('is 1 − (1 − FMR)ᴺ, to full precision where it is small', () => {
    expect(fpirFromFmr(1e-6, 1000)).toBeCloseTo(9.99500666e-4, 12);
    expect(fpirFromFmr(1e-12, 10)).toBeCloseTo(1e-11, 20);
    expect(fpirFromFmr(0.5, 2)).toBe(0.75);
    expect(fpirFromFmr(0, 5)).toBe(0);
    expect(fpirFromFmr(1, 5)).toBe(1);
    expect(() => fpirFromFmr(1.1, 5)).toThrow('fmr must be in [0, 1]');
    expect(() => fpirFromFmr(0.1, 0)).toThrow('gallerySize');
  });

  it('overstates where false matches come together: of a probe that is like everyone, or like no one', () => {
    // One probe of a hundred matches half of a gallery of 50, the others none: FMR 0.005.
    expect(fpirFromFmr(0.005, 50)).toBeGreaterThan(0.2);
    const best = Float32Array.from({ length: 100 }, (_, k) => Number(k === 0));
    const searches: Searches = {
      gallerySize: 50,
      subjects: Int32Array.from(best.keys()),
      bestNonMate: best,
      mate: best.map(() => absent),
      rank: new Int32Array(100),
    };
    expect(fpir(searches, 0.5).estimate).toBe(0.01);
  });
});
