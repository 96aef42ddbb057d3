// The front door of identity: tenants, keys, people, and what each may do.

export {
  type Actor,
  type Capturing,
  demand,
  demandFresh,
  type Machine,
  type Person,
  type SignedIn,
  type System,
  systemActor,
} from './actor.js';
export {
  type ApiKey,
  authenticateKey,
  createKey,
  type KeyDraft,
  listKeys,
  revokeKey,
  rotateKey,
} from './apiKeys.js';
export { type AuthenticatorOptions, authenticator, type Recogniser } from './authenticator.js';
export { challengesWith } from './challenges.js';
export {
  type Invitation,
  type InvitationLink,
  readInvitation,
  useInvitation,
} from './invitations.js';
export {
  addPasskey,
  type Ceremony,
  checkAssertion,
  checkRegistration,
  listPasskeys,
  type Passkey,
  type Refused,
  registrationOptions,
  removePasskey,
  signInOptions,
  useAssertion,
} from './passkeys.js';
export {
  activate,
  actorOf,
  changeDisabled,
  changeRole,
  countMeans,
  endSignInsOf,
  findByEmail,
  invite,
  listPeople,
  lockPerson,
  type PersonDraft,
  type PersonRecord,
  readPerson,
  renew,
} from './people.js';
export {
  isPermission,
  isRole,
  KEY_PERMISSIONS,
  PERMISSIONS,
  type Permission,
  permissionsOf,
  ROLES,
  type Role,
} from './permissions.js';
export {
  ABSOLUTE_LIMIT,
  authenticateSignIn,
  beginSignIn,
  endSignIn,
  IDLE_LIMIT,
  listSignIns,
  type SignIn,
} from './signIns.js';
export { demandOwnOrigin, type Site, siteOf } from './site.js';
export { demandTenant, ensureTenant, FIRST_TENANT, findTenant, listTenants, type Tenant } from './tenants.js';
export { isSecretOf, makeToken, parseToken } from './tokens.js';
export {
  beginTotp,
  checkTotp,
  confirmTotp,
  countRecoveryCodes,
  type Enrolment,
  findTotp,
  type Given,
  makeDecoy,
  makeRecoveryCodes,
  removeTotp,
  type Sealing,
  type StoredTotp,
  type TotpProof,
  useTotp,
} from './totps.js';
