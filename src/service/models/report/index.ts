// The front door of report: agreement, drift, and the false match rate among customers.

export { DECISIONS } from './agreement.js';
export { driftOf, type Moved } from './drift.js';
export { type ModelReport, type ReportedModel, reportOn } from './report.js';
export { drawPeople } from './traffic.js';
