// Everything that lets two subjects of a data set be suspected of being one, looked for before a split is made.

import { createRandom, normalQuantile } from '../../trials/index.js';
import { numberCaptures } from '../datasets/captures.js';
import type { DatasetRecord } from '../datasets/record.js';
import { ScoringEngine } from '../scoring/index.js';
import type { Acquired } from '../templates/templateCache.js';
import { angle } from './angleModel.js';
import {
  type ClosePair,
  COPY_DISTANCE,
  closePairs,
  hashDuplicates,
  named,
  nearDuplicate,
  samePictures,
} from './nearDuplicates.js';
import { dot } from './pictureCounts.js';
import { type LikelyOne, type SamePersonSearch, searchSamePerson } from './samePerson.js';
import { bySubjects, type NearDuplicate, type SamePerson, type Suspects } from './suspects.js';

/** What was found, and what the search is worth. */
export interface SuspectSearch {
  readonly suspects: readonly Suspects[];
  readonly nearDuplicates: {
    /** Pairs of pictures of two subjects whose hashes are within `COPY_DISTANCE`. */
    readonly close: number;
    /** Comparison score from which such a pair counts as a copy: see `expectedFalse`. */
    readonly scoreLimit: number | null;
    /** How many such pairs chance lets reach that score. */
    readonly expectedFalse: number;
  };
  /** Of the search for one person under two names; or why it could not be made. */
  readonly samePerson:
    | Pick<SamePersonSearch, 'pairs' | 'prior' | 'expectedFalse'>
    | { readonly reason: string };
}

export interface SuspectOptions {
  readonly threads?: number;
  readonly signal?: AbortSignal;
  readonly onProgress?: (message: string, done?: number, total?: number) => void;
}

/**
 * @param acquired what a model made of each record, in their order
 * @throws what `signal` was aborted with; `runtime_failed`
 */
export async function findSuspects(
  records: readonly DatasetRecord[],
  acquired: readonly Acquired[],
  { threads, signal, onProgress }: SuspectOptions = {},
): Promise<SuspectSearch> {
  onProgress?.('looking for copies');
  const copies = findCopies(records, acquired);
  signal?.throwIfAborted();
  const subjects = subjectTemplates(records, acquired);
  const engine = await ScoringEngine.open(threads === undefined ? {} : { threads });
  try {
    const search = await searchSamePerson(
      subjects.map(({ subject, pictures }) => ({ subject, templates: pictures.map(({ vector }) => vector) })),
      {
        engine,
        ...(signal ? { signal } : {}),
        onProgress: (done, total) => onProgress?.('looking for one person under two names', done, total),
      },
    );
    const people = 'found' in search ? search.found.map((one) => evidenceOf(one, subjects)) : [];
    return {
      suspects: bySubjects([...samePictures(records), ...copies.found, ...people]),
      nearDuplicates: copies.search,
      samePerson:
        'found' in search
          ? { pairs: search.pairs, prior: search.prior, expectedFalse: search.expectedFalse }
          : search,
    };
  } finally {
    await engine.close();
  }
}

/** Copies by their hashes alone, and by hash and face together, where they are not one capture anyway. */
function findCopies(
  records: readonly DatasetRecord[],
  acquired: readonly Acquired[],
): { found: NearDuplicate[]; search: SuspectSearch['nearDuplicates'] } {
  const close = closePairs(records, COPY_DISTANCE);
  const scoreOf = ({ a, b }: ClosePair): number | null => {
    const [one, other] = [acquired[a], acquired[b]];
    return one?.kind === 'template' && other?.kind === 'template' ? dot(one.vector, other.vector) : null;
  };
  const scoreLimit = close.length === 0 ? null : scoreOfChance(records, acquired, close.length);
  const captures = numberCaptures(records);
  const isSame = ({ a, b }: ClosePair) => captures[a] === captures[b];
  const alone = new Set(hashDuplicates(records).map(({ a, b }) => JSON.stringify([a.image, b.image])));
  const found = close.flatMap((pair) => {
    const score = scoreOf(pair);
    const one = nearDuplicate(records, pair, score);
    const isNear = alone.has(JSON.stringify([one.a.image, one.b.image]));
    const isAlike = score !== null && scoreLimit !== null && score >= scoreLimit;
    return !isSame(pair) && (isNear || isAlike) ? [one] : [];
  });
  return {
    found,
    search: {
      close: close.length,
      scoreLimit,
      expectedFalse: close.length === 0 ? 0 : EXPECTED_BY_FACE,
    },
  };
}

/**
 * The score that chance lets one of so many pairs of two people reach in one data set of a hundred. Angles between
 * templates of two people are nearly normal (see angleModel.ts), so it is read off the normal that pairs of this data
 * set, drawn at random, follow from their middle to the highest thousandth.
 *
 * That takes it that like pictures have faces no more alike than others. It is not quite so: of the 1,000 pairs of
 * lfw-dev within 12 bits that are no copies, the highest score was that of FMR 5e-5 (`npm run study:leaks`). Hence one
 * of a hundred and not of ten: copies score so high that none is missed for it.
 */
function scoreOfChance(
  records: readonly DatasetRecord[],
  acquired: readonly Acquired[],
  close: number,
): number | null {
  const faces = records.flatMap(({ subject }, place) => {
    const one = acquired[place];
    return one?.kind === 'template' ? [{ subject, vector: one.vector }] : [];
  });
  if (new Set(faces.map(({ subject }) => subject)).size < 2) return null;
  const random = createRandom(1);
  const angles = new Float64Array(DRAWN);
  for (let drawn = 0; drawn < DRAWN; ) {
    const [a, b] = [faces[random.below(faces.length)]!, faces[random.below(faces.length)]!];
    if (a.subject !== b.subject) angles[drawn++] = angle(dot(a.vector, b.vector));
  }
  angles.sort();
  const centre = angles[DRAWN / 2]!;
  const spread = (centre - angles[DRAWN * RARE]!) / -normalQuantile(RARE);
  return Math.cos(Math.max(0, centre + spread * normalQuantile(EXPECTED_BY_FACE / close)));
}

/** Of so many pairs a hundred are rarer than `RARE`. */
const DRAWN = 100_000;
const RARE = 1e-3;
const EXPECTED_BY_FACE = 0.01;

interface SubjectPictures {
  readonly subject: string;
  readonly pictures: readonly { readonly image: string; readonly vector: Float32Array }[];
}

/** Subjects with a template at least, in the order of their code units. */
function subjectTemplates(
  records: readonly DatasetRecord[],
  acquired: readonly Acquired[],
): SubjectPictures[] {
  const picturesOf = new Map<string, { image: string; vector: Float32Array }[]>();
  records.forEach(({ subject, image }, place) => {
    const one = acquired[place];
    if (one?.kind !== 'template') return;
    const known = picturesOf.get(subject);
    if (known) known.push({ image, vector: one.vector });
    else picturesOf.set(subject, [{ image, vector: one.vector }]);
  });
  return [...picturesOf]
    .map(([subject, pictures]) => ({ subject, pictures }))
    .sort((x, y) => (x.subject < y.subject ? -1 : 1));
}

function evidenceOf(
  { a, b, score, llr, posterior }: LikelyOne,
  subjects: readonly SubjectPictures[],
): SamePerson {
  const [left, right] = [subjects[a]!, subjects[b]!];
  let best = Number.NEGATIVE_INFINITY;
  let pair = [left.pictures[0]!, right.pictures[0]!] as const;
  for (const one of left.pictures)
    for (const other of right.pictures) {
      const alike = dot(one.vector, other.vector);
      if (alike <= best) continue;
      best = alike;
      pair = [one, other];
    }
  return {
    kind: 'same-person',
    a: named({ image: pair[0].image, subject: left.subject }),
    b: named({ image: pair[1].image, subject: right.subject }),
    score,
    llr,
    posterior,
  };
}
