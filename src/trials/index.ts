// Scores → evidence: error rates and their intervals, calibration. Pure functions over typed arrays, no I/O.

export {
  type AtApcer,
  type AttackDetection,
  type AttackPresentations,
  detectionAt,
  detectionAtApcer,
  FEWEST_PRESENTATIONS,
  type ImpostorAttackAcceptance,
  impostorAttackAcceptance,
  type PresentationRate,
  type Presentations,
  type SpeciesRates,
  type WorstSpecies,
} from './attack/presentationAttack.js';
export {
  type AdjustedCalibration,
  type FeaturedScores,
  fitAdjusted,
} from './calibration/adjustedLogistic.js';
export {
  type Calibration,
  type CalibrationData,
  type FitOptions,
  fitLogistic,
  llr,
  probability,
  subjectBalancedWeights,
} from './calibration/calibration.js';
export {
  bootstrapCalibrationLoss,
  type CalibrationLoss,
  type CalibrationLossInterval,
  calibrationLoss,
} from './calibration/calibrationLoss.js';
export { cllr, minCllr } from './calibration/cllr.js';
export { fitIsotonic, type IsotonicCalibration, isotonicLlr } from './calibration/isotonic.js';
export {
  fitQualityLogistic,
  type QualityCalibration,
  type QualityFitOptions,
  type QualityScores,
  qualityLlr,
} from './calibration/qualityLogistic.js';
export {
  type Reliability,
  type ReliabilityBin,
  type ReliabilityOptions,
  reliability,
} from './calibration/reliability.js';
export {
  type AdjustedPicture,
  adjustmentOf,
  heldQuality,
  type QualityTerm,
  type ScoreAdjustment,
  type Side,
} from './calibration/scoreAdjustment.js';
export {
  type Misleading,
  type MisleadingEvidence,
  type MisleadingShare,
  misleadingEvidence,
  type TippettPoint,
  tippettCurve,
} from './calibration/tippett.js';
export { type CllrComparison, compareCllr, type PairedLlrs } from './comparison/compareCllr.js';
export {
  compareSystems,
  type SystemAtFmr,
  type SystemComparison,
  type Verdict,
} from './comparison/compareSystems.js';
export { holm } from './comparison/holm.js';
export { type Homogeneity, homogeneity } from './comparison/homogeneity.js';
export { type KolmogorovSmirnov, kolmogorovSmirnov } from './comparison/kolmogorovSmirnov.js';
export {
  type ClusteredMcNemar,
  type ClusteredTest,
  clusteredMcnemar,
  type McNemar,
  mcnemar,
} from './comparison/mcnemar.js';
export {
  countIn,
  equalBins,
  type PopulationStability,
  populationStability,
} from './comparison/populationStability.js';
export { type RankCorrelation, rankCorrelation, ranksOf } from './comparison/rankCorrelation.js';
export type { Refusal } from './comparison/refusal.js';
export { normalQuantile } from './distributions/normalQuantile.js';
export type { Chance } from './groups/chance.js';
export {
  type Differential,
  type DifferentialOptions,
  type Differentials,
  differentials,
  type GroupRate,
  type GroupResult,
  type PairResult,
} from './groups/differentials.js';
export type { SubjectGroups } from './groups/groupTrials.js';
export { giniCoefficient, type NamedRate, type RateSpread, type Ratio, rateSpread } from './groups/spread.js';
export {
  type CumulativeMatch,
  cumulativeMatch,
  fnir,
  fnirAtFpir,
  fpir,
  fpirFromFmr,
  type SearchRate,
  thresholdAtFpir,
  type UnsupportedFpir,
} from './identification/openSet.js';
export {
  drawGallery,
  type GalleryDraw,
  type GallerySearch,
  type Searches,
  searchGallery,
} from './identification/searchGallery.js';
export {
  type DiscardInput,
  type DiscardOptions,
  type DiscardPoint,
  type ErrorVersusDiscard,
  errorVersusDiscard,
  type Measured,
} from './quality/errorVersusDiscard.js';
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
export {
  type FailureRate,
  failureToAcquire,
  failureToAcquireBySubject,
  failureToEnrol,
} from './rates/failureRates.js';
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
export { type ListedRows, scoreListedPairs } from './scoring/listedPairs.js';
export { requireUnitRows, type TemplateRows } from './scoring/templateRows.js';
export { type FoldScores, type TenFoldAccuracy, tenFoldAccuracy } from './scoring/tenFoldAccuracy.js';
export {
  type ExtremeFmr,
  type ExtremeOptions,
  type ExtremeThreshold,
  extremeFmr,
  thresholdAtExtremeFmr,
} from './tail/extremeFmr.js';
export {
  fitSubjectTail,
  fitTail,
  type SubjectTailOptions,
  type TailFit,
  type TailOptions,
  type TailUnsupported,
} from './tail/tailFit.js';
export { type Claim, type ClaimTarget, claim } from './uncertainty/claim.js';
export { type DetBand, type DetBandOptions, type DetBandPoint, detBand } from './uncertainty/detBand.js';
export { fewestPeople } from './uncertainty/fewestPeople.js';
export {
  clopperPearson,
  type Interval,
  requiredTrials,
  ruleOfThirty,
  ruleOfThree,
  wilson,
} from './uncertainty/intervals.js';
export { type Goal, type RequiredSubjects, requiredSubjects } from './uncertainty/requiredSubjects.js';
export { type PeopleAlike, type Share, shareBySubject, shareOfPeople } from './uncertainty/shareBySubject.js';
export {
  type BootstrapOptions,
  bootstrapEer,
  bootstrapFmr,
  bootstrapFnmr,
  bootstrapFnmrAtFmr,
  type SubjectInterval,
} from './uncertainty/subjectBootstrap.js';
export {
  allPairsTrials,
  listedTrials,
  type OmittedPairs,
  type ProbeGalleryScores,
  probeGalleryTrials,
  type SubjectTrials,
} from './uncertainty/subjectTrials.js';
export { type SubjectWeights, weightedFnmrAtFmr } from './uncertainty/subjectWeights.js';
export { tailNeeded } from './uncertainty/tailNeeded.js';
