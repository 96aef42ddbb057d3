import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { normalQuantile } from '../distributions/normalQuantile.js';
import { createRandom } from '../sampling/random.js';
import { tallyScores } from '../scores/scoreTally.js';
import { listedTrials } from '../uncertainty/subjectTrials.js';
import { extremeFmr, thresholdAtExtremeFmr } from './extremeFmr.js';
import { fitSubjectTail, fitTail, type TailFit, type TailUnsupported } from './tailFit.js';

function fitted(given: TailFit | TailUnsupported): TailFit {
  if (given.kind !== 'tail') throw new Error(given.reason);
  return given;
}

/** 6,000 scores of which 120 exceed 0.5, by amounts near to exponential ones of mean 0.05. */
const scores = Float64Array.from({ length: 6_000 }, (_, k) =>
  k < 120 ? 0.5 - 0.05 * Math.log((k + 0.5) / 120) * (1 + 0.2 * Math.sin(k)) : 0.5 - (k - 120) / 1e4,
);
const tail = fitted(fitTail(scores, { exceedances: 120 }));

describe('FMR below 1 / trials', () => {
  it('is modelled by the scores above a threshold, and how many they are', () => {
    expect(tail.threshold).toBe(0.5);
    expect(tail.exceedanceRate).toBe(0.02);
    expect(tail.warnings).toEqual([]);
    // scipy 1.17.1: scipy.optimize.minimize on the negative log-likelihood.
    expect(tail.pareto.shape).toBeCloseTo(0.023727472268746184, 6);
    expect(tail.pareto.scale).toBeCloseTo(0.04902830522876426, 6);
  });

  // scipy 1.17.1: estimate exceedanceRate · genpareto.sf; limits by scipy.optimize.brentq on twice the log-likelihood
  // (binomial and generalised Pareto) less its maximum under the constraint, by Nelder–Mead from three starts.
  it.each([
    [0.95, 0.15, 0.0010431295054134837, 0.0005442412534705307, 0.0018729490701498628],
    [0.95, 0.4, 1.1536543731957688e-5, 1.952791117292752e-10, 0.00016631023360882093],
    [0.9, 0.15, 0.0010431295054134837, 0.0006068114120110319, 0.0017126350433199875],
    [0.9, 0.4, 1.1536543731957688e-5, 1.568e-8, 0.00012171930698590686],
  ])(
    'has the likelihood interval at %d that scipy finds, %d above the tail',
    (confidence, excess, estimate, lower, upper) => {
      // The estimate far out is below a tenth of 1 / 6,000, where it would be refused.
      const found = extremeFmr({ ...tail, lowestFmr: 1e-6 }, 0.5 + excess, { confidence });
      if (found.kind !== 'extreme FMR') throw new Error(found.reason);
      expect(found.method).toBe('likelihood');
      expect(found.estimate / estimate).toBeCloseTo(1, 4);
      expect(found.upper / upper).toBeCloseTo(1, 4);
      expect(Math.abs(Math.log(found.lower / lower))).toBeLessThan(lower > 1e-6 ? 1e-4 : 0.01);
    },
  );

  it.each([
    [1 / 6_000, 0.2485737444510997, 0.19341784532942446, 0.3997013929290547],
    [1 / 30_000, 0.338683872841477, 0.2423433164558267, 0.6774384927500122],
  ])('of %d has the threshold and the limits that scipy finds', (target, estimate, lower, upper) => {
    const found = thresholdAtExtremeFmr(tail, target);
    if (found.kind !== 'extreme threshold') throw new Error(found.reason);
    expect(found.estimate).toBeCloseTo(0.5 + estimate, 5);
    expect(found.lower).toBeCloseTo(0.5 + lower, 5);
    expect(found.upper).toBeCloseTo(0.5 + upper, 4);
  });

  it('and its threshold are each other’s inverse', () => {
    fc.assert(
      fc.property(fc.double({ min: 1.7e-5, max: 0.019, noNaN: true }), (target) => {
        const found = thresholdAtExtremeFmr(tail, target);
        if (found.kind !== 'extreme threshold') throw new Error(found.reason);
        expect(found.lower).toBeLessThanOrEqual(found.estimate);
        expect(found.upper).toBeGreaterThanOrEqual(found.estimate);
        const back = extremeFmr({ ...tail, lowestFmr: 0 }, found.estimate);
        expect(back.kind === 'extreme FMR' && back.estimate / target).toBeCloseTo(1, 6);
      }),
      { numRuns: 8 },
    );
  });

  it('is refused in words a decade below 1 / trials, and where scores were observed', () => {
    expect(thresholdAtExtremeFmr(tail, 1e-5)).toEqual({
      kind: 'unsupported',
      reason:
        'an FMR of 0.00001 is more than a decade below what 6000 non-mated trials resolve; none below 0.000017 can be read off',
    });
    expect(extremeFmr(tail, 5)).toMatchObject({ kind: 'unsupported' });
    expect(extremeFmr(tail, 0.5)).toMatchObject({
      kind: 'unsupported',
      reason: expect.stringContaining('count'),
    });
    expect(thresholdAtExtremeFmr(tail, 0.02)).toMatchObject({ kind: 'unsupported' });
    expect(() => thresholdAtExtremeFmr(tail, 0)).toThrow('fmr must be in (0, 1), got 0');
    expect(() => extremeFmr(tail, Number.NaN)).toThrow('threshold must be finite, got NaN');
    expect(() => extremeFmr(tail, 0.7, { confidence: 95 })).toThrow('confidence must be in (0, 1)');
  });
});

describe('tail of non-mated scores', () => {
  const random = createRandom(8);
  const normal = Float64Array.from({ length: 20_000 }, () => normalQuantile(random.uniform() || 0.5) / 10);

  it('is the same from single scores and from a tally that keeps enough', () => {
    const single = fitted(fitTail(normal));
    expect(fitted(fitTail(tallyScores(normal, { keep: 1_000 })))).toEqual(single);
    expect(fitted(fitTail(tallyScores(normal)))).toEqual(single);
    // 20 · 20000^¼.
    expect(single.excesses).toHaveLength(237);
    expect(() => fitTail(tallyScores(normal, { keep: 237 }))).toThrow('237 exceedances need 238 kept scores');
  });

  it('warns where its scores do not follow the model', () => {
    const two = normal.map((score, k) => (k % 200 === 0 ? 0.9 + score / 100 : score));
    expect(fitted(fitTail(two)).warnings[0]).toMatch(/^the highest scores do not follow .* \(p = /);
  });

  it('is refused where there is none: few scores, ties', () => {
    expect(fitTail(normal.subarray(0, 4_999))).toEqual({
      kind: 'unsupported',
      reason: '4999 non-mated trials have no tail: its model needs 5000',
    });
    const rounded = normal.map((score) => Math.round(score * 50) / 50);
    expect(fitTail(rounded)).toMatchObject({ kind: 'unsupported', reason: expect.stringContaining('tie') });
    expect(() => fitTail(Float64Array.of(Number.NaN))).toThrow('scores must be finite');
    expect(() => fitTail(normal, { exceedances: 99 })).toThrow('whole number from 100 to below');
    expect(() => fitTail(normal, { exceedances: 20_000 })).toThrow('below the 20000 trials');
  });
});

describe('tail of people who are in many comparisons', () => {
  /** Non-mated scores 0.1 · N(0, 1) of which each person carries a share: the test of subjectBootstrap.ts. */
  function world(people: number, share: number) {
    const random = createRandom(2);
    const normal = () => normalQuantile(random.uniform() || 0.5);
    const wolf = Array.from({ length: people }, normal);
    const [left, right, found]: number[][] = [[], [], []];
    for (let s = 0; s < people; s++) {
      for (let t = 0; t < s; t++) {
        left.push(t);
        right.push(s);
        found.push(0.1 * (Math.sqrt(share / 2) * (wolf[s] + wolf[t]) + Math.sqrt(1 - share) * normal()));
      }
    }
    const pairs = {
      scores: Float64Array.from(found),
      left: Int32Array.from(left),
      right: Int32Array.from(right),
    };
    const none = { scores: new Float64Array(), left: new Int32Array(), right: new Int32Array() };
    return listedTrials(
      none,
      pairs,
      Int32Array.from({ length: people }, (_, s) => s),
    );
  }
  const trials = world(150, 0.2);
  const fit = fitted(fitSubjectTail(trials, { replicates: 199 }));

  it('estimates as without regard to people, and is less sure', () => {
    const plain = fitted(fitTail(trials.nonMated.scores));
    const [heeded, unheeded] = [fit, plain].map((given) =>
      thresholdAtExtremeFmr(given, 1 / trials.nonMated.trials),
    );
    if (heeded.kind !== 'extreme threshold' || unheeded.kind !== 'extreme threshold')
      throw new Error('refused');
    expect(heeded.estimate).toBe(unheeded.estimate);
    expect(heeded.method).toBe('widest');
    expect(heeded.likelihood).toEqual(unheeded.likelihood);
    expect(heeded.lower).toBe(Math.min(heeded.likelihood.lower, heeded.bootstrap!.lower));
    expect(heeded.upper).toBe(Math.max(heeded.likelihood.upper, heeded.bootstrap!.upper));
    // The truth: 0.1 Φ⁻¹(1 − 1 / 11175).
    const truth = -0.1 * normalQuantile(1 / trials.nonMated.trials);
    expect(heeded.lower).toBeLessThan(truth);
    expect(heeded.upper).toBeGreaterThan(truth);
  });

  it('repeats with the seed', () => {
    const again = fitted(fitSubjectTail(trials, { replicates: 199 }));
    expect(again.resampled).toEqual(fit.resampled);
    expect(fitted(fitSubjectTail(trials, { replicates: 199, seed: 2 })).resampled).not.toEqual(fit.resampled);
  });

  it('is refused where few people hold the highest scores', () => {
    expect(fitSubjectTail(world(150, 0.8))).toMatchObject({
      kind: 'unsupported',
      reason: expect.stringMatching(
        /worth those of \d+\.\d pairs of people who are in no other: an interval needs 15/,
      ),
    });
  });

  it('refuses too few replicates for the confidence', () => {
    const few = fitted(fitSubjectTail(trials, { replicates: 10 }));
    expect(() => extremeFmr(few, few.threshold + 0.05)).toThrow('10 replicates are too few');
    expect(() => fitSubjectTail(trials, { replicates: 0 })).toThrow(
      'replicates must be a whole number from 1',
    );
  });
});
