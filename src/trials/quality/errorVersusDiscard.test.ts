import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { createRandom } from '../sampling/random.js';
import { type DiscardInput, type ErrorVersusDiscard, errorVersusDiscard } from './errorVersusDiscard.js';

/** Two pictures a person and one comparison: its quality that of the first picture, its score 0 or 1. */
function pairs(quality: number[], wrong: number[]): DiscardInput {
  const count = quality.length;
  return {
    mated: {
      scores: Float64Array.from(wrong, (error) => 1 - error),
      left: Int32Array.from({ length: count }, (_, k) => 2 * k),
      right: Int32Array.from({ length: count }, (_, k) => 2 * k + 1),
    },
    quality: Float64Array.from({ length: 2 * count }, (_, k) => (k % 2 === 0 ? quality[k / 2] : 1e9)),
    subjects: Int32Array.from({ length: 2 * count }, (_, k) => k >> 1),
    threshold: 0.5,
  };
}

function discard(input: DiscardInput, options = {}): ErrorVersusDiscard {
  const found = errorVersusDiscard(input, { replicates: 100, ...options });
  if (found.kind !== 'discard') throw new Error(found.reason);
  return found;
}

/** 200 comparisons, of which a tenth are wrong: the 20 lowest, for a quality that knows all. */
const qualities = Array.from({ length: 200 }, (_, k) => k);
const lowestWrong = qualities.map((k) => Number(k < 20));

describe('error versus discard', () => {
  it('of a quality that knows all falls as steeply as can be: (F − r)/(1 − r), and its relative area is 0', () => {
    const found = discard(pairs(qualities, lowestWrong));
    expect(found.points).toHaveLength(51);
    expect(found.points[0]).toMatchObject({ discarded: 0, quality: 0, fnmr: 0.1 });
    expect(found.points[4].fnmr).toBeCloseTo((0.1 - 0.04) / 0.96, 12);
    expect(found.points[10]).toMatchObject({ quality: 20, fnmr: expect.closeTo(0, 12) });
    // scipy 1.17.1: integrate.quad(lambda r: (0.1 - r)/(1 - r), 0, 0.1)
    expect(found.idealArea).toBeCloseTo(0.005175535907956329, 12);
    expect(found.area.value).toBeCloseTo(found.idealArea, 12);
    expect(found.relativeArea.value).toBeCloseTo(0, 10);
    expect(found.levelArea).toBeCloseTo(0.02, 15);
  });

  it('of a quality that is the same for all is level, and its relative area is 1', () => {
    const found = discard(
      pairs(
        qualities.map(() => 7),
        lowestWrong,
      ),
    );
    for (const point of found.points) expect(point.fnmr).toBeCloseTo(0.1, 12);
    expect(found.area.value).toBeCloseTo(found.levelArea, 14);
    expect(found.relativeArea).toMatchObject({
      value: expect.closeTo(1, 10),
      lower: expect.closeTo(1, 10),
      upper: expect.closeTo(1, 10),
    });
  });

  it('of a quality that has it backwards rises, and its relative area is above 1', () => {
    const found = discard(
      pairs(
        qualities.map((k) => -k),
        lowestWrong,
      ),
    );
    expect(found.points[50].fnmr).toBeCloseTo(0.2, 12);
    expect(found.relativeArea.value).toBeGreaterThan(1);
  });

  it('takes ties as their mean over all orders', () => {
    // Runs of 40 with 12, 8 and 0 errors, then 80 with 10: F = 0.15 of 200.
    const quality = qualities.map((k) => Math.min(3, Math.floor(k / 40)));
    const wrong = qualities.map((k) => {
      const place = k % 40;
      return Number(k < 40 ? place < 12 : k < 80 ? place < 8 : k >= 120 && k < 130);
    });
    const found = discard(pairs(quality, wrong), { upTo: 0.3 });
    // numpy 2.4.6: 20,000 orders of the ties drawn, FNMR after 30 and 60 of 200 gone: within 1e-4 of these.
    expect(found.points[15].fnmr).toBeCloseTo((30 - 9) / 170, 12);
    expect(found.points[30].fnmr).toBeCloseTo((30 - 12 - 4) / 140, 12);
    // scipy 1.17.1 integrate.quad of (0.15 − 0.3 r)/(1 − r) to 0.2, then of (0.09 − 0.2 (r − 0.2))/(1 − r) to 0.3.
    expect(found.area.value).toBeCloseTo(0.037181269819151944, 10);
  });

  it('takes the lower quality of the two pictures', () => {
    const input = pairs(
      qualities.map(() => 1e9),
      lowestWrong,
    );
    for (let k = 0; k < 200; k++) input.quality[2 * k + 1] = k;
    expect(discard(input).relativeArea.value).toBeCloseTo(0, 10);
  });

  it('lies between the ideal and what is worst, whatever the quality: property', () => {
    fc.assert(
      fc.property(
        fc.array(fc.tuple(fc.integer({ min: 0, max: 9 }), fc.boolean()), { minLength: 40, maxLength: 80 }),
        fc.double({ min: 0.05, max: 0.9, noNaN: true }),
        (list, upTo) => {
          const wrong = list.map(([, error], k) => Number(k < 10 || (k < 38 && error)));
          const found = discard(
            pairs(
              list.map(([quality]) => quality),
              wrong,
            ),
            { upTo },
          );
          expect(found.area.value).toBeGreaterThanOrEqual(found.idealArea - 1e-12);
          expect(found.area.value).toBeLessThanOrEqual(upTo);
          for (const { fnmr, lower, upper } of found.points) {
            expect(fnmr >= 0 && fnmr <= 1 && lower <= upper).toBe(true);
          }
        },
      ),
      { numRuns: 30 },
    );
  });

  it('has a band that does not end in certainty where no error is left', () => {
    const last = discard(pairs(qualities, lowestWrong)).points[30];
    expect(last.fnmr).toBeCloseTo(0, 12);
    // 140 people left without an error.
    expect(last.upper).toBeCloseTo(1 - 0.025 ** (1 / 140), 10);
  });

  it('has intervals that cover the truth of a known world: 90 %, 80 worlds', () => {
    // Quality q uniform, error with probability 0.2 (1 − q): after discarding r, FNMR 0.1 (1 − r); area to 0.2: 0.018.
    const random = createRandom(3);
    let [curve, area] = [0, 0];
    for (let run = 0; run < 80; run++) {
      const quality = Array.from({ length: 400 }, () => random.uniform());
      const wrong = quality.map((q) => Number(random.uniform() < 0.2 * (1 - q)));
      const found = discard(pairs(quality, wrong), { confidence: 0.9, replicates: 199 });
      if (found.points[20].lower <= 0.08 && 0.08 <= found.points[20].upper) curve++;
      if (found.area.lower <= 0.018 && 0.018 <= found.area.upper) area++;
    }
    // 72 and three standard deviations.
    expect(curve).toBeGreaterThanOrEqual(64);
    expect(area).toBeGreaterThanOrEqual(64);
  });

  it('repeats with the seed; refuses in words too few errors, and what is no quality', () => {
    const input = pairs(qualities, lowestWrong);
    expect(discard(input, { seed: 5 })).toEqual(discard(input, { seed: 5 }));
    expect(
      errorVersusDiscard(
        pairs(
          qualities,
          qualities.map((k) => Number(k < 4)),
        ),
      ),
    ).toEqual({
      kind: 'unsupported',
      reason: 'errors of 4 people cannot show what quality is worth: ten at least are asked for',
    });
    const hopeless = errorVersusDiscard({ ...input, threshold: 2 });
    expect(hopeless).toMatchObject({ reason: expect.stringContaining('every comparison is an error') });
    expect(() => discard({ ...input, quality: input.quality.slice(1) })).toThrow('one a picture, got 399');
    expect(() => discard({ ...input, quality: input.quality.map(() => Number.NaN) })).toThrow('got NaN');
    expect(() => discard({ ...input, threshold: Number.NaN })).toThrow('threshold');
    expect(() => discard(input, { upTo: 1 })).toThrow('upTo must be in (0, 1), got 1');
    expect(() => discard({ ...input, subjects: input.subjects.map((_, k) => k) })).toThrow('two subjects');
    const nothing = { scores: new Float64Array(), left: new Int32Array(), right: new Int32Array() };
    expect(() => discard({ ...input, mated: nothing })).toThrow('no mated comparisons');
  });
});
