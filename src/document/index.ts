// The front door of the document: from a picture of a passport or an identity card to its page, portrait and zone.

export * from './chip/index.js';
export { type DocumentFacts, type FaceAge, findContradictions } from './coherence.js';
export type { Finding, FindingCode } from './finding.js';
export { closeNetworks, type DocumentNetworks, openNetworks } from './networks.js';
export * from './page/index.js';
export { choosePortrait, type PagePortrait } from './portrait.js';
export {
  type DocumentReading,
  type ReadingStage,
  type ReadOptions,
  type ReadPage,
  type ReadZone,
  readDocument,
} from './readDocument.js';
export * from './reading/index.js';
export * from './visual/index.js';
export * from './zone/index.js';
