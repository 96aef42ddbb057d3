import { expect, test } from 'vitest';
import { nextDelay, RETRIES, secondsOf } from './schedule.js';

test('ten attempts over 75 hours, as in the example of Standard Webhooks', () => {
  const total = RETRIES.reduce((sum, delay) => sum + delay, 0);
  expect(total).toBe(75 * 3600 + 35 * 60 + 5);
  expect(RETRIES.map((_, i) => nextDelay(i + 1, undefined, 0.5))).toEqual(RETRIES);
  expect(nextDelay(RETRIES.length + 1, undefined, 0.5)).toBeUndefined();
});

test('waits are spread by a tenth to either side', () => {
  expect(nextDelay(2, undefined, 0)).toBe(270);
  expect(nextDelay(2, undefined, 1 - 2 ** -52)).toBe(330);
});

test('Retry-After puts an attempt off, never forward, and by a day at most', () => {
  expect(nextDelay(1, 60, 0.5)).toBe(60);
  expect(nextDelay(2, 60, 0.5)).toBe(300);
  expect(nextDelay(1, 999_999_999, 0.5)).toBe(86_400);
  expect(nextDelay(10, 60, 0.5)).toBeUndefined();
});

test('Retry-After is seconds or a date', () => {
  const now = new Date('2026-11-28T12:00:00Z');
  expect(secondsOf('120', now)).toBe(120);
  expect(secondsOf('Sat, 28 Nov 2026 12:01:30 GMT', now)).toBe(90);
  expect(secondsOf('Sat, 28 Nov 2026 11:00:00 GMT', now)).toBe(0);
  for (const wrong of [undefined, '', 'soon', '-5', '1e3']) expect(secondsOf(wrong, now)).toBeUndefined();
});
