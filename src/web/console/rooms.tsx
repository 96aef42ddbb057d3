// The rooms of the console, each loaded when it is first entered.

import type { ReactElement } from 'react';
import type { Permission } from '../../client/index.js';
import { lazy } from './shell/lazy.js';

export interface Room {
  /** Below `/console`; what lies below it is the room's own. */
  readonly path: string;
  readonly name: string;
  /** Whoever lacks it does not see that the room is there. */
  readonly permission: Permission;
  readonly page: () => ReactElement;
}

const Queue = lazy(async () => (await import('./cases/queue.js')).Queue);
export const CasePage = lazy(async () => (await import('./cases/casePage.js')).CasePage);
const Fraud = lazy(async () => (await import('./fraud/fraud.js')).Fraud);
const Models = lazy(async () => (await import('./models/models.js')).Models);
const Analytics = lazy(async () => (await import('./analytics/analytics.js')).Analytics);
const Policies = lazy(async () => (await import('./policies/policies.js')).Policies);
const Compliance = lazy(async () => (await import('./compliance/compliance.js')).Compliance);
const Supervision = lazy(async () => (await import('./supervision/supervision.js')).Supervision);
const Administration = lazy(async () => (await import('./administration/administration.js')).Administration);
export const Yourself = lazy(async () => (await import('./me/yourself.js')).Yourself);
const AuditLog = lazy(async () => (await import('./audit/auditLog.js')).AuditLog);

export const ROOMS: readonly Room[] = [
  { path: '/cases', name: 'Cases', permission: 'cases.read', page: () => <Queue /> },
  { path: '/supervision', name: 'Supervision', permission: 'cases.supervise', page: () => <Supervision /> },
  { path: '/fraud', name: 'Financial Crime', permission: 'links.read', page: () => <Fraud /> },
  { path: '/models', name: 'Models', permission: 'models.read', page: () => <Models /> },
  { path: '/analytics', name: 'Analytics', permission: 'analytics.read', page: () => <Analytics /> },
  { path: '/policies', name: 'Policies', permission: 'policies.read', page: () => <Policies /> },
  { path: '/compliance', name: 'Compliance', permission: 'audit.read', page: () => <Compliance /> },
  { path: '/audit', name: 'Log', permission: 'audit.read', page: () => <AuditLog /> },
  {
    path: '/administration',
    name: 'Administration',
    permission: 'people.read',
    page: () => <Administration />,
  },
];
