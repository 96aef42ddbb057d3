// The front door of src/decision: from two pictures to a decision.

export type { VerifiedPicture } from './examine.js';
export {
  type DocumentSource,
  type ImageSource,
  type InspectedFace,
  type Inspection,
  Likeness,
  type LikenessOptions,
  type Verification,
} from './likeness.js';
export { chooseFace } from './mainFace.js';
export { DEFAULT_POLICY, type OperatingPoint, operatingPoint, type Policy } from './policy.js';
export { documentReason, qualityReason, REASONS, type Reason, type Role } from './reasons.js';
export type { Judgement, Objection, Outcome } from './verify.js';
export { chipZone, isMisread, weighDocument } from './weighDocument.js';
