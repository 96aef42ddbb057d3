// The front door of src/decision: from two pictures to a decision.

export type { VerifiedPicture } from './examine.js';
export { Likeness } from './likeness.js';
export { chooseFace } from './mainFace.js';
export type {
  AuthenticateOptions,
  DocumentSource,
  ImageSource,
  LikenessOptions,
  VerifyOptions,
} from './options.js';
export { DEFAULT_POLICY, type OperatingPoint, operatingPoint, type Policy } from './policy.js';
export { documentReason, isNote, qualityReason, REASONS, type Reason, type Role } from './reasons.js';
export { type PastReport, rejudge } from './rejudge.js';
export * from './report/index.js';
export type { Authentication, InspectedFace, Inspection, Verification } from './results.js';
export type { Judgement, Objection, Outcome } from './verify.js';
export { chipZone, isMisread, weighDocument } from './weighDocument.js';
