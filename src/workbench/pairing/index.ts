// The front of src/workbench/pairing: lists of pairs to compare.

export { pairsCsv } from './csv.js';
export { parseKinds } from './kinds.js';
export type { KindSummary } from './listPairs.js';
export { type PairList, type PairOptions, pairDataset } from './pairDataset.js';
