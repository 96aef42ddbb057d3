// The points of a learning curve: models trained on more and more subjects, all measured on the same people, whom none
// of them saw, in the same resamples of these people.

import { LikenessError } from '../../../errors.js';
import {
  createRandom,
  type SubjectTrials,
  type SubjectWeights,
  weightedFnmrAtFmr,
} from '../../../trials/index.js';
import { type EstimatedRate, type FittedCurve, fitLearningCurve } from './learningCurve.js';
import { type Estimated, estimated, type TrainedRun } from './measuredSizes.js';
import { FEWEST_SUBJECTS, type TrainingDraw, trainingDraws } from './trainingDraws.js';

/** What can be trained on some subjects and measured on others. */
export interface Learner {
  /** Of the recipe. */
  readonly name: string;
  /** Who may be trained on. */
  readonly subjects: readonly string[];
  /**
   * Trains on these subjects alone, and compares the test people: the same people and comparisons every time.
   * @throws what `signal` was aborted with
   */
  readonly trainAt: (draw: TrainingDraw, signal?: AbortSignal) => Promise<SubjectTrials>;
  /** The test people compared before any training; undefined where there is no such thing. */
  readonly untrained: (() => Promise<SubjectTrials>) | undefined;
}

export interface MeasureOptions {
  /** At which the FNMR is taken. */
  readonly fmr: number;
  readonly seed: number;
  readonly replicates: number;
  readonly signal?: AbortSignal;
  readonly onProgress?: (message: string, done?: number, total?: number) => void;
}

export interface MeasuredLearning extends FittedCurve {
  /** Each training, the fewest subjects first. */
  readonly runs: readonly { readonly subjects: number; readonly error: number }[];
  /** Sizes at which the recipe could not be trained, since they are too small for it. */
  readonly tooFew: readonly number[];
  /** Subjects of the test part with a mated comparison, and these comparisons. */
  readonly test: { readonly subjects: number; readonly matedPairs: number };
  /** Before any training. */
  readonly untrained: EstimatedRate | null;
  /** What there was on all subjects less what there was before, in the same resamples: below 0 is better. */
  readonly gained: Estimated | null;
}

/**
 * @throws LikenessError `training_unsuitable` where there are too few subjects for three sizes, or the test people
 * cannot show the FMR, or make no error at it; what the learner throws
 */
export async function measureLearning(learner: Learner, options: MeasureOptions): Promise<MeasuredLearning> {
  const { seed, signal, onProgress } = options;
  const draws = trainingDraws(learner.subjects, seed);
  const total = draws.reduce((sum, { subjects }) => sum + subjects.length, 0);
  onProgress?.(`${learner.name}: the test people`);
  const before = await learner.untrained?.();
  let done = 0;
  let measure: ((trials: SubjectTrials) => Measured) | undefined = before && openMeasure(before, options);
  let test = before;
  const runs: TrainedRun[] = [];
  const tooFew = new Set<number>();
  for (const draw of draws) {
    signal?.throwIfAborted();
    onProgress?.(`${learner.name}: learning curve, subjects trained on`, done, total);
    const size = draw.subjects.length;
    done += size;
    if (tooFew.has(size)) continue;
    const trials = await unlessTooFew(() => learner.trainAt(draw, signal), size < learner.subjects.length);
    if (trials === undefined) {
      tooFew.add(size);
      continue;
    }
    test = trials;
    measure ??= openMeasure(trials, options);
    runs.push({ subjects: size, ...measure(trials) });
  }
  requireThreeSizes(runs, learner);
  requireErrors(runs, options.fmr);
  onProgress?.('fitting the learning curve');
  const untrained = before && measure?.(before);
  return {
    ...fitLearningCurve(runs, { seed }),
    runs: runs.map(({ subjects, error }) => ({ subjects, error })),
    tooFew: [...tooFew],
    test: { subjects: matedPeople(test!), matedPairs: test!.mated.scores.length },
    untrained: untrained ? rateOf(untrained) : null,
    gained: untrained ? gainOf(runs, untrained) : null,
  };
}

/** Small sets may be fewer subjects than a recipe's batch; all of them are not to be. */
async function unlessTooFew<T>(train: () => Promise<T>, isSmaller: boolean): Promise<T | undefined> {
  try {
    return await train();
  } catch (error) {
    if (isSmaller && error instanceof LikenessError && error.code === 'training_unsuitable') return undefined;
    throw error;
  }
}

function requireThreeSizes(runs: readonly TrainedRun[], { subjects, name }: Learner): void {
  const sizes = new Set(runs.map((run) => run.subjects)).size;
  if (sizes >= 3) return;
  throw new LikenessError(
    'training_unsuitable',
    `${name} could be trained at ${sizes} of the sizes of a learning curve, which needs three: there are ${subjects.length} subjects to train on`,
    {
      hint: `Give ${4 * FEWEST_SUBJECTS} subjects at least, or a recipe that fewer are enough for (a smaller batch).`,
    },
  );
}

type Measured = Pick<TrainedRun, 'error' | 'resampled'>;

/** Measures trials of the same people, in one set of resamples. @throws LikenessError `training_unsuitable` */
function openMeasure(
  { subjects, ids }: SubjectTrials,
  { fmr, replicates, seed }: MeasureOptions,
): (trials: SubjectTrials) => Measured {
  const once = new Int32Array(subjects).fill(1);
  const resamples = drawResamples(subjects, replicates, seed);
  return (trials) => {
    if (trials.subjects !== subjects || trials.ids.some((id, i) => id !== ids[i])) {
      throw new RangeError('every model must have compared the same test people, in the same order');
    }
    if (fmr * trials.nonMated.trials < 1) {
      throw new LikenessError(
        'training_unsuitable',
        `${trials.nonMated.trials} non-mated comparisons of the test people cannot show an FMR of ${fmr}`,
        { hint: 'Give a higher --fmr, or more people in the part test.' },
      );
    }
    const error = weightedFnmrAtFmr(trials, once, fmr);
    // A resample without any comparison of a kind says nothing; the people as they are stand in for it.
    const of = (weights: SubjectWeights) => {
      const found = weightedFnmrAtFmr(trials, weights, fmr);
      return Number.isNaN(found) ? error : found;
    };
    return { error, resampled: Float64Array.from(resamples, of) };
  };
}

function drawResamples(subjects: number, replicates: number, seed: number): SubjectWeights[] {
  const random = createRandom(seed);
  return Array.from({ length: replicates }, () => {
    const weights = new Int32Array(subjects);
    for (let drawn = 0; drawn < subjects; drawn++) weights[random.below(subjects)]++;
    return weights;
  });
}

function requireErrors(runs: readonly TrainedRun[], fmr: number): void {
  if (runs.some(({ error }) => error > 0)) return;
  throw new LikenessError(
    'training_unsuitable',
    `no model missed any of the test people at FMR ${fmr}: they cannot show what more data brings`,
    { hint: 'Give a lower --fmr, or more people in the part test.' },
  );
}

const matedPeople = ({ mated }: SubjectTrials): number =>
  mated.perSubject.filter((comparisons) => comparisons > 0).length;

const rateOf = ({ error, resampled }: Measured): EstimatedRate => {
  const { estimate, lower, upper } = estimated(error, resampled);
  return { rate: estimate, lower, upper };
};

/** The mean error of the runs on all subjects, less the error before. */
function gainOf(runs: readonly TrainedRun[], before: Measured): Estimated {
  const most = Math.max(...runs.map(({ subjects }) => subjects));
  const last = runs.filter(({ subjects }) => subjects === most);
  const mean = (of: (run: TrainedRun) => number) => last.reduce((sum, run) => sum + of(run), 0) / last.length;
  return estimated(
    mean(({ error }) => error) - before.error,
    before.resampled.map((error, k) => mean(({ resampled }) => resampled[k]) - error),
  );
}
