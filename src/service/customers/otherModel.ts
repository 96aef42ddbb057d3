// Templates of several models side by side: another model's template of an enrolled face, or of one on a list, is made
// from the very picture that the one in force was made from.

import { sql } from 'kysely';
import { v7 as uuidv7 } from 'uuid';
import type { AuditLog } from '../audit/index.js';
import type { Actor } from '../identity/index.js';
import type { InferencePool } from '../inference/index.js';
import type { Transacting } from '../storage/index.js';
import type { KnownSubject, Subjects } from '../subjects/index.js';
import { CUSTOMERS_GALLERY } from './galleryEntry.js';

/** An entry of a gallery whose face this model has no template of there. */
export interface FaceWithout {
  readonly entry: string;
  readonly sequence: number;
  /** `customers`, or the identifier of a list. */
  readonly gallery: string;
  readonly subject: KnownSubject;
  /** In force, of another model. */
  readonly template: string;
  /** Null where it is kept no more. */
  readonly picture: string | null;
}

/** Faces behind this entry, in the order of the log; or those of one subject. */
export type Which =
  | { readonly sequence: number; readonly entry: string; readonly limit: number }
  | { readonly subject: string };

/** @param digest of the model that lacks them */
export async function facesWithout(
  transaction: Transacting,
  tenant: string,
  digest: string,
  which: Which,
): Promise<FaceWithout[]> {
  const chosen =
    'subject' in which
      ? sql`e.gallery = ${CUSTOMERS_GALLERY} and e.subject = ${which.subject}`
      : sql`(e.sequence, e.id) > (${which.sequence}::bigint, ${which.entry}::uuid)`;
  const limit = 'subject' in which ? 1 : which.limit;
  const { rows } = await sql<Row>`
    select e.id as entry, e.sequence, e.gallery, e.subject, e.template, s.wrapped_key, s.master_key,
      coalesce(p.id, l.id) as picture
    from gallery_entries e
      join templates t on t.tenant = e.tenant and t.id = e.template
      join subjects s on s.tenant = e.tenant and s.id = e.subject
      left join pictures p on p.tenant = e.tenant and p.verification = t.verification and p.part = 'selfie'
        and p.deleted_at is null
      left join pictures l on l.tenant = e.tenant and t.verification is null and l.subject = e.subject
        and l.part = 'listed' and l.deleted_at is null
    where ${chosen} and e.ended is null and e.model_digest <> ${digest} and s.wrapped_key is not null
      and ${lacking(digest)}
    order by e.sequence, e.id limit ${limit}`.execute(transaction);
  return rows.map(({ wrapped_key, master_key, subject: id, ...row }) => ({
    ...row,
    subject: { tenant, id, wrapped: { masterKey: master_key, wrapped: wrapped_key } },
  }));
}

interface Row {
  readonly entry: string;
  readonly sequence: number;
  readonly gallery: string;
  readonly subject: string;
  readonly template: string;
  readonly picture: string | null;
  readonly wrapped_key: Buffer;
  readonly master_key: string;
}

/**
 * Looked up face by face, and so that no index by model can be chosen for it: while a model's templates are being made,
 * statistics say that it has none, and a plan that believes them reads all of them for each face.
 */
const lacking = (digest: string) => sql<boolean>`not (${digest} = any (array(
  select o.model_digest from gallery_entries o
  where o.tenant = e.tenant and o.subject = e.subject and o.gallery = e.gallery and o.ended is null)))`;

/** Made, and not kept yet. */
export interface MadeTemplate {
  readonly of: FaceWithout;
  readonly id: string;
  readonly sealed: Buffer;
}

/** @throws `picture_missing`, `picture_tampered`; what `embed` throws */
export async function embedAnew(
  subjects: Subjects,
  inference: Pick<InferencePool, 'embed'>,
  of: FaceWithout & { readonly picture: string },
  signal?: AbortSignal,
): Promise<MadeTemplate> {
  const picture = await subjects.picture(of.subject, of.picture);
  const { template } = await inference.embed({ picture, role: 'selfie' }, signal ? { signal } : {});
  const id = uuidv7();
  const bytes = new Uint8Array(template.buffer, template.byteOffset, template.byteLength);
  return { of, id, sealed: await subjects.seal(of.subject, 'template', id, bytes) };
}

/**
 * Keeps them as references, each in its gallery: those that are still wanted. Whoever was erased or enrolled anew
 * meanwhile, and whatever another process has made first, is passed over.
 * @returns how many were kept
 */
export async function keepMade(
  transaction: Transacting,
  audit: AuditLog,
  by: Actor,
  digest: string,
  made: readonly MadeTemplate[],
): Promise<number> {
  if (made.length === 0) return 0;
  const subjects = made.map(({ of }) => of.subject.id);
  await sql`select from subjects where id = any(${subjects}::uuid[]) order by id for share`.execute(
    transaction,
  );
  // Whoever enrols holds it too: what is wanted now is wanted until this has been committed.
  await transaction.selectFrom('audit_heads').select('sequence').forUpdate().execute();
  const wanted = await stillWanted(transaction, digest, made);
  if (wanted.length === 0) return 0;
  const customers = wanted.filter(({ of }) => of.gallery === CUSTOMERS_GALLERY).length;
  const target = { kind: 'model', id: digest };
  const counts = { customers, listed: wanted.length - customers };
  const sequence = await audit.append(transaction, by, 'model.reembedded', target, counts);
  for (const { of, id, sealed } of wanted) {
    // As old as the picture, whose try it is: nobody has tried again.
    await sql`
      insert into templates (id, subject, verification, role, model_digest, sealed, is_reference, sequence, created_at)
      select ${id}, subject, verification, role, ${digest}, ${sealed}, true, ${sequence}::bigint, created_at
      from templates where id = ${of.template}`.execute(transaction);
    await transaction
      .insertInto('gallery_entries')
      .values({
        ...{ id: uuidv7(), gallery: of.gallery, model_digest: digest, subject: of.subject.id },
        ...{ template: id, sequence },
      })
      .execute();
  }
  await transaction
    .deleteFrom('reembedding_failures')
    .where('model_digest', '=', digest)
    .where(
      'subject',
      'in',
      wanted.map(({ of }) => of.subject.id),
    )
    .execute();
  return wanted.length;
}

async function stillWanted(
  transaction: Transacting,
  digest: string,
  made: readonly MadeTemplate[],
): Promise<MadeTemplate[]> {
  const entries = made.map(({ of }) => of.entry);
  const { rows } = await sql<{ id: string }>`
    select e.id from gallery_entries e
    where e.id = any(${entries}::uuid[]) and e.ended is null and ${lacking(digest)}`.execute(transaction);
  const wanted = new Set(rows.map(({ id }) => id));
  return made.filter(({ of }) => wanted.has(of.entry));
}
