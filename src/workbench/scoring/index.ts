// The front of src/workbench/scoring: protocols, and the engine that scores them.

export { parseLfwPairs } from './lfwPairs.js';
export { type PicturePair, parsePairsCsv } from './pairsCsv.js';
export type { AllMated, CountedMated, MatedScores, ScoredComparisons } from './scored.js';
export { type ComparedRows, type RowOffsets, ScoringEngine, type ScoringOptions } from './scoringEngine.js';
