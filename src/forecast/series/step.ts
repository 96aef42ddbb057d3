// The steps that a series can have: every moment belongs to one, and they are counted.

import { DAY, HOUR, type Moment, weekName } from './moment.js';

export const STEPS = ['hour', 'day', 'week', 'month', 'quarter', 'year'] as const;
export type Step = (typeof STEPS)[number];

interface StepKind {
  /** The number of the step that holds a moment. */
  readonly indexOf: (at: number) => number;
  /** When a step begins. */
  readonly startOf: (index: number) => number;
  readonly nameOf: (start: number) => string;
  /** How many make what usually repeats. */
  readonly season: number;
}

const monthsOf = (at: number): number => {
  const date = new Date(at);
  return 12 * date.getUTCFullYear() + date.getUTCMonth();
};
const startOfMonths = (months: number): number => {
  const date = new Date(0);
  date.setUTCFullYear(Math.floor(months / 12), months % 12, 1);
  return date.getTime();
};
/** 1970 began on a Thursday. */
const FIRST_MONDAY = 4 * DAY;
const iso = (start: number): string => new Date(start).toISOString();

const KINDS: Readonly<Record<Step, StepKind>> = {
  hour: {
    indexOf: (at) => Math.floor(at / HOUR),
    startOf: (index) => index * HOUR,
    nameOf: (start) => iso(start).slice(0, 16).replace('T', ' '),
    season: 24,
  },
  day: {
    indexOf: (at) => Math.floor(at / DAY),
    startOf: (index) => index * DAY,
    nameOf: (start) => iso(start).slice(0, 10),
    season: 7,
  },
  week: {
    indexOf: (at) => Math.floor((at - FIRST_MONDAY) / (7 * DAY)),
    startOf: (index) => index * 7 * DAY + FIRST_MONDAY,
    nameOf: weekName,
    season: 52,
  },
  month: {
    indexOf: monthsOf,
    startOf: startOfMonths,
    nameOf: (start) => iso(start).slice(0, 7),
    season: 12,
  },
  quarter: {
    indexOf: (at) => Math.floor(monthsOf(at) / 3),
    startOf: (index) => startOfMonths(3 * index),
    nameOf: (start) => `${iso(start).slice(0, 4)}-Q${1 + Math.floor(new Date(start).getUTCMonth() / 3)}`,
    season: 4,
  },
  year: {
    indexOf: (at) => Math.floor(monthsOf(at) / 12),
    startOf: (index) => startOfMonths(12 * index),
    nameOf: (start) => iso(start).slice(0, 4),
    season: 1,
  },
};

export const stepIndex = (step: Step, at: number): number => KINDS[step].indexOf(at);
export const stepStart = (step: Step, index: number): number => KINDS[step].startOf(index);
/** As people write it: `2026-01`, `2026-Q1`, `2026-W05`. */
export const stepName = (step: Step, index: number): string => KINDS[step].nameOf(stepStart(step, index));
export const usualSeason = (step: Step): number => KINDS[step].season;

/** The coarsest step that tells moments apart. @param moments in order, at least two different ones */
export function inferStep(moments: readonly Moment[]): Step {
  const [{ precision }] = moments;
  if (precision !== 'day' && precision !== 'hour') return precision;
  const days = moments.map(({ at }) => Math.floor(at / DAY));
  const gaps = days
    .slice(1)
    .map((day, i) => day - days[i])
    .filter((gap) => gap > 0);
  // Several rows in most days are no series of days.
  if (precision === 'hour' && !moments.every(({ at }) => at % DAY === moments[0].at % DAY)) return 'hour';
  if (areMonthly(days)) {
    const months = [...new Set(moments.map(({ at }) => monthsOf(at)))];
    const apart = months.slice(1).reduce((common, month, i) => divisor(common, month - months[i]), 0);
    return apart % 12 === 0 ? 'year' : apart % 3 === 0 ? 'quarter' : 'month';
  }
  return gaps.every((gap) => gap % 7 === 0) ? 'week' : 'day';
}

/** Whether all lie on one day of the month, or on its last. */
function areMonthly(days: readonly number[]): boolean {
  const dates = days.map((day) => new Date(day * DAY));
  const isLast = (date: Date) => new Date(date.getTime() + DAY).getUTCDate() === 1;
  return dates.every((date) => date.getUTCDate() === dates[0].getUTCDate()) || dates.every(isLast);
}

const divisor = (a: number, b: number): number => (b === 0 ? a : divisor(b, a % b));
