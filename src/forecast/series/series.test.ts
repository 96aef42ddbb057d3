import { describe, expect, it } from 'vitest';
import { SeriesError } from '../seriesError.js';
import { momentOf } from './moment.js';
import { type SeriesOptions, seriesOf } from './series.js';
import { stepName } from './step.js';

const of = (dates: readonly string[], options?: SeriesOptions) =>
  seriesOf(
    dates.map((date, i) => ({ date, value: i + 1 })),
    options,
  );
const refusal = (work: () => unknown): [string, string] => {
  try {
    work();
  } catch (error) {
    if (error instanceof SeriesError) return [error.kind, error.message];
    throw error;
  }
  throw new Error('it was accepted');
};

describe('steps are told from dates', () => {
  it.each([
    [['2024', '2025', '2026'], 'year', '2024'],
    [['2025-Q4', '2026-Q1'], 'quarter', '2025-Q4'],
    [['2025-11', '2025-12', '2026-01'], 'month', '2025-11'],
    [['2026-01-31', '2026-02-28', '2026-03-31'], 'month', '2026-01'],
    [['2025-01-01', '2025-04-01', '2025-07-01'], 'quarter', '2025-Q1'],
    [['2024-07-01', '2025-07-01', '2026-07-01'], 'year', '2024'],
    [['2025-12-28', '2026-01-04', '2026-01-11'], 'week', '2025-W52'],
    [['2026-W52', '2026-W53', '2027-W01'], 'week', '2026-W52'],
    [['2026-02-27', '2026-02-28', '2026-03-01'], 'day', '2026-02-27'],
    [['2026-02-28 23:00', '2026-03-01 00:00:00', '2026-03-01T01:00'], 'hour', '2026-02-28 23:00'],
    [['2026-01-01 00:00:00', '2026-02-01 00:00:00'], 'month', '2026-01'],
  ])('%j are %ss', (dates, step, first) => {
    const series = of(dates);
    expect([series.step, stepName(series.step, series.first)]).toEqual([step, first]);
    expect([...series.values]).toEqual(dates.map((_, i) => i + 1));
  });

  it('in any order, and with a season of their own unless one is given', () => {
    const series = seriesOf([
      { date: '2026-02', value: 2 },
      { date: '2026-01', value: 1 },
    ]);
    expect([[...series.values], series.season]).toEqual([[1, 2], 12]);
    expect(of(['2026-01', '2026-02'], { season: 6 }).season).toBe(6);
  });
});

describe('what is refused', () => {
  it('is a gap, by name', () => {
    expect(refusal(() => of(['2026-01', '2026-02', '2026-05']))).toEqual([
      'steps',
      '2 months are missing: 2026-03, 2026-04',
    ]);
    expect(refusal(() => of(['2010', '2026']))[1]).toBe(
      '15 years are missing: 2011, 2012, 2013, 2014, 2015 and 10 more',
    );
  });

  it('is a step in several rows, unless they are to be added up', () => {
    const dates = ['2026-01-30', '2026-01-31', '2026-02-01'];
    expect(refusal(() => of(dates, { by: 'month' }))).toEqual([
      'steps',
      '1 month is in several rows: 2026-01',
    ]);
    const summed = of(dates, { by: 'month', sum: true });
    expect([...summed.values]).toEqual([3, 3]);
    expect(summed.notes).toEqual([
      'The last row of 2026-02 is of 2026-02-01: if that month is not over, leave its rows out.',
    ]);
  });

  it('is a date that is none, one too coarse, or two forms of them', () => {
    for (const date of ['31.1.2026', '2026-13', '2026-02-30', '2025-W53', '2026-01-01 25:00', '']) {
      expect(refusal(() => momentOf(date))[0]).toBe('dates');
    }
    expect(refusal(() => of(['2025', '2026'], { by: 'month' }))[1]).toBe('"2025" does not say which month');
    expect(refusal(() => of(['2025-12', '2026-01-31']))[1]).toContain('"2025-12" and "2026-01-31"');
  });

  it('is a value that is no finite number, no row at all, and one date alone', () => {
    expect(refusal(() => seriesOf([{ date: '2026', value: Number.NaN }]))[0]).toBe('values');
    expect(refusal(() => seriesOf([]))[0]).toBe('short');
    expect(refusal(() => of(['2026-01']))).toEqual([
      'short',
      'all rows are of one date, 2026-01: there is no step to go by',
    ]);
  });
});

describe('moments', () => {
  it('with an offset are brought to universal time', () => {
    expect(momentOf('2026-01-01T00:30:00+02:00').at).toBe(Date.UTC(2025, 11, 31, 22, 30));
    expect(momentOf('2026-01-01 00:30:00-0130').at).toBe(Date.UTC(2026, 0, 1, 2));
    expect(momentOf('2026-01-01 00:30:00+00').at).toBe(Date.UTC(2026, 0, 1, 0, 30));
  });
});
