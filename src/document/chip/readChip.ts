// All that is read of a chip, in one go.

import type { Authenticity } from './authenticity.js';
import type { ChipPortrait } from './portrait.js';
import { type ChipZone, readDg1 } from './readDg1.js';
import { readDg2 } from './readDg2.js';
import { type SecurityQuestion, verifySecurityObject } from './verifySecurityObject.js';

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
export function readChip({ dg1, dg2, sod, trusted = [], ...rest }: ChipFiles): Chip {
  const dataGroups = { ...(dg1 && { 1: dg1 }), ...(dg2 && { 2: dg2 }) };
  return {
    zone: dg1 ? readDg1(dg1) : null,
    portrait: dg2 ? readDg2(dg2).reference : null,
    authenticity: sod ? verifySecurityObject({ ...rest, sod, dataGroups, trusted }) : null,
  };
}
