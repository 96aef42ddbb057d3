import { describe, expect, it } from 'vitest';
import { tenFoldAccuracy } from './tenFoldAccuracy.js';

const sequence = (step: number, start: number, modulus: number): Float64Array =>
  Float64Array.from({ length: 60 }, (_, k) => ((k * step + start) % modulus) / modulus);
const folds = Array.from({ length: 10 }, (_, fold) => ({
  mated: sequence(7919, fold * 131, 1009).map((share) => 0.25 + 0.7 * share),
  nonMated: sequence(6007, fold * 197, 1013).map((share) => 0.75 * share),
}));

describe('accuracy over folds', () => {
  it('is that of the standard protocol', () => {
    const found = tenFoldAccuracy(folds);
    // NumPy: for each fold argmax over np.unique of (mated >= v).sum() - (nonMated >= v).sum() on the other nine, from
    // the highest value down, midpoint to the next lower; np.mean and scipy.stats.sem (SciPy 1.17) of the accuracies.
    expect(found.folds.map(({ accuracy }) => accuracy)).toEqual([
      0.6666666666666666, 0.675, 0.675, 0.6583333333333333, 0.65, 0.65, 0.6833333333333333, 0.675, 0.65, 0.65,
    ]);
    const thresholds = [
      0.261573136930508, 0.261573136930508, 0.261573136930508, 0.24938302073050345, 0.2769783938629335,
      0.261573136930508, 0.24938302073050345, 0.24938302073050345, 0.261573136930508, 0.26120294936881006,
    ];
    found.folds.forEach(({ threshold, correct, trials, accuracy }, fold) => {
      expect(threshold).toBeCloseTo(thresholds[fold]!, 14);
      expect([trials, correct / trials]).toEqual([120, accuracy]);
    });
    expect(found.accuracy).toBeCloseTo(0.6633333333333334, 14);
    expect(found.standardError).toBeCloseTo(0.004157397096415492, 14);
  });

  it('chooses each threshold without the fold that it is used on', () => {
    const low = { mated: Float64Array.of(0.4), nonMated: Float64Array.of(0.2) };
    const high = { mated: Float64Array.of(0.9), nonMated: Float64Array.of(0.7) };
    const found = tenFoldAccuracy([low, low, high]);
    expect(found.folds[2]).toMatchObject({ correct: 1, trials: 2, accuracy: 0.5 });
    expect(found.folds[2]!.threshold).toBeCloseTo(0.3, 15);
    expect(found.folds[0]!.threshold).toBeCloseTo(0.8, 15);
  });

  it('counts a score at the threshold as a match, and takes the highest of equally good thresholds', () => {
    const [lower, upper] = [0.5, 0.5 + 2 ** -53];
    const neighbours = { mated: Float64Array.of(upper), nonMated: Float64Array.of(lower) };
    expect(tenFoldAccuracy([neighbours, neighbours])).toMatchObject({ accuracy: 1, standardError: 0 });
    const wrong = { mated: Float64Array.of(0.1), nonMated: Float64Array.of(0.9) };
    const { folds: hopeless } = tenFoldAccuracy([wrong, wrong]);
    expect(hopeless[0]!.threshold).toBeGreaterThan(0.9);
    expect(hopeless[0]!.accuracy).toBe(0.5);
  });

  it('may have its threshold below all scores', () => {
    const mostly = { mated: Float64Array.of(0.5, 0.6, 0.7), nonMated: Float64Array.of(0.8) };
    const { folds: found } = tenFoldAccuracy([mostly, mostly]);
    expect(found[0]).toMatchObject({ threshold: 0.5, correct: 3, trials: 4 });
  });

  it('refuses what it cannot be measured on', () => {
    const fold = { mated: Float64Array.of(1), nonMated: Float64Array.of(0) };
    const none = { mated: new Float64Array(), nonMated: Float64Array.of(0) };
    const broken = { mated: Float64Array.of(1), nonMated: Float64Array.of(Number.NaN) };
    expect(() => tenFoldAccuracy([fold])).toThrow('there must be two folds or more, got 1');
    expect(() => tenFoldAccuracy([fold, none])).toThrow(
      'fold 1 must hold mated and non-mated pairs, got 0 and 1',
    );
    expect(() => tenFoldAccuracy([broken, fold])).toThrow('scores of fold 0 must be numbers, got NaN');
  });
});
