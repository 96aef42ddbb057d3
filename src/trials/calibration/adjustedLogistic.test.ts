import { describe, expect, it } from 'vitest';
import { createRandom } from '../sampling/random.js';
import { fitAdjusted } from './adjustedLogistic.js';
import { fitLogistic } from './calibration.js';
import { fitQualityLogistic } from './qualityLogistic.js';
import { adjustmentOf, heldQuality, type ScoreAdjustment } from './scoreAdjustment.js';

/** Scores whose LLR is known: non-mated normal about −1, mated about 1, both shifted by half the quality. */
function draw(seed: number, n: number, mean: number) {
  const random = createRandom(seed);
  const normal = () =>
    Math.sqrt(-2 * Math.log(1 - random.uniform())) * Math.cos(2 * Math.PI * random.uniform());
  const quality = Float64Array.from({ length: n }, normal);
  const scores = quality.map((q) => mean + 0.5 * q + normal());
  return { scores, features: [quality], weights: new Float64Array(n).fill(1) };
}
const mated = draw(1, 20_000, 1);
const nonMated = draw(2, 20_000, -1);

describe('a calibration with side information', () => {
  it('finds the shift that quality gives the scores, and takes it away', () => {
    // LLR = 2 (score − 0.5 q): the shift comes off again.
    const { slope, offset, added } = fitAdjusted({ mated, nonMated }, 0.5, 0);
    expect(slope).toBeCloseTo(2, 1);
    expect(offset).toBeCloseTo(0, 1);
    expect(added[0]).toBeCloseTo(-0.5, 1);
  });

  it('is that of fitQualityLogistic without a ridge, and of fitLogistic without features', () => {
    const found = fitAdjusted({ mated, nonMated }, 0.1, 0);
    const golden = fitQualityLogistic(
      {
        mated: { scores: mated.scores, qualities: mated.features[0]! },
        nonMated: { scores: nonMated.scores, qualities: nonMated.features[0]! },
      },
      0.1,
      { smoothing: 'platt' },
    );
    expect(found.slope).toBeCloseTo(golden.slope, 8);
    expect(found.offset).toBeCloseTo(golden.offset, 8);
    expect(found.slope * found.added[0]!).toBeCloseTo(golden.quality, 8);
    const bare = fitAdjusted(
      { mated: { ...mated, features: [] }, nonMated: { ...nonMated, features: [] } },
      0.1,
      1,
    );
    const line = fitLogistic({ mated: mated.scores, nonMated: nonMated.scores }, 0.1, { smoothing: 'platt' });
    expect([bare.slope, bare.offset, bare.added]).toEqual([
      expect.closeTo(line.slope, 8),
      expect.closeTo(line.offset, 8),
      [],
    ]);
  });

  it('is held back by a ridge, the score never', () => {
    const by = [0, 0.01, 0.1, 1, 100].map((ridge) => fitAdjusted({ mated, nonMated }, 0.5, ridge));
    const shifts = by.map(({ added }) => Math.abs(added[0]!));
    for (let k = 1; k < shifts.length; k++) expect(shifts[k]!).toBeLessThan(shifts[k - 1]!);
    expect(shifts.at(-1)!).toBeLessThan(0.01);
    const line = fitLogistic({ mated: mated.scores, nonMated: nonMated.scores }, 0.5, { smoothing: 'platt' });
    expect(by.at(-1)!.slope).toBeCloseTo(line.slope, 1);
  });

  it('refuses what cannot be', () => {
    expect(() => fitAdjusted({ mated: nonMated, nonMated: mated }, 0.5, 0)).toThrow('are not higher');
    expect(() => fitAdjusted({ mated, nonMated }, 0.5, -1)).toThrow('ridge must not be negative');
    const none = { ...mated, weights: new Float64Array(20_000) };
    expect(() => fitAdjusted({ mated: none, nonMated }, 0.5, 0)).toThrow('no mated scores');
  });
});

describe('what a picture adds to a score', () => {
  const adjustment: ScoreAdjustment = {
    referenceTypes: { chip: 0.02 },
    qualities: [
      { component: 'Sharpness', of: 'reference', slope: 0.001, centre: 50, range: [20, 70] },
      { component: 'Sharpness', of: 'probe', slope: 0.002, centre: 60, range: [0, 100] },
    ],
  };

  it('is a straight line of its quality between two caps, and its type', () => {
    const reference = (Sharpness: number, type = 'document') =>
      adjustmentOf(adjustment, 'reference', { type, quality: { Sharpness } });
    expect(reference(50)).toBe(0);
    expect(reference(60)).toBeCloseTo(0.01, 12);
    expect([reference(70), reference(99)]).toEqual([reference(71), expect.closeTo(0.02, 12)]);
    expect(reference(0)).toBeCloseTo(-0.03, 12);
    expect(reference(50, 'chip')).toBeCloseTo(0.02, 12);
    expect(adjustmentOf(adjustment, 'probe', { type: 'chip', quality: { Sharpness: 50 } })).toBeCloseTo(
      -0.02,
      12,
    );
  });

  it('is nothing where the quality is not known, or of another component', () => {
    expect(adjustmentOf(adjustment, 'reference', { quality: { EyesOpen: 3 } })).toBe(0);
    expect(adjustmentOf(adjustment, 'reference', { type: 'toString', quality: {} })).toBe(0);
    expect(heldQuality({ centre: 5, range: [5, 5] }, 80)).toBe(0);
  });
});
