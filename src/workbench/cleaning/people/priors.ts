// How likely errors of labels are before anything is compared.

/** What is expected of a data set. */
export interface Priors {
  /** Share of the pictures that stand under another's name, in (0, 1). */
  readonly errorRate: number;
  /**
   * Probability that a picture under a wrong name is of somebody who has no other picture here: the share of pictures
   * that are their subject's only one (Good, "The population frequencies of species and the estimation of population
   * parameters", Biometrika 40, 1953).
   */
  readonly unseen: number;
}

/**
 * Share of the errors in which a whole batch of one person came under another's name (two people of one name, two
 * folders thrown together), and not one picture. An assumption: it is what tells a folder of ten and ten pictures,
 * which is two people, from ten independent errors, which is next to impossible.
 */
const BATCHES = 0.1;

/** The second person of a name may be known by another name here, or not: nothing speaks for either. */
const UNSEEN_BATCHES = 0.5;

/** Prior probabilities that certain pictures of a folder are one other person's … */
export interface MisplacedPrior {
  /** … who has other pictures in the data set, … */
  readonly known: number;
  /** … or who has none. */
  readonly unseen: number;
}

/**
 * Of certain `wrong` of `all` pictures: each by an error of its own, or as a batch of any size up to half of them. Of
 * two people who share a name, it is that of the one with more pictures.
 */
export function misplacedPrior({ errorRate, unseen }: Priors, wrong: number, all: number): MisplacedPrior {
  const each = (1 - BATCHES) * errorRate ** wrong;
  const batch = 2 * wrong <= all ? (BATCHES * errorRate) / Math.floor(all / 2) : 0;
  return {
    known: each * (1 - unseen) + batch * (1 - UNSEEN_BATCHES),
    unseen: each * unseen + batch * UNSEEN_BATCHES,
  };
}

/** Prior log-odds that a folder falls apart into two people, so many pictures each. */
export function apartLogOdds(priors: Priors, a: number, b: number): number {
  const all = a + b;
  const { known, unseen } = misplacedPrior(priors, Math.min(a, b), all);
  return logit(Math.min((a === b ? 2 : 1) * (known + unseen), 0.5));
}

export const logit = (p: number): number => Math.log(p) - Math.log1p(-p);
export const sigmoid = (x: number): number =>
  x >= 0 ? 1 / (1 + Math.exp(-x)) : Math.exp(x) / (1 + Math.exp(x));

export function logSumExp(values: readonly number[]): number {
  const highest = Math.max(...values);
  if (highest === Number.NEGATIVE_INFINITY) return highest;
  return highest + Math.log(values.reduce((sum, value) => sum + Math.exp(value - highest), 0));
}
