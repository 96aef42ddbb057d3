// The front door of policies.

export {
  activatePolicy,
  activePolicy,
  draftPolicy,
  ensurePolicy,
  listPolicies,
  type PolicyVersion,
  readPolicy,
} from './policies.js';
export { DEFAULT_DOCUMENT, PolicyDocument } from './policyDocument.js';
export { policyRoutes } from './routes.js';
