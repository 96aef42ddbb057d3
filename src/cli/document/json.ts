// A document's JSON with the paths of its files.

import type { DocumentJson } from '../../decision/index.js';
import type { DocumentFiles } from './sides.js';

/** Each side's file goes before what was found in it. */
export const withFiles = (described: DocumentJson, files: DocumentFiles) => ({
  file: files.front,
  ...described,
  back: described.back && { file: files.back!, ...described.back },
});
