// Versions of a tenant's policy: drafted, put in force, never changed.

import { LikenessError } from '../../errors.js';
import type { Actor } from '../identity/index.js';
import type { Transacting } from '../storage/index.js';
import { DEFAULT_DOCUMENT, type PolicyDocument } from './policyDocument.js';

export interface PolicyVersion {
  readonly version: number;
  readonly document: PolicyDocument;
  /** Why it was drafted. */
  readonly note: string;
  readonly createdAt: Date;
  readonly createdBy: string;
  readonly activatedAt: Date | null;
  readonly activatedBy: string | null;
}

/** The policy in force: the one activated last. */
export async function activePolicy(transaction: Transacting): Promise<PolicyVersion> {
  const row = await transaction
    .selectFrom('policies')
    .selectAll()
    .where('activated_at', 'is not', null)
    .orderBy('activated_at', 'desc')
    .limit(1)
    .executeTakeFirst();
  if (!row) throw new LikenessError('internal', 'the tenant has no policy in force');
  return versionOf(row);
}

/** @throws `not_found` */
export async function readPolicy(transaction: Transacting, version: number): Promise<PolicyVersion> {
  const row = await transaction
    .selectFrom('policies')
    .selectAll()
    .where('version', '=', version)
    .executeTakeFirst();
  if (!row) throw new LikenessError('not_found', `there is no policy of version ${version}`);
  return versionOf(row);
}

/** The latest first. */
export async function listPolicies(transaction: Transacting): Promise<PolicyVersion[]> {
  const rows = await transaction.selectFrom('policies').selectAll().orderBy('version', 'desc').execute();
  return rows.map(versionOf);
}

/** A new version, not in force. Who drafts at the same time gets the next number. */
export async function draftPolicy(
  transaction: Transacting,
  document: PolicyDocument,
  note: string,
  by: Actor,
): Promise<PolicyVersion> {
  const { version } = await transaction
    .selectFrom('policies')
    .select(({ fn, lit }) => fn.coalesce(fn.max('version'), lit(0)).as('version'))
    .executeTakeFirstOrThrow();
  const row = await transaction
    .insertInto('policies')
    .values({
      version: version + 1,
      body: JSON.stringify(document),
      note,
      created_at: new Date(),
      created_by: `${by.kind}:${by.id}`,
      activated_at: null,
      activated_by: null,
    })
    .onConflict((conflict) => conflict.columns(['tenant', 'version']).doNothing())
    .returningAll()
    .executeTakeFirst();
  if (!row) throw new LikenessError('state_conflict', 'somebody has just drafted another version');
  return versionOf(row);
}

/**
 * Puts a version in force. Its time is later than that of every other, also where the clock went back meanwhile.
 * @throws `not_found`
 */
export async function activatePolicy(
  transaction: Transacting,
  version: number,
  by: Actor,
): Promise<PolicyVersion> {
  const { latest } = await transaction
    .selectFrom('policies')
    .select(({ fn }) => fn.max('activated_at').as('latest'))
    .executeTakeFirstOrThrow();
  const activated_at = new Date(Math.max(Date.now(), (latest?.getTime() ?? 0) + 1));
  const row = await transaction
    .updateTable('policies')
    .set({ activated_at, activated_by: `${by.kind}:${by.id}` })
    .where('version', '=', version)
    .returningAll()
    .executeTakeFirst();
  if (!row) throw new LikenessError('not_found', `there is no policy of version ${version}`);
  return versionOf(row);
}

/** A tenant's first policy, where it has none. */
export async function ensurePolicy(transaction: Transacting, by: Actor): Promise<void> {
  const some = await transaction.selectFrom('policies').select('version').limit(1).executeTakeFirst();
  if (some) return;
  const { version } = await draftPolicy(transaction, DEFAULT_DOCUMENT, 'as Likeness comes', by);
  await activatePolicy(transaction, version, by);
}

interface Row {
  readonly version: number;
  readonly body: unknown;
  readonly note: string;
  readonly created_at: Date;
  readonly created_by: string;
  readonly activated_at: Date | null;
  readonly activated_by: string | null;
}

const versionOf = (row: Row): PolicyVersion => ({
  version: row.version,
  document: { ...DEFAULT_DOCUMENT, ...(row.body as PolicyDocument) },
  note: row.note,
  createdAt: row.created_at,
  createdBy: row.created_by,
  activatedAt: row.activated_at,
  activatedBy: row.activated_by,
});
