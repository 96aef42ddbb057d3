// The front door of src/decision: from two pictures to a decision.

export type { VerifiedPicture } from './examine.js';
export {
  type ImageSource,
  type InspectedFace,
  type Inspection,
  Likeness,
  type LikenessOptions,
  type Verification,
} from './likeness.js';
export { DEFAULT_POLICY, type OperatingPoint, operatingPoint, type Policy } from './policy.js';
export { REASONS, type Reason, type Role } from './reasons.js';
export type { Judgement, Outcome } from './verify.js';
