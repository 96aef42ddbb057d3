// The door of inspection: a data set looked at, the page of what was seen, and the photographs on it.

import type { Dataset } from '../datasets/dataset.js';
import { thumbnails } from '../page/thumbnails.js';
import type { Inspection } from './inspection.js';
import { picturesShown } from './page/page.js';

export { inspect } from './inspect.js';
export { type Inspection, InspectionSchema } from './inspection.js';
export { inspectionPage } from './page/page.js';

/**
 * The photographs that the page shows, small, as data URIs by their names.
 * @throws what `signal` was aborted with
 */
export function inspectionPictures(
  { records }: Dataset,
  inspection: Inspection,
  signal?: AbortSignal,
): Promise<Map<string, string>> {
  const wanted = picturesShown(inspection);
  const shown = records.filter(({ image }) => wanted.has(image));
  return thumbnails(
    shown.map(({ image, file, face }) => ({ image, file, box: face.kind === 'face' ? face.box : null })),
    signal,
  );
}
