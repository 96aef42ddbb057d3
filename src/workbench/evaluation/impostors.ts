// Lists of pairs that say how their impostors were chosen. Hard ones are no sample of all impostors, so that no rate is
// taken of both together: error rates and thresholds are those of the ones drawn at random, and the others are tried at
// thresholds that they had no part in.

import { RANDOM } from '../pairing/kinds.js';
import type { PicturePair } from '../scoring/index.js';
import type { ListedPair } from './trialSet.js';

/** The non-mated pairs of a list that were chosen in one way. */
export interface ImpostorPairs {
  /** As the list has it: `random`, `look-alike`. */
  readonly kind: string;
  readonly pairs: readonly ListedPair[];
}

export interface DividedPairs {
  /** Those that error rates are of: the mated ones, with random impostors where the list has some, else with all. */
  readonly pairs: readonly ListedPair[];
  /** Every kind of impostors, random ones first; undefined where the list does not say, or has random ones alone. */
  readonly impostors?: readonly ImpostorPairs[];
}

/**
 * @param said the list
 * @param listed the same pairs in the same order
 */
export function divideByKind(said: readonly PicturePair[], listed: readonly ListedPair[]): DividedPairs {
  const byKind = new Map<string, ListedPair[]>();
  said.forEach(({ mated, kind }, i) => {
    if (mated || kind === undefined) return;
    const own = byKind.get(kind);
    if (own) own.push(listed[i]!);
    else byKind.set(kind, [listed[i]!]);
  });
  const random = byKind.get(RANDOM.name);
  if (byKind.size === 0 || (random && byKind.size === 1)) return { pairs: listed };
  byKind.delete(RANDOM.name);
  const hard = [...byKind].map(([kind, pairs]): ImpostorPairs => ({ kind, pairs }));
  return random
    ? {
        pairs: listed.filter(({ mated }, i) => mated || said[i]!.kind === RANDOM.name),
        impostors: [{ kind: RANDOM.name, pairs: random }, ...hard],
      }
    : { pairs: listed, impostors: hard };
}

/** For the report: what of the list the error rates are of. */
export function describeImpostors(impostors: readonly ImpostorPairs[] | undefined): string {
  if (!impostors) return '';
  const [first, ...others] = impostors;
  if (first!.kind !== RANDOM.name)
    return `, of whose impostors none is drawn at random (${impostors.map(({ kind }) => kind).join(', ')}): false match rates are of these alone, and of no policy`;
  const hard = others.map(({ kind, pairs }) => `${pairs.length.toLocaleString('en-US')} ${kind}`).join(', ');
  return `, of whose impostors those drawn at random set the thresholds; the others (${hard}) are tried at these`;
}
