// The rooms of the console, each loaded when it is first entered.

import { lazy, type ReactElement } from 'react';
import type { Permission } from '../../client/index.js';

export interface Room {
  /** Below `/console`; what lies below it is the room's own. */
  readonly path: string;
  readonly name: string;
  /** Whoever lacks it does not see that the room is there. */
  readonly permission: Permission;
  readonly page: () => ReactElement;
}

const Queue = lazy(() => import('./cases/queue.js').then(({ Queue }) => ({ default: Queue })));
export const CasePage = lazy(() =>
  import('./cases/casePage.js').then(({ CasePage }) => ({ default: CasePage })),
);
const Models = lazy(() => import('./models/models.js').then(({ Models }) => ({ default: Models })));
const AuditLog = lazy(() => import('./audit/auditLog.js').then(({ AuditLog }) => ({ default: AuditLog })));

export const ROOMS: readonly Room[] = [
  { path: '/cases', name: 'Cases', permission: 'cases.read', page: () => <Queue /> },
  { path: '/models', name: 'Models', permission: 'models.read', page: () => <Models /> },
  { path: '/audit', name: 'Log', permission: 'audit.read', page: () => <AuditLog /> },
];
