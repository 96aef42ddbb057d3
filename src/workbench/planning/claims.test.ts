import { describe, expect, it } from 'vitest';
import { createRandom, listedTrials, normalQuantile, requiredSubjects } from '../../trials/index.js';
import { recordFixture } from '../datasets/record.fixture.js';
import { packEvidence } from '../evaluation/evidence.js';
import { specimenReport } from '../evaluation/page/report.specimen.js';
import type { Report } from '../evaluation/report.js';
import { planClaims, subjectsForDifference } from './claims.js';

const records = Array.from({ length: 300 }, (_, i) => recordFixture(`p${i}/a.jpg`)).concat(
  Array.from({ length: 120 }, (_, i) => recordFixture(`p${i}/b.jpg`)),
);

describe('what a claim takes, without a report', () => {
  const claims = planClaims(records, undefined, 0.02);

  it('is as many people as make 3 / FMR pairs to bound it, and 30 / FMR to measure it', () => {
    // n (n − 1) / 2 ≥ ln 0.05 / ln(1 − FMR), and ≥ 30 / FMR.
    expect(claims.fmr.map(({ fmr, bounded, measured, met }) => [fmr, bounded, measured, met])).toEqual([
      [1e-2, 25, 78, true],
      [1e-3, 78, 246, true],
      [1e-4, 246, 776, true],
      [1e-5, 775, 2450, false],
      [1e-6, 2449, 7747, false],
    ]);
  });

  it('is of people with two captures for an FNMR', () => {
    expect(claims.people).toEqual({ part: null, subjects: 300, withSeveral: 120 });
    const need = claims.fnmr.find(({ fnmr, within }) => fnmr === 0.05 && within === 0.02);
    expect(need).toEqual({ fmr: null, fnmr: 0.05, within: 0.02, subjects: 469, met: false });
    expect(claims.fnmr.every(({ fnmr, within }) => within < fnmr)).toBe(true);
  });

  it('is between errors in common and errors apart for a difference', () => {
    for (const { fnmr, margin, least, most } of claims.differences) {
      expect(least).toBe(subjectsForDifference(margin, margin));
      expect(most, `${margin} of ${fnmr}`).toBeGreaterThan(least);
    }
  });

  it('counts no copy, nothing without a face, and the part test alone where there is one', () => {
    const face = { kind: 'failure', code: 'face_not_found', message: '' } as const;
    const divided = [
      recordFixture('a/1', { part: 'test' }),
      recordFixture('a/2', { part: 'test', derivedFrom: recordFixture('a/1').sha256 }),
      recordFixture('b/1', { part: 'test' }),
      recordFixture('b/2', { part: 'test' }),
      recordFixture('c/1', { part: 'test', face }),
      recordFixture('d/1', { part: 'train' }),
    ];
    expect(planClaims(divided, undefined, 0.02).people).toEqual({
      part: 'test',
      subjects: 2,
      withSeveral: 1,
    });
  });
});

describe('subjects for a difference', () => {
  // SciPy 1.17: 200,000 multinomial draws of so many subjects are found different by McNemar's test at 5 % in 81.2, 80.9
  // and 83.5 % of cases.
  it.each([
    [0.02, 0.05, 979],
    [0.01, 0.03, 2353],
    [0.2, 0.3, 57],
  ])('of %d with discordance %d are %d', (margin, discordance, subjects) => {
    expect(subjectsForDifference(margin, discordance)).toBe(subjects);
  });
});

describe('what a claim takes, with a report', () => {
  it('is refused where the report’s scores belong to no pictures', () => {
    const [report] = reportWithScores();
    const [first] = report.models;
    const broken = { ...first!, evidence: { ...first!.evidence!, subjects: '' } };
    expect(() => planClaims(records, { ...report, models: [broken] }, 0.02)).toThrow(
      expect.objectContaining({ code: 'report_invalid' }),
    );
  });

  const [report, trials] = reportWithScores();
  const claims = planClaims(records, report, 0.02);

  it('rests upon how its people share their errors', () => {
    expect(claims.basis).toMatchObject({ dataset: report.dataset.name });
    for (const { fmr, bounded } of claims.fmr) {
      expect(bounded).toBe(requiredSubjects(trials, { claim: 'fmrAtMost', fmr }).subjects);
    }
  });

  it('is of the FNMR that it measured, at FMRs that 30 false matches hold', () => {
    const shown = report.models[0]!.points.flatMap((point) =>
      point.kind === 'point' && point.fmr.errors >= 30 && point.fnmr.rate > 0.005 ? [point.target] : [],
    );
    expect([...new Set(claims.fnmr.map(({ fmr }) => fmr))]).toEqual(shown);
  });
});

/** The specimen's report with the scores of 150 people in it. */
function reportWithScores(): [Report, ReturnType<typeof listedTrials>] {
  const random = createRandom(2);
  const normal = () => normalQuantile(0.999999 * random.uniform() + 5e-7);
  const subjects = Int32Array.from({ length: 300 }, (_, i) => i >> 1);
  const pairs = (list: readonly (readonly [number, number])[], shift: number) => ({
    scores: Float32Array.from(list, () => (shift + normal()) / 10),
    left: Int32Array.from(list, ([left]) => left),
    right: Int32Array.from(list, ([, right]) => right),
  });
  const mated = pairs(
    Array.from({ length: 150 }, (_, i) => [2 * i, 2 * i + 1] as const),
    3,
  );
  const others = Array.from({ length: 150 }, (_, i) => i).flatMap((i) =>
    Array.from({ length: 149 - i }, (_, k) => [2 * i, 2 * (i + k + 1) + 1] as const),
  );
  const nonMated = pairs(others, 0);
  const evidence = packEvidence({ subjects, mated, nonMated, nonMatedAre: 'listed' });
  const specimen = specimenReport();
  const [first, ...more] = specimen.models;
  return [
    { ...specimen, models: [{ ...first!, evidence }, ...more] },
    listedTrials(mated, nonMated, subjects),
  ];
}
