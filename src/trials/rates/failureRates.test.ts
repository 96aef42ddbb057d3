import { describe, expect, it } from 'vitest';
import { clopperPearson } from '../uncertainty/intervals.js';
import { failureToAcquire, failureToAcquireBySubject, failureToEnrol } from './failureRates.js';

describe('failures before any score (ISO/IEC 19795-1)', () => {
  it('FTA: attempts without a template, over all attempts', () => {
    expect(failureToAcquire(3, 200)).toEqual({ errors: 3, trials: 200, rate: 0.015 });
  });

  it('FTE: people without a reference, each an independent trial', () => {
    // scipy 1.17: beta.ppf(0.025, 3, 98), beta.isf(0.025, 4, 97).
    const { lower, upper, ...rest } = failureToEnrol(3, 100);
    expect(rest).toEqual({ errors: 3, trials: 100, rate: 0.03, confidence: 0.95, effectiveTrials: 100 });
    expect(lower).toBeCloseTo(0.006229971538306395, 12);
    expect(upper).toBeCloseTo(0.08517605297428003, 12);
  });

  it('takes the attempts of one person, who always fails or never, for one', () => {
    const subjects = Int32Array.from({ length: 400 }, (_, k) => Math.floor(k / 4));
    const failed = Uint8Array.from(subjects, (subject) => (subject < 10 ? 1 : 0));
    const found = failureToAcquireBySubject(subjects, failed);
    expect(found).toMatchObject({ errors: 40, trials: 400, rate: 0.1 });
    // 100 people, of whom Korn & Graubard take off a little: (99 / 100) (t₃₉₉ / t₉₉)² of them are left.
    expect(found.effectiveTrials).toBeGreaterThan(96);
    expect(found.effectiveTrials).toBeLessThan(99);
    expect(found.upper).toBeCloseTo(clopperPearson(10, 100).upper, 2);
  });

  it('takes them one by one where failures know no person', () => {
    const subjects = Int32Array.from({ length: 400 }, (_, k) => k % 100);
    const failed = Uint8Array.from(subjects, (_, k) => (k < 40 ? 1 : 0));
    const found = failureToAcquireBySubject(subjects, failed);
    expect(found.effectiveTrials).toBeGreaterThan(390);
  });

  it('takes each person for one where none failed, and so shows no more', () => {
    const subjects = Int32Array.from({ length: 400 }, (_, k) => Math.floor(k / 4));
    const found = failureToAcquireBySubject(subjects, new Uint8Array(400));
    expect(found.upper).toBeCloseTo(1 - 0.025 ** (1 / 100), 12);
    expect(found).toMatchObject({ rate: 0, lower: 0, effectiveTrials: 100 });
  });

  it('refuses what is no count', () => {
    expect(() => failureToAcquire(2, 1)).toThrow('failures must be a whole number in [0, 1], got 2');
    expect(() => failureToAcquire(0, 0)).toThrow('attempts must be a whole number from 1, got 0');
    expect(() => failureToEnrol(Number.NaN, 5)).toThrow(RangeError);
    expect(() => failureToEnrol(1, 5, 95)).toThrow('confidence must be in (0, 1), got 95');
    expect(() => failureToAcquireBySubject(Int32Array.of(1), new Uint8Array(2))).toThrow(RangeError);
    expect(() => failureToAcquireBySubject(Int32Array.of(1), Uint8Array.of(2))).toThrow('0 or 1, got 2');
  });
});
