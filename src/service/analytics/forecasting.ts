// What is to be expected: decisions and cases a day, and the hours that reviewers will need. By src/forecast, which chooses
// among models by back-test, on a thread. What has ended does not change: a forecast is made once a day.

import { sql } from 'kysely';
import { LikenessError } from '../../errors.js';
import type { Forecast } from '../../forecast/index.js';
import { openThread } from '../../threads.js';
import { answeredInTime, answerOf, inTurn, keepAnswers, type Questions } from '../aside/index.js';
import { SECONDS_OF_LOOK } from '../cases/index.js';
import type { Transacting } from '../storage/index.js';
import { dayIn } from './asked.js';
import type { TooFew } from './fewPeople.js';

export interface Staffing extends Past {
  readonly decisions: Expected | TooFew;
  readonly cases: Expected | TooFew;
}

interface Past {
  /** Days without a gap, the oldest first. */
  readonly days: readonly { readonly day: string; readonly decisions: number; readonly cases: number }[];
  /** Seconds of looking that a case took, all its looks together, of those looked at of late; null where they were few. */
  readonly secondsACase: number | null;
  /** The same with what was spent on cases whose answer was known: these are work too, and nobody forecasts them. */
  readonly staffedSecondsACase: number | null;
}

interface ForecastSettings {
  readonly tenant: string;
  /** Days. */
  readonly horizon: number;
  readonly timeZone: string;
  readonly signal: AbortSignal;
}

/** More than are looked at in a day. */
const MOST_KEPT = 50;

/**
 * @param mostSeconds of waiting and reckoning; default: what an answer may take
 * @throws `rate_limited`, `question_too_long`, `internal`; what the signal was aborted with
 */
export function openForecasts(
  questions: Questions,
  mostSeconds?: number,
): (asked: ForecastSettings) => Promise<Staffing> {
  const kept = keepAnswers<Staffing>(MOST_KEPT);
  return ({ tenant, horizon, timeZone, signal }) => {
    const today = dayIn(new Date(), timeZone);
    // With the day it has another key, so that yesterday’s is never asked for again.
    const key = JSON.stringify([tenant, timeZone, horizon, today]);
    const make = async (wanted: AbortSignal): Promise<Staffing> => {
      const past = await questions.inTurn(tenant, wanted, (read) =>
        read((transaction) => readPast(transaction, timeZone, today)),
      );
      const of = async (name: 'decisions' | 'cases'): Promise<Expected | TooFew> => {
        const days = past.days.map((day) => ({ date: day.day, value: day[name] }));
        if (days.length === 0) return { tooFew: 'nothing has been decided yet' };
        return expect(tenant, { days, horizon }, wanted);
      };
      return { ...past, decisions: await of('decisions'), cases: await of('cases') };
    };
    return answeredInTime(signal, (wanted) => kept.answer(key, wanted, make), mostSeconds);
  };
}

/** Two years: what is older says little of next month, and takes longer. */
const MOST_DAYS = 731;
/** Of which the time of a look is. */
const LATE_DAYS = 90;
const LEAST_CASES = 20;

/** Days that have ended, in this time zone, from the first on which anything was decided. */
async function readPast(transaction: Transacting, timeZone: string, today: string): Promise<Past> {
  const { rows } = await sql<Past['days'][number]>`
    with began as (
      select (created_at at time zone ${timeZone})::date as day from business_verifications order by id limit 1
    ), bounds as (
      select greatest(began.day, ${today}::date - ${MOST_DAYS}::int) as first, ${today}::date - 1 as last from began
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
  return { days: rows, ...(await readLooks(transaction)) };
}

async function readLooks(
  transaction: Transacting,
): Promise<Pick<Past, 'secondsACase' | 'staffedSecondsACase'>> {
  const { rows } = await sql<{ cases: number; seconds: number; staffed: number }>`
    with late as (
      select l."case", ${SECONDS_OF_LOOK} as seconds,
        exists (select from case_seeds s where s.tenant = l.tenant and s."case" = l."case") as is_known
      from case_looks l where l.at >= ${new Date(Date.now() - LATE_DAYS * 86_400_000)}
    )
    select count(distinct "case") filter (where not is_known)::int as cases,
      coalesce(sum(seconds) filter (where not is_known), 0)::float8 as seconds,
      coalesce(sum(seconds), 0)::float8 as staffed
    from late`.execute(transaction);
  const { cases, seconds, staffed } = rows[0]!;
  if (cases < LEAST_CASES) return { secondsACase: null, staffedSecondsACase: null };
  return { secondsACase: seconds / cases, staffedSecondsACase: staffed / cases };
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

const expect = (tenant: string, request: ForecastRequest, signal: AbortSignal): Promise<Expected | TooFew> =>
  inTurn(tenant, signal, async () => {
    const worker = openThread(new URL('./forecastWorker.js', import.meta.url), request);
    const answer = await answerOf<ForecastAnswer>(worker, signal);
    if (answer.kind === 'done') return answer.expected;
    if (answer.kind === 'short') return { tooFew: answer.message };
    throw new LikenessError('internal', `an unexpected ${answer.name} in a forecast`);
  });
