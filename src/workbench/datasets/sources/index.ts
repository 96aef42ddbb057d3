// Where photographs may come from, by name.

import { stat } from 'node:fs/promises';
import { openImageFolder } from '../imageFolder.js';
import { csvSource } from './csvSource.js';
import { docFaceSource } from './docFaceSource.js';
import type { SourcePicture } from './source.js';

export { isDay, type SourcePicture, type Stated, stated, termsOf } from './source.js';

/** One function a layout. LFW is a folder of folders as well. */
export const LAYOUTS = {
  folder: async (path: string): Promise<readonly SourcePicture[]> => (await openImageFolder(path)).pictures,
  csv: csvSource,
  docface: docFaceSource,
} as const satisfies Record<string, (path: string) => Promise<readonly SourcePicture[]>>;

export type Layout = keyof typeof LAYOUTS;

export const LAYOUT_NAMES = Object.keys(LAYOUTS) as readonly Layout[];

/** A file is taken for a list, a folder for a folder of folders. */
export const layoutOf = (path: string): Promise<Layout> =>
  stat(path).then(
    (stats) => (stats.isFile() ? 'csv' : 'folder'),
    () => 'folder',
  );
