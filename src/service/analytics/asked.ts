// What is asked: which period, in whose days, and which decisions.

import { type RawBuilder, sql } from 'kysely';
import { LikenessError } from '../../errors.js';
import { momentOf, wholeDays } from '../http/index.js';

export const STEPS = ['day', 'week', 'month'] as const;
export type Step = (typeof STEPS)[number];

export interface Period {
  /** Inclusive. */
  readonly from: Date;
  /** Exclusive. */
  readonly to: Date;
}

/** Which decisions count; what is left out counts all. */
export interface Filter {
  readonly kind?: 'proofing' | 'authentication' | undefined;
  readonly channel?: 'api' | 'capture' | undefined;
  readonly documentType?: string | undefined;
  readonly issuingState?: string | undefined;
  readonly device?: string | undefined;
  /** Its name. */
  readonly model?: string | undefined;
  readonly policyVersion?: number | undefined;
}

export interface Asked {
  /** Whole days of UTC. */
  readonly period: Period;
  /** As long, and right before. */
  readonly before: Period;
  readonly step: Step;
  /** A place, as IANA names it, or UTC: days begin at its midnight. */
  readonly timeZone: string;
  readonly filter: Filter;
}

const DAY = 86_400_000;
const DEFAULT_DAYS = 30;
const MOST_DAYS = 800;
/** Before, time zones were not always what their names say now, and Likeness decided nothing. */
const EARLIEST = new Date('2000-01-01T00:00:00Z');

interface Query extends Filter {
  readonly from?: string;
  readonly to?: string;
  readonly step?: Step;
  readonly timeZone?: string;
}

/** @throws `request_invalid` */
export function askedOf({ from, to, step = 'day', timeZone = 'UTC', ...filter }: Query): Asked {
  const period = periodOf(from, to);
  const length = period.to.getTime() - period.from.getTime();
  if (!isTimeZone(timeZone))
    throw new LikenessError(
      'request_invalid',
      `${timeZone} names no time zone: give a place, such as Europe/Tallinn, or UTC`,
    );
  return {
    period,
    before: { from: new Date(period.from.getTime() - length), to: period.from },
    ...{ step, timeZone, filter },
  };
}

/** What is left out is of whole days, so that the last 30 days are today and the 29 before. */
function periodOf(from: string | undefined, to: string | undefined): Period {
  const end = to === undefined ? endOfToday() : momentOf(to);
  const begin = from === undefined ? new Date(end.getTime() - DEFAULT_DAYS * DAY) : momentOf(from);
  if (begin < EARLIEST)
    throw new LikenessError('request_invalid', 'a period begins in the year 2000 or later');
  if (end.getTime() - begin.getTime() > MOST_DAYS * DAY)
    throw new LikenessError('request_invalid', `a period has ${MOST_DAYS} days at most`);
  return wholeDays({ from: begin, to: end });
}

const endOfToday = (): Date => new Date((Math.floor(Date.now() / DAY) + 1) * DAY);

/**
 * A place, or UTC. Names such as `CET` and `EST5EDT` are a rule to PostgreSQL and a place to JavaScript, whose days differ;
 * `+02:00` has the opposite sign in the one and in the other.
 */
function isTimeZone(name: string): boolean {
  if (name !== 'UTC' && !/^[A-Za-z]+\//.test(name)) return false;
  try {
    new Intl.DateTimeFormat('en', { timeZone: name });
    return true;
  } catch {
    return false;
  }
}

const COLUMNS = {
  kind: 'v.kind',
  channel: 'v.channel',
  documentType: 'v.document_type',
  issuingState: 'v.issuing_state',
  device: 'v.device',
  model: 'v.model_name',
  policyVersion: 'v.policy_version',
} as const satisfies Record<keyof Filter, string>;

/** One part of a filter: a property of decisions `v`, and what it must be. */
export interface Part {
  readonly of: RawBuilder<unknown>;
  readonly is: string | number;
}

export const partsOf = (filter: Filter): Part[] =>
  (Object.keys(COLUMNS) as (keyof Filter)[]).flatMap((name) => {
    const is = filter[name];
    return is === undefined ? [] : [{ of: sql.ref(COLUMNS[name]), is }];
  });

/** What passes all of them. */
export const allOf = (parts: readonly Part[]): RawBuilder<boolean> =>
  sql<boolean>`(${sql.join([sql`true`, ...parts.map(({ of, is }) => sql`${of} = ${is}`)], sql` and `)})`;

/** Decisions `v` that the filter lets pass. */
export const passing = (filter: Filter): RawBuilder<boolean> => allOf(partsOf(filter));

/** Decisions `v` that lie in the period. */
export const within = ({ from, to }: Period): RawBuilder<boolean> =>
  sql<boolean>`(v.created_at >= ${from} and v.created_at < ${to})`;

/** Both. */
export const matching = (period: Period, filter: Filter): RawBuilder<boolean> =>
  sql<boolean>`(${within(period)} and ${passing(filter)})`;

/** The step that a moment lies in, as its first day: `2026-11-23`. */
export const stepOf = (moment: RawBuilder<unknown>, { step, timeZone }: Asked): RawBuilder<string> =>
  sql<string>`date_trunc(${sql.lit(step)}, ${moment} at time zone ${timeZone})::date::text`;

/** Every step that the period touches and that has begun: a day of UTC may end on the next one elsewhere. */
export function stepsOf({ period, step, timeZone }: Asked): string[] {
  const end = Math.min(period.to.getTime() - 1, Date.now());
  const last = startOf(dayIn(new Date(end), timeZone), step);
  const steps: string[] = [];
  for (let at = startOf(dayIn(period.from, timeZone), step); at <= last; at = after(at, step)) steps.push(at);
  return steps;
}

/** A calendar day, where it is that day: `2026-11-29`. */
export const dayIn = (moment: Date, timeZone: string): string =>
  new Intl.DateTimeFormat('sv', { timeZone, dateStyle: 'short' }).format(moment);

function startOf(day: string, step: Step): string {
  const date = new Date(`${day}T00:00:00Z`);
  // Weeks begin on Monday, as PostgreSQL and ISO 8601 have it.
  if (step === 'week') date.setUTCDate(date.getUTCDate() - ((date.getUTCDay() + 6) % 7));
  if (step === 'month') date.setUTCDate(1);
  return date.toISOString().slice(0, 10);
}

function after(day: string, step: Step): string {
  const date = new Date(`${day}T00:00:00Z`);
  if (step === 'month') date.setUTCMonth(date.getUTCMonth() + 1);
  else date.setUTCDate(date.getUTCDate() + (step === 'week' ? 7 : 1));
  return date.toISOString().slice(0, 10);
}
