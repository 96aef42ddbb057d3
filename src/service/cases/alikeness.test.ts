import { expect, test } from 'vitest';
import { alikenessOf } from './alikeness.js';
import { CALIBRATION, reportOf } from './cases.fixture.js';

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
