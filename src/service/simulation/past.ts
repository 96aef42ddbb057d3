// Past decisions of a period with what they rested on, a batch at a time: all of them, or a random sample that is the
// same for every policy, so that two drafts are held against the same people.

import { sql } from 'kysely';
import { LikenessError } from '../../errors.js';
import type { Calibration } from '../../face/index.js';
import { LEAST_PEOPLE } from '../analytics/index.js';
import type { Read } from '../aside/index.js';
import type { PolicyDocument } from '../policies/index.js';
import type { Transacting } from '../storage/index.js';
import type { Subjects } from '../subjects/index.js';
import { type Concern, type Decided, type SealedReport, unsealVerification } from '../verifications/index.js';

export interface PastDecision {
  readonly id: string;
  readonly kind: Decided['kind'];
  readonly subject: string;
  readonly customer: string | null;
  readonly at: Date;
  readonly decision: Decided['decision'];
  readonly report: SealedReport['report'];
  readonly concerns: readonly Concern[];
  /** As it was then. */
  readonly policy: PolicyDocument;
  /** Undefined where the model had none. */
  readonly calibration: Calibration | undefined;
  /** Whether selfie and document were one file. */
  readonly sameFile: boolean;
  /** Whether the customer had been enrolled before: by a decision, or by a reviewer. */
  readonly wasEnrolled: boolean;
  /** What people said of it; `open` where nobody has yet, null where it was no case. */
  readonly reviewed: Reviewed | null;
  /** Tries before it, within so many hours; null where it has no such thing. */
  readonly tries: ReadonlyMap<string, number | null>;
}

export type Reviewed = 'approve' | 'reject' | 'recapture' | 'open';

/** Something that tries are counted by, within so many hours. */
export interface Window {
  readonly by: 'customer' | 'device' | 'document';
  readonly hours: number;
}

export const windowKey = ({ by, hours }: Window): string => `${by} ${hours}`;

export interface Period {
  /** Inclusive. */
  readonly from: Date;
  /** Exclusive. */
  readonly to: Date;
}

export interface Chosen {
  /** Decisions in the period. */
  readonly total: number;
  readonly ids: readonly string[];
}

/** Reports opened in one transaction. */
export const BATCH = 50;

/** @param most if there are more, so many are drawn */
export async function choosePast(
  transaction: Transacting,
  { from, to }: Period,
  most: number,
): Promise<Chosen> {
  const { rows } = await sql<{ id: string; total: number }>`
    select id, count(*) over ()::int as total from business_verifications
    where created_at >= ${from} and created_at < ${to}
    order by hashtextextended(id::text, 0), id limit ${most}`.execute(transaction);
  return { total: rows[0]?.total ?? 0, ids: rows.map(({ id }) => id) };
}

/**
 * Nothing is said of few people; nor that there was nothing where there was a case with a known answer: that would say
 * which case it is.
 * @throws `request_invalid`
 */
export async function demandEnough(transaction: Transacting, { from, to }: Period): Promise<void> {
  const { rows } = await sql<{ people: number; decisions: boolean }>`
    select (select count(distinct subject)::int from business_verifications
        where created_at >= ${from} and created_at < ${to}) as people,
      exists (select from verifications where created_at >= ${from} and created_at < ${to}) as decisions`.execute(
    transaction,
  );
  const { people, decisions } = rows[0]!;
  if (decisions && people < LEAST_PEOPLE)
    throw new LikenessError(
      'request_invalid',
      'of fewer than five people nothing is told: take a period in which there were more',
    );
}

/**
 * Opens them, batch by batch. Those whose report is gone, or whose person was erased, are left out.
 * @throws `picture_tampered`
 */
export async function* openPast(
  { read, subjects }: { readonly read: Read; readonly subjects: Subjects },
  tenant: string,
  ids: readonly string[],
  windows: readonly Window[],
): AsyncGenerator<readonly PastDecision[]> {
  const calibrations = new Map<string, Calibration>();
  for (let start = 0; start < ids.length; start += BATCH)
    yield await read(async (transaction) => {
      const batch: PastDecision[] = [];
      for (const id of ids.slice(start, start + BATCH)) {
        const past = await open(transaction, subjects, { tenant, id, windows, calibrations });
        if (past) batch.push(past);
      }
      return batch;
    });
}

interface Opening {
  readonly tenant: string;
  readonly id: string;
  readonly windows: readonly Window[];
  readonly calibrations: Map<string, Calibration>;
}

async function open(
  transaction: Transacting,
  subjects: Subjects,
  { tenant, id, windows, calibrations }: Opening,
): Promise<PastDecision | null> {
  const unsealed = await unsealVerification(transaction, subjects, tenant, id).catch((error: unknown) => {
    if (error instanceof LikenessError && (error.code === 'erased' || error.code === 'not_found'))
      return null;
    throw error;
  });
  if (!unsealed) return null;
  const { row, sealed } = unsealed;
  const [about, tries] = [await lookAround(transaction, id), await triesBefore(transaction, id, windows)];
  return {
    ...{ id, kind: row.kind, subject: row.subject, customer: row.customer },
    ...{ at: row.created_at, decision: row.decision },
    ...{ report: sealed.report, concerns: sealed.concerns, policy: sealed.policy },
    calibration: await calibrationOf(transaction, sealed.calibrationDigest, calibrations),
    ...about,
    tries,
  };
}

async function lookAround(
  transaction: Transacting,
  id: string,
): Promise<Pick<PastDecision, 'sameFile' | 'wasEnrolled' | 'reviewed'>> {
  const { rows } = await sql<{
    same_file: boolean;
    was_enrolled: boolean;
    state: string | null;
    outcome: Reviewed;
  }>`
    select
      exists (select from pictures a join pictures b using (tenant, verification, sha256)
        where a.verification = v.id and a.part = 'selfie' and b.part = 'document_front') as same_file,
      exists (select from audit_entries e where e.target_kind = 'customer' and e.target_id = v.customer
        and e.action = 'customer.enrolled' and e.at < v.created_at) as was_enrolled,
      c.state, c.outcome
    from verifications v left join cases c on c.tenant = v.tenant and c.verification = v.id
    where v.id = ${id}`.execute(transaction);
  const { same_file: sameFile, was_enrolled: wasEnrolled, state, outcome } = rows[0]!;
  return { sameFile, wasEnrolled, reviewed: state === null ? null : (outcome ?? 'open') };
}

const COLUMNS = { customer: 'customer', device: 'device', document: 'document_digest' } as const;

async function triesBefore(
  transaction: Transacting,
  id: string,
  windows: readonly Window[],
): Promise<Map<string, number | null>> {
  const tries = new Map<string, number | null>();
  for (const window of windows) {
    const column = sql.ref(COLUMNS[window.by]);
    const { rows } = await sql<{ tries: number | null }>`
      select case when v.${column} is null then null else
        (select count(*)::int from business_verifications e where e.${column} = v.${column} and e.id <> v.id
          and e.created_at <= v.created_at
          and e.created_at > v.created_at - make_interval(secs => ${window.hours * 3600})) end as tries
      from verifications v where v.id = ${id}`.execute(transaction);
    tries.set(windowKey(window), rows[0]?.tries ?? null);
  }
  return tries;
}

async function calibrationOf(
  transaction: Transacting,
  digest: string | null,
  known: Map<string, Calibration>,
): Promise<Calibration | undefined> {
  if (digest === null) return undefined;
  const held = known.get(digest);
  if (held) return held;
  const row = await transaction
    .selectFrom('calibrations')
    .select('body')
    .where('digest', '=', digest)
    .executeTakeFirst();
  if (!row) return undefined;
  const calibration = row.body as unknown as Calibration;
  known.set(digest, calibration);
  return calibration;
}
