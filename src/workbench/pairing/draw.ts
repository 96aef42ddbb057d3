// Which subjects may be whose impostors, and drawing some of them at random.

import { createRandom, type Random } from '../../trials/index.js';

/** What is known of a subject that impostors are chosen by. */
export interface Candidate {
  /** Subjects of one group have the same; undefined where an attribute is not known. */
  readonly group: string | undefined;
  /** A year of birth or an age; undefined where it is not known. */
  readonly years: number | undefined;
}

/** What an impostor must have in common with the subject. */
export interface Likeness {
  readonly group: boolean;
  /** So many years apart at most; undefined: any. */
  readonly within: number | undefined;
}

/** The subjects that may be impostors of each, as stretches of one order. */
export interface Field {
  /** How many there are, without the subject itself. */
  size(subject: number): number;
  /** Some of them, each once, in random order: all where there are no more. */
  draw(subject: number, count: number, random: Random): number[];
  has(subject: number, other: number): boolean;
}

/**
 * Opens the field of impostors. Subjects lie by group and then by years, so that those who are like one are neighbours.
 */
export function openField(candidates: readonly Candidate[], { group, within }: Likeness): Field {
  const keyOf = ({ group: own }: Candidate) => (group ? own : '');
  const yearsOf = ({ years }: Candidate) => (within === undefined ? 0 : years);
  const isKnown = (one: Candidate) => keyOf(one) !== undefined && yearsOf(one) !== undefined;
  const order = [...candidates.keys()]
    .filter((i) => isKnown(candidates[i]!))
    .sort((i, j) => compare(candidates[i]!, candidates[j]!) || i - j);
  const placeOf = new Map(order.map((subject, place) => [subject, place]));

  function compare(a: Candidate, b: Candidate): number {
    const [one, other] = [keyOf(a)!, keyOf(b)!];
    return one === other ? yearsOf(a)! - yearsOf(b)! : one < other ? -1 : 1;
  }
  const isLike = (a: Candidate, b: Candidate) =>
    keyOf(a) === keyOf(b) && Math.abs(yearsOf(a)! - yearsOf(b)!) <= (within ?? 0);
  /** The first and the last place, one past it, of those who are like the subject, itself among them. */
  const stretch = (subject: number): [from: number, to: number] => {
    const place = placeOf.get(subject);
    if (place === undefined) return [0, 0];
    const own = candidates[subject]!;
    const from = firstWhere(0, place, (at) => isLike(candidates[order[at]!]!, own));
    const to = firstWhere(place, order.length, (at) => !isLike(candidates[order[at]!]!, own));
    return [from, to];
  };
  const size = (subject: number) => {
    const [from, to] = stretch(subject);
    return Math.max(0, to - from - 1);
  };
  return {
    size,
    has: (subject, other) =>
      subject !== other &&
      placeOf.has(subject) &&
      placeOf.has(other) &&
      isLike(candidates[subject]!, candidates[other]!),
    draw(subject, count, random) {
      const [from, to] = stretch(subject);
      const all = Math.max(0, to - from - 1);
      if (all === 0) return [];
      const place = placeOf.get(subject)!;
      // Places without the subject's own: those from it on are one further.
      return distinct(all, Math.min(count, all), random).map((k) => {
        const at = from + k;
        return order[at < place ? at : at + 1]!;
      });
    },
  };
}

/** The first place in [from, to) of which `holds`, which holds from there on; `to` where it never does. */
function firstWhere(from: number, to: number, holds: (at: number) => boolean): number {
  let [low, high] = [from, to];
  while (low < high) {
    const middle = (low + high) >>> 1;
    if (holds(middle)) high = middle;
    else low = middle + 1;
  }
  return low;
}

/**
 * `count` different whole numbers below `bound`, in random order: R. W. Floyd (Communications of the ACM 30, 1987),
 * inserting each at a random place.
 */
export function distinct(bound: number, count: number, random: Random): number[] {
  const drawn = new Set<number>();
  const list: number[] = [];
  for (let last = bound - count; last < bound; last++) {
    const k = random.below(last + 1);
    const one = drawn.has(k) ? last : k;
    drawn.add(one);
    list.splice(random.below(list.length + 1), 0, one);
  }
  return list;
}

/** A stream of chance of its own for each name, so that asking for one kind of pairs changes no other. */
export function streamFor(seed: number, name: string): Random {
  let hash = seed >>> 0;
  // FNV-1a (Fowler, Noll, Vo), started from the seed.
  for (const unit of name) hash = Math.imul(hash ^ unit.codePointAt(0)!, 0x01000193) >>> 0;
  return createRandom(hash);
}
