import { describe, expect, it } from 'vitest';
import { fmr as plainFmr } from '../rates/errorRates.js';
import { createRandom } from '../sampling/random.js';
import type { PairScores } from '../scoring/allPairs.js';
import { type Claim, claim } from './claim.js';
import { refutingErrors, requiredSubjects, variationByPerson } from './requiredSubjects.js';
import { listedTrials, type SubjectTrials } from './subjectTrials.js';

/** Non-mated scores 0.5 (v_s + v_t) + √0.5 e, so N(0, 1); mated ones 2.5 + e. People differ by v unless `alike`. */
function world(count: number, seed: number, alike = false): SubjectTrials {
  const random = createRandom(seed);
  const normal = () =>
    Math.sqrt(-2 * Math.log(1 - random.uniform())) * Math.cos(2 * Math.PI * random.uniform());
  const wolf = Array.from({ length: count }, () => (alike ? 0 : 0.5 * normal()));
  const chance = alike ? 1 : Math.SQRT1_2;
  const nonMated: number[][] = [];
  for (let s = 0; s < count; s++)
    for (let t = 0; t < s; t++) nonMated.push([wolf[s] + wolf[t] + chance * normal(), t, s]);
  const mated = Array.from({ length: count }, (_, s) => [2.5 + normal(), s, s]);
  const pairs = (rows: number[][]): PairScores => ({
    scores: Float64Array.from(rows, (row) => row[0]),
    left: Int32Array.from(rows, (row) => row[1]),
    right: Int32Array.from(rows, (row) => row[2]),
  });
  return listedTrials(
    pairs(mated),
    pairs(nonMated),
    Int32Array.from({ length: count }, (_, s) => s),
  );
}

function supported(found: Claim) {
  if (found.kind !== 'supported') throw new Error(found.statement);
  return found;
}

const people = world(300, 1);

describe('what may be claimed', () => {
  it('is refused of 300 subjects at an FMR of 1e-6, with the number that could carry it', () => {
    const found = claim(people, { fmr: 1e-6 });
    if (found.kind !== 'unsupported') throw new Error(found.statement);
    // Rule of 3: 2.9957 / 44,850 at the least.
    expect(found.fmrSupported).toBeGreaterThan(6.67e-5);
    expect(found.fmrSupported).toBeLessThan(8e-5);
    // √(2 · 2.9957e6) = 2,448 people make as many pairs.
    expect(found.required.subjects).toBeGreaterThanOrEqual(2_449);
    expect(found.required.subjects).toBeLessThan(2_500);
    expect(found.required.more).toBe(found.required.subjects - 300);
    expect(found.statement).toContain('worth 44850 independent ones');
    expect(found.statement).toContain(`${found.required.subjects} subjects are needed`);
  });

  it('is at most the FMR claimed at the threshold it names, by the upper limit and not by the rate', () => {
    const found = supported(claim(people, { fmr: 0.05 }));
    expect(found.fmr.upper).toBeLessThanOrEqual(0.05);
    expect(found.fmr.upper).toBeGreaterThan(0.048);
    expect(found.fmr.confidence).toBeCloseTo(0.9, 12);
    expect(found.fmr.estimate).toBe(plainFmr(people.nonMated.scores, found.threshold).rate);
    expect(found.basis).toBe('measured');
    expect(found.statement).toContain('the FMR is at most 0.05 with 95 % confidence');
    expect(found.fnmr).toMatchObject({ confidence: 0.95 });
  });

  it('is bounded, not measured, by fewer than 30 effective errors', () => {
    const found = supported(claim(people, { fmr: 3e-4 }));
    expect(found.fmr.effectiveErrors).toBeLessThan(30);
    expect(found).toMatchObject({ basis: 'bounded' });
    expect(found.statement).toContain('too few errors to be called measured');
  });

  it('of a given threshold stands or falls with its upper limit', () => {
    expect(claim(people, { fmr: 0.01, threshold: 3 })).toMatchObject({ kind: 'supported', threshold: 3 });
    const low = claim(people, { fmr: 0.01, threshold: 2.4 });
    if (low.kind !== 'unsupported') throw new Error(low.statement);
    expect(low.fmrSupported).toBeGreaterThan(0.01);
    expect(low.statement).toContain('A higher threshold may carry the claim');
  });

  it('is false of the threshold that it finds in one world of twenty at the most, people differing as they do', () => {
    // 1 − Φ(2.3263) = 0.01. Of 100 worlds, with 5 % false, more than 11 come once in a hundred times.
    const lower = Array.from({ length: 100 }, (_, run) => world(80, 500 + run)).filter(
      (drawn) => supported(claim(drawn, { fmr: 0.01 }, { replicates: 199 })).threshold < 2.3263,
    );
    expect(lower.length).toBeLessThanOrEqual(11);
  });

  it('needs a confidence and a rate that mean something', () => {
    expect(() => claim(people, { fmr: 0 })).toThrow('fmr must be in (0, 1), got 0');
    expect(() => claim(people, { fmr: 0.1 }, { confidence: 0.3 })).toThrow('confidence must be in (0.5, 1)');
    expect(() => claim(people, { fmr: 0.1, threshold: Number.NaN })).toThrow(RangeError);
  });
});

describe('how many people a claim needs', () => {
  // scipy 1.17: the mean μ at which nbinom.pmf(0, 1/v, 1/(1 + μv)) is 0.05.
  it.each([
    [0, 2.995732273553991],
    [0.02, 3.0872958927489256],
    [0.1, 3.4928284767356295],
    [0.5, 6.944271909999159],
  ])('the rule of 3, where rates vary by a squared coefficient of variation of %d', (variation, golden) => {
    expect(Math.abs(refutingErrors(0.95, variation) / golden - 1)).toBeLessThan(1e-6);
  });

  it('is the number whose pairs are 3 / FMR, if people are alike', () => {
    const alike = world(200, 3, true);
    const { subjects, statement, assumption } = requiredSubjects(alike, { claim: 'fmrAtMost', fmr: 1e-4 });
    // 245 · 244 / 2 = 29,890 < 29,957.3 ≤ 30,135.
    expect(subjects).toBeGreaterThanOrEqual(246);
    expect(subjects).toBeLessThan(252);
    expect(statement).toContain(
      `${subjects} subjects are needed, ${subjects - 200} more than the 200 at hand`,
    );
    expect(assumption).toContain('rule of 3');
    expect(requiredSubjects(alike, { claim: 'fmrAtMost', fmr: 0.01 })).toMatchObject({ more: 0 });
  });

  it('knows how much people differ', () => {
    // E[FMR of a person]² is 1e-3 squared; here only that alike people do so by chance alone.
    expect(variationByPerson(people, 300)).toBeGreaterThan(5 * variationByPerson(world(300, 3, true), 300));
    expect(variationByPerson(people, 600)).toBeCloseTo(variationByPerson(people, 300) / 2, 12);
  });

  it('of the FNMR at an FMR falls with the precision asked for, squared, where the mated comparisons are what is few', () => {
    const at = (within: number) =>
      requiredSubjects(people, { claim: 'fnmrWithin', fmr: 0.05, within }).subjects;
    expect(at(0.1) / at(0.2)).toBeGreaterThan(3.4);
    expect(at(0.1) / at(0.2)).toBeLessThan(4.1);
    expect(at(0.9)).toBeLessThan(300);
  });

  it('is a least number, by the rule of 30, where the data show too few errors', () => {
    const found = requiredSubjects(people, { claim: 'fnmrWithin', fmr: 1e-5 });
    // 2,450 · 2,449 / 2 ≥ 30 / 1e-5.
    expect(found.subjects).toBe(2_450);
    expect(found.statement).toContain('at the least');
    expect(found.assumption).toContain('rule of 30');
  });

  it('ends for an FMR that no people on earth could show', () => {
    for (const fmr of [1e-25, Number.MIN_VALUE]) {
      const found = requiredSubjects(people, { claim: 'fmrAtMost', fmr });
      expect(found.subjects).toBe(Number.POSITIVE_INFINITY);
      expect(found.statement).toContain('more subjects are needed than there are people');
      expect(claim(people, { fmr })).toMatchObject({ kind: 'unsupported' });
    }
    // √(2 · 2.9957 / 1e-19) = 7.7e9 people.
    const { subjects } = requiredSubjects(people, { claim: 'fmrAtMost', fmr: 1e-19 });
    expect(subjects / 7.74e9).toBeCloseTo(1, 1);
    expect(requiredSubjects(people, { claim: 'fnmrWithin', fmr: 0.05, within: 1e-9 }).subjects).toBe(
      Number.POSITIVE_INFINITY,
    );
  });

  it('refuses goals that are none', () => {
    expect(() => requiredSubjects(people, { claim: 'fmrAtMost', fmr: 1 })).toThrow('fmr must be in (0, 1)');
    expect(() => requiredSubjects(people, { claim: 'fnmrWithin', fmr: 0.01, within: 30 })).toThrow(
      'within must be in (0, 1), got 30',
    );
  });
});
