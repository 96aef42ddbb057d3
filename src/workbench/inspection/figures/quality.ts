// Every quality component: how its scores are spread, how many pictures are beyond its limit, and which are worst.

import type { PictureRole } from '../../../face/index.js';
import type { DatasetRecord } from '../../datasets/record.js';
import type { Component } from '../inspection.js';
import { isOutside, RECAPTURE_SCORES, roleOf } from '../recaptureScores.js';
import { percentilesOf } from './distribution.js';

/** Pictures of each component that are shown. */
const WORST = 8;
const BINS = 20;

/** In the order of the rows, which is that of ISO/IEC 29794-5. */
export function qualityOf(records: readonly DatasetRecord[]): Component[] {
  const measured = new Map<string, Measured[]>();
  for (const record of records) {
    if (record.face.kind === 'failure') continue;
    const role = roleOf(record.sourceType);
    for (const [component, score] of Object.entries(record.face.quality)) {
      const list = measured.get(component);
      if (list) list.push({ record, role, score });
      else measured.set(component, [{ record, role, score }]);
    }
  }
  return [...measured].map(([component, all]) => componentOf(component, all));
}

interface Measured {
  readonly record: DatasetRecord;
  readonly role: PictureRole;
  readonly score: number;
}

function componentOf(component: string, all: readonly Measured[]): Component {
  const histogram = new Array<number>(BINS).fill(0);
  for (const { score } of all)
    histogram[Math.max(0, Math.min(BINS - 1, Math.floor((score * BINS) / 100)))]!++;
  const scores = percentilesOf(all.map(({ score }) => score));
  return {
    component,
    measured: all.length,
    histogram,
    scores,
    limits: (['selfie', 'document'] as const).flatMap((role) => limitOf(component, role, all)),
    // What half of all pictures score is no defect.
    worst: all
      .filter(({ score }) => score < scores!.median)
      .toSorted((a, b) => a.score - b.score)
      .slice(0, WORST)
      .map(({ record: { image, subject }, role, score }) => ({
        image,
        subject,
        score,
        outside: isOutside(component, score, role) ?? false,
      })),
  };
}

function limitOf(component: string, role: PictureRole, all: readonly Measured[]): Component['limits'] {
  const judged = all.filter((one) => one.role === role);
  const score = RECAPTURE_SCORES[role][component];
  if (score === undefined || judged.length === 0) return [];
  const outside = judged.filter((one) => isOutside(component, one.score, role)).length;
  return [{ role, score, judged: judged.length, outside: score === null ? null : outside }];
}
