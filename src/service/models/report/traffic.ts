// What the reports are made of, read from decisions that are kept: no picture, no report and no name is opened.

import { type RawBuilder, sql } from 'kysely';
import { labelOf } from '../../cases/index.js';
import type { Transacting } from '../../storage/index.js';
import { DECISIONS, type Decision, type Scored } from './agreement.js';
import type { Observed, Samples } from './drift.js';

export interface Period {
  /** Inclusive. */
  readonly from: Date;
  /** Exclusive. */
  readonly to: Date;
}

export type Kind = Samples['kind'];
export const KINDS: readonly Kind[] = ['proofing', 'authentication'];

/** If there are more, so many are drawn: the same ones at each request. */
export const MOST = 20_000;
/** Decisions of a day and kind whose qualities its medians are of, drawn in the same way. */
const MOST_A_DAY = 1000;

/** A day in UTC. */
export interface Day {
  readonly kind: Kind;
  /** `2026-11-28`. */
  readonly day: string;
  readonly decisions: number;
  readonly subjects: number;
  /** Null on a day on which there was nothing: a gap, and no share of 0. */
  readonly shares: Readonly<Record<Decision, number>> | null;
  readonly failureToAcquire: number | null;
  /** Medians; null where nothing had one. */
  readonly score: number | null;
  readonly qualities: Readonly<Record<string, number>>;
}

/** Nobody’s face could be found: the pictures must be taken again. */
const WITHOUT_FACE = sql<boolean>`(v.decision = 'recapture' and v.reasons && '{face_not_found,portrait_not_found}')`;

/** Every day that the period touches, of each kind that there was anything of. */
export async function readDays(transaction: Transacting, digest: string, period: Period): Promise<Day[]> {
  const found = await daysWithDecisions(transaction, digest, period);
  return KINDS.flatMap((kind) => {
    const known = new Map(found.filter((day) => day.kind === kind).map((day) => [day.day, day]));
    return known.size === 0 ? [] : daysOf(period).map((day) => known.get(day) ?? gap(kind, day));
  });
}

const DAY = 86_400_000;

function daysOf({ from, to }: Period): string[] {
  const first = Math.floor(from.getTime() / DAY);
  const after = Math.ceil(to.getTime() / DAY);
  return Array.from({ length: after - first }, (_, i) =>
    new Date((first + i) * DAY).toISOString().slice(0, 10),
  );
}

const gap = (kind: Kind, day: string): Day => ({
  ...{ kind, day, decisions: 0, subjects: 0 },
  ...{ shares: null, failureToAcquire: null, score: null, qualities: {} },
});

async function daysWithDecisions(
  transaction: Transacting,
  digest: string,
  { from, to }: Period,
): Promise<Day[]> {
  const { rows } = await sql<Omit<Day, 'shares'> & Record<Decision, number>>`
    with of_model as (
      select v.id, v.kind, v.subject, v.decision, v.score, v.quality,
        (v.created_at at time zone 'UTC')::date::text as day, ${WITHOUT_FACE} as failed
      from business_verifications v
      where v.model_digest = ${digest} and v.created_at >= ${from} and v.created_at < ${to}
    ), drawn as (
      select kind, day, quality from (
        select kind, day, quality,
          row_number() over (partition by kind, day order by hashtextextended(id::text, 0)) as place
        from of_model) placed
      where place <= ${MOST_A_DAY}
    ), medians as (
      select kind, day, part.key || '.' || component.key as name,
        percentile_cont(0.5) within group (order by component.value::float8) as median
      from drawn, jsonb_each(quality) part, jsonb_each_text(part.value) component
      group by kind, day, name
    ), qualities as (
      select kind, day, jsonb_object_agg(name, median) as medians from medians group by kind, day
    ), days as (
      select d.kind, d.day, count(*)::int as decisions, count(distinct d.subject)::int as subjects,
        ${sql.join(
          DECISIONS.map((name) => sql`avg((d.decision = ${sql.lit(name)})::int)::float8 as ${sql.ref(name)}`),
        )},
        avg(d.failed::int)::float8 as "failureToAcquire",
        percentile_cont(0.5) within group (order by d.score) as score
      from of_model d group by d.kind, d.day
    )
    -- Joined once: looked up day by day, all decisions of the period would be read again for each.
    select days.*, coalesce(qualities.medians, '{}') as qualities
    from days left join qualities using (kind, day) order by day, kind`.execute(transaction);
  return rows.map(({ approve, review, reject, recapture, ...row }) => ({
    ...row,
    shares: { approve, review, reject, recapture },
  }));
}

/** One try of each person, drawn by chance and always the same one. */
export const readSample = (
  transaction: Transacting,
  digest: string,
  kind: Kind,
  { from, to }: Period,
): Promise<Observed[]> =>
  drawPeople(
    transaction,
    sql`v.model_digest = ${digest} and v.kind = ${kind} and v.created_at >= ${from} and v.created_at < ${to}`,
    MOST,
  );

/**
 * The same of any decisions.
 * @param which a condition on decisions `v`
 * @param most people that are drawn
 */
export async function drawPeople(
  transaction: Transacting,
  which: RawBuilder<unknown>,
  most: number,
): Promise<Observed[]> {
  const { rows } = await sql<{
    decision: Decision;
    score: number | null;
    failed: boolean;
    quality: Record<string, Record<string, number>>;
  }>`
    select v.decision, v.score, ${WITHOUT_FACE} as failed, v.quality
    from (
      select id from (
        select distinct on (v.subject) v.subject, v.id
        from business_verifications v
        where ${which}
        order by v.subject, hashtextextended(v.id::text, 0)) one
      order by hashtextextended(subject::text, 0) limit ${most}) drawn
    join verifications v on v.id = drawn.id
    order by hashtextextended(v.subject::text, 0)`.execute(transaction);
  return rows.map(({ decision, score, failed, quality }) => ({
    ...{ decision, score, isFailureToAcquire: failed },
    qualities: Object.fromEntries(
      Object.entries(quality).flatMap(([part, components]) =>
        Object.entries(components).map(([name, value]) => [`${part}.${name}`, value]),
      ),
    ),
  }));
}

/** The model’s first decision for this tenant; null where it has made none. */
export async function firstDecision(transaction: Transacting, digest: string): Promise<Date | null> {
  // No `min`: through the view it would read all of them, where the index begins with the one that is asked for.
  const { rows } = await sql<{ first: Date }>`
    select created_at as first from business_verifications where model_digest = ${digest}
    order by created_at limit 1`.execute(transaction);
  return rows[0]?.first ?? null;
}

/** Decisions of the one model that the other has scored too. */
export async function readScored(
  transaction: Transacting,
  { active, shadow, period: { from, to } }: { active: string; shadow: string; period: Period },
): Promise<{ total: number; scored: Scored[] }> {
  const { rows } = await sql<{
    kind: Kind;
    verification: string;
    subject: string;
    a_decision: Decision;
    a_score: number | null;
    a_llr: number | null;
    s_decision: Decision;
    s_score: number | null;
    s_llr: number | null;
    reasons: string[] | null;
    total: number;
  }>`
    select v.kind, v.id as verification, v.subject, s.active_decision as a_decision, v.score as a_score, v.llr as a_llr,
      s.decision as s_decision, s.score as s_score, s.llr as s_llr, c.outcome_reasons as reasons,
      count(*) over ()::int as total
    from shadow_scores s join business_verifications v on v.tenant = s.tenant and v.id = s.verification
      left join cases c on c.tenant = v.tenant and c.verification = v.id and c.state = 'decided'
    where s.model_digest = ${shadow} and s.decision is not null and v.model_digest = ${active}
      and v.created_at >= ${from} and v.created_at < ${to}
    order by hashtextextended(v.id::text, 0) limit ${MOST}`.execute(transaction);
  return {
    total: rows[0]?.total ?? 0,
    scored: rows.map(({ kind, verification, subject, reasons, ...row }) => ({
      ...{ kind, verification, subject },
      active: { decision: row.a_decision, score: row.a_score, llr: row.a_llr },
      shadow: { decision: row.s_decision, score: row.s_score, llr: row.s_llr },
      label: reasons === null ? null : labelOf(reasons),
    })),
  };
}
