import { expect, it } from 'vitest';
import { wholeDays } from './moments.js';

const days = (from: string, to: string): string[] =>
  Object.values(wholeDays({ from: new Date(from), to: new Date(to) })).map((at: Date) => at.toISOString());

it('figures are of all days of UTC that a period touches, so that no two differ by a moment', () => {
  const day = ['2026-03-02T00:00:00.000Z', '2026-03-03T00:00:00.000Z'];
  expect(days('2026-03-02T00:00:00Z', '2026-03-03T00:00:00Z')).toEqual(day);
  expect(days('2026-03-02T14:11:09.123Z', '2026-03-02T14:11:09.124Z')).toEqual(day);
  expect(days('2026-03-02T23:59:59.999Z', '2026-03-03T00:00:00.001Z')[1]).toBe('2026-03-04T00:00:00.000Z');
});

it('a period that does not begin before it ends is none', () => {
  expect(() => days('2026-03-02T14:00:00Z', '2026-03-02T14:00:00Z')).toThrow(
    expect.objectContaining({ code: 'request_invalid', message: '`from` must be before `to`' }),
  );
});
