// How far apart the mean templates of one person are, and of two people: two normal distributions of the angle, and the
// likelihood ratio that they give a score. The one of two people is an empirical null (Efron, "Large-scale simultaneous
// hypothesis testing", JASA 99, 2004): held to its middle and to a quantile in its tail, where the few pairs that are one
// person do not weigh. Angles, since their tails are the straightest: of cosines on lfw-dev a normal expects too many high
// ones, of their inverse hyperbolic tangents too few (`npm run study:leaks`).

import { normalQuantile, type ScoreTally } from '../../trials/index.js';

/** Angles in radians. */
interface Normal {
  readonly centre: number;
  readonly spread: number;
}

/** Angles between two means of one person, and of two people. */
export interface AngleModel {
  readonly one: Normal;
  readonly two: Normal;
}

/**
 * @param mated cosines of two means of one person, two at least
 * @param nonMated cosines of two means of two people, mostly
 * @param known scores that `nonMated` counts, and that are of one person
 */
export function fitAngles(mated: Float64Array, nonMated: ScoreTally, known: readonly number[]): AngleModel {
  const others = without(nonMated, known);
  const rare = Math.min(MOST_RARE, Math.max(RAREST, FEWEST_RARE / others.trials));
  const centre = angle(quantile(others, 0.5));
  const spread = (centre - angle(quantile(others, 1 - rare))) / -normalQuantile(rare);
  const angles = mated.map(angle);
  const mean = angles.reduce((total, one) => total + one, 0) / angles.length;
  const variance = angles.reduce((total, one) => total + (one - mean) ** 2, 0) / (angles.length - 1);
  return { two: { centre, spread }, one: { centre: mean, spread: Math.sqrt(variance) } };
}

/** Where the normal of two people's angles is held to them: as rare as that, but so that some score higher. */
const RAREST = 1e-4;
const FEWEST_RARE = 100;
const MOST_RARE = 0.05;

/**
 * Natural logarithm of the likelihood ratio. Where one person's angles spread less than two people's, it would fall
 * again beyond its peak, as if pictures could be too much alike: it is held there.
 */
export function logRatio({ one, two }: AngleModel, score: number): number {
  const [p, q] = [one.spread ** -2, two.spread ** -2];
  const peak = p > q ? (p * one.centre - q * two.centre) / (p - q) : 0;
  const held = Math.max(angle(score), peak);
  return logDensity(one, held) - logDensity(two, held);
}

const logDensity = ({ centre, spread }: Normal, at: number): number =>
  -Math.log(spread) - ((at - centre) / spread) ** 2 / 2;

/** Between two unit vectors of that cosine, in radians. */
export const angle = (score: number): number => Math.acos(Math.max(-1, Math.min(1, score)));

/** The tally less the scores given. */
function without(tally: ScoreTally, scores: readonly number[]): ScoreTally {
  const { lowest, binsPerUnit } = tally;
  const bins = tally.bins.slice();
  for (const score of scores) {
    const bin = Math.floor(score * binsPerUnit) - lowest * binsPerUnit;
    bins[Math.max(0, Math.min(bin, bins.length - 1))]!--;
  }
  return { ...tally, bins, trials: tally.trials - scores.length };
}

/** The middle of the bin in which the share `below` of the scores is reached. */
function quantile({ bins, lowest, binsPerUnit, trials }: ScoreTally, below: number): number {
  let counted = 0;
  const bin = bins.findIndex((scores) => {
    counted += scores;
    return counted >= below * trials;
  });
  return lowest + (bin + 0.5) / binsPerUnit;
}
