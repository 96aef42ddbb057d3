// The front door of the room: from photographs to evidence about models.

export {
  applyCalibration,
  type CalibratedModel,
  type CalibrateOptions,
  calibrateModel,
} from './calibration/calibrateModel.js';
export { type EvaluateOptions, type Evaluation, evaluate } from './evaluation/evaluate.js';
export { compareReports, readReport } from './evaluation/leaderboard.js';
export { renderPage } from './evaluation/page/index.js';
export type { ModelReport, Report, ReportedComparison, ReportedRate } from './evaluation/report.js';
