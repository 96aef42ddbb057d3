// The front of src/workbench/splitting: parts of a data set that share nobody.

export {
  describeEvidence,
  describeLeak,
  type Leak,
  requireCleanSplit,
  SplitLeaks,
} from './checkSplit.js';
export {
  checkSplit,
  type Split,
  type SplitCheck,
  type SplitOptions,
  type SplitSearch,
  splitDataset,
} from './splitDataset.js';
export type { PartSummary } from './summary.js';
export type { Evidence, Suspects } from './suspects.js';
