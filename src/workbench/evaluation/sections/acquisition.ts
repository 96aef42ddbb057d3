// Failures to acquire: how many, why, and which pictures.

import { failureToAcquireBySubject } from '../../../trials/index.js';
import type { DigestedPicture } from '../../datasets/imageFolder.js';
import type { Acquired } from '../../templates/templateCache.js';
import type { ModelReport, ReportedRate } from '../report.js';

/** More than a reader looks through; the counts are of all. */
const MOST_SHOWN = 500;

export function acquisitionSection(
  pictures: readonly DigestedPicture[],
  subjects: Int32Array,
  acquired: readonly Acquired[],
): ModelReport['acquisition'] {
  const failures = acquired.flatMap((a, i) => {
    if (a.kind === 'template') return [];
    const { image, subject } = pictures[i]!;
    return [{ image, subject, code: a.code, message: a.message }];
  });
  const counts = new Map<string, number>();
  for (const { code } of failures) counts.set(code, (counts.get(code) ?? 0) + 1);
  return {
    fta: failureToAcquire(subjects, acquired),
    byCode: [...counts].map(([code, count]) => ({ code, count })).sort((a, b) => b.count - a.count),
    failures: failures.slice(0, MOST_SHOWN),
    severalFaces: acquired.filter((a) => a.kind === 'template' && a.faces > 1).length,
  };
}

/** @param subjects of each of `acquired` */
export function failureToAcquire(subjects: Int32Array, acquired: readonly Acquired[]): ReportedRate {
  const failed = Uint8Array.from(acquired, ({ kind }) => Number(kind === 'failure'));
  const { errors, trials, rate, lower, upper } = failureToAcquireBySubject(subjects, failed);
  return {
    rate,
    lower,
    upper,
    errors,
    trials,
    method: 'Korn–Graubard: exact, pictures of a subject as clusters',
  };
}
