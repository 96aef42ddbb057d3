// Who is on a list. Each face is a subject of its own: a picture, a template and a reason, sealed with a key that is
// destroyed when the face is taken off.

import { v7 as uuidv7 } from 'uuid';
import { LikenessError } from '../../errors.js';
import { type Burial, bury, eraseSubject } from '../erasure/index.js';
import type { Settle } from '../http/index.js';
import type { Actor } from '../identity/index.js';
import { systemActor } from '../identity/index.js';
import type { Transacting } from '../storage/index.js';
import type { KnownSubject } from '../subjects/index.js';
import type { Screened } from './context.js';
import { readList } from './lists.js';

export interface ListEntry {
  readonly id: string;
  readonly list: string;
  readonly reason: string;
  /** The decision whose selfie it is, where it is one's. */
  readonly verification: string | null;
  readonly addedAt: Date;
  readonly addedBy: string;
  readonly expiresAt: Date | null;
}

/** What an entry is made of before anything is written. */
export interface EntryDraft {
  readonly list: string;
  readonly picture: Uint8Array;
  readonly verification: string | null;
  readonly reason: string;
  readonly expiresAt: Date | null;
}

/**
 * Puts a face on a list.
 * @throws `not_found`; `face_not_found`, `faces_several` and other errors of the picture
 */
export async function addEntry(
  screened: Screened,
  by: Actor,
  draft: EntryDraft,
  settle: Settle = async () => {},
): Promise<ListEntry> {
  const { database, subjects, inference, audit } = screened;
  const { list, picture: bytes, verification, reason, expiresAt } = draft;
  await database.tenant(by.tenant, (transaction) => readList(transaction, list));
  const { template, sha256, model } = await inference.embed({ picture: bytes, role: 'selfie' });
  const subject = await subjects.draft(by.tenant);
  const picture = await subjects.store(subject, 'listed', bytes, sha256);
  const [id, templateId, now] = [uuidv7(), uuidv7(), new Date()];
  const sealed = await subjects.seal(
    subject,
    'template',
    templateId,
    new Uint8Array(template.buffer, template.byteOffset, template.byteLength),
  );
  const sealedReason = await subjects.seal(subject, 'note', id, Buffer.from(reason));
  try {
    await database.tenant(by.tenant, async (transaction) => {
      await subjects.insert(transaction, subject);
      await transaction
        .insertInto('pictures')
        .values({
          ...{ id: picture.id, subject: subject.id, verification: null, part: 'listed' },
          ...{ sha256: Buffer.from(sha256, 'hex'), bytes: picture.bytes, created_at: now, deleted_at: null },
        })
        .execute();
      await transaction
        .insertInto('list_entries')
        .values({
          ...{
            id,
            list,
            subject: subject.id,
            picture: picture.id,
            verification,
            sealed_reason: sealedReason,
          },
          ...{ added_at: now, added_by: nameOf(by), expires_at: expiresAt },
        })
        .execute();
      const sequence = await audit.append(transaction, by, 'list.entry_added', targetOf(id), {
        ...{ list, sha256, model: model.digest, verification },
        expiresAt: expiresAt?.toISOString() ?? null,
      });
      const common = { subject: subject.id, model_digest: model.digest, sequence };
      await transaction
        .insertInto('templates')
        .values({
          ...{ ...common, id: templateId, verification: null, role: 'selfie', sealed },
          // Kept for as long as the entry is.
          ...{ is_reference: true, ended: null, created_at: now },
        })
        .execute();
      await transaction
        .insertInto('gallery_entries')
        .values({ ...common, id: uuidv7(), gallery: list, template: templateId })
        .execute();
      await settle(transaction, id);
    });
  } catch (error) {
    await subjects.removePicture(subject, picture.id).catch(() => undefined);
    throw error;
  }
  return { id, list, reason, verification, addedAt: now, addedBy: nameOf(by), expiresAt };
}

/**
 * Takes a face off a list: its key is destroyed, and nothing of it can be read again.
 * @throws `not_found`; `held` where a legal hold is on it
 */
export async function removeEntry(
  screened: Screened,
  by: Actor,
  list: string,
  id: string,
  reason: string | null,
): Promise<void> {
  const removed = await screened.database.tenant(by.tenant, (transaction) =>
    removeWithin(transaction, screened, by, { list, id, reason }),
  );
  // What cannot be removed now, the daily job removes.
  await screened.subjects
    .removePicture({ tenant: by.tenant, id: removed.subject }, removed.picture)
    .catch(() => undefined);
}

async function removeWithin(
  transaction: Transacting,
  { audit, store, masterKeys }: Screened,
  by: Actor,
  { list, id, reason }: { list: string; id: string; reason: string | null },
): Promise<EntryRow> {
  const entry = await transaction
    .selectFrom('list_entries')
    .select(['id', 'list', 'subject', 'picture'])
    .where('id', '=', id)
    .where('list', '=', list)
    .where('removed_at', 'is', null)
    .executeTakeFirst();
  // Of two who take it off at once one finds that it is gone.
  const done =
    entry &&
    (await eraseSubject(
      transaction,
      { store, masterKeys },
      removal(audit, by, entry, { at: new Date(), reason }),
    ));
  if (!entry || done === null) throw new LikenessError('not_found', 'there is no such entry on this list');
  return entry;
}

/**
 * Takes off a face whose tombstone says that it had been taken off: a backup brought it back.
 * @returns whether the subject was that of a face on a list
 */
export async function takeOffAgain(
  transaction: Transacting,
  { audit, actor }: Pick<Screened, 'audit'> & { readonly actor: Actor },
  subject: string,
  at: Date,
): Promise<boolean> {
  const entry = await transaction
    .selectFrom('list_entries')
    .select(['id', 'list', 'subject', 'picture'])
    .where('subject', '=', subject)
    .where('removed_at', 'is', null)
    .executeTakeFirst();
  if (!entry) return false;
  await bury(transaction, removal(audit, actor, entry, { at, reason: 'restored from a backup' }));
  return true;
}

interface EntryRow {
  readonly id: string;
  readonly list: string;
  readonly subject: string;
  readonly picture: string;
}

const removal = (
  audit: Screened['audit'],
  actor: Actor,
  { id, list, subject }: EntryRow,
  { at, reason }: { at: Date; reason: string | null },
): Burial => ({
  ...{ audit, actor, subject, at, action: 'list.entry_removed', target: targetOf(id) },
  details: () => ({ list, ...(reason !== null && { reason }) }),
  async take(transaction) {
    await transaction
      .updateTable('list_entries')
      .set({ removed_at: at, removed_by: nameOf(actor), sealed_reason: null })
      .where('id', '=', id)
      .execute();
  },
});

/** The latest first. @throws `not_found` */
export async function readEntries(
  transaction: Transacting,
  { subjects }: Pick<Screened, 'subjects'>,
  tenant: string,
  list: string,
  { before, only, limit }: { before?: string | undefined; only?: string; limit: number },
): Promise<ListEntry[]> {
  await readList(transaction, list);
  let query = transaction
    .selectFrom('list_entries')
    .selectAll()
    .where('list', '=', list)
    .where('removed_at', 'is', null)
    .orderBy('id', 'desc')
    .limit(limit);
  if (before !== undefined) query = query.where('id', '<', before);
  if (only !== undefined) query = query.where('id', '=', only);
  const entries: ListEntry[] = [];
  for (const row of await query.execute()) {
    const subject = await subjects.find(transaction, tenant, row.subject);
    const reason = Buffer.from(await subjects.open(subject, 'note', row.id, row.sealed_reason!));
    entries.push({
      ...{ id: row.id, list, reason: reason.toString('utf8'), verification: row.verification },
      ...{ addedAt: row.added_at, addedBy: row.added_by, expiresAt: row.expires_at },
    });
  }
  return entries;
}

/** @throws `not_found`, `picture_missing`, `picture_tampered` */
export async function pictureOfEntry(
  transaction: Transacting,
  { subjects, audit }: Pick<Screened, 'subjects' | 'audit'>,
  by: Actor,
  list: string,
  id: string,
): Promise<Uint8Array> {
  const entry = await transaction
    .selectFrom('list_entries')
    .select(['subject', 'picture'])
    .where('id', '=', id)
    .where('list', '=', list)
    .where('removed_at', 'is', null)
    .executeTakeFirst();
  if (!entry) throw new LikenessError('not_found', 'there is no such entry on this list');
  const subject = await subjects.find(transaction, by.tenant, entry.subject);
  const bytes = await subjects.picture(subject, entry.picture);
  const target = { kind: 'picture', id: entry.picture };
  await audit.append(transaction, by, 'picture.read', target, { list, entry: id, part: 'listed' });
  return bytes;
}

/** The selfie of a decision, to be put on a list. @throws `not_found`, `erased` */
export async function selfieOf(
  transaction: Transacting,
  { subjects }: Pick<Screened, 'subjects'>,
  tenant: string,
  verification: string,
): Promise<Uint8Array> {
  const row = await transaction
    .selectFrom('pictures')
    .select(['id', 'subject', 'deleted_at'])
    .where('verification', '=', verification)
    .where('part', '=', 'selfie')
    .executeTakeFirst();
  if (!row) throw new LikenessError('not_found', 'there is no selfie of such a verification');
  if (row.deleted_at) throw new LikenessError('erased', 'the picture was kept as long as it may be');
  const subject: KnownSubject = await subjects.find(transaction, tenant, row.subject);
  return subjects.picture(subject, row.id);
}

/** Takes off what has expired: a daily job. Those under a legal hold stay, and are no hits. @returns how many */
export async function removeExpired(screened: Screened, tenant: string, now = new Date()): Promise<number> {
  const by = systemActor(tenant, 'lists');
  const expired = await screened.database.tenant(tenant, (transaction) =>
    transaction
      .selectFrom('list_entries')
      .select(['id', 'list'])
      .where('removed_at', 'is', null)
      .where('expires_at', '<=', now)
      .execute(),
  );
  let removed = 0;
  for (const { id, list } of expired) {
    try {
      await removeEntry(screened, by, list, id, 'expired');
      removed++;
    } catch (error) {
      const code = error instanceof LikenessError ? error.code : undefined;
      if (code !== 'held' && code !== 'not_found') throw error;
    }
  }
  return removed;
}

const nameOf = ({ kind, id }: Actor): string => `${kind}:${id}`;
const targetOf = (id: string) => ({ kind: 'list_entry', id });
