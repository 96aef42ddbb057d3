// The picture that a customer is enrolled with, to be held beside the selfie of an authentication.

import { LikenessError } from '../../errors.js';
import type { Transacting } from '../storage/index.js';
import type { Subjects } from '../subjects/index.js';
import { unsealVerification } from '../verifications/index.js';
import type { CaseDetailBody } from './schemas.js';

/**
 * As it is now: it may have been enrolled after the case was opened, which `enrolledAt` tells.
 * @returns null where the customer has none any more
 */
export async function enrolledReference(
  transaction: Transacting,
  subjects: Subjects,
  tenant: string,
  subject: string,
): Promise<CaseDetailBody['reference']> {
  const row = await transaction
    .selectFrom('templates')
    .innerJoin('pictures', (join) =>
      join
        .onRef('pictures.tenant', '=', 'templates.tenant')
        .onRef('pictures.verification', '=', 'templates.verification')
        .on('pictures.part', '=', 'selfie'),
    )
    .select(['templates.verification', 'templates.created_at', 'pictures.deleted_at'])
    .where('templates.subject', '=', subject)
    .where('templates.is_reference', '=', true)
    .where('templates.ended', 'is', null)
    .orderBy('templates.sequence', 'desc')
    .limit(1)
    .executeTakeFirst();
  if (!row?.verification) return null;
  return {
    verification: row.verification,
    enrolledAt: row.created_at.toISOString(),
    isKept: row.deleted_at === null,
    address: `/v1/verifications/${row.verification}/pictures/selfie`,
    landmarks: await landmarksOf(transaction, subjects, tenant, row.verification),
  };
}

/** Null where the report was kept as long as it may be: the picture is shown all the same, as it is. */
async function landmarksOf(
  transaction: Transacting,
  subjects: Subjects,
  tenant: string,
  verification: string,
) {
  try {
    const { sealed } = await unsealVerification(transaction, subjects, tenant, verification);
    return sealed.report.selfie.face?.landmarks ?? null;
  } catch (error) {
    if (error instanceof LikenessError && error.code === 'erased') return null;
    throw error;
  }
}
