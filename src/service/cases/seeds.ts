// Pictures whose answer is known, kept until they are put among the cases. Only whoever brought them knows which they
// are; they are deleted as soon as they were placed, which makes pictures of the case of them.

import { v7 as uuidv7 } from 'uuid';
import { LikenessError } from '../../errors.js';
import { sha256 } from '../audit/index.js';
import { eraseSubject } from '../erasure/index.js';
import type { Settle } from '../http/index.js';
import type { Person } from '../identity/index.js';
import { activePolicy } from '../policies/index.js';
import type { PicturePart, Transacting } from '../storage/index.js';
import type { KnownSubject, Subjects } from '../subjects/index.js';
import { conclude } from '../verifications/index.js';
import type { Cases } from './context.js';

export interface SeedDraft {
  readonly selfie: Uint8Array;
  readonly document: Uint8Array;
  readonly documentBack: Uint8Array | null;
  readonly answer: 'mated' | 'non_mated';
  readonly note: string | null;
  /** As your programs name customers and devices: a case without would stand out. Nobody else may have the name. */
  readonly customer: string | null;
  readonly device: string | null;
  readonly channel: 'api' | 'capture';
}

/**
 * Keeps pictures with a known answer.
 * @returns identifier of the seed
 * @throws errors of the pictures and of inference; `seed_unsuited` where the model decides them by itself;
 * `state_conflict` where the customer's name is taken
 */
export async function createSeed(
  cases: Cases,
  by: Person,
  draft: SeedDraft,
  settle: Settle,
): Promise<string> {
  const { database, subjects, audit } = cases.deciding;
  await demandReview(cases, by.tenant, draft);
  const id = uuidv7();
  const subject = await subjects.draft(by.tenant);
  const pictures = await Promise.all(
    picturesOf(draft).map(([part, bytes]) => subjects.store(subject, part, bytes, sha256(bytes))),
  );
  try {
    await database.tenant(by.tenant, async (transaction) => {
      await demandFreeName(transaction, draft.customer);
      await subjects.insert(transaction, subject);
      const at = new Date();
      await transaction
        .insertInto('pictures')
        .values(
          pictures.map(({ sha256, ...picture }) => ({
            ...picture,
            sha256: Buffer.from(sha256, 'hex'),
            ...{ subject: subject.id, verification: null, created_at: at, deleted_at: null },
          })),
        )
        .execute();
      const { answer, note, customer, device, channel } = draft;
      await transaction
        .insertInto('case_seeds')
        .values({
          ...{ id, answer, customer, device, channel },
          subject: subject.id,
          sealed_note: note === null ? null : await subjects.seal(subject, 'note', id, Buffer.from(note)),
          ...{ state: 'waiting', verification: null, case: null, placed_at: null },
          ...{ created_at: at, created_by: by.id },
        })
        .execute();
      const details = { pictures: Object.fromEntries(pictures.map(({ part, sha256 }) => [part, sha256])) };
      await audit.append(transaction, by, 'case_seed.created', { kind: 'case_seed', id }, details);
      await settle(transaction, id);
    });
  } catch (error) {
    await Promise.allSettled(pictures.map((picture) => subjects.removePicture(subject, picture.id)));
    throw error;
  }
  return id;
}

/** A case that the model would have decided by itself would be known at a glance. */
async function demandReview({ deciding }: Cases, tenant: string, draft: SeedDraft): Promise<void> {
  const { document } = await deciding.database.tenant(tenant, activePolicy);
  const { report } = await deciding.inference.verify({
    selfie: draft.selfie,
    document: { front: draft.document, ...(draft.documentBack && { back: draft.documentBack }) },
    policy: document,
    today: new Date().toISOString().slice(0, 10),
  });
  const { decision, reasons } = conclude(report, document, []);
  if (decision !== 'review')
    throw new LikenessError(
      'seed_unsuited',
      `the decision on these pictures is ${decision} (${reasons.map(({ code }) => code).join(', ')}): no such case comes before a reviewer`,
    );
}

async function demandFreeName(transaction: Transacting, customer: string | null): Promise<void> {
  if (customer === null) return;
  const taken =
    (await transaction.selectFrom('customers').select('id').where('id', '=', customer).executeTakeFirst()) ??
    (await transaction
      .selectFrom('case_seeds')
      .select('id')
      .where('customer', '=', customer)
      .where('state', '<>', 'removed')
      .executeTakeFirst());
  if (taken) throw new LikenessError('state_conflict', 'there is a customer of this name');
}

const picturesOf = ({ selfie, document, documentBack }: SeedDraft): [PicturePart, Uint8Array][] => [
  ['selfie', selfie],
  ['document_front', document],
  ...(documentBack ? [['document_back', documentBack] as [PicturePart, Uint8Array]] : []),
];

export interface SeedShown {
  readonly id: string;
  readonly state: 'waiting' | 'due' | 'placed' | 'unsuited' | 'removed';
  readonly answer: 'mated' | 'non_mated';
  readonly createdAt: Date;
  readonly createdBy: string;
  /** Null to all but whoever brought it, until its case is decided: other supervisors give second looks. */
  readonly revealed: {
    readonly note: string | null;
    readonly customer: string | null;
    readonly device: string | null;
    readonly channel: 'api' | 'capture';
    readonly case: string | null;
    readonly placedAt: Date | null;
  } | null;
}

/** The latest first. */
export async function listSeeds(
  transaction: Transacting,
  { deciding: { subjects } }: Cases,
  by: Person,
  { before, limit }: { before: string | undefined; limit: number },
): Promise<SeedShown[]> {
  let query = transaction
    .selectFrom('case_seeds')
    .leftJoin('cases', (join) =>
      join.onRef('cases.tenant', '=', 'case_seeds.tenant').onRef('cases.id', '=', 'case_seeds.case'),
    )
    .selectAll('case_seeds')
    .select('cases.state as case_state')
    .orderBy('case_seeds.id', 'desc')
    .limit(limit);
  if (before !== undefined) query = query.where('case_seeds.id', '<', before);
  const rows = await query.execute();
  const shown: SeedShown[] = [];
  for (const row of rows) {
    const { id, state, answer, customer, device, channel, created_at, created_by, placed_at } = row;
    const isRevealed = created_by === by.id || row.case_state === 'decided';
    shown.push({
      ...{ id, answer, createdAt: created_at, createdBy: created_by },
      // That it is among the cases now is nothing that others need to know.
      state: isRevealed || state !== 'placed' ? state : 'due',
      revealed: isRevealed
        ? {
            note: await noteOf(transaction, subjects, by.tenant, row),
            ...{ customer, device, channel, case: row.case, placedAt: placed_at },
          }
        : null,
    });
  }
  return shown;
}

async function noteOf(
  transaction: Transacting,
  subjects: Subjects,
  tenant: string,
  {
    id,
    subject,
    sealed_note,
    state,
  }: { id: string; subject: string; sealed_note: Buffer | null; state: string },
): Promise<string | null> {
  if (sealed_note === null || state === 'removed') return null;
  const known = await subjects.find(transaction, tenant, subject);
  return Buffer.from(await subjects.open(known, 'note', id, sealed_note)).toString('utf8');
}

/**
 * Deletes pictures that were not placed yet, and destroys their key.
 * @throws `not_found`, `state_conflict` where they are among the cases already
 */
export async function removeSeed({ deciding }: Cases, by: Person, id: string): Promise<void> {
  const { database, subjects, audit } = deciding;
  const removed = await database.tenant(by.tenant, async (transaction) => {
    const seed = await transaction
      .selectFrom('case_seeds')
      .select(['subject', 'state'])
      .where('id', '=', id)
      .forUpdate()
      .executeTakeFirst();
    if (!seed || seed.state === 'removed') throw new LikenessError('not_found', 'there is no such seed');
    if (seed.state === 'placed')
      throw new LikenessError('state_conflict', 'the seed was placed: its pictures are deleted already');
    await transaction.updateTable('case_seeds').set({ state: 'removed' }).where('id', '=', id).execute();
    const pictures = await endPictures(transaction, seed.subject);
    await eraseSubject(transaction, subjects.graveyard, {
      ...{ audit, actor: by, subject: seed.subject, at: new Date(), details: () => ({}) },
      ...{ action: 'case_seed.removed', target: { kind: 'case_seed', id } },
    });
    return { pictures, subject: seed.subject };
  });
  await deletePictures(subjects, { tenant: by.tenant, id: removed.subject }, removed.pictures);
}

/** @returns identifiers of the pictures that this ends */
export async function endPictures(transaction: Transacting, subject: string): Promise<string[]> {
  const rows = await transaction
    .updateTable('pictures')
    .set({ deleted_at: new Date() })
    .where('subject', '=', subject)
    .where('deleted_at', 'is', null)
    .returning('id')
    .execute();
  return rows.map(({ id }) => id);
}

/** Their rows say already that they are gone; a sweep removes what cannot be removed now. */
export async function deletePictures(
  subjects: Subjects,
  subject: Pick<KnownSubject, 'tenant' | 'id'>,
  pictures: readonly string[],
): Promise<void> {
  await Promise.allSettled(pictures.map((id) => subjects.removePicture(subject, id)));
}
