// What a verification was made of, for its lines, its JSON and its sheet.

import type { Verification } from '../decision/index.js';
import { type DocumentFiles, type FiledSide, filedSides } from './document/sides.js';

/** The paths as they were given. */
export interface VerifiedFiles {
  readonly selfie: string;
  readonly document: string;
  /** The document's other side. */
  readonly back?: string;
}

export const documentFiles = ({ document, back }: VerifiedFiles): DocumentFiles => ({
  front: document,
  ...(back !== undefined && { back }),
});

export const verifiedSides = ({ document }: Verification, files: VerifiedFiles): FiledSide[] =>
  filedSides(documentFiles(files), document.readings);
