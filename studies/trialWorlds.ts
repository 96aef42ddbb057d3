// Worlds in which the truth is known: people of whom some are easily taken for others and some hard to know again, with
// pictures in equal and unequal numbers, each compared with each.

import { allPairsTrials, openTally, type Random, type SubjectTrials } from '../src/trials/index.js';
import { tailNeeded } from '../src/trials/uncertainty/tailNeeded.js';

/** Where the variance of a score comes from; each sums to 1, so that every score is normal with variance 1. */
export interface World {
  readonly name: string;
  readonly about: string;
  readonly subjects: number;
  /** Pictures of each subject. */
  readonly pictures: (random: Random) => number;
  /** Of a non-mated score: its two people, those two together, its two pictures; the rest is chance. */
  readonly nonMated: { readonly people: number; readonly pair: number; readonly pictures: number };
  /** Of a mated score: its person, its two pictures; the rest is chance. */
  readonly mated: { readonly person: number; readonly pictures: number };
  /** Correlation of a person's part in mated scores with the part in non-mated ones. */
  readonly correlation: number;
}

/** Pictures a person in lfw-dev: how many of 2,877 people have 1, 2, 3 …; the last are the most photographed. */
const LFW_PICTURES = pictureTable([
  ...[2031, 390, 141, 94, 61, 27, 18, 21, 10, 10, 9, 5, 5, 6, 3, 2, 4, 3, 4, 4, 2, 2, 3, 2],
]);
const LFW_MOST = [...[26, 28, 30, 32, 33, 37, 39, 41, 42, 42, 44, 48, 49, 53, 60, 71, 77, 109, 121, 144]];

const MIXED = {
  nonMated: { people: 0.3, pair: 0.3, pictures: 0.2 },
  mated: { person: 0.4, pictures: 0.3 },
  correlation: 0.5,
};

export const WORLDS: readonly World[] = [
  {
    name: 'chance',
    about: '150 people, 3 pictures each; every comparison independent',
    subjects: 150,
    pictures: () => 3,
    nonMated: { people: 0, pair: 0, pictures: 0 },
    mated: { person: 0, pictures: 0 },
    correlation: 0,
  },
  {
    name: 'pairs',
    about: '150 people, 3 pictures each; chance goes with pairs of people and with pictures',
    subjects: 150,
    pictures: () => 3,
    nonMated: { people: 0, pair: 0.6, pictures: 0.2 },
    mated: { person: 0.3, pictures: 0.4 },
    correlation: 0,
  },
  {
    name: 'mixed',
    about:
      '150 people, 3 pictures each; people 30 %, pairs 30 %, pictures 20 %, chance 20 %; correlation 0.5',
    subjects: 150,
    pictures: () => 3,
    ...MIXED,
  },
  {
    name: 'people',
    about: '150 people, 3 pictures each; 90 % of a score goes with the people in it',
    subjects: 150,
    pictures: () => 3,
    nonMated: { people: 0.9, pair: 0, pictures: 0 },
    mated: { person: 0.9, pictures: 0 },
    correlation: 0,
  },
  {
    name: 'many',
    about: 'as `mixed`, 300 people of 2 pictures each',
    subjects: 300,
    pictures: () => 2,
    ...MIXED,
  },
  {
    name: 'unequal',
    about: 'as `mixed`, 250 people with numbers of pictures as in lfw-dev, 12 at the most',
    subjects: 250,
    pictures: (random) => Math.min(12, lfwPictures(random)),
    ...MIXED,
  },
  {
    name: 'lfw',
    about: 'as `mixed`, 250 people with numbers of pictures as in lfw-dev, 144 at the most',
    subjects: 250,
    pictures: lfwPictures,
    ...MIXED,
  },
];

/** Mean of mated scores; that of non-mated ones is 0. */
const MATED_MEAN = 3;

/**
 * Draws people, pictures and all comparisons of them.
 *
 * @param fmr the highest at which the kept tail must do, in (0, 1]
 */
export function drawWorld(world: World, random: Random, fmr: number): SubjectTrials {
  const normal = openNormal(random);
  const owners = Array.from({ length: world.subjects }, () => world.pictures(random)).flatMap((n, subject) =>
    new Array<number>(n).fill(subject),
  );
  const subjects = Int32Array.from(owners);
  const wolf = Float64Array.from({ length: world.subjects }, normal);
  const rest = Math.sqrt(1 - world.correlation ** 2);
  const goat = wolf.map((part) => world.correlation * part + rest * normal());
  const matedPart = Float64Array.from(subjects, normal);
  const nonMatedPart = Float64Array.from(subjects, normal);
  const { nonMated, mated } = world;
  const person = Math.sqrt(mated.person);
  const people = Math.sqrt(nonMated.people / 2);
  const pairs = Math.sqrt(nonMated.pair);
  const [matedPicture, nonMatedPicture] = [Math.sqrt(mated.pictures / 2), Math.sqrt(nonMated.pictures / 2)];
  const matedChance = Math.sqrt(1 - mated.person - mated.pictures);
  const nonMatedChance = Math.sqrt(1 - nonMated.people - nonMated.pair - nonMated.pictures);

  const tally = openTally({ lowest: -8, highest: 8, binsPerUnit: 1, keep: tailNeeded(subjects, fmr) });
  const rows: [score: number, left: number, right: number][] = [];
  const starts = firstPictures(subjects, world.subjects);
  for (let s = 0; s < world.subjects; s++) {
    for (let i = starts[s]!; i < starts[s + 1]!; i++) {
      for (let j = i + 1; j < starts[s + 1]!; j++) {
        const pictures = matedPicture * (matedPart[i]! + matedPart[j]!);
        rows.push([MATED_MEAN + person * goat[s]! + pictures + matedChance * normal(), i, j]);
      }
    }
    for (let t = s + 1; t < world.subjects; t++) {
      const shared = people * (wolf[s]! + wolf[t]!) + (pairs > 0 ? pairs * normal() : 0);
      for (let i = starts[s]!; i < starts[s + 1]!; i++) {
        for (let j = starts[t]!; j < starts[t + 1]!; j++) {
          const pictures = nonMatedPicture * (nonMatedPart[i]! + nonMatedPart[j]!);
          tally.add(shared + pictures + nonMatedChance * normal(), i * subjects.length + j);
        }
      }
    }
  }
  const counted = tally.close();
  const hardest = {
    scores: counted.tail,
    left: Int32Array.from(counted.tailIds, (id) => Math.floor(id / subjects.length)),
    right: Int32Array.from(counted.tailIds, (id) => id % subjects.length),
  };
  const matedPairs = {
    scores: Float64Array.from(rows, ([score]) => score),
    left: Int32Array.from(rows, ([, left]) => left),
    right: Int32Array.from(rows, ([, , right]) => right),
  };
  return allPairsTrials({ mated: matedPairs, nonMated: counted, hardest }, subjects);
}

/** Where each subject's pictures begin, and at the end how many there are. */
function firstPictures(subjects: Int32Array, count: number): Int32Array {
  const starts = new Int32Array(count + 1);
  for (const subject of subjects) starts[subject + 1]!++;
  for (let s = 0; s < count; s++) starts[s + 1]! += starts[s]!;
  return starts;
}

/** Standard normal numbers, two at a time (Box & Muller 1958). */
function openNormal(random: Random): () => number {
  let spare: number | undefined;
  return () => {
    if (spare !== undefined) {
      const kept = spare;
      spare = undefined;
      return kept;
    }
    const radius = Math.sqrt(-2 * Math.log(1 - random.uniform()));
    const angle = 2 * Math.PI * random.uniform();
    spare = radius * Math.sin(angle);
    return radius * Math.cos(angle);
  };
}

function pictureTable(counts: readonly number[]): number[] {
  return counts.flatMap((people, i) => new Array<number>(people).fill(i + 1));
}

function lfwPictures(random: Random): number {
  const place = random.below(LFW_PICTURES.length + LFW_MOST.length);
  return LFW_PICTURES[place] ?? LFW_MOST[place - LFW_PICTURES.length]!;
}
