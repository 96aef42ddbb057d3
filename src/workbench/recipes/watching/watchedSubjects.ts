// Who is kept from training and watched instead: they decide when training ends and which state is kept, so that
// nothing is chosen on people whom the network has learnt.

import { randomStream, shuffled } from '../../../autograd/index.js';

/** Fewest subjects of a stratum that are watched, where it has twice as many at least. */
const FEWEST = 2;

/**
 * Subjects drawn at random, the same share of each stratum; a function of the seed and of the names alone.
 * @param stratumOf what must be had among the watched as among the others: `several pictures`
 * @param share 0 to below 1; with 0 nobody is watched
 */
export function watchedSubjects(
  subjects: Iterable<string>,
  stratumOf: (subject: string) => string,
  share: number,
  seed: number,
): ReadonlySet<string> {
  const strata = new Map<string, string[]>();
  for (const subject of [...new Set(subjects)].sort()) {
    const stratum = stratumOf(subject);
    const members = strata.get(stratum);
    if (members) members.push(subject);
    else strata.set(stratum, [subject]);
  }
  const watched = new Set<string>();
  if (share === 0) return watched;
  for (const [stratum, members] of strata) {
    const order = shuffled(members.length, randomStream(seed, `watched of ${stratum}`));
    const least = members.length >= 2 * FEWEST ? FEWEST : 0;
    const count = Math.max(Math.round(share * members.length), least);
    for (const at of order.subarray(0, count)) watched.add(members[at]!);
  }
  return watched;
}
