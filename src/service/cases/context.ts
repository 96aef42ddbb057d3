// What all of cases works with.

import { LikenessError } from '../../errors.js';
import type { Actor, Person } from '../identity/index.js';
import type { Jobs } from '../jobs/index.js';
import type { Transacting } from '../storage/index.js';
import type { Deciding, Faces, Finding } from '../verifications/index.js';
import type { Events } from '../webhooks/index.js';

export interface Cases {
  readonly deciding: Omit<Deciding, 'screens' | 'followers'>;
  /** Search for faces among customers and on lists: before a person approves, what has come since is looked at. */
  readonly searches: readonly ((faces: Faces) => Promise<Finding>)[];
  /** Tells the tenant's own programs. */
  readonly emit?: Events['emit'];
  /** Asks for a seed to be placed that many seconds later, by `placeSeed`. */
  readonly placeLater: (
    transaction: Transacting,
    seed: { readonly tenant: string; readonly seed: string },
    afterSeconds: number,
  ) => Promise<void>;
  /** In [0, 1): draws seeds and second looks. Default `Math.random`. */
  readonly random?: () => number;
}

/** As the service has them: events to whoever wants to be told, seeds by a job. */
export const openCases = (
  deciding: Cases['deciding'],
  { searches, jobs, events }: Pick<Cases, 'searches'> & { jobs: Pick<Jobs, 'send'>; events: Events },
): Cases => ({
  ...{ deciding, searches },
  emit: events.emit,
  placeLater: (transaction, carried, afterSeconds) =>
    jobs.send(transaction, 'case-seed', carried, { afterSeconds }),
});

export const drawn = ({ random = Math.random }: Cases, share: number): boolean => random() < share;

/** @throws `permission_missing` */
export function personOf(actor: Actor): Person {
  if (actor.kind !== 'person')
    throw new LikenessError('permission_missing', 'this is for people who have signed in');
  return actor;
}
