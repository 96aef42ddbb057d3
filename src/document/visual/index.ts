// The front door of the visual zone: what a page says to people, held against what it says to machines.

export {
  saysTheSame,
  VISUAL_LABELS,
  type VisualCheck,
  type VisualFact,
  type VisualValue,
  visualFindings,
} from './compareVisual.js';
export { findFacts, type VisualLine } from './findFacts.js';
export { openVisualReader, type VisualReader } from './visualReader.js';
