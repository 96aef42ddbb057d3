// Templates of a data set, by part, and what an adapter over them does to the people of one part: the protocol
// `documents` of `likeness evaluate`, with failures to acquire counted as comparisons of the lowest score.

import type { ScoreAdjustment, SubjectTrials } from '../../src/trials/index.js';
import { rowAdjustments } from '../../src/workbench/calibration/adjustments.js';
import type { DatasetRecord } from '../../src/workbench/datasets/record.js';
import { openProtocol } from '../../src/workbench/evaluation/protocol.js';
import { runProtocol } from '../../src/workbench/evaluation/runProtocol.js';
import { scoredPictures, trialsOf } from '../../src/workbench/evaluation/scoredPictures.js';
import { type DatasetRows, numberSubjects, templateRows } from '../../src/workbench/evaluation/trialSet.js';
import type { AdapterParts } from '../../src/workbench/recipes/adapter/adapt.js';
import { overBase } from '../../src/workbench/recipes/adapter/overBase.js';
import type { ScoringEngine } from '../../src/workbench/scoring/scoringEngine.js';
import type { Acquired } from '../../src/workbench/templates/templateCache.js';

/** Pictures with what one model made of each. */
export interface Embedded {
  readonly records: readonly DatasetRecord[];
  readonly acquired: readonly Acquired[];
  readonly dimension: number;
}

export function some(
  { records, acquired, dimension }: Embedded,
  wanted: (record: DatasetRecord) => boolean,
): Embedded {
  const places = [...records.keys()].filter((i) => wanted(records[i]!));
  return { records: places.map((i) => records[i]!), acquired: places.map((i) => acquired[i]!), dimension };
}

/** Of one subject, at most. */
export const MOST_SELFIES = 10;

/** The first few selfies of each subject, and all documents. */
export function evenly(embedded: Embedded): Embedded {
  const seen = new Map<string, number>();
  return some(embedded, ({ subject, sourceType }) => {
    if (sourceType === 'document' || sourceType === 'chip') return true;
    const count = (seen.get(subject) ?? 0) + 1;
    seen.set(subject, count);
    return count <= MOST_SELFIES;
  });
}

/** What is done to templates or scores; nothing: as the embedder gives them. */
export interface Treatment {
  readonly parts?: AdapterParts;
  /** Added to scores. */
  readonly adjustment?: ScoreAdjustment | undefined;
}

/** Every document against every selfie. */
export async function trialsUnder(
  { parts, adjustment }: Treatment,
  embedded: Embedded,
  engine: ScoringEngine,
): Promise<SubjectTrials> {
  const { records, acquired, dimension } = embedded;
  const subjects = numberSubjects(records);
  const plain = templateRows(acquired, subjects, dimension);
  const rows = parts ? await adapted(parts, embedded, plain) : plain;
  const protocol = await openProtocol('documents', '.', records);
  const adjustments = adjustment && rowAdjustments(adjustment, rows, records, acquired);
  const context = { engine, label: 'study', ...(adjustments ? { adjustments } : {}) };
  const set = await runProtocol(protocol, rows, subjects, context);
  return trialsOf(scoredPictures(set, rows, subjects, protocol));
}

/** The same rows with other templates. */
async function adapted(
  parts: AdapterParts,
  { records, dimension }: Embedded,
  plain: DatasetRows,
): Promise<DatasetRows> {
  const pictures = Array.from(plain.pictures, (picture) => records[picture]!);
  return { ...plain, ...(await overBase(parts, pictures, { templates: plain.templates, dimension })) };
}

/** So many parts of the subjects, each with whole people; captures stay with them. */
export function folds(embedded: Embedded, count: number): readonly ReadonlySet<string>[] {
  const names = [...new Set(embedded.records.map(({ subject }) => subject))].sort();
  return Array.from({ length: count }, (_, fold) => new Set(names.filter((_, i) => i % count === fold)));
}
