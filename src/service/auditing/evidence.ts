// The evidence of one decision, as a file: read from where it is kept, deciphered, and held against the log.

import { type RawBuilder, sql } from 'kysely';
import { LikenessError } from '../../errors.js';
import {
  buildEvidencePack,
  type Checkpoint,
  type EvidencePart,
  type EvidencePicture,
  type EvidenceReport,
  type Json,
  type Signer,
  type StoredEntry,
} from '../audit/index.js';
import type { Transacting } from '../storage/index.js';
import type { KnownSubject, Subjects } from '../subjects/index.js';
import { conclude, type SealedReport, unsealVerification } from '../verifications/index.js';

/** What a pack is made of, read in one transaction; making it takes no database. */
export interface Evidence {
  readonly row: {
    readonly policy_version: number;
    readonly model_name: string;
    readonly model_digest: string;
  };
  readonly decision: EvidenceReport['decision'];
  readonly sealed: SealedReport;
  readonly calibration: unknown;
  readonly subject: KnownSubject;
  readonly pictures: readonly { readonly id: string; readonly part: string }[];
  readonly entries: readonly StoredEntry[];
}

/** Of the chain around a decision: enough to see that its entries hang in it. */
const AROUND = 5;
/** Entries about one decision: more looks at its pictures than these are left out, the earliest stay. */
const MOST_ENTRIES = 5000;

/** @throws `not_found`, `erased` */
export async function readEvidence(
  transaction: Transacting,
  subjects: Subjects,
  tenant: string,
  id: string,
): Promise<Evidence> {
  const { row, subject, sealed } = await unsealVerification(transaction, subjects, tenant, id);
  const pictures = await transaction
    .selectFrom('pictures')
    .select(['id', 'part'])
    .where('verification', '=', id)
    .where('deleted_at', 'is', null)
    .orderBy('id')
    .execute();
  return {
    ...{ row, decision: row.decision, sealed, subject, pictures },
    calibration: await calibrationOf(transaction, sealed.calibrationDigest),
    entries: await entriesAbout(transaction, id),
  };
}

/** @throws `evidence_invalid` where the log says otherwise; `evidence_too_large`, `picture_missing`, `picture_tampered` */
export async function packEvidence(
  { row, decision, sealed, calibration, subject, pictures, entries }: Evidence,
  subjects: Subjects,
  {
    tenant,
    verification,
    checkpoint,
    signer,
  }: {
    readonly tenant: string;
    readonly verification: string;
    readonly checkpoint: Checkpoint;
    readonly signer: Signer;
  },
): Promise<Uint8Array> {
  const { report, concerns, policy, conditions, software } = sealed;
  const { reasons } = conclude(report, policy, concerns);
  return buildEvidencePack({
    ...{ tenant, verification, conditions, software, entries, checkpoint, signer },
    conclusion: {
      decision,
      reasons: jsonOf(reasons),
      concerns: jsonOf<Json[]>(concerns),
    },
    report: jsonOf<EvidenceReport>(report),
    policy: { version: row.policy_version, body: jsonOf<Json>(policy) },
    models: { embedder: { name: row.model_name, sha256: row.model_digest }, others: {} },
    calibration: calibration as Parameters<typeof buildEvidencePack>[0]['calibration'],
    pictures: await Promise.all(
      pictures.map(async ({ id, part }): Promise<EvidencePicture> => {
        const bytes = await subjects.picture(subject, id);
        return { part: part as EvidencePart, bytes, extension: extensionOf(bytes) };
      }),
    ),
  });
}

async function calibrationOf(transaction: Transacting, digest: string | null): Promise<unknown> {
  if (digest === null) return null;
  const row = await transaction
    .selectFrom('calibrations')
    .select('body')
    .where('digest', '=', digest)
    .executeTakeFirst();
  if (!row) throw new LikenessError('evidence_invalid', `the calibration ${digest} was not kept`);
  return row.body;
}

interface EntryAbout {
  readonly sequence: number;
  readonly action: string;
  readonly target_id: string;
}

/** Entries about a decision, its pictures, its case and the link by which it came. Each part is looked up by its target: a log may have millions. */
export const queryAbout = (id: string): RawBuilder<EntryAbout> => sql`
  select sequence, action, target_id from audit_entries where target_kind = 'verification' and target_id = ${id}
  union all
  select sequence, action, target_id from audit_entries where target_kind = 'picture'
    and target_id = any(array(select id::text from pictures where verification = ${id}::uuid))
  union all
  select sequence, action, target_id from audit_entries where target_kind = 'case'
    and target_id = any(array(select id::text from cases where verification = ${id}::uuid))
  union all
  select sequence, action, target_id from audit_entries where target_kind = 'session'
    and target_id = any(array(select case actor_kind when 'capture' then actor_id end from audit_entries
      where target_kind = 'verification' and target_id = ${id}))
  order by sequence limit ${MOST_ENTRIES}`;

/** Those, and the ones next to that which says how it was decided. */
async function entriesAbout(transaction: Transacting, id: string): Promise<StoredEntry[]> {
  const { rows: about } = await queryAbout(id).execute(transaction);
  const decided = about.find(
    ({ action, target_id }) =>
      target_id === id && (action === 'verification.decided' || action === 'customer.authenticated'),
  );
  if (!decided) throw new LikenessError('evidence_invalid', 'the log does not say how this was decided');
  const [from, to] = [decided.sequence - AROUND, decided.sequence + AROUND];
  return transaction
    .selectFrom('audit_entries')
    .select(['body', 'hash', 'signature'])
    .where(({ or, eb }) =>
      or([
        eb('sequence', '=', eb.fn.any(sql<number[]>`${about.map(({ sequence }) => sequence)}::bigint[]`)),
        eb.between('sequence', from, to),
      ]),
    )
    .orderBy('sequence')
    .execute();
}

/** By the first bytes; `bin` where they say nothing. */
function extensionOf(bytes: Uint8Array): string {
  const head = Buffer.from(bytes.subarray(0, 16)).toString('latin1');
  if (head.startsWith('\xff\xd8\xff')) return 'jpg';
  if (head.startsWith('\x89PNG')) return 'png';
  if (head.startsWith('RIFF') && head.slice(8, 12) === 'WEBP') return 'webp';
  if (head.startsWith('GIF8')) return 'gif';
  if (head.startsWith('II*\0') || head.startsWith('MM\0*')) return 'tiff';
  if (head.slice(4, 12) === 'ftypavif') return 'avif';
  return 'bin';
}

const jsonOf = <T>(value: unknown): T => JSON.parse(JSON.stringify(value)) as T;
