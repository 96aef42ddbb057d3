// A verification's JSON with the paths of its files.

import { type Likeness, type Verification, verificationJson } from '../decision/index.js';
import { withFiles } from './document/json.js';
import { documentFiles, type VerifiedFiles } from './verified.js';

export function verificationAnswer(
  verification: Verification,
  files: VerifiedFiles,
  model: Likeness['model'],
) {
  const described = verificationJson(verification, model);
  return {
    ...described,
    selfie: { file: files.selfie, ...described.selfie },
    document: withFiles(described.document, documentFiles(files)),
  };
}
