// The terms under which training pictures are held, for the record of a training run.

import type { DatasetRecord } from '../datasets/record.js';
import type { TrainingRun } from '../registry/trainingRecord.js';

/**
 * Licences and sources with the number of pictures under each. Of a picture that was made from another, the source
 * names that one, and with it mostly a person: the record says no more than that it was made.
 */
export function termsOf(
  records: readonly Pick<DatasetRecord, 'terms' | 'derivedFrom'>[],
): TrainingRun['dataset']['terms'] {
  const counts = new Map<string, TrainingRun['dataset']['terms'][number]>();
  for (const { terms, derivedFrom } of records) {
    const { licence, consent } = terms;
    const source = derivedFrom === null ? terms.source : MADE;
    const key = JSON.stringify([licence, source, consent]);
    const pictures = (counts.get(key)?.pictures ?? 0) + 1;
    counts.set(key, { licence, source, consent, pictures });
  }
  return [...counts.values()];
}

const MADE = 'made from other pictures';
