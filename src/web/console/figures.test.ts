import { expect, it } from 'vitest';
import { between, oneIn, percent, whole } from './figures.js';

it('writes shares with the digits that count', () => {
  expect([0, 0.5, 0.12345, 0.01234, 0.00042, 1, -0.0153].map(percent)).toEqual([
    '0 %',
    '50 %',
    '12.3 %',
    '1.23 %',
    '0.042 %',
    '100 %',
    '-1.53 %',
  ]);
  expect(between([0.01, 0.025])).toBe('(1 % – 2.5 %)');
});

it('never writes all for what is not all, nor nothing for what is something', () => {
  expect([0.9995, 0.99996, 0.9999999, 1.0004, 1e-9, -0.99996].map(percent)).toEqual([
    '99.95 %',
    '99.996 %',
    '99.99999 %',
    '100.04 %',
    '0.0000001 %',
    '-99.996 %',
  ]);
});

it('writes rare rates as one in so many', () => {
  expect([1e-4, 5.1e-5, 0.3, 0].map(oneIn)).toEqual(['1 in 10,000', '1 in 20,000', '1 in 3.33', 'none']);
});

it('writes counts with their thousands apart', () => expect(whole(1234567)).toBe('1,234,567'));
