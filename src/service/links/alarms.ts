// Too many tries of one customer, device, document or face: each decision of which that was said, whatever came of it.

import { type RawBuilder, sql } from 'kysely';
import { pageOf } from '../http/index.js';
import type { Actor } from '../identity/index.js';
import type { PolicyDocument } from '../policies/index.js';
import type { Screened } from '../screening/index.js';
import type { CustomerStatus, Transacting } from '../storage/index.js';
import { keptOf } from './kept.js';
import { nameOf } from './shared.js';

export const ALARM_KINDS = ['customer', 'device', 'document', 'face'] as const;
export type AlarmKind = (typeof ALARM_KINDS)[number];

type Rule = NonNullable<PolicyDocument['velocity'][AlarmKind]>;

export interface Alarm {
  readonly verification: string;
  readonly kind: AlarmKind;
  readonly at: Date;
  readonly customer: string | null;
  /** Of the customer, as they stand now. */
  readonly status: CustomerStatus | null;
  readonly device: string | null;
  /** The beginning of the digest of the document's number. */
  readonly document: string | null;
  /** As the policy had it that decided. */
  readonly rule: Rule;
  /** Within the rule's hours, this one among them; null where what they were counted by is kept no more. */
  readonly tries: number | null;
  /** Whether there may have been more: of a face the latest are named, and no others counted. */
  readonly isAtLeast: boolean;
  readonly decision: 'approve' | 'review' | 'reject' | 'recapture';
  readonly case: string | null;
}

export interface AlarmFilter {
  readonly kind?: AlarmKind | undefined;
  readonly since: Date;
}

interface Row {
  readonly id: string;
  readonly reasons: readonly string[];
  readonly created_at: Date;
  readonly customer: string | null;
  readonly status: CustomerStatus | null;
  readonly device: string | null;
  readonly document_digest: Buffer | null;
  readonly decision: Alarm['decision'];
  readonly case: string | null;
  readonly velocity: PolicyDocument['velocity'];
  readonly customer_tries: number | null;
  readonly device_tries: number | null;
  readonly document_tries: number | null;
}

const codeOf = (kind: AlarmKind): string => `velocity_${kind}`;

/** The condition of the index `verifications_hurried`, word by word. */
const HURRIED = sql`reasons && array['velocity_customer', 'velocity_device', 'velocity_document', 'velocity_face']`;

/**
 * The latest first; one decision may be several alarms. The look is logged.
 * @param page `before`: identifier of the decision that the page before ended with; `limit`: decisions
 */
export async function readAlarms(
  { database, subjects, audit }: Pick<Screened, 'database' | 'subjects' | 'audit'>,
  by: Actor,
  filter: AlarmFilter,
  page: { readonly before: string | undefined; readonly limit: number },
): Promise<{ alarms: Alarm[]; next: string | null }> {
  return database.tenant(by.tenant, async (transaction) => {
    const rows = await rowsOf(transaction, filter, { ...page, limit: page.limit + 1 });
    const { items: shown, next } = pageOf(
      rows,
      page.limit,
      (row) => row,
      ({ id }) => id,
    );
    const alarms: Alarm[] = [];
    for (const row of shown)
      for (const kind of filter.kind ? [filter.kind] : ALARM_KINDS)
        if (row.reasons.includes(codeOf(kind)))
          alarms.push(alarmOf(row, kind, await triesOf(transaction, subjects, by.tenant, row, kind)));
    const target = { kind: 'tenant', id: by.tenant };
    await audit.append(transaction, by, 'customer.alarms_read', target, {
      ...{ kind: filter.kind ?? null, since: filter.since.toISOString(), before: page.before ?? null },
      ...{ decisions: shown.length, alarms: alarms.length },
    });
    return { alarms, next };
  });
}

async function rowsOf(
  transaction: Transacting,
  { kind, since }: AlarmFilter,
  { before, limit }: { readonly before: string | undefined; readonly limit: number },
): Promise<Row[]> {
  const { rows } = await sql<Row>`
    with late as (
      select * from business_verifications
      where ${HURRIED} and reasons @> ${kind ? [codeOf(kind)] : []}::text[]
        and created_at >= ${since} and id < ${before ?? 'ffffffff-ffff-ffff-ffff-ffffffffffff'}
      order by id desc limit ${limit}
    )
    select l.id, l.reasons, l.created_at, l.customer, k.status, l.device, l.document_digest, l.decision,
      c.id as case, p.body->'velocity' as velocity,
      ${counted('customer', 'customer')} as customer_tries,
      ${counted('device', 'device')} as device_tries,
      ${counted('document', 'document_digest')} as document_tries
    from late l
    join policies p on p.tenant = l.tenant and p.version = l.policy_version
    left join customers k on k.tenant = l.tenant and k.id = l.customer
    left join cases c on c.tenant = l.tenant and c.verification = l.id
    order by l.id desc`.execute(transaction);
  return rows;
}

/** As many as the screen counted: this one, and those before it within the hours of the rule. */
function counted(kind: Exclude<AlarmKind, 'face'>, column: string): RawBuilder<number | null> {
  const [own, each] = [sql.ref(`l.${column}`), sql.ref(`e.${column}`)];
  const hours = sql`(p.body->'velocity'->${sql.lit(kind)}->>'hours')::double precision`;
  return sql`case when ${own} is not null and ${sql.lit(codeOf(kind))} = any(l.reasons) then (
    select count(*)::int from business_verifications e
    where ${each} = ${own} and e.created_at <= l.created_at
      and e.created_at > l.created_at - make_interval(secs => 3600 * ${hours})) end`;
}

interface Tries {
  readonly tries: number | null;
  readonly isAtLeast: boolean;
}

const UNKNOWN: Tries = { tries: null, isAtLeast: false };
/** Earlier tries that a concern names at most: `screening/velocity.ts`. */
const NAMED = 10;

async function triesOf(
  transaction: Transacting,
  subjects: Screened['subjects'],
  tenant: string,
  row: Row,
  kind: AlarmKind,
): Promise<Tries> {
  if (kind !== 'face') return { tries: row[`${kind}_tries`], isAtLeast: false };
  const sealed = await keptOf(transaction, subjects, tenant, row.id);
  const concern = sealed?.concerns.find(({ code }) => code === 'velocity_face');
  if (!concern) return UNKNOWN;
  const named = concern.evidence.filter((one) => one.kind === 'verification').length;
  return { tries: named + 1, isAtLeast: named === NAMED };
}

const alarmOf = (row: Row, kind: AlarmKind, tries: Tries): Alarm => ({
  ...{ verification: row.id, kind, at: row.created_at, customer: row.customer, status: row.status },
  device: row.device,
  document: row.document_digest && nameOf(row.document_digest),
  ...{ rule: row.velocity[kind]!, ...tries, decision: row.decision, case: row.case },
});

export type AlarmsOfDay = { readonly day: string } & Readonly<Record<AlarmKind, number>>;

/** How many there were on each of the last days (UTC), today included, the earliest first. */
export async function alarmsByDay(transaction: Transacting, days: number): Promise<AlarmsOfDay[]> {
  const { rows } = await sql<AlarmsOfDay>`
    with days as (
      select generate_series(0, ${days - 1}::int) as ago
    ), hurried as (
      select (created_at at time zone 'utc')::date as day, reasons from business_verifications
      where ${HURRIED} and created_at >= ((now() at time zone 'utc')::date - ${days - 1}::int)::timestamp at time zone 'utc'
    )
    select to_char((now() at time zone 'utc')::date - d.ago, 'YYYY-MM-DD') as day, ${sql.join(
      ALARM_KINDS.map(
        (kind) =>
          sql`count(*) filter (where ${sql.lit(codeOf(kind))} = any(h.reasons))::int as ${sql.ref(kind)}`,
      ),
    )}
    from days d left join hurried h on h.day = (now() at time zone 'utc')::date - d.ago
    group by d.ago order by d.ago desc`.execute(transaction);
  return rows;
}
