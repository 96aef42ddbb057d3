// The same photograph twice, in two forms.

import { duplicates } from './duplicates.js';
import type { Kind } from './kind.js';

export const nearDuplicate: Kind = {
  name: 'near-duplicate',
  title: 'The same photograph twice',
  about:
    'Two files show the same photograph, scaled, recompressed, cropped or a little brighter. Applied, the one with fewer pixels goes; of two subjects, the one whose other pictures it is less like.',
  find: (findings) => duplicates(findings, false),
};
