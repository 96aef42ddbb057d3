// The front door of inference: verifications on threads of their own, away from the event loop.

export { Overloaded } from './overloaded.js';
export {
  type InferenceOptions,
  type InferencePool,
  type InferenceStats,
  openInferencePool,
  type TaskOptions,
} from './pool.js';
export type {
  AuthenticateRequest,
  AuthenticateResult,
  EmbedRequest,
  EmbedResult,
  ModelInUse,
  VerifyRequest,
  VerifyResult,
} from './tasks.js';
