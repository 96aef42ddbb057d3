import { describe, expect, it } from 'vitest';
import * as numbers from './numbers.js';

const {
  count,
  counted,
  fmr,
  fmrWithInterval,
  moment,
  percent,
  points,
  pValue,
  roughly,
  score,
  sentence,
  share,
  signed,
} = numbers;

/** Spaces that do not break look like others. */
const spaced = (text: string) => text.replace(/[\u00a0\u202f]/g, ' ');
const rate = (r: number, lower: number, upper: number) => ({ rate: r, lower, upper });

describe('rates', () => {
  it.each([
    [rate(0.005, 0.0031, 0.0074), '0.50 % (0.31–0.74 %)'],
    [rate(0.0864, 0.0548, 0.1169), '8.6 % (5.5–11.7 %)'],
    [rate(0.217, 0.1329, 0.2951), '22 % (13–30 %)'],
    [rate(0.00015, 0.000004, 0.00085), '0.015 % (0.000–0.085 %)'],
    [rate(0, 0, 0.00056), '0 % (0–0.056 %)'],
    [rate(1, 1, 1), '100 % (100–100 %)'],
  ])('show two digits of the interval: %o', (estimate, expected) => {
    expect(spaced(sentence(percent(estimate)))).toBe(expected);
  });

  it('without an interval of their own take the digits of another', () => {
    expect(spaced(numbers.percentLike(0.08641, rate(0.0864, 0.0548, 0.1169)))).toBe('8.6 %');
  });

  it.each([
    [0, '0 %'],
    [0.0031, '0.31 %'],
    [0.123, '12 %'],
    [0.9978, '99.8 %'],
    [1, '100 %'],
    [5e-8, '5e-8'],
    [1e-65, '0'],
  ])('without any interval have two digits: %d', (value, expected) => {
    expect(spaced(share(value))).toBe(expected);
  });

  it('never break between number and sign', () => {
    expect(percent(rate(0.5, 0.4, 0.6)).estimate).toBe('50\u00a0%');
    expect(share(0.5)).toBe('50\u00a0%');
  });
});

describe('FMRs', () => {
  it.each([
    [1e-4, '1e-4'],
    [3e-5, '3e-5'],
    [1.5e-3, '1.5e-3'],
    [0.01, '1e-2'],
    [0, '0'],
    [1e-63, '0'],
    [1, '1'],
  ])('are powers of ten: %d', (value, expected) => {
    expect(fmr(value)).toBe(expected);
  });

  it('that were measured have the digits of their interval', () => {
    expect(sentence(fmrWithInterval(rate(2e-4, 1e-63, 3e-3)))).toBe('2.0e-4 (0–3.0e-3)');
    expect(sentence(fmrWithInterval(rate(1.15e-3, 6.81e-4, 1.91e-3)))).toBe('1.1e-3 (6.8e-4–1.9e-3)');
    expect(sentence(fmrWithInterval(rate(1.234e-2, 1.21e-2, 1.25e-2)))).toBe('1.234e-2 (1.210e-2–1.250e-2)');
    expect(sentence(fmrWithInterval(rate(0, 0, 3.7e-6)))).toBe('0 (0–3.7e-6)');
  });
});

describe('other numbers', () => {
  it('counts have their thousands apart', () => {
    expect(count(21394118)).toBe('21,394,118');
    expect(roughly(4567.8)).toBe('4,570');
    expect(spaced(counted(1, 'picture'))).toBe('1 picture');
    expect(spaced(counted(1200, 'picture'))).toBe('1,200 pictures');
  });

  it('scores have five digits, and a true minus', () => {
    expect(score(0.893861)).toBe('0.89386');
    expect(score(0.897)).toBe('0.89700');
    expect(score(-1.25)).toBe('−1.2500');
    expect(score(0)).toBe('0');
  });

  it('a sign is shown, but none before zero', () => {
    expect(signed(12.34, 1)).toBe('+12.3');
    expect(signed(-12.34, 1)).toBe('−12.3');
    expect(signed(-0.04, 1)).toBe('0.0');
  });

  it('differences are points of per cent', () => {
    expect(spaced(sentence(points(-0.0401, -0.0583, -0.0187)))).toBe('−4.0 points (−5.8 to −1.9)');
  });

  it('p-values end at a thousandth', () => {
    expect(spaced(pValue(0.00002))).toBe('< 0.001');
    expect(pValue(0.0413)).toBe('0.041');
    expect(pValue(1)).toBe('1');
  });

  it('moments are in universal time', () => {
    expect(moment('2026-11-23T18:40:12Z')).toBe('23 November 2026, 18:40 UTC');
    expect(moment('2026-11-23T23:40:12-05:00')).toBe('24 November 2026, 04:40 UTC');
    expect(moment('yesterday')).toBe('yesterday');
  });
});
