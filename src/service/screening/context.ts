// What all of screening works with.

import type { AuditLog } from '../audit/index.js';
import type { InferencePool } from '../inference/index.js';
import type { MasterKeys, PictureStore } from '../pictures/index.js';
import type { Database } from '../storage/index.js';
import type { Subjects } from '../subjects/index.js';
import type { Compared, Decided, Follower } from '../verifications/index.js';
import type { Galleries } from './galleries.js';

export interface Screened {
  readonly database: Database;
  readonly subjects: Subjects;
  readonly audit: AuditLog;
  readonly inference: Pick<InferencePool, 'model' | 'embed'>;
  /** Where tombstones lie, and what they are signed with. */
  readonly store: PictureStore;
  readonly masterKeys: MasterKeys;
  readonly galleries: Galleries;
  readonly rechecks: Rechecks;
}

/** Looks again at what was committed since a screen has looked. @throws `tries_at_once` */
type Recheck = (transaction: Parameters<Follower>[0], decided: Decided) => Promise<void>;

/**
 * What the screens of one try want to look at again within the transaction that keeps it, when the log's head is locked
 * and nobody else of the tenant can commit a decision: so that of tries at once none slips by unseen.
 */
export class Rechecks {
  readonly #of = new WeakMap<Compared['report'], Recheck[]>();

  add({ report }: Compared, recheck: Recheck): void {
    this.#of.set(report, [...(this.#of.get(report) ?? []), recheck]);
  }

  of({ report }: Decided): readonly Recheck[] {
    return this.#of.get(report) ?? [];
  }
}

/** Follows a decision: only an approval can have slipped by. */
export const recheckApproval =
  ({ rechecks }: Pick<Screened, 'rechecks'>): Follower =>
  async (transaction, decided) => {
    if (decided.decision !== 'approve') return;
    for (const recheck of rechecks.of(decided)) await recheck(transaction, decided);
  };
