// The front door of accounts: the routes by which people sign in, and are let in.

import type { Routes } from '../http/index.js';
import type { Accounts } from './context.js';
import { keyRoutes } from './keyRoutes.js';
import { meRoutes } from './meRoutes.js';
import { peopleRoutes } from './peopleRoutes.js';
import { permissionRoutes } from './permissionRoutes.js';
import { signInRoutes } from './signInRoutes.js';

export {
  type Administration,
  administrationBy,
  type InvitedPerson,
  type MadeKey,
} from './administration.js';
export { DEFAULT_SIGN_IN_LIMITS, type SignInLimits } from './attempts.js';
export { type Accounts, type AccountsOptions, openAccounts } from './context.js';

export const accountRoutes = (accounts: Accounts): readonly Routes[] => [
  signInRoutes(accounts),
  meRoutes(accounts),
  peopleRoutes(accounts),
  keyRoutes(accounts),
  permissionRoutes,
];
