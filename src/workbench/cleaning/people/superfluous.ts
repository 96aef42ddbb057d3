// Of several rows with one photograph one stays.

import { perceptualDistance } from '../../../image/index.js';
import type { DatasetRecord } from '../../datasets/record.js';
import type { Acquired } from '../../templates/templateCache.js';
import type { Copy } from './copies.js';
import { dot } from './faces.js';

/** A picture that has a copy elsewhere, which stays. */
export interface Superfluous {
  readonly dropped: number;
  readonly kept: number;
  readonly copy: Copy;
}

/** Which of the copies go: groups of rows that are one photograph keep one. */
export function superfluous(
  records: readonly DatasetRecord[],
  acquired: readonly Acquired[],
  copies: readonly Copy[],
): Superfluous[] {
  const groups = new Map<number, Set<number>>();
  for (const { a, b } of copies) {
    const joined = new Set([a, b, ...(groups.get(a) ?? []), ...(groups.get(b) ?? [])]);
    for (const one of joined) groups.set(one, joined);
  }
  return [...new Set(groups.values())].flatMap((group) => {
    const kept = best(
      [...group].sort((a, b) => a - b),
      records,
      acquired,
    );
    return [...group]
      .filter((dropped) => dropped !== kept)
      .map((dropped) => ({ dropped, kept, copy: copyOf(dropped, kept, copies, records) }));
  });
}

/** As certain as what links it to the group; it may be a copy of a copy. */
function copyOf(
  dropped: number,
  kept: number,
  copies: readonly Copy[],
  records: readonly DatasetRecord[],
): Copy {
  const ofDropped = copies.filter(({ a, b }) => a === dropped || b === dropped);
  const direct = ofDropped.find(({ a, b }) => a === kept || b === kept);
  const link =
    direct ?? ofDropped.reduce((most, copy) => (copy.probability > most.probability ? copy : most));
  const [one, other] = [records[dropped]!.perceptualHash, records[kept]!.perceptualHash];
  return {
    ...link,
    isExact: records[dropped]!.sha256 === records[kept]!.sha256,
    hashDistance: one && other ? perceptualDistance(one, other) : link.hashDistance,
  };
}

/** With the subject whose other pictures it is most like; of one subject, the one with the most pixels. */
function best(
  group: readonly number[],
  records: readonly DatasetRecord[],
  acquired: readonly Acquired[],
): number {
  const support = (row: number): number => {
    const one = acquired[row]!;
    if (one.kind !== 'template') return Number.NEGATIVE_INFINITY;
    const scores = [...records.keys()].flatMap((other) => {
      const far = acquired[other]!;
      const counts = records[other]!.subject === records[row]!.subject && !group.includes(other);
      return counts && far.kind === 'template' ? [dot(one.vector, far.vector)] : [];
    });
    return scores.length > 0
      ? scores.reduce((sum, s) => sum + s, 0) / scores.length
      : Number.NEGATIVE_INFINITY;
  };
  const subjects = new Set(group.map((row) => records[row]!.subject));
  const supports = new Map(
    [...subjects].map((subject) => {
      const row = group.find((r) => records[r]!.subject === subject)!;
      return [subject, subjects.size > 1 ? support(row) : 0] as const;
    }),
  );
  const pixels = (row: number): number => {
    const { size } = records[row]!;
    return size ? size[0] * size[1] : 0;
  };
  return [...group].sort((a, b) => {
    const [x, y] = [supports.get(records[a]!.subject)!, supports.get(records[b]!.subject)!];
    return (x === y ? 0 : y - x) || pixels(b) - pixels(a) || a - b;
  })[0]!;
}
