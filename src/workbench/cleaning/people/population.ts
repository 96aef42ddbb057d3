// What a data set says of itself: how scores of one person and of two are distributed, and how many labels are wrong.
// Each is needed to know the other, so they are found in turn (expectation–maximisation: Dempster, Laird & Rubin,
// Journal of the Royal Statistical Society B 39, 1977), from the calibration of the model on.

import { setImmediate as breath } from 'node:timers/promises';
import { LikenessError } from '../../../errors.js';
import { type Comparisons, compareWithin } from './comparisons.js';
import { canFit, type Evidence, evidenceOf, evidenceOfModel, fitEvidence, type Sample } from './evidence.js';
import { type Faces, type Group, groupOf } from './faces.js';
import { type Folder, folderOf, partition } from './partition.js';
import { apartLogOdds, type Priors, sigmoid } from './priors.js';

export interface Population {
  readonly folders: readonly Folder[];
  /** The groups of each folder, the largest first. */
  readonly groups: readonly (readonly Group[])[];
  /** Fitted where one asks whether a picture is of its own subject … */
  readonly own: Evidence;
  /** … and where one asks whose else it is, among all. */
  readonly others: Evidence;
  readonly priors: Priors;
  /** Whether the evidence was learned from the data set; else it is the model's calibration. */
  readonly learned: boolean;
}

export interface PopulationOptions {
  /** The model's; null where it has none. */
  readonly calibration: { readonly slope: number; readonly offset: number } | null;
  /** Default: estimated. */
  readonly errorRate?: number | undefined;
  readonly signal?: AbortSignal | undefined;
  readonly onProgress?: ((message: string, done?: number, total?: number) => void) | undefined;
}

/** Where the estimate starts; rounds forget it. */
const FIRST_GUESS = 0.05;
const MOST_ROUNDS = 10;
/** Rounds end when the error rate moves by less than this share of itself. */
const SETTLED = 0.01;

/** @throws LikenessError `model_uncalibrated` where neither model nor data set says what a score means */
export async function describePopulation(faces: Faces, options: PopulationOptions): Promise<Population> {
  const { calibration, errorRate, signal, onProgress } = options;
  const folders = await foldersOf(faces, options);
  const ofModel = calibration ? evidenceOfModel(calibration) : undefined;
  const first = ofModel ?? firstEvidence(faces, folders);
  let [own, others] = [first, first];
  let priors: Priors = { errorRate: errorRate ?? FIRST_GUESS, unseen: unseenOf(faces) };
  for (let round = 0; round < MOST_ROUNDS; round++) {
    onProgress?.('learning what scores mean here', round, MOST_ROUNDS);
    await breath();
    signal?.throwIfAborted();
    const groups = folders.map((folder) => partition(folder, faces, own, priors));
    const comparisons = compareWithin(faces, folders, groups);
    const weighed = weigh(comparisons, own, others, priors, faces);
    const before = priors.errorRate;
    if (errorRate === undefined) priors = { ...priors, errorRate: weighed.errorRate };
    if (!canFit(weighed.mated)) break;
    const { mated, nonMated } = weighed;
    try {
      own = fitEvidence(mated, nonMated, 1 - priors.errorRate, ofModel);
      others = fitEvidence(mated, nonMated, relabelPrior(priors, faces), ofModel);
    } catch (cause) {
      if (!(cause instanceof RangeError)) throw cause;
      break;
    }
    if (round > 0 && Math.abs(priors.errorRate - before) <= SETTLED * before) break;
  }
  const groups = folders.map((folder) => partition(folder, faces, own, priors));
  return { folders, groups, own, others, priors, learned: own !== ofModel };
}

async function foldersOf(faces: Faces, { signal, onProgress }: PopulationOptions): Promise<Folder[]> {
  const folders: Folder[] = [];
  for (const subject of faces.subjects.keys()) {
    if (subject % 100 === 0) {
      onProgress?.('comparing the pictures of each subject', subject, faces.subjects.length);
      await breath();
      signal?.throwIfAborted();
    }
    folders.push(folderOf(faces, subject));
  }
  return folders;
}

/** Prior probability that a picture is of one certain other subject. */
const relabelPrior = ({ errorRate, unseen }: Priors, { subjects }: Faces): number =>
  (errorRate * (1 - unseen)) / Math.max(1, subjects.length - 1);

/** At least half a picture: that none was seen yet does not say that there is none. */
const unseenOf = ({ rowsOf, records }: Faces): number =>
  Math.min(
    0.5,
    Math.max(0.5, rowsOf.filter((rows) => rows.length === 1).length) / Math.max(1, records.length),
  );

/** A model without calibration: all comparisons within folders against all between them, errors and all. */
function firstEvidence(faces: Faces, folders: readonly Folder[]): Evidence {
  const whole = folders.map(({ rows }) => [groupOf(faces, rows)]);
  const { mated, nonMated } = compareWithin(faces, folders, whole);
  try {
    const [genuine, impostor] = [sampleOf(mated, () => 1), sampleOf(nonMated, () => 1)];
    if (canFit(genuine)) return fitEvidence(genuine, impostor, 0.5, undefined);
  } catch (cause) {
    if (!(cause instanceof RangeError)) throw cause;
  }
  throw new LikenessError(
    'model_uncalibrated',
    'the model is not calibrated, and the data set is too small to learn from it what its scores mean',
    { hint: '`likeness calibrate` does it.' },
  );
}

/** How likely each comparison is of the kind that it is said to be, and what that says of the labels. */
function weigh(
  { mated, nonMated }: Comparisons,
  own: Evidence,
  others: Evidence,
  priors: Priors,
  faces: Faces,
): { mated: Sample; nonMated: Sample; errorRate: number } {
  let [wrong, asked] = [0, 0];
  const genuine = sampleOf(mated, (score, n, m) => {
    const apart = sigmoid(apartLogOdds(priors, n, m) - evidenceOf(own, score, n, m));
    if (n === 1) {
      // Of two pictures that are apart, one is wrong.
      wrong += m === 1 ? apart / 2 : apart;
      asked++;
    }
    return 1 - apart;
  });
  const same = Math.log(relabelPrior(priors, faces));
  const impostor = sampleOf(nonMated, (score, n, m) => sigmoid(-(same + evidenceOf(others, score, n, m))));
  // Jeffreys: a data set without a visible error is not proved to have none.
  return { mated: genuine, nonMated: impostor, errorRate: Math.min(0.5, (wrong + 0.5) / (asked + 1)) };
}

function sampleOf(
  { scores, sizes }: Comparisons['mated'],
  weight: (score: number, n: number, m: number) => number,
): Sample {
  const weights = Float64Array.from(scores, (score, k) => weight(score, sizes[2 * k]!, sizes[2 * k + 1]!));
  const sparseness = Float64Array.from(scores, (_, k) => 1 / sizes[2 * k]! + 1 / sizes[2 * k + 1]!);
  return { scores: Float64Array.from(scores), sparseness, weights };
}
