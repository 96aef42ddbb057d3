// Who goes into which part: whole subjects, parts alike in how many pictures a subject has and in what is known of
// them, so that a figure of one part says something of the next.

import { createRandom, shuffle } from '../../trials/index.js';
import { PARTS, type Part } from '../datasets/record.js';

/** What the parts are to have of all subjects; together 1. */
export type Shares = Readonly<Record<Part, number>>;

/** Subjects that stay together: mostly one, several where they may be one person. */
export interface SplitUnit {
  readonly subjects: readonly string[];
  /** Mated pairs of pictures, of all of them together. */
  readonly matedPairs: number;
  /** Units of one stratum are dealt out evenly. */
  readonly stratum: string;
  /** Where they are already, and stay. */
  readonly part?: Part;
}

/**
 * Deals the units out. They are lined up by their number of mated pairs (in octaves), their stratum and chance, and
 * dealt such that from the first of the line to any other each part has its share of the subjects, within rounding:
 * so every stretch of the line, and with it every stratum, is shared out evenly. What rounding leaves open goes where
 * mated pairs are lacking.
 *
 * A pure function: the order in which the units come does not matter.
 *
 * @param seed a whole number in [0, 2³²)
 * @returns the part of each subject
 */
export function assignParts(units: readonly SplitUnit[], shares: Shares, seed: number): Map<string, Part> {
  const dealt = openDeal(shares);
  const parts = new Map<string, Part>();
  const give = (unit: SplitUnit, part: Part) => {
    dealt.add(unit, part);
    for (const subject of unit.subjects) parts.set(subject, part);
  };
  for (const unit of units) if (unit.part) give(unit, unit.part);
  const free = units.filter(({ part }) => part === undefined);
  for (const unit of linedUp(free, seed)) give(unit, dealt.partFor(unit));
  return parts;
}

/** Most mated pairs first: a subject of hundreds of pictures decides where pairs are lacking, one of two repairs it. */
function linedUp(units: readonly SplitUnit[], seed: number): SplitUnit[] {
  const ordered = units.toSorted((a, b) => (a.subjects[0]! < b.subjects[0]! ? -1 : 1));
  const order = Int32Array.from(ordered.keys());
  shuffle(order, createRandom(seed));
  const octave = ({ matedPairs }: SplitUnit) => Math.ceil(Math.log2(matedPairs + 1));
  return Array.from(order, (i) => ordered[i]!).sort(
    (a, b) => octave(b) - octave(a) || compare(a.stratum, b.stratum) || b.matedPairs - a.matedPairs,
  );
}

const compare = (a: string, b: string): number => (a < b ? -1 : Number(a > b));

function openDeal(shares: Shares) {
  const subjects: Record<Part, number> = { train: 0, calibrate: 0, test: 0 };
  const pairs: Record<Part, number> = { train: 0, calibrate: 0, test: 0 };
  let [allSubjects, allPairs] = [0, 0];
  return {
    add(unit: SplitUnit, part: Part): void {
      subjects[part] += unit.subjects.length;
      pairs[part] += unit.matedPairs;
      allSubjects += unit.subjects.length;
      allPairs += unit.matedPairs;
    },
    /** Of the parts below their share of all that are dealt, this unit included, the one that lacks most pairs. */
    partFor(unit: SplitUnit): Part {
      const lackingSubjects = (part: Part) =>
        shares[part] * (allSubjects + unit.subjects.length) - subjects[part];
      const lackingPairs = (part: Part) => shares[part] * (allPairs + unit.matedPairs) - pairs[part];
      const below = PARTS.filter((part) => lackingSubjects(part) > ROUNDING);
      // A part that lacks a whole unit is served first, or rounding would add up.
      const late = below.filter((part) => lackingSubjects(part) >= unit.subjects.length);
      const most = (of: (part: Part) => number, parts: readonly Part[]) =>
        parts.reduce((best, part) => (of(part) > of(best) ? part : best));
      return late.length > 0 ? most(lackingSubjects, late) : most(lackingPairs, below);
    },
  };
}

/** Sums of shares such as 0.2 miss whole numbers by rounding in binary. */
const ROUNDING = 1e-9;
