// The front door of the room: from photographs to evidence about models.

export {
  applyCalibration,
  type CalibratedModel,
  type CalibrateOptions,
  calibrateModel,
} from './calibration/calibrateModel.js';
export { type Dataset, openDataset, undoChange } from './datasets/dataset.js';
export { type Forgotten, forget } from './datasets/forget.js';
export { type Ingested, type IngestOptions, ingest } from './datasets/ingest.js';
export type { Part } from './datasets/record.js';
export { LAYOUTS, type Layout, layoutOf, stated, termsOf } from './datasets/sources/index.js';
export { type EvaluateOptions, type Evaluation, evaluate } from './evaluation/evaluate.js';
export { compareReports, readReport } from './evaluation/leaderboard.js';
export { renderPage } from './evaluation/page/index.js';
export type { ModelReport, Report, ReportedComparison, ReportedRate } from './evaluation/report.js';
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
export { type PromoteOptions, type PromoteResult, promote, rollback } from './registry/promote.js';
export type { PromotionCase, Requirement } from './registry/promotionCase.js';
export { PUBLISHED, type PublishedModel } from './registry/publishers.js';
export { pullModel } from './registry/pull.js';
export { type TrainingRecord, TrainingRecordSchema, type TrainingRun } from './registry/trainingRecord.js';
