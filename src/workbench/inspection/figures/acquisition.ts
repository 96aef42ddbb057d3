// Pictures that gave no template, and those that show several faces.

import { groupedBy } from '../../datasets/grouped.js';
import type { DatasetRecord } from '../../datasets/record.js';
import type { Inspection } from '../inspection.js';
import { failureRateOf } from './failureRate.js';

/** Failures that are listed, and pictures of several people. */
const LISTED = 500;
const WORST = 12;

export function acquisitionOf(records: readonly DatasetRecord[]): Inspection['acquisition'] {
  const failures = records.flatMap(({ image, subject, face }) =>
    face.kind === 'failure' ? [{ image, subject, code: face.code, message: face.message }] : [],
  );
  const several = records.flatMap(({ image, subject, face }) =>
    face.kind === 'face' && face.faces > 1
      ? [{ image, subject, faces: face.faces, alone: face.quality.SingleFacePresent ?? 0 }]
      : [],
  );
  return {
    fta: records.length > 0 ? failureRateOf(records) : null,
    byCode: [...groupedBy(failures, ({ code }) => code)]
      .map(([code, own]) => ({ code, pictures: own.length }))
      .sort((a, b) => b.pictures - a.pictures),
    failures: failures.slice(0, LISTED),
    several: {
      pictures: several.length,
      most: several.reduce((most, { faces }) => Math.max(most, faces), 0),
      worst: several
        .toSorted((a, b) => a.alone - b.alone || b.faces - a.faces)
        .slice(0, WORST)
        .map(({ image, subject, faces }) => ({ image, subject, faces })),
    },
  };
}
