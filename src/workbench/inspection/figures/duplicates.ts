// Pictures that are there twice: byte for byte, or to the eye. A picture that lies under two subjects bears one wrong
// label at least. Only hashes that are as good as the same are looked for; `likeness data clean` looks further.

import { perceptualDistance } from '../../../image/index.js';
import { groupedBy } from '../../datasets/grouped.js';
import type { DatasetRecord } from '../../datasets/record.js';
import type { Inspection } from '../inspection.js';
import { captureOf } from './captures.js';

type Duplicates = Inspection['duplicates'];

/** Pairs that are shown. */
const SHOWN = 48;

/** Two hashes that differ in three bits are the same in one of four quarters: none is missed. */
const BITS = 3;
const QUARTERS = [0, 4, 8, 12];
/** Beyond so many comparisons of hashes, or pairs of one hash, there is no point in going on: all looks the same. */
const MOST_COMPARISONS = 2e7;
const MOST_SAME = 1e6;

export function duplicatesOf(records: readonly DatasetRecord[]): Duplicates {
  return { exact: exactOf(records), near: nearOf(records) };
}

function exactOf(records: readonly DatasetRecord[]): Duplicates['exact'] {
  const same = [...groupedBy(records, ({ sha256 }) => sha256).values()].filter((own) => own.length > 1);
  const across = same.flatMap((own) => {
    const other = own.find(({ subject }) => subject !== own[0]!.subject);
    return other ? [{ a: shown(own[0]!), b: shown(other) }] : [];
  });
  return {
    repeated: same.reduce((sum, own) => sum + own.length - 1, 0),
    acrossSubjects: across.length,
    pairs: across.slice(0, SHOWN),
  };
}

function nearOf(records: readonly DatasetRecord[]): Duplicates['near'] {
  const capture = captureOf(records);
  // One picture a capture and subject: copies and what was made from a picture are known to be alike.
  const distinct = [
    ...new Map(
      records
        .filter(({ perceptualHash }) => perceptualHash !== null)
        .map((record) => [`${capture(record)} ${record.subject}`, record]),
    ).values(),
  ];
  const byHash = groupedBy(distinct, ({ perceptualHash }) => perceptualHash!);
  const hashes = nearHashes([...byHash.keys()]);
  if (!hashes || pairsWithin([...byHash.values()]) > MOST_SAME) return null;
  let [within, across] = [0, 0];
  const pairs: NonNullable<Duplicates['near']>['pairs'] = [];
  const meet = (a: DatasetRecord, b: DatasetRecord, distance: number) => {
    if (capture(a) === capture(b)) return;
    if (a.subject === b.subject) within++;
    else {
      across++;
      pairs.push({ a: shown(a), b: shown(b), distance });
    }
  };
  for (const own of byHash.values())
    own.forEach((a, i) => {
      for (const b of own.slice(i + 1)) meet(a, b, 0);
    });
  for (const { a, b, distance } of hashes)
    for (const one of byHash.get(a)!) for (const other of byHash.get(b)!) meet(one, other, distance);
  pairs.sort((a, b) => a.distance - b.distance);
  return { bits: BITS, withinSubjects: within, acrossSubjects: across, pairs: pairs.slice(0, SHOWN) };
}

/** Each two hashes that differ in at most `BITS`; undefined where there would be too many to compare. */
function nearHashes(hashes: readonly string[]): { a: string; b: string; distance: number }[] | undefined {
  const found: { a: string; b: string; distance: number }[] = [];
  const quarters = QUARTERS.map((at) => [...groupedBy(hashes, (hash) => hash.slice(at, at + 4)).values()]);
  if (pairsWithin(quarters.flat()) > MOST_COMPARISONS) return undefined;
  quarters.forEach((buckets, quarter) => {
    // A pair that is the same in an earlier quarter was found there.
    const isNew = (a: string, b: string) =>
      QUARTERS.slice(0, quarter).every((at) => a.slice(at, at + 4) !== b.slice(at, at + 4));
    for (const bucket of buckets)
      bucket.forEach((a, i) => {
        for (const b of bucket.slice(i + 1)) {
          const distance = perceptualDistance(a, b);
          if (distance <= BITS && isNew(a, b)) found.push({ a, b, distance });
        }
      });
  });
  return found;
}

const pairsWithin = (groups: readonly { readonly length: number }[]): number =>
  groups.reduce((sum, { length }) => sum + (length * (length - 1)) / 2, 0);

const shown = ({ image, subject }: DatasetRecord) => ({ image, subject });
