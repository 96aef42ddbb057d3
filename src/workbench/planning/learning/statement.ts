// What a learning curve says, in sentences.

import { count, fmr, percent, points, roughly, sentence, share, signed } from '../../page/numbers.js';
import type { Reach } from './learningCurve.js';
import type { Estimated } from './measuredSizes.js';
import type { MeasuredLearning } from './measureLearning.js';

/** What more of this data buys, and whether what there is buys anything, in a few sentences. */
export const learningStatement = (measured: MeasuredLearning, at: number): string =>
  [moreStatement(measured, at), gainStatement(measured)].filter((said) => said !== '').join(' ');

/** Said where training on everybody is no improvement that could be shown. */
function gainStatement({ gained, untrained }: MeasuredLearning): string {
  if (!gained || !untrained || gained.upper < 0) return '';
  const against = `${sentence(percent(untrained))} before any training, a difference of ${sentence(points(gained.estimate, gained.lower, gained.upper))}`;
  return gained.lower > 0
    ? `That is worse than ${against}: the recipe does harm.`
    : `That is not measurably better than ${against}.`;
}

function moreStatement({ curve }: MeasuredLearning, at: number): string {
  const { trend, sizes, perDoubling, lastDoubling, predictions, from } = curve;
  const last = sizes.at(-1)!;
  const now = `Trained on all ${count(last.subjects)} it is ${sentence(percent(last))}.`;
  const past = `From ${count(from)} subjects on, a doubling changed FNMR at FMR ${fmr(at)} by ${change(perDoubling)}`;
  if (trend === 'flat')
    return `More of this data buys nothing measurable. ${past}: no more than chance. ${now}`;
  if (trend === 'rises') {
    return `More of this data makes it worse: ${past}. Look for wrong labels, and at the recipe, before collecting any. ${now}`;
  }
  const [twice] = predictions;
  if (trend === 'steepens' || twice === undefined) {
    return `FNMR at FMR ${fmr(at)} falls ever faster with more subjects, as no power law does, so that nobody can say what twice as many would buy; the last doubling changed it by ${change(lastDoubling)}. ${now}`;
  }
  const least = twice.saved.lower < LEAST_SAVED ? 'between nothing and ' : 'between ';
  const saved = `${least}${twice.saved.lower < LEAST_SAVED ? '' : `${share(round(twice.saved.lower))} and `}${share(round(twice.saved.upper))}`;
  return `With twice as many subjects FNMR at FMR ${fmr(at)} would be ${sentence(percent(twice.error))}: ${saved} fewer misses, ${share(round(twice.saved.estimate))} in the middle. ${now}`;
}

/** What an error takes, in a sentence. */
export function reachStatement(error: number, reach: Reach): string {
  const wanted = `For an FNMR of ${share(error)}`;
  switch (reach.kind) {
    case 'reached':
      return `${wanted} the subjects at hand are enough.`;
    case 'never':
      return `An FNMR of ${share(error)} is not within reach of this recipe with more of this data: the curve levels out above it, with 95 % confidence.`;
    case 'unknown':
      return reach.beyond <= 1
        ? `${wanted} no number can be given: the curve does not fall.`
        : `${wanted} no number can be given: it would be an extrapolation beyond ${Number(reach.beyond.toPrecision(2))} times the subjects at hand.`;
    case 'subjects': {
      const upper =
        reach.upper !== null
          ? `to ${roughly(reach.upper)}`
          : 'up, without an upper limit that could be relied upon';
      return `${wanted} about ${roughly(reach.estimate)} subjects are needed (from ${roughly(reach.lower)} ${upper}).`;
    }
  }
}

/** A smaller share of the misses is nothing that a test could show. */
export const LEAST_SAVED = 0.005;

const round = (value: number): number => Number(value.toPrecision(2));

/** `−12 % (−18 to −5 %)`. */
const change = ({ estimate, lower, upper }: Estimated): string =>
  `${signed(100 * estimate, 0)} % (${signed(100 * lower, 0)} to ${signed(100 * upper, 0)} %)`;
