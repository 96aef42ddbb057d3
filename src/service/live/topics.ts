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
  customer: ['customers', 'verifications', 'links'],
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

/** Looks, which change nothing that is looked at. */
const LOOKS: ReadonlySet<Action> = new Set<Action>([
  'verification.read',
  'customer.links_read',
  'case.exported',
  'policy.simulated',
]);

/** @param actions codes of entries of the log, of whatever version wrote them */
export function topicsOf(actions: Iterable<string>): ReadonlySet<Topic> {
  const topics = new Set<Topic>();
  for (const action of actions) {
    topics.add('audit');
    if (!isAction(action) || LOOKS.has(action)) continue;
    for (const topic of OF_SUBJECT[action.split('.')[0]!] ?? []) topics.add(topic);
  }
  return topics;
}
