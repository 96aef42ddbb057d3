import { describe, expect, it } from 'vitest';
import { createRandom } from '../sampling/random.js';
import { nextAbove } from '../scores/staircase.js';
import {
  type AttackPresentations,
  detectionAt,
  detectionAtApcer,
  impostorAttackAcceptance,
} from './presentationAttack.js';

/** Attacks of three species: of 60 prints 3 score 0.9, of 50 screens none, of 40 masks 10; NaN for 4 more masks. */
const attacks: AttackPresentations = {
  names: ['print', 'screen', 'mask'],
  scores: Float64Array.from([
    ...Array.from({ length: 60 }, (_, k) => (k < 3 ? 0.9 : 0.1)),
    ...new Array(50).fill(0.2),
    ...Array.from({ length: 40 }, (_, k) => (k < 10 ? 0.8 : 0.3)),
    ...new Array(4).fill(Number.NaN),
  ]),
  species: Int32Array.from([...new Array(60).fill(0), ...new Array(50).fill(1), ...new Array(44).fill(2)]),
};
/** 200 live faces: 10 score 0.4, 2 give no response, the others 0.95. */
const bonaFide = {
  scores: Float64Array.from({ length: 200 }, (_, k) => (k < 10 ? 0.4 : k < 12 ? Number.NaN : 0.95)),
};

function found<T extends { kind: string }>(rate: T): Exclude<T, { kind: 'unsupported' }> {
  if (rate.kind === 'unsupported') throw new Error(JSON.stringify(rate));
  return rate as Exclude<T, { kind: 'unsupported' }>;
}

describe('presentation attack detection (ISO/IEC 30107-3)', () => {
  const at = detectionAt(attacks, bonaFide, 0.5);

  it('APCER is of a species: attacks that pass, of those with a response', () => {
    // scipy 1.17.1 binomtest(k, n).proportion_ci(0.95, 'exact') for 3 of 60, 0 of 50, 10 of 40.
    const golden = [
      [3, 60, 0.010432329644348218, 0.13924324672110006],
      [0, 50, 0, 0.07112173646420458],
      [10, 40, 0.12691479893284677, 0.41196198015153634],
    ];
    at.species.forEach(({ apcer }, k) => {
      const [errors, presentations, lower, upper] = golden[k];
      expect(apcer).toMatchObject({ errors, presentations, rate: errors / presentations });
      expect(found(apcer).lower).toBeCloseTo(lower, 10);
      expect(found(apcer).upper).toBeCloseTo(upper, 10);
    });
  });

  it('the headline is the worst species, never the mean over all', () => {
    expect(at.apcer).toMatchObject({ kind: 'worst', name: 'mask', rate: 0.25, notShown: [] });
    // scipy: proportion_ci(1 − 0.05/3) of 10 in 40 gives it; the upper limit is the highest of all.
    expect(found(at.apcer).lower).toBeCloseTo(0.10739399944482257, 10);
    expect(found(at.apcer).upper).toBeCloseTo(0.41196198015153634, 10);
  });

  it('BPCER is of those who answered, non-responses are counted apart', () => {
    expect(at.bpcer).toMatchObject({ errors: 10, presentations: 198 });
    expect(at.bpnrr).toMatchObject({ errors: 2, presentations: 200 });
    expect(at.species[2].apnrr).toMatchObject({ errors: 4, presentations: 44 });
    expect(at.acer).toBe((0.25 + 10 / 198) / 2);
  });

  it('BPCER at a stated APCER is taken at the lowest threshold that holds for every species', () => {
    const bpcer10 = detectionAtApcer(attacks, bonaFide, 0.1);
    // Of 40 masks four may pass: above the fifth, so above 0.8.
    expect(bpcer10).toMatchObject({ kind: 'threshold', threshold: nextAbove(0.8), bpcer: { errors: 10 } });
    const lenient = detectionAtApcer(attacks, bonaFide, 0.25);
    expect(lenient).toMatchObject({ threshold: nextAbove(0.3), bpcer: { errors: 0 } });
    expect(detectionAtApcer(attacks, bonaFide, 1)).toMatchObject({ threshold: Number.NEGATIVE_INFINITY });
  });

  it('refuses an APCER that a species has too few attacks to show, by the rule of 3', () => {
    expect(detectionAtApcer(attacks, bonaFide, 0.05)).toMatchObject({
      kind: 'unsupported',
    });
    expect(detectionAtApcer(attacks, bonaFide, 0.06)).toEqual({
      kind: 'unsupported',
      reason: '40 attacks with mask cannot show an APCER of 0.06: 50 are asked for (rule of 3)',
    });
  });

  it('states no rate of a species with fewer than 30 attacks, and says so in the headline', () => {
    const thin = { ...attacks, species: attacks.species.map((species, k) => (k < 130 ? species : 1)) };
    const seen = detectionAt(thin, bonaFide, 0.5);
    expect(seen.species[2].apcer).toEqual({
      kind: 'unsupported',
      reason:
        'the APCER of mask is not stated: 20 presentations that do not hang together, 30 are asked for (rule of 3)',
    });
    expect(seen.apcer).toMatchObject({ name: 'print', notShown: ['mask'] });
    const nothing = detectionAt({ ...attacks, scores: attacks.scores.map(() => Number.NaN) }, bonaFide, 0.5);
    expect(nothing.apcer).toMatchObject({ reason: 'no species has presentations enough to state an APCER' });
    expect(nothing.acer).toBe(nothing.apcer);
  });

  it('takes the presentations of one mask for one', () => {
    const cluster = Int32Array.from(attacks.scores.keys(), (k) => (k < 110 ? k : 1_000 + (k % 4)));
    const seen = detectionAt({ ...attacks, cluster }, bonaFide, 0.5);
    expect(seen.species[2].apcer).toMatchObject({ reason: expect.stringContaining('4 presentations') });
    const twos = { scores: bonaFide.scores, cluster: Int32Array.from(bonaFide.scores.keys(), (k) => k >> 1) };
    const halved = found(detectionAt(attacks, twos, 0.5).bpcer);
    expect(halved.effective).toBeCloseTo(99, 10);
    expect(halved.upper).toBeGreaterThan(found(at.bpcer).upper);
  });

  it('IAPAR counts attacks that both pass as alive and match', () => {
    const matchScores = attacks.scores.map((_, k) => Number(k % 2));
    const seen = impostorAttackAcceptance(attacks, matchScores, { detection: 0.5, match: 0.5 });
    expect(seen.species.map(({ iapar }) => found(iapar).errors)).toEqual([1, 0, 5]);
    expect(seen.iapar).toMatchObject({ name: 'mask', rate: 5 / 44 });
  });

  it('the upper limit of the worst covers the truly worst at 95 %, in 300 worlds', () => {
    const random = createRandom(4);
    const truth = [0.05, 0.06, 0.04, 0.06, 0.05];
    let [above, below] = [0, 0];
    for (let run = 0; run < 300; run++) {
      const species = Int32Array.from({ length: 300 }, (_, k) => k % 5);
      const scores = Float64Array.from(species, (s) => Number(random.uniform() < truth[s]));
      const names = ['a', 'b', 'c', 'd', 'e'];
      const { lower, upper } = found(detectionAt({ names, scores, species }, bonaFide, 0.5).apcer);
      if (upper < 0.06) above++;
      if (lower > 0.06) below++;
    }
    // 2.5 % of 300 each, and three standard deviations.
    expect(above).toBeLessThanOrEqual(15);
    expect(below).toBeLessThanOrEqual(15);
  });

  it('refuses what does not fit together', () => {
    expect(() => detectionAt({ ...attacks, names: ['print', 'print'] }, bonaFide, 0.5)).toThrow('distinct');
    expect(() => detectionAt({ ...attacks, names: ['print'] }, bonaFide, 0.5)).toThrow('got 1');
    expect(() => detectionAt({ ...attacks, species: new Int32Array(3) }, bonaFide, 0.5)).toThrow('got 3');
    expect(() => detectionAt(attacks, { ...bonaFide, cluster: new Int32Array(1) }, 0.5)).toThrow('got 1');
    expect(() => detectionAt(attacks, bonaFide, Number.NaN)).toThrow('threshold must be a number');
    expect(() => detectionAt(attacks, bonaFide, 0.5, 95)).toThrow('confidence must be in (0, 1), got 95');
    expect(() => detectionAtApcer(attacks, bonaFide, 0)).toThrow('apcer must be in (0, 1], got 0');
    const one = new Float64Array(1);
    expect(() => impostorAttackAcceptance(attacks, one, { detection: 0, match: 0 })).toThrow(
      'one an attack, got 1',
    );
    const none = { detection: Number.NaN, match: 0 };
    expect(() => impostorAttackAcceptance(attacks, attacks.scores, none)).toThrow(
      'thresholds must be numbers',
    );
  });
});
