// The front door of the room: from photographs to evidence about models.

export {
  applyCalibration,
  type CalibratedModel,
  type CalibrateOptions,
  calibrateModel,
} from './calibration/calibrateModel.js';
export { type Applied as AppliedProposals, choose as chooseProposals } from './cleaning/apply.js';
export { applyCleaning, type Cleaning, type CleanOptions, clean } from './cleaning/clean.js';
export { cleaningPage } from './cleaning/page/page.js';
export { expectedPrecision, type KindName as ProposalKind, type Proposal } from './cleaning/proposal.js';
export { type Dataset, openDataset, replaceRecords, undoChange } from './datasets/dataset.js';
export { type Erasure, erasuresOf } from './datasets/erasures.js';
export {
  type ForgetOptions,
  type Forgotten,
  findOverdue,
  findUnlisted,
  forget,
  forgetOverdue,
  forgetUnlisted,
  type Overdue,
  type Unlisted,
} from './datasets/forget.js';
export { type Ingested, type IngestOptions, ingest } from './datasets/ingest.js';
export type { DatasetRecord, Part } from './datasets/record.js';
export { isDay, LAYOUTS, type Layout, layoutOf, stated, termsOf } from './datasets/sources/index.js';
export {
  type DegradedDataset,
  type DegradeOptions,
  degradeDataset,
  degradePortrait,
  EFFECTS,
  PROCESS_NAMES,
  type ProcessName,
  type ShownRow,
  showEffect,
  showProcess,
} from './degrade/index.js';
export { type EvaluateOptions, type Evaluation, evaluate } from './evaluation/evaluate.js';
export { compareReports, readReport } from './evaluation/leaderboard.js';
export { renderPage } from './evaluation/page/index.js';
export type { ModelReport, Report, ReportedComparison, ReportedRate } from './evaluation/report.js';
export {
  amountsLike,
  forecastPage,
  forecastPng,
  forecastSvg,
  forecastTable,
  type TableForecast,
} from './forecasting/index.js';
export {
  type Inspection,
  InspectionSchema,
  inspect,
  inspectionPage,
  inspectionPictures,
} from './inspection/index.js';
export {
  type Amended,
  amendTerms,
  type Condition,
  conditionOf,
  copiesOf,
  type Ledger,
  type LedgerEntry,
  ledgerCsv,
  ledgerOf,
  parseCondition,
  parseNewTerms,
  TERM_NAMES,
  type TermColumn,
  today,
} from './ledger/index.js';
export {
  type KindSummary,
  type PairList,
  type PairOptions,
  pairDataset,
  pairsCsv,
  parseKinds,
} from './pairing/index.js';
export { renderPlan } from './planning/page/page.js';
export { type Plan, type PlanOptions, planData } from './planning/plan.js';
export { openRecipeLearner } from './planning/recipeLearner.js';
export {
  type FiledRecipe,
  type Finding,
  fileRecipe,
  type KindName,
  parseRecipe,
  type Recipe,
  readRecipe,
  type Trained,
  type TrainedModel,
  type TrainedRecipe,
  type TrainRecipeOptions,
  trainRecipe,
  usualRecipes,
} from './recipes/index.js';
export type { Card } from './registry/card/card.js';
export { cardMarkdown } from './registry/card/markdown.js';
export { cardPage } from './registry/card/page.js';
export { fileCard, modelCard } from './registry/card/writeCard.js';
export {
  type EvaluationRecord,
  EvaluationRecordSchema,
  fileEvaluation,
  picturesOfReport,
} from './registry/evaluationRecord.js';
export {
  declareTraining,
  fileCalibrationPeople,
  fileTraining,
  type Lineage,
  lineageOf,
  modelsTrainedOn,
  type Papers,
  readPapers,
} from './registry/papers.js';
export { type People, PeopleSchema, peopleOf, shared, subjectDigest } from './registry/people.js';
export {
  DEFAULT_MARGIN,
  type PromoteOptions,
  type PromoteResult,
  promote,
  rollback,
} from './registry/promote.js';
export { type PromotionCase, promotionCase, type Requirement } from './registry/promotionCase.js';
export { PUBLISHED, type PublishedModel } from './registry/publishers.js';
export { pullModel } from './registry/pull.js';
export { type TrainingRecord, TrainingRecordSchema, type TrainingRun } from './registry/trainingRecord.js';
export {
  drawBackdrop,
  drawHolder,
  drawSpecimen,
  drawStyle,
  EVERYDAY,
  type Holder,
  INVENTED_STATES,
  laidSheet,
  photograph,
  type Sheet,
  SPECIMEN_KINDS,
  type SpecimenKind,
  type SpecimenStyle,
  specimenLines,
  zoneBox,
} from './specimens/index.js';
export {
  checkSplit,
  describeEvidence,
  describeLeak,
  type Evidence,
  type Leak,
  type PartSummary,
  requireCleanSplit,
  type Split,
  type SplitCheck,
  SplitLeaks,
  type SplitOptions,
  type SplitSearch,
  type Suspects,
  splitDataset,
} from './splitting/index.js';
export {
  type Alternative,
  fileStudied,
  parseStudy,
  readStudy,
  renderStudy,
  requireStudyName,
  runStudy,
  type SearchedOption,
  type Study,
  type StudyOptions,
  type StudyReport,
  type StudyResult,
} from './study/index.js';
