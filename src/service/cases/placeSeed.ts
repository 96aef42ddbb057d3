// Puts pictures with a known answer among the cases, by the very way that a customer's pictures go: the model, the
// policy and the day are those of now, and so are all identifiers and times. What a decision entails elsewhere is left
// out: no template, so nobody meets it in a search; no digest of the document, so no velocity rule counts it; no event.

import { LikenessError } from '../../errors.js';
import { systemActor } from '../identity/index.js';
import type { PicturePart, Transacting } from '../storage/index.js';
import {
  compareProofing,
  conclude,
  type Follower,
  type Gate,
  keep,
  type ProofingRequest,
} from '../verifications/index.js';
import type { Cases } from './context.js';
import { openCase } from './open.js';
import { deletePictures, endPictures } from './seeds.js';

/**
 * The job `case-seed`. A seed that was placed, removed or found unsuited meanwhile is left as it is.
 * @throws errors of the store, of inference and of the database: the job is tried again
 */
export async function placeSeed(
  cases: Cases,
  { tenant, seed }: { readonly tenant: string; readonly seed: string },
): Promise<void> {
  const deciding = { ...cases.deciding, screens: [], followers: [] };
  const found = await deciding.database.tenant(tenant, (transaction) =>
    readSeed(transaction, cases, tenant, seed),
  );
  if (found === undefined) return;
  const { request, subject } = found;
  const compared =
    request && (await compareProofing(deciding, tenant, request).catch((error: unknown) => refused(error)));
  const conclusion = compared && conclude(compared.report, compared.policy.document, []);
  if (!compared || conclusion?.decision !== 'review') {
    // The model or the policy is another than when they were brought, or the pictures were kept as long as they may be.
    await deciding.database.tenant(tenant, (transaction) => settle(transaction, seed, { state: 'unsuited' }));
    return;
  }

  let ended: string[] = [];
  const asSeed: Follower = async (transaction, decided) => {
    const id = await openCase(transaction, cases, decided);
    await settle(transaction, seed, {
      ...{ state: 'placed', verification: decided.id, case: id, placed_at: decided.at },
    });
    ended = await endPictures(transaction, subject);
    const target = { kind: 'case_seed', id: seed };
    const actor = systemActor(tenant, 'cases');
    await deciding.audit.append(transaction, actor, 'case_seed.placed', target, { case: id });
  };
  // The customer is locked by then: whoever comes by this name afterwards comes after the seed.
  const stillNobody: Gate = async (transaction) => {
    if (await isSomebody(transaction, compared.customer?.id ?? null))
      throw new LikenessError('state_conflict', 'a customer has come by the name of a seed');
  };
  await keep(
    { ...deciding, gates: [stillNobody], followers: [asSeed] },
    systemActor(tenant, 'cases'),
    {
      ...compared,
      ...conclusion,
      concerns: [],
      templates: [],
      document: compared.document && { ...compared.document, digest: null },
    },
    'verification.decided',
    async () => {},
  );
  await deletePictures(deciding.subjects, { tenant, id: subject }, ended);
}

/** Undefined where there is nothing to place; `request` is undefined where its pictures are gone. */
async function readSeed(
  transaction: Transacting,
  { deciding: { subjects } }: Cases,
  tenant: string,
  id: string,
): Promise<{ request: ProofingRequest | undefined; subject: string } | undefined> {
  const seed = await transaction
    .selectFrom('case_seeds')
    .selectAll()
    .where('id', '=', id)
    .where('state', 'in', ['waiting', 'due'])
    .executeTakeFirst();
  if (!seed) return undefined;
  const rows = await transaction
    .selectFrom('pictures')
    .select(['id', 'part'])
    .where('subject', '=', seed.subject)
    .where('deleted_at', 'is', null)
    .execute();
  const subject = await subjects.find(transaction, tenant, seed.subject);
  const bytesOf = async (part: PicturePart) => {
    const row = rows.find((picture) => picture.part === part);
    return row && subjects.picture(subject, row.id);
  };
  const [selfie, front] = [await bytesOf('selfie'), await bytesOf('document_front')];
  const back = await bytesOf('document_back');
  const { customer, device, channel } = seed;
  if (!selfie || !front || (await isSomebody(transaction, customer)))
    return { request: undefined, subject: seed.subject };
  const document = { front, ...(back && { back }) };
  return { request: { selfie, document, customer, device, channel }, subject: seed.subject };
}

/** Whether a customer has come by this name meanwhile: a seed must never be laid to somebody's account. */
async function isSomebody(transaction: Transacting, customer: string | null): Promise<boolean> {
  if (customer === null) return false;
  const known = await transaction
    .selectFrom('verifications')
    .select('id')
    .where('customer', '=', customer)
    .limit(1)
    .executeTakeFirst();
  return known !== undefined;
}

async function settle(
  transaction: Transacting,
  id: string,
  to: { state: 'unsuited' } | { state: 'placed'; verification: string; case: string; placed_at: Date },
): Promise<void> {
  const { numUpdatedRows } = await transaction
    .updateTable('case_seeds')
    .set(to)
    .where('id', '=', id)
    .where('state', 'in', ['waiting', 'due'])
    .executeTakeFirst();
  if (numUpdatedRows === 0n)
    throw new LikenessError('state_conflict', 'the seed was placed or removed meanwhile');
}

/** A model of now may not take what one of then took; whatever else went wrong may go right the next time. */
function refused(error: unknown): undefined {
  if (error instanceof LikenessError && /^(image|face|faces|zone|chip)_/.test(error.code)) return undefined;
  throw error;
}
