// The enrolled reference: the template that a customer's selfies are compared with, from the approved selfie.

import type { Template } from '../../face/index.js';
import type { Transacting } from '../storage/index.js';
import type { KnownSubject, Subjects } from '../subjects/index.js';
import type { Customer } from './customers.js';
import { enterGallery } from './galleryEntry.js';

export interface Reference {
  readonly template: Template;
  readonly enrolledFrom: 'selfie' | 'document';
  /** Of the file that was enrolled, hexadecimal; absent where its row is gone. */
  readonly sha256?: string;
}

/** The customer's reference as this model made it; undefined where there is none. */
export async function referenceOf(
  transaction: Transacting,
  subjects: Subjects,
  { subject }: Customer,
  modelDigest: string,
): Promise<Reference | undefined> {
  const rows = await transaction
    .selectFrom('templates')
    .leftJoin('pictures', (join) =>
      join
        .onRef('pictures.tenant', '=', 'templates.tenant')
        .onRef('pictures.verification', '=', 'templates.verification')
        .on('pictures.part', '=', 'selfie'),
    )
    .select(['templates.id', 'templates.role', 'templates.sealed', 'templates.model_digest'])
    .select('pictures.sha256')
    .where('templates.subject', '=', subject.id)
    .where('templates.is_reference', '=', true)
    .where('templates.ended', 'is', null)
    .orderBy('templates.sequence', 'desc')
    .execute();
  // A row a model. Asked by model, PostgreSQL may take the index by model: while templates are being made statistics say
  // that there are none, and each login would read all of them.
  const row = rows.find(({ model_digest }) => model_digest === modelDigest);
  if (!row?.sealed) return undefined;
  const vector = await openTemplate(subjects, subject, row.id, row.sealed);
  return {
    template: { vector, model: modelDigest },
    enrolledFrom: row.role,
    ...(row.sha256 && { sha256: row.sha256.toString('hex') }),
  };
}

/** @throws `picture_tampered` */
export async function openTemplate(
  subjects: Subjects,
  subject: KnownSubject,
  id: string,
  sealed: Uint8Array,
): Promise<Float32Array> {
  const bytes = await subjects.open(subject, 'template', id, sealed);
  return new Float32Array(Uint8Array.from(bytes).buffer);
}

/**
 * The template of this decision's selfie becomes the customer's reference, in place of earlier ones, also in the
 * gallery that new faces are searched among.
 * @param sequence of the log entry that tells of it, appended in this very transaction
 */
export async function enrol(
  transaction: Transacting,
  customer: Pick<Customer, 'id' | 'subject'>,
  verification: string,
  sequence: number,
): Promise<void> {
  const ours = transaction.updateTable('templates').where('subject', '=', customer.subject.id);
  await ours.set({ is_reference: false }).where('is_reference', '=', true).execute();
  await ours
    .set({ is_reference: true })
    .where('verification', '=', verification)
    .where('role', '=', 'selfie')
    .execute();
  await enterGallery(transaction, customer.subject.id, sequence);
  await transaction
    .updateTable('customers')
    .set({ status: 'enrolled', enrolled_at: new Date() })
    .where('id', '=', customer.id)
    .where('status', 'in', ['pending', 'enrolled'])
    .execute();
}
