// A data set is looked at: everything that its rows tell, without running a model.

import { type Change, changesOf, type Dataset } from '../datasets/dataset.js';
import { type Erasure, erasuresOf } from '../datasets/erasures.js';
import type { DatasetRecord } from '../datasets/record.js';
import { type Copies, copiesOf } from '../ledger/copies.js';
import { ledgerOf } from '../ledger/ledger.js';
import { acquisitionOf } from './figures/acquisition.js';
import { attributesOf } from './figures/attributes.js';
import { duplicatesOf } from './figures/duplicates.js';
import { evidenceOf } from './figures/evidence.js';
import { partsOf, withFace } from './figures/parts.js';
import { qualityOf } from './figures/quality.js';
import { sizesOf } from './figures/sizes.js';
import { sourcesOf } from './figures/sources.js';
import { subjectsOf } from './figures/subjects.js';
import { timeOf } from './figures/time.js';
import type { Inspection, PictureRef } from './inspection.js';
import { usesOf } from './uses.js';

/**
 * @param on the day of which it speaks: `2026-11-28`
 * @throws LikenessError `dataset_invalid` where a former state of the rows cannot be read
 */
export async function inspect(dataset: Dataset, on: string): Promise<Inspection> {
  return inspectionOf(dataset, on, {
    changes: await changesOf(dataset.path),
    erasures: await erasuresOf(dataset.path),
    copies: await copiesOf(dataset),
  });
}

/** What lies beside the rows. */
export interface Beside {
  readonly changes: readonly Change[];
  readonly erasures: readonly Erasure[];
  readonly copies: Copies;
}

/** The pure part: the same for the same rows. */
export function inspectionOf(
  { name, path, version, records }: Dataset,
  on: string,
  { changes, erasures, copies }: Beside,
): Inspection {
  const { subjects, entries, unstated, overdue } = ledgerOf(records, on);
  const figures = {
    dataset: {
      name,
      path,
      version,
      subjects,
      pictures: records.length,
      acquired: withFace(records).length,
    },
    on,
    evidence: evidenceOf(records),
    subjects: subjectsOf(records),
    sources: sourcesOf(records),
    parts: partsOf(records),
    attributes: attributesOf(records),
    time: timeOf(records, on),
    sizes: sizesOf(records),
    quality: qualityOf(records),
    acquisition: acquisitionOf(records),
    duplicates: duplicatesOf(records),
    terms: {
      entries: entries.map(({ terms, subjects: people, pictures, unstated: missing, overdue: over }) => ({
        terms: { ...terms },
        subjects: people,
        pictures,
        unstated: [...missing],
        overdue: over,
      })),
      unstated: { ...unstated },
      overdue,
      copies: { ...copies, unlisted: copies.unlisted.length },
    },
    history: { changes: [...changes], erasures: [...erasures] },
    sample: sampleOf(records),
  };
  return { ...figures, uses: usesOf(figures) };
}

/** Pictures of the sample. */
const SAMPLE = 12;

/** A digest is as good as chance, and gives the same pictures each time. */
function sampleOf(records: readonly DatasetRecord[]): PictureRef[] {
  const seen = new Set<string>();
  const sample: PictureRef[] = [];
  for (const { image, subject } of records.toSorted((a, b) => (a.sha256 < b.sha256 ? -1 : 1))) {
    if (sample.length === SAMPLE) break;
    if (!seen.has(subject)) sample.push({ image, subject });
    seen.add(subject);
  }
  return sample;
}
