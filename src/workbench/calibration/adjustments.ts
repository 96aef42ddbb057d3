// What a calibration with an adjustment adds to the scores of pictures: by quality and type, one number a row.

import { type AdjustedPicture, adjustmentOf, type ScoreAdjustment } from '../../trials/index.js';
import type { SourceType } from '../datasets/record.js';
import type { RowAdjustments } from '../evaluation/runProtocol.js';
import type { DatasetRows } from '../evaluation/trialSet.js';
import type { Acquired } from '../templates/templateCache.js';

/**
 * @param pictures all of the data set, as `rows` counts them
 * @param acquired one a picture
 */
export function rowAdjustments(
  adjustment: ScoreAdjustment,
  rows: DatasetRows,
  pictures: readonly { readonly sourceType?: SourceType | null }[],
  acquired: readonly Acquired[],
): RowAdjustments {
  const known = Array.from(rows.pictures, (picture): AdjustedPicture => {
    const one = acquired[picture]!;
    return { type: pictures[picture]!.sourceType, quality: one.kind === 'template' ? one.quality : {} };
  });
  const side = (of: 'reference' | 'probe') =>
    Float32Array.from(known, (picture) => adjustmentOf(adjustment, of, picture));
  return { reference: side('reference'), probe: side('probe') };
}
