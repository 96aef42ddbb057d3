// All that is read of a chip, in one go.

import type { Authenticity } from './authenticity.js';
import type { ChipPortrait } from './portrait.js';
import { type ChipZone, readDg1 } from './readDg1.js';
import { readDg2 } from './readDg2.js';
import type { TrustFile } from './trust.js';
import type { SecurityQuestion } from './verifySecurityObject.js';

export interface ChipFiles extends Partial<Omit<SecurityQuestion, 'dataGroups' | 'sod'>> {
  /** Elementary files as they were read from the chip. */
  readonly dg1?: Uint8Array;
  readonly dg2?: Uint8Array;
  readonly sod?: Uint8Array;
}

export interface Chip {
  /** Null where EF.DG1 was not given. */
  readonly zone: ChipZone | null;
  /** The reference portrait; null where EF.DG2 was not given. `decode` of the image room reads its bytes. */
  readonly portrait: ChipPortrait | null;
  /** Of the data groups that were given; null where EF.SOD was not. */
  readonly authenticity: Authenticity | null;
}

/**
 * Reads what is given of a chip, and verifies it by EF.SOD where that is given.
 *
 * @throws LikenessError `chip_file_unknown`, `chip_file_truncated`, `chip_file_invalid`, `chip_portrait_missing`,
 *   `chip_portrait_unsupported`, `file_too_large`
 */
export async function readChip({ dg1, dg2, sod, trusted = [], ...rest }: ChipFiles): Promise<Chip> {
  const dataGroups = { ...(dg1 && { 1: dg1 }), ...(dg2 && { 2: dg2 }) };
  return {
    zone: dg1 ? readDg1(dg1) : null,
    portrait: dg2 ? readDg2(dg2).reference : null,
    authenticity: sod ? await authenticityOf({ ...rest, sod, dataGroups, trusted }) : null,
  };
}

// The libraries of ASN.1 take a tenth of a second to load, and most documents come without a chip: not before needed.

async function authenticityOf(question: SecurityQuestion): Promise<Authenticity> {
  const { verifySecurityObject } = await import('./verifySecurityObject.js');
  return verifySecurityObject(question);
}

/**
 * Reads a file that says whom to trust: certificates or revocation lists, DER or PEM, or a CSCA master list.
 *
 * @throws LikenessError `chip_certificate_invalid`, `file_too_large`
 */
export async function readTrustFile(bytes: Uint8Array): Promise<TrustFile> {
  const { trustIn } = await import('./trust.js');
  return trustIn(bytes);
}
