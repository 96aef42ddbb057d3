import { describe, expect, it } from 'vitest';
import { askedOf, stepsOf } from './asked.js';

describe('askedOf', () => {
  it('takes the last 30 days of UTC where nothing is said, beside the 30 before', () => {
    const { period, before, timeZone } = askedOf({ to: '2026-03-31T00:00:00Z' });
    expect(timeZone).toBe('UTC');
    expect([before.from, before.to, period.from].map((at) => at.toISOString())).toEqual([
      ...['2026-01-30T00:00:00.000Z', '2026-03-01T00:00:00.000Z', '2026-03-01T00:00:00.000Z'],
    ]);
  });

  it('takes whole days of UTC, whatever moments are given', () => {
    const { period, before } = askedOf({ from: '2026-03-10T09:00:00Z', to: '2026-03-11T09:00:00.001Z' });
    expect([before.from, before.to, period.from, period.to].map((at) => at.toISOString())).toEqual([
      ...['2026-03-08T00:00:00.000Z', '2026-03-10T00:00:00.000Z'],
      ...['2026-03-10T00:00:00.000Z', '2026-03-12T00:00:00.000Z'],
    ]);
  });

  it('ends with today where nothing is said, and has no step that has not begun', () => {
    const asked = askedOf({ timeZone: 'Pacific/Kiritimati' });
    const days = (asked.period.to.getTime() - asked.period.from.getTime()) / 86_400_000;
    expect(days).toBe(30);
    const today = new Intl.DateTimeFormat('sv', { timeZone: asked.timeZone, dateStyle: 'short' });
    expect(stepsOf(asked).at(-1)).toBe(today.format(new Date()));
  });

  it.each(['UTC', 'Europe/Tallinn', 'America/Argentina/Ushuaia', 'Etc/GMT+5'])('knows %s', (timeZone) => {
    expect(askedOf({ timeZone }).timeZone).toBe(timeZone);
  });

  // To PostgreSQL a rule, to JavaScript a place; and POSIX’s signs are the other way round.
  it.each(['CET', 'EST5EDT', 'EST', 'GMT', '+02:00', 'UTC+3', 'Mars/Olympus', ''])(
    'refuses %s',
    (timeZone) => {
      expect(() => askedOf({ timeZone })).toThrow(
        expect.objectContaining({
          code: 'request_invalid',
          message: `${timeZone} names no time zone: give a place, such as Europe/Tallinn, or UTC`,
        }),
      );
    },
  );

  it('begins in the year 2000 or later', () => {
    const to = '2000-01-15T00:00:00Z';
    expect(askedOf({ from: '2000-01-01T00:00:00Z', to }).period.from.getUTCFullYear()).toBe(2000);
    expect(() => askedOf({ from: '1999-12-31T23:59:59Z', to })).toThrow(
      expect.objectContaining({
        code: 'request_invalid',
        message: 'a period begins in the year 2000 or later',
      }),
    );
  });
});
