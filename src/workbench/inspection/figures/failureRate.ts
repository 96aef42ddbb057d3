// The failure-to-acquire rate with its interval, people and not pictures taken for independent.

import { failureToAcquireBySubject } from '../../../trials/index.js';
import type { DatasetRecord } from '../../datasets/record.js';
import type { Inspection } from '../inspection.js';

/** @param records one at least */
export function failureRateOf(
  records: readonly DatasetRecord[],
): Inspection['sources']['types'][number]['fta'] {
  const numbers = new Map<string, number>();
  for (const { subject } of records) if (!numbers.has(subject)) numbers.set(subject, numbers.size);
  const { rate, lower, upper, errors, trials } = failureToAcquireBySubject(
    Int32Array.from(records, ({ subject }) => numbers.get(subject)!),
    Uint8Array.from(records, ({ face }) => Number(face.kind === 'failure')),
  );
  return { rate, lower, upper, errors, trials };
}
