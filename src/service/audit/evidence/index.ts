// Evidence packs: made for one decision, checked offline, decided anew.

export { buildEvidencePack, type EvidenceInput } from './build.js';
export {
  type DecisionFacts,
  decisionDetails,
  type EvidenceConclusion,
  type EvidenceConditions,
  type EvidencePart,
  type EvidencePicture,
  type EvidenceReport,
} from './contents.js';
export { type Replay, type Replayer, type ReplayModels, replayEvidencePack } from './replay.js';
export { type Software, softwareVersions } from './software.js';
export {
  type EvidenceFault,
  type EvidenceOptions,
  type EvidenceVerification,
  verifyEvidencePack,
} from './verify.js';
export { PACK_LIMITS } from './zip.js';
