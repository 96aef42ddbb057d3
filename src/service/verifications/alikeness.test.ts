import { expect, test } from 'vitest';
import { CALIBRATION, reportOf } from '../cases/cases.fixture.js';
import { alikenessOf, alikenessOfScore, byChance } from './alikeness.js';

const { thresholds } = CALIBRATION;
const SOURCE = 'as measured on 1,407 people of the held-out half of lfw-dev';

test('at a calibrated threshold the measured rate is told with its interval', () => {
  const at = thresholds.find(({ fmr }) => fmr === 1e-4)!;
  const alike = alikenessOf(reportOf(at.threshold), CALIBRATION)!;
  expect(alike).toMatchObject({ relation: 'about', fmr: 1e-4, interval: at.fmrInterval });
  expect(alike.sentence).toBe(
    `About 1 in 10,000 strangers would look this alike (95 % interval: 1 in 6,200 to 1 in 24,000), ${SOURCE}.`,
  );
});

test('between two thresholds the rate is read off a straight line in its logarithm', () => {
  const [p, q] = [thresholds[5]!, thresholds[6]!];
  const alike = alikenessOf(reportOf((p.threshold + q.threshold) / 2), CALIBRATION)!;
  expect(alike.fmr).toBeCloseTo(Math.sqrt(1e-4 * 3e-5), 12);
  expect(alike.interval![0] / alike.fmr).toBeCloseTo(q.fmrInterval[0] / q.fmr, 9);
  expect(alike.interval![1] / alike.fmr).toBeCloseTo(p.fmrInterval[1] / p.fmr, 9);
});

test('beyond the data nothing is claimed but a bound', () => {
  expect(alikenessOf(reportOf(0.99), CALIBRATION)!.sentence).toMatch(
    /^Fewer than 1 in 100,000 \(95 % interval: 1 in 140,000 to 1 in 520,000\) strangers .* no more than that, as/,
  );
  expect(alikenessOf(reportOf(0.5), CALIBRATION)).toMatchObject({ relation: 'more', fmr: 0.03 });
});

test('where the calibration is another by now, the decision’s own threshold is all that is known', () => {
  expect(alikenessOf(reportOf(0.93), undefined)).toMatchObject({ relation: 'fewer', fmr: 1e-4 });
  expect(alikenessOf(reportOf(0.86), undefined)).toMatchObject({ relation: 'more', fmr: 1e-4 });
  const { claim, ...report } = reportOf(0.93);
  expect(alikenessOf({ ...report, claim: { ...claim, supported: false } }, undefined)).toBeNull();
});

test('nothing compared, nothing told', () => {
  expect(alikenessOf({ ...reportOf(0.9), score: null }, CALIBRATION)).toBeNull();
});

test('two templates alone are told of in the same words', () => {
  const { threshold } = thresholds.find(({ fmr }) => fmr === 1e-4)!;
  expect(alikenessOfScore(threshold, CALIBRATION)).toEqual(alikenessOf(reportOf(threshold), CALIBRATION));
});

test('of a search among N faces it is told how many strangers would find one so alike', () => {
  const { threshold } = thresholds.find(({ fmr }) => fmr === 1e-4)!;
  const alike = alikenessOfScore(threshold, CALIBRATION);
  const chance = byChance(alike, 1000);
  // 1 − (1 − 1e-4)¹⁰⁰⁰
  expect(chance.fpir).toBeCloseTo(0.0951671, 6);
  expect(chance.sentence).toBe(
    'Of strangers searched for among 1,000 faces, at most about 1 in 11 would find one this alike (95 % interval: 1 in 7 to 1 in 25).',
  );
  expect(byChance(alike, 10_000).sentence).toContain('at most about 63 in 100 would find one this alike');
  const [beyond, below] = [alikenessOfScore(0.99, CALIBRATION), alikenessOfScore(0.5, CALIBRATION)];
  expect(byChance(beyond, 50).sentence).toContain('among 50 faces, fewer than 1 in 2,000 would find');
  expect(byChance(below, 50).sentence).toBe(
    'How many strangers, searched for among 50 faces, would find one this alike, the data do not tell.',
  );
});
