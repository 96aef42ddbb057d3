// Which photographs stand on specimens: some people on those that networks are trained on, others on those that are
// measured.

import { readdirSync } from 'node:fs';
import { join } from 'node:path';

/** The first photograph of each subject; every third subject is kept for measuring. */
export function portraitFiles(images: string): { readonly training: string[]; readonly measured: string[] } {
  const files = readdirSync(images)
    .toSorted()
    .map((subject) => join(images, subject, readdirSync(join(images, subject)).toSorted()[0]!));
  return {
    training: files.filter((_, i) => i % 3 !== 0),
    measured: files.filter((_, i) => i % 3 === 0),
  };
}
