// Scores → evidence: error rates and their intervals, calibration. Pure functions over typed arrays, no I/O.

export {
  type Calibration,
  type CalibrationData,
  type FitOptions,
  fitLogistic,
  llr,
  probability,
  subjectBalancedWeights,
} from './calibration/calibration.js';
export { cllr, minCllr } from './calibration/cllr.js';
export type { EqualError } from './rates/equalErrorRate.js';
export { errorRateCurve, type OperatingPoint } from './rates/errorRateCurve.js';
export {
  type ErrorRate,
  eer,
  far,
  fmr,
  fnmr,
  fnmrAtFmr,
  frr,
  type NonMatedScores,
  type Threshold,
  thresholdAtFmr,
  type Unsupported,
} from './rates/errorRates.js';
export { splitBySubject } from './sampling/folds.js';
export { createRandom, type Random, shuffle } from './sampling/random.js';
export {
  histogram,
  type OpenTally,
  openTally,
  type ScoreTally,
  type TallyOptions,
  tallyScores,
  type WeightedScores,
} from './scores/scoreTally.js';
export type { Scores } from './scores/staircase.js';
export {
  type AllPairsInput,
  type AllPairsScores,
  type PairScores,
  scoreAllPairs,
} from './scoring/allPairs.js';
export { type BlockProduct, blockProduct } from './scoring/blockProduct.js';
export {
  clopperPearson,
  type Interval,
  requiredTrials,
  ruleOfThirty,
  ruleOfThree,
  wilson,
} from './uncertainty/intervals.js';
export {
  type BootstrapOptions,
  bootstrapEer,
  bootstrapFmr,
  bootstrapFnmr,
  bootstrapFnmrAtFmr,
  type SubjectInterval,
} from './uncertainty/subjectBootstrap.js';
export { allPairsTrials, listedTrials, type SubjectTrials } from './uncertainty/subjectTrials.js';
