// The document laboratory: from a portrait to what a passport, a chip, a scanner or a phone makes of it.

export { type DegradedDataset, type DegradeOptions, degradeDataset } from './degradeDataset.js';
export { type Degraded, degradePortrait } from './degradePortrait.js';
export { type Base, baseOf, before, degradeBy, EFFECTS } from './effects.js';
export { feedThreads } from './feedThreads.js';
export type { FaceInPicture } from './portrait.js';
export { PROCESS_NAMES, PROCESSES, type ProcessName } from './processes.js';
export { type ShownRow, showEffect, showProcess } from './showcase.js';
export {
  type Effect,
  type Parameters,
  parametersAt,
  type Quantity,
  quantityAt,
  type Specimen,
} from './specimen.js';
