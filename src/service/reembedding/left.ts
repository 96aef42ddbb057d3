// What a model has templates of, and what it lacks: counted from the galleries themselves, so that it is so.

import { sql } from 'kysely';
import { CUSTOMERS_GALLERY } from '../customers/index.js';
import type { Transacting } from '../storage/index.js';

export interface Counts {
  /** Faces that have a template of this model. */
  readonly done: number;
  /** Whose picture is there and has not been looked at. */
  readonly left: number;
  /** Whose picture is there, and the model could make nothing of it. */
  readonly failed: number;
  /** Whose picture is kept no more: they have to come again. */
  readonly gone: number;
}

export interface Left {
  readonly customers: Counts;
  readonly listed: Counts;
  /** Why, by code. */
  readonly faults: Readonly<Record<string, number>>;
}

type State = keyof Counts;

export async function leftOf(transaction: Transacting, digest: string): Promise<Left> {
  const { rows } = await sql<{ listed: boolean; state: State; fault: string | null; count: number }>`
    select gallery <> ${CUSTOMERS_GALLERY} as listed, state, fault, count(*)::int as count
    from (${statesOf(digest)}) s group by 1, 2, 3`.execute(transaction);
  const total = (listed: boolean, state: State) =>
    rows
      .filter((row) => row.listed === listed && row.state === state)
      .reduce((sum, { count }) => sum + count, 0);
  const counts = (listed: boolean): Counts => ({
    ...{ done: total(listed, 'done'), left: total(listed, 'left') },
    ...{ failed: total(listed, 'failed'), gone: total(listed, 'gone') },
  });
  const faults: Record<string, number> = {};
  for (const { state, fault, count } of rows)
    if (state === 'failed' && fault !== null) faults[fault] = (faults[fault] ?? 0) + count;
  return { customers: counts(false), listed: counts(true), faults };
}

/** Customers who have to come again, those enrolled last first. */
export async function namesOfGone(
  transaction: Transacting,
  digest: string,
  limit: number,
): Promise<string[]> {
  const { rows } = await sql<{ id: string }>`
    select c.id from (${statesOf(digest)}) s join customers c on c.subject = s.subject
    where s.state = 'gone' and s.gallery = ${CUSTOMERS_GALLERY}
    order by c.enrolled_at desc, c.id limit ${limit}`.execute(transaction);
  return rows.map(({ id }) => id);
}

/** Each face once, whatever models it has templates of. Of an enrolled customer who has none of any, nothing is left. */
const statesOf = (digest: string) => sql`
  select f.gallery, f.subject,
    case when f.has then 'done' when coalesce(p.id, l.id) is null then 'gone'
      when r.fault is not null then 'failed' else 'left' end as state,
    r.fault
  from (
    select tenant, gallery, subject, bool_or(model_digest = ${digest}) as has,
      (array_agg(template order by sequence desc))[1] as template
    from gallery_entries where ended is null group by 1, 2, 3
    union all
    select c.tenant, ${CUSTOMERS_GALLERY}, c.subject, false, null from customers c
    where c.enrolled_at is not null and c.status <> 'erased' and not exists (
      select from gallery_entries e where e.tenant = c.tenant and e.subject = c.subject
        and e.gallery = ${CUSTOMERS_GALLERY} and e.ended is null)
  ) f
    left join templates t on t.tenant = f.tenant and t.id = f.template
    left join pictures p on p.tenant = f.tenant and p.verification = t.verification and p.part = 'selfie'
      and p.deleted_at is null and not f.has
    left join pictures l on l.tenant = f.tenant and t.verification is null and l.subject = f.subject
      and l.part = 'listed' and l.deleted_at is null and not f.has
    left join reembedding_failures r on r.tenant = f.tenant and r.subject = f.subject
      and r.model_digest = ${digest}`;
