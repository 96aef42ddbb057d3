// What a verification was made of, for its lines, its JSON and its sheet.

import type { Verification } from '../decision/index.js';
import { type ReadSide, type Side, sidesOf } from './document/sides.js';

/** The paths as they were given. */
export interface VerifiedFiles {
  readonly selfie: string;
  readonly document: string;
  /** The document's other side. */
  readonly back?: string;
}

export const verifiedSides = ({ document }: Verification, files: VerifiedFiles): ReadSide[] =>
  sidesOf(
    { front: files.document, ...(files.back !== undefined && { back: files.back }) },
    document.readings,
  );

/** Which picture the compared portrait is in: known by its file. */
export function portraitOn({ picture, readings, chip }: Verification['document']): Side | 'chip' {
  if (chip?.portrait) return 'chip';
  const at = readings.findIndex(({ photograph }) => photograph.source.sha256 === picture.source.sha256);
  return at > 0 ? 'back' : 'front';
}
