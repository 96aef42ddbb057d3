// The registry's door: a model's papers, its card, its way into service and out of it.

export type { Card } from './card/card.js';
export { cardMarkdown } from './card/markdown.js';
export { cardPage } from './card/page.js';
export { fileCard, modelCard } from './card/writeCard.js';
export {
  type EvaluationRecord,
  EvaluationRecordSchema,
  fileEvaluation,
  picturesOfReport,
} from './evaluationRecord.js';
export {
  declareTraining,
  fileCalibrationPeople,
  fileTraining,
  type Lineage,
  lineageOf,
  modelsTrainedOn,
  type Papers,
  readPapers,
} from './papers.js';
export { type People, PeopleSchema, peopleOf, shared, subjectDigest } from './people.js';
export { type PromoteOptions, type PromoteResult, promote, rollback } from './promote.js';
export type { PromotionCase, Requirement } from './promotionCase.js';
export { PUBLISHED, type PublishedModel } from './publishers.js';
export { pullModel } from './pull.js';
export { type TrainingRecord, TrainingRecordSchema, type TrainingRun } from './trainingRecord.js';
