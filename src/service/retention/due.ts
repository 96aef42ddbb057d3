// Chooses what has been kept long enough, and takes it away: rows first, so that nobody gets the picture any more from
// the moment on at which the log says so; the objects afterwards.

import { type RawBuilder, sql } from 'kysely';
import type { Transacting } from '../storage/index.js';
import type { Periods, PurposeName } from './purposes.js';

/** Identifiers of what is due, locked until the transaction ends. */
export type Due = Readonly<Record<PurposeName, readonly string[]>>;

const DAY = 86_400_000;

/**
 * At most `limit` of each purpose, the oldest first. Spared are what a hold is on, and cases that nobody has decided yet.
 * @param now the moment that days are counted back from
 */
export async function findDue(
  transaction: Transacting,
  days: Periods,
  now: Date,
  limit: number,
): Promise<Due> {
  const before = (purpose: PurposeName): Date => new Date(now.getTime() - days[purpose] * DAY);
  const ids = async (query: RawBuilder<{ id: string }>): Promise<string[]> =>
    (await query.execute(transaction)).rows.map(({ id }) => id);
  const pictures = (purpose: PurposeName, which: RawBuilder<boolean>) =>
    ids(sql`
      select p.id from pictures p
        join verifications v on v.tenant = p.tenant and v.id = p.verification
        left join cases c on c.tenant = v.tenant and c.verification = v.id
      where p.deleted_at is null and p.created_at < ${before(purpose)} and ${which}
        and ${UNDISPUTED} and ${NOT_HELD}
      order by p.created_at limit ${limit} for update of p skip locked`);
  const proofings = (outcome: string) =>
    sql<boolean>`v.kind = 'proofing' and coalesce(c.outcome, v.decision) = ${outcome}`;
  return {
    approvedPictures: await pictures('approvedPictures', proofings('approve')),
    reviewedPictures: await pictures('reviewedPictures', proofings('review')),
    rejectedPictures: await pictures('rejectedPictures', proofings('reject')),
    recapturedPictures: await pictures('recapturedPictures', proofings('recapture')),
    authenticationPictures: await pictures('authenticationPictures', sql<boolean>`v.kind = 'authentication'`),
    templates: [
      ...(await ids(sql`
      select t.id from templates t
        join verifications v on v.tenant = t.tenant and v.id = t.verification
        left join cases c on c.tenant = v.tenant and c.verification = v.id
      where t.ended is null and not t.is_reference and t.created_at < ${before('templates')}
        and ${UNDISPUTED} and ${NOT_HELD}
      order by t.created_at limit ${limit} for update of t skip locked`)),
      ...(await ids(referencesOfFormerModels(before('templates'), limit))),
    ].slice(0, limit),
    reports: await ids(sql`
      select v.id from verifications v
        left join cases c on c.tenant = v.tenant and c.verification = v.id
      where v.report is not null and v.created_at < ${before('reports')} and ${UNDISPUTED} and ${NOT_HELD}
      order by v.created_at limit ${limit} for update of v skip locked`),
    captures: await ids(sql`
      select k.id from captures k left join verifications v on v.tenant = k.tenant and v.id = k.verification
      where k.ended_at < ${before('captures')} and (v.id is null or ${NOT_HELD})
      order by k.ended_at limit ${limit} for update of k skip locked`),
    idempotencyKeys: await ids(sql`
      select ctid::text as id from idempotency
      where created_at < ${before('idempotencyKeys')} and locked_until < ${now}
      order by created_at limit ${limit} for update skip locked`),
    webhookEvents: await ids(sql`
      select e.id from webhook_events e
      where e.created_at < ${before('webhookEvents')} and not exists (
        select from webhook_deliveries d where d.tenant = e.tenant and d.event = e.id and d.state = 'pending')
      order by e.created_at limit ${limit} for update skip locked`),
  };
}

/**
 * References that serve nobody any more: of models without a role, where the one that decides has a reference of the
 * same face, and has decided since before then. Until then a promotion can be taken back at once.
 */
const referencesOfFormerModels = (before: Date, limit: number) => sql<{ id: string }>`
  select t.id from templates t
  where t.ended is null and t.is_reference and t.model_digest not in (select digest from model_roles)
    and exists (
      select from model_roles a
        join templates o on o.tenant = t.tenant and o.subject = t.subject and o.model_digest = a.digest
      where a.role = 'active' and a.since < ${before} and o.is_reference and o.ended is null)
    and not exists (
      select from holds h where h.tenant = t.tenant and h.subject = t.subject and h.released_at is null)
  order by t.created_at limit ${limit} for update of t skip locked`;

/** Nobody has still to look at it. */
const UNDISPUTED = sql<boolean>`(c.id is null or c.state in ('decided', 'closed'))`;

const NOT_HELD = sql<boolean>`not exists (
  select from holds h where h.tenant = v.tenant and h.subject = v.subject and h.released_at is null
    and (h.verification is null or h.verification = v.id))`;

/** All but templates, which end with the entry of the log: see {@link endTemplates}. */
export async function takeAway(transaction: Transacting, due: Due, now: Date): Promise<void> {
  const pictures = [
    ...due.approvedPictures,
    ...due.reviewedPictures,
    ...due.rejectedPictures,
    ...due.recapturedPictures,
    ...due.authenticationPictures,
  ];
  const run = async (ids: readonly string[], statement: (ids: readonly string[]) => RawBuilder<unknown>) => {
    if (ids.length > 0) await statement(ids).execute(transaction);
  };
  await run(pictures, (ids) => sql`update pictures set deleted_at = ${now} where id = any(${ids}::uuid[])`);
  // Device, hints and document's digest are of the person too; what is left are figures that name nobody but the customer.
  await run(
    due.reports,
    (ids) =>
      sql`update verifications set report = null, device = null, hints = null, document_digest = null where id = any(${ids}::uuid[])`,
  );
  // What another model found of the same pictures goes with what the one that decided did.
  await run(due.reports, (ids) => sql`delete from shadow_scores where verification = any(${ids}::uuid[])`);
  await run(due.captures, (ids) => sql`delete from captures where id = any(${ids}::uuid[])`);
  await run(due.idempotencyKeys, (ids) => sql`delete from idempotency where ctid = any(${ids}::tid[])`);
  await run(due.webhookEvents, (ids) => sql`delete from webhook_events where id = any(${ids}::uuid[])`);
}

/**
 * They are locked since they were found due.
 * @param sequence of the entry in the log that tells of it
 */
export async function endTemplates(
  transaction: Transacting,
  { templates }: Due,
  sequence: number,
): Promise<void> {
  if (templates.length > 0)
    await sql`update templates set sealed = null, ended = ${sequence} where id = any(${templates}::uuid[])`.execute(
      transaction,
    );
}
