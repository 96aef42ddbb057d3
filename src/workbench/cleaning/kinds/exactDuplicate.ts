// The same bytes twice.

import { duplicates } from './duplicates.js';
import type { Kind } from './kind.js';

export const exactDuplicate: Kind = {
  name: 'exact-duplicate',
  title: 'The same file twice',
  about:
    'Two rows hold the same bytes. Applied, one goes: of two subjects, the one whose other pictures it is less like.',
  find: (findings) => duplicates(findings, true),
};
