// The gallery that new faces are searched among holds one template of each enrolled customer and model: the reference.

import { sql } from 'kysely';
import type { Transacting } from '../storage/index.js';

/** What the gallery of customers is called; those of lists have the list's identifier. */
export const CUSTOMERS_GALLERY = 'customers';

/**
 * The subject's reference goes into the gallery of customers, in place of a former one.
 * @param sequence of the log entry that tells of it, appended in this very transaction
 */
export async function enterGallery(
  transaction: Transacting,
  subject: string,
  sequence: number,
): Promise<void> {
  await transaction
    .updateTable('gallery_entries')
    .set({ ended: sequence })
    .where('gallery', '=', CUSTOMERS_GALLERY)
    .where('subject', '=', subject)
    .where('ended', 'is', null)
    .execute();
  await sql`
    insert into gallery_entries (id, gallery, model_digest, subject, template, sequence)
    select gen_random_uuid(), ${CUSTOMERS_GALLERY}, model_digest, subject, id, ${sequence}::bigint
    from templates where subject = ${subject} and is_reference and role = 'selfie' and ended is null`.execute(
    transaction,
  );
}
