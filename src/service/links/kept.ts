// What was sealed with a decision, for as long as it is kept.

import { LikenessError } from '../../errors.js';
import type { Screened } from '../screening/index.js';
import type { Transacting } from '../storage/index.js';
import { type SealedReport, unsealVerification } from '../verifications/index.js';

/** Null where it is kept no more. */
export async function keptOf(
  transaction: Transacting,
  subjects: Screened['subjects'],
  tenant: string,
  verification: string,
): Promise<SealedReport | null> {
  try {
    return (await unsealVerification(transaction, subjects, tenant, verification)).sealed;
  } catch (error) {
    if (error instanceof LikenessError && error.code === 'erased') return null;
    throw error;
  }
}
