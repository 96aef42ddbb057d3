// The front door of verifications: proofing, authentication, and what is kept of them.

export { type Alikeness, alikenessOf, alikenessOfScore, type ByChance, byChance } from './alikeness.js';
export { ANSWERS, type AuthenticationRequest, authenticate } from './authenticate.js';
export { CONCERNS, type Concern, type ConcernCode, conclude } from './conclude.js';
export { customerRoutes } from './customerRoutes.js';
export type {
  Compared,
  Decided,
  Deciding,
  Faces,
  Finding,
  Follower,
  Gate,
  Screen,
  SealedReport,
} from './decided.js';
export { enrolWhenApproved } from './enrolment.js';
export { CaptureHints, readHints, shownHints, WrittenHints } from './hints.js';
export { keep } from './keep.js';
export { holdCustomer, recheckApproval, untilKept } from './overtaken.js';
export { heldAgainstRecord } from './ownFace.js';
export { compareProofing, type ProofingRequest, prove } from './prove.js';
export { bodyOf, listVerifications, readVerification, summaryOf, unsealVerification } from './read.js';
export {
  Alikeness as AlikenessBody,
  AuthenticationReport,
  ByChance as ByChanceBody,
  DocumentReport,
  ModelName,
  Outcome,
  Point,
  ProofingReport,
  Reason,
  Selfie,
} from './reportSchema.js';
export { verificationRoutes } from './routes.js';
export {
  type AuthenticationBody,
  authenticationBody,
  CustomerId,
  Device,
  Verification,
} from './schemas.js';
