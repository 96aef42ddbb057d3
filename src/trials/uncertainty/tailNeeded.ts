// How many of the highest non-mated scores must be kept one by one, so that a rate can be found in every resample.
import { allowedErrors } from '../rates/errorRates.js';
import { effectiveCount, type SubjectTrials } from './subjectTrials.js';

/**
 * By how much people are taken to differ: the standard deviation of their own FMRs, as a multiple of its mean. Of
 * the 2,876 people of lfw-dev, compared by `accurate`, it is 1.1 at FMRs from 1e-4 to 5e-2.
 */
const VARIATION = 2;

/** How many standard errors a resample may stray: one in 30,000 does so further, on one side. */
const STANDARD_ERRORS = 4;

/**
 * How many of the highest non-mated scores of an all-pairs run to keep (`TallyOptions.keep`) for
 * `bootstrapFnmrAtFmr` at an FMR of `target`, or, with twice the EER expected, for `bootstrapEer`. In a resample of n
 * people the FMR at a threshold strays by 2 · `VARIATION` / √n of itself, n being Kish's effective number of people
 * where they have unequal numbers of pictures.
 *
 * @param subjects who each template is of, as given to `scoreAllPairs`
 * @param target FMR in (0, 1]
 * @returns a whole number from 1 to the number of non-mated comparisons
 */
export function tailNeeded(subjects: Int32Array, target: number): number {
  const pictures = new Map<number, number>();
  for (const subject of subjects) pictures.set(subject, (pictures.get(subject) ?? 0) + 1);
  let mated = 0;
  for (const count of pictures.values()) mated += (count * (count - 1)) / 2;
  const trials = (subjects.length * (subjects.length - 1)) / 2 - mated;
  allowedErrors(target, trials);
  return scoresNeeded(trials, target, effectiveCount(pictures.values()));
}

/** @throws RangeError where a rate was not `reached` by the kept tail, with the number to keep */
export function requireKept({ nonMated }: SubjectTrials, reached: boolean): void {
  if (reached) return;
  const { scores, trials, effective } = nonMated;
  // As many people as would make so many pairs.
  const needed = scoresNeeded(trials, Math.min(1, scores.length / trials), Math.sqrt(2 * effective));
  throw new RangeError(
    `the ${scores.length} highest of ${trials} non-mated scores do not reach this rate in enough resamples: ` +
      `keep more, ${needed} for instance (tailNeeded)`,
  );
}

function scoresNeeded(trials: number, target: number, people: number): number {
  const stray = Math.exp((STANDARD_ERRORS * 2 * VARIATION) / Math.sqrt(people));
  return Math.max(1, Math.min(trials, Math.ceil(target * trials * stray)));
}
