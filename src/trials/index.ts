// Scores → evidence: error rates and their intervals, calibration. Pure functions over typed arrays, no I/O.
export { type AllPairsInput, type AllPairsScores, type PairScores, scoreAllPairs } from './allPairs.js';
export { type BlockProduct, blockProduct } from './blockProduct.js';
export {
  type Calibration,
  type CalibrationData,
  type FitOptions,
  fitLogistic,
  llr,
  probability,
  subjectBalancedWeights,
} from './calibration.js';
export { cllr, minCllr } from './cllr.js';
export type { EqualError } from './equalErrorRate.js';
export { errorRateCurve, type OperatingPoint } from './errorRateCurve.js';
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
} from './errorRates.js';
export { splitBySubject } from './folds.js';
export {
  clopperPearson,
  type Interval,
  requiredTrials,
  ruleOfThirty,
  ruleOfThree,
  wilson,
} from './intervals.js';
export { createRandom, type Random, shuffle } from './random.js';
export {
  histogram,
  type OpenTally,
  openTally,
  type ScoreTally,
  type TallyOptions,
  tallyScores,
  type WeightedScores,
} from './scoreTally.js';
export type { Scores } from './staircase.js';
export {
  type BootstrapOptions,
  bootstrapEer,
  bootstrapFmr,
  bootstrapFnmr,
  bootstrapFnmrAtFmr,
  type SubjectInterval,
} from './subjectBootstrap.js';
export { allPairsTrials, listedTrials, type SubjectTrials } from './subjectTrials.js';
