import { expect, it } from 'vitest';
import { ageOf } from './moments.js';

const NOW = Date.parse('2026-11-29T12:00:00Z');

it.each([
  ['2026-11-29T11:59:20Z', '40 s'],
  ['2026-11-29T11:48:00Z', '12 min'],
  ['2026-11-29T07:00:00Z', '5 h'],
  ['2026-11-27T13:00:00Z', '47 h'],
  ['2026-11-26T11:00:00Z', '3 d'],
])('says of %s: %s', (moment, said) => expect(ageOf(moment, NOW)).toBe(said));

it('says nothing of the future, which clocks that differ a little may show', () =>
  expect(ageOf('2026-11-29T12:00:03Z', NOW)).toBe('0 s'));
