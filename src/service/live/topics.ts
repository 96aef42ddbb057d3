// What may have changed for somebody who looks at a page: by the log's actions, and for those who may read of it.

import { type Action, isAction } from '../audit/index.js';
import type { Permission } from '../identity/index.js';

/** Resources of the API by whose routes one sees the change; and what reading them takes. */
export const TOPICS = {
  cases: 'cases.read',
  verifications: 'verifications.list',
  customers: 'customers.read',
  lists: 'lists.read',
  links: 'links.read',
  models: 'models.read',
  policies: 'policies.read',
  retention: 'audit.read',
  people: 'people.read',
  keys: 'keys.write',
  webhooks: 'webhooks.write',
  audit: 'audit.read',
} as const satisfies Record<string, Permission>;

export type Topic = keyof typeof TOPICS;

/** By the first word of an action. What is not here changes nothing but the log. */
const OF_SUBJECT: Readonly<Record<string, readonly Topic[]>> = {
  verification: ['verifications'],
  customer: ['customers', 'verifications'],
  case: ['cases'],
  case_seed: ['cases'],
  case_settings: ['cases'],
  policy: ['policies'],
  model: ['models'],
  list: ['lists', 'links'],
  pair: ['links'],
  key: ['keys'],
  person: ['people'],
  retention: ['retention'],
  hold: ['retention'],
  webhook: ['webhooks'],
};

/** What else a single action changes. Of logins there are many, and none changes who is linked with whom. */
const BESIDES: Readonly<Partial<Record<Action, readonly Topic[]>>> = {
  'case.opened': ['links'],
  'case.hit_found': ['links'],
  'customer.blocked': ['links'],
  'customer.unblocked': ['links'],
  'customer.erased': ['links'],
};

/** Looks, which change nothing that is looked at. */
const LOOKS: ReadonlySet<Action> = new Set<Action>([
  'verification.read',
  'customer.links_read',
  'customer.alarms_read',
  'case.exported',
  'policy.simulated',
]);

/** @param actions codes of entries of the log, of whatever version wrote them; null: all may have changed */
export function topicsOf(actions: ReadonlySet<string> | null): ReadonlySet<Topic> {
  if (!actions) return new Set(Object.keys(TOPICS) as Topic[]);
  const topics = new Set<Topic>();
  for (const action of actions) {
    topics.add('audit');
    if (!isAction(action) || LOOKS.has(action)) continue;
    for (const topic of OF_SUBJECT[action.split('.')[0]!] ?? []) topics.add(topic);
    for (const topic of BESIDES[action] ?? []) topics.add(topic);
  }
  return topics;
}

/** By which somebody may hear no more, or other things. */
const RIGHTS: readonly Action[] = [
  'person.role_changed',
  'person.disabled',
  'person.renewed',
  'login.ended',
  'key.rotated',
  'key.revoked',
];

export const touchesRights = (actions: ReadonlySet<string> | null): boolean =>
  !actions || RIGHTS.some((action) => actions.has(action));
