// Volume and decisions: in all, step by step, by reason, and by what the decisions were about.

import { sql } from 'kysely';
import { type Interval, type PeopleAlike, shareOfPeople } from '../../trials/index.js';
import type { Transacting } from '../storage/index.js';
import { type Asked, type Filter, matching, type Period, stepOf, stepsOf } from './asked.js';
import { knownBy, LEAST_PEOPLE, TOO_FEW, type TooFew, withheldOf } from './fewPeople.js';

export const DECISIONS = ['approve', 'review', 'reject', 'recapture'] as const;
export type Decision = (typeof DECISIONS)[number];

export interface Share {
  readonly count: number;
  readonly share: number;
  /** 95 %, by people. */
  readonly interval: readonly [number, number];
}

export interface Totals {
  readonly decisions: number;
  readonly people: number;
  /** Null: there was nothing. */
  readonly shares: Readonly<Record<Decision, Share>> | null;
  readonly milliseconds: Quantiles | null;
}

/** Of the time that the service took to decide. */
export interface Quantiles {
  readonly median: number;
  /** 95 %. */
  readonly high: number;
}

export async function readTotals(transaction: Transacting, period: Period, filter: Filter): Promise<Totals> {
  const { rows } = await sql<Record<Decision, number> & { trials: number; people: number }>`
    with own as (
      select count(*)::int as trials, ${sql.join(
        DECISIONS.map(
          (name) => sql`count(*) filter (where v.decision = ${sql.lit(name)})::int as ${sql.ref(name)}`,
        ),
      )}
      from business_verifications v where ${matching(period, filter)} group by v.subject
    )
    select ${sql.join(['trials', ...DECISIONS].map((name) => sql.ref(name)))}, count(*)::int as people
    from own group by ${sql.join(['trials', ...DECISIONS].map((name) => sql.ref(name)))}`.execute(
    transaction,
  );
  const sum = (of: (row: (typeof rows)[number]) => number) =>
    rows.reduce((total, row) => total + row.people * of(row), 0);
  const decisions = sum(({ trials }) => trials);
  return {
    decisions,
    people: sum(() => 1),
    shares:
      decisions === 0
        ? null
        : recordOf((name) => ({
            count: sum((row) => row[name]),
            ...estimateOf(rows.map(({ people, trials, [name]: ones }) => ({ people, trials, ones }))),
          })),
    milliseconds: decisions === 0 ? null : await readMilliseconds(transaction, period, filter),
  };
}

const recordOf = <T>(of: (name: Decision) => T): Record<Decision, T> =>
  Object.fromEntries(DECISIONS.map((name) => [name, of(name)])) as Record<Decision, T>;

/** Of people who were counted already. */
export function estimateOf(groups: readonly PeopleAlike[]): Pick<Share, 'share' | 'interval'> {
  const { rate, ...interval } = shareOfPeople(groups);
  return { share: rate, interval: endsOf(interval) };
}

const endsOf = ({ lower, upper }: Interval): [number, number] => [lower, upper];

async function readMilliseconds(
  transaction: Transacting,
  period: Period,
  filter: Filter,
): Promise<Quantiles> {
  const { rows } = await sql<Quantiles>`
    select percentile_cont(0.5) within group (order by v.milliseconds) as median,
      percentile_cont(0.95) within group (order by v.milliseconds) as high
    from business_verifications v where ${matching(period, filter)}`.execute(transaction);
  return rows[0]!;
}

export interface StepOfTraffic {
  readonly decisions: number;
  readonly people: number;
  readonly counts: Readonly<Record<Decision, number>>;
  /** Null where there was nothing: a gap, and no 0. */
  readonly milliseconds: Quantiles | null;
  /** Median comparison score; null where fewer than five people have one. */
  readonly score: number | null;
}

/** Not everybody has a score: null where fewer than five people have. */
const MEDIAN_SCORE = sql`case when count(distinct v.subject) filter (where v.score is not null) >= ${sql.lit(LEAST_PEOPLE)}
  then percentile_cont(0.5) within group (order by v.score) end`;

/** With its first day. */
export type Stepped<Figures> = { readonly step: string } & (Figures | TooFew);

/** Every step that the period touches, also those without anything. */
export async function readSteps(transaction: Transacting, asked: Asked): Promise<Stepped<StepOfTraffic>[]> {
  const { rows } = await sql<
    Record<Decision, number> & { step: string; people: number; score: number | null } & Quantiles
  >`
    select ${stepOf(sql`v.created_at`, asked)} as step, count(distinct v.subject)::int as people,
      ${sql.join(
        DECISIONS.map(
          (name) => sql`count(*) filter (where v.decision = ${sql.lit(name)})::int as ${sql.ref(name)}`,
        ),
      )},
      percentile_cont(0.5) within group (order by v.milliseconds) as median,
      percentile_cont(0.95) within group (order by v.milliseconds) as high,
      ${MEDIAN_SCORE} as score
    from business_verifications v where ${matching(asked.period, asked.filter)}
    group by 1`.execute(transaction);
  const found = new Map(rows.map((row) => [row.step, row]));
  const withheld = await withheldSteps(transaction, asked, rows);
  return stepsOf(asked).map((step) => {
    const row = found.get(step);
    if (withheld.has(step)) return { step, ...TOO_FEW };
    const counts = recordOf((name) => row?.[name] ?? 0);
    return {
      ...{ step, people: row?.people ?? 0, counts },
      decisions: Object.values(counts).reduce((sum, count) => sum + count, 0),
      milliseconds: row ? { median: row.median, high: row.high } : null,
      score: row?.score ?? null,
    };
  });
}

async function withheldSteps(
  transaction: Transacting,
  asked: Asked,
  rows: readonly { readonly step: string; readonly people: number }[],
): Promise<ReadonlySet<string>> {
  const passing = matching(asked.period, asked.filter);
  const known = await knownBy(transaction, passing, stepOf(sql`v.created_at`, asked));
  const alone = [...known].filter((step) => rows.every((row) => row.step !== step));
  const withheld = withheldOf(
    [...rows, ...alone.map((step) => ({ step, people: 1 }))],
    ({ people }) => people,
  );
  return new Set([...withheld].map(({ step }) => step));
}

export interface ReasonCount {
  readonly code: string;
  readonly count: number;
  /** Of the decisions. */
  readonly share: number;
}

/** The most frequent first. A decision may have several. */
export async function readReasons(
  transaction: Transacting,
  period: Period,
  filter: Filter,
): Promise<ReasonCount[]> {
  const { rows } = await sql<ReasonCount>`
    with chosen as (select v.reasons from business_verifications v where ${matching(period, filter)})
    select code, count(*)::int as count, count(*)::float8 / (select count(*) from chosen) as share
    from chosen, unnest(chosen.reasons) as code group by code order by count(*) desc, code`.execute(
    transaction,
  );
  return rows;
}

/** What decisions are told apart by. */
export const DIMENSIONS = {
  documentType: 'v.document_type',
  issuingState: 'v.issuing_state',
  channel: 'v.channel',
  device: 'v.device',
  model: 'v.model_name',
  policyVersion: 'v.policy_version',
} as const;
export type Dimension = keyof typeof DIMENSIONS;

export interface Group {
  /** Null: it is not known. */
  readonly value: string | null;
  readonly decisions: number;
  readonly people: number;
  readonly counts: Readonly<Record<Decision, number>>;
  /** As of a step. */
  readonly score: number | null;
}

/** Groups that are named; the largest. */
const MOST_GROUPS = 25;
/** @returns the largest, and how many there are besides: too small to be shown, or too many */
export async function readGroups(
  transaction: Transacting,
  { period, filter }: Pick<Asked, 'period' | 'filter'>,
  dimension: Dimension,
): Promise<{ groups: Group[]; others: number }> {
  const { rows } = await sql<
    Record<Decision, number> & {
      value: string | null;
      people: number;
      decisions: number;
      score: number | null;
    }
  >`
    select ${sql.ref(DIMENSIONS[dimension])}::text as value, count(*)::int as decisions,
      count(distinct v.subject)::int as people,
      ${sql.join(
        DECISIONS.map(
          (name) => sql`count(*) filter (where v.decision = ${sql.lit(name)})::int as ${sql.ref(name)}`,
        ),
      )},
      ${MEDIAN_SCORE} as score
    from business_verifications v where ${matching(period, filter)}
    group by 1 order by 2 desc, 1`.execute(transaction);
  const value = sql<string | null>`${sql.ref(DIMENSIONS[dimension])}::text`;
  const known = await knownBy(transaction, matching(period, filter), value);
  const alone = [...known].filter((one) => rows.every((row) => row.value !== one)).map(() => ({ people: 1 }));
  const withheld = withheldOf<{ readonly people: number }>([...rows, ...alone], ({ people }) => people);
  const shown = rows.filter((row) => !withheld.has(row)).slice(0, MOST_GROUPS);
  return {
    groups: shown.map(({ value, decisions, people, score, ...counts }) => ({
      ...{ value, decisions, people, score },
      counts: recordOf((name) => counts[name]),
    })),
    others: rows.length + alone.length - shown.length,
  };
}
