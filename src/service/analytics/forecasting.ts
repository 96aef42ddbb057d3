// What is to be expected: decisions and cases a day, and the hours that reviewers will need. By src/forecast, which chooses
// among models by back-test, on a thread.

import { sql } from 'kysely';
import { LikenessError } from '../../errors.js';
import type { Forecast } from '../../forecast/index.js';
import { openThread } from '../../threads.js';
import { answerOf, inTurn } from '../aside/index.js';
import type { Transacting } from '../storage/index.js';

export interface Past {
  /** Days without a gap, the oldest first. */
  readonly days: readonly { readonly day: string; readonly decisions: number; readonly cases: number }[];
  /** Seconds of looking that a case took, all looks together, of those decided of late; null where there were few. */
  readonly secondsACase: number | null;
  /** Cases that is of. */
  readonly cases: number;
}

/** Two years: what is older says little of next month, and takes longer. */
const MOST_DAYS = 731;
/** Of which the time of a look is. */
const LATE_DAYS = 90;
const LEAST_CASES = 20;

/** Days that have ended, in this time zone, from the first on which anything was decided. */
export async function readPast(transaction: Transacting, timeZone: string): Promise<Past> {
  const { rows } = await sql<Past['days'][number]>`
    with began as (
      select (created_at at time zone ${timeZone})::date as day from business_verifications order by id limit 1
    ), bounds as (
      select greatest(began.day, (now() at time zone ${timeZone})::date - ${MOST_DAYS}::int) as first,
        (now() at time zone ${timeZone})::date - 1 as last
      from began
    ), decided as (
      select (v.created_at at time zone ${timeZone})::date as day, count(*)::int as count
      from business_verifications v, bounds
      where v.created_at >= bounds.first::timestamp at time zone ${timeZone} group by 1
    ), opened as (
      select (c.opened_at at time zone ${timeZone})::date as day, count(*)::int as count
      from cases c, bounds
      where c.opened_at >= bounds.first::timestamp at time zone ${timeZone}
        and not exists (select from case_seeds s where s.tenant = c.tenant and s."case" = c.id)
      group by 1
    )
    select d.day::date::text as day, coalesce(decided.count, 0) as decisions, coalesce(opened.count, 0) as cases
    from bounds, generate_series(bounds.first, bounds.last, interval '1 day') as d(day)
    left join decided on decided.day = d.day::date left join opened on opened.day = d.day::date
    order by 1`.execute(transaction);
  const { rows: looks } = await sql<{ cases: number; seconds: number | null }>`
    select count(distinct "case")::int as cases, sum(seconds)::float8 as seconds
    from case_looks where at >= ${new Date(Date.now() - LATE_DAYS * 86_400_000)}`.execute(transaction);
  const { cases, seconds } = looks[0]!;
  return {
    days: rows,
    cases,
    secondsACase: cases < LEAST_CASES || seconds === null ? null : seconds / cases,
  };
}

/** As the thread answers it: what a page shows of a forecast. */
export type Expected = Pick<Forecast, 'chosen' | 'why' | 'models' | 'steps' | 'notes'>;

export interface ForecastRequest {
  readonly days: readonly { readonly date: string; readonly value: number }[];
  readonly horizon: number;
}

export type ForecastAnswer =
  | { readonly kind: 'done'; readonly expected: Expected }
  /** Too few days: the sentence that says so. */
  | { readonly kind: 'short'; readonly message: string }
  | { readonly kind: 'failed'; readonly name: string };

/** @returns a sentence where there are too few days @throws what the signal was aborted with; `internal` */
export const expect = (request: ForecastRequest, signal: AbortSignal): Promise<Expected | string> =>
  inTurn(signal, async () => {
    const worker = openThread(new URL('./forecastWorker.js', import.meta.url), request);
    const answer = await answerOf<ForecastAnswer>(worker, signal);
    if (answer.kind === 'done') return answer.expected;
    if (answer.kind === 'short') return answer.message;
    throw new LikenessError('internal', `an unexpected ${answer.name} in a forecast`);
  });
