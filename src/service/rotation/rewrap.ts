// After a rotation of the master key: subjects' keys are wrapped anew, until no row names a former one. Pictures are not
// touched. May be interrupted at any point, and go on at any other.

import { LikenessError } from '../../errors.js';
import type { AuditLog } from '../audit/index.js';
import { systemActor } from '../identity/index.js';
import type { Jobs } from '../jobs/index.js';
import { formerOf, type MasterKeys, SubjectKeys } from '../pictures/index.js';
import type { Database, Transacting } from '../storage/index.js';

export interface RewrapOptions {
  readonly database: Database;
  readonly masterKeys: MasterKeys;
  readonly audit: AuditLog;
  readonly signal?: AbortSignal;
  readonly onProgress?: (done: number, total: number) => void;
  /** Subjects of one transaction. Default 200. */
  readonly batch?: number;
}

/**
 * @returns how many keys were wrapped anew
 * @throws `master_key_missing`, `wrapped_key_tampered`, and the signal's reason; what was done until then stays done
 */
export async function rewrapSubjects(options: RewrapOptions, tenant: string): Promise<number> {
  const { database, masterKeys, audit, onProgress } = options;
  const former = formerOf(masterKeys);
  const [total, unknown] = await database.tenant(tenant, async (transaction) => [
    await countWrapped(transaction, 'in', former),
    await countWrapped(transaction, 'not in', masterKeys.ids),
  ]);
  if (unknown > 0)
    throw new LikenessError(
      'master_key_missing',
      `${unknown} subjects’ keys were wrapped with a master key that is not among ${masterKeys.ids.join(', ')}`,
    );
  if (total === 0) return 0;
  // Each key is used once: none has to be held.
  const keys = new SubjectKeys(masterKeys, { most: 1 });
  let done = 0;
  const from = new Set<string>();
  try {
    for (;;) {
      options.signal?.throwIfAborted();
      const wrapped = await rewrapBatch(options, keys, tenant);
      for (const former of wrapped) from.add(former);
      done += wrapped.length;
      onProgress?.(done, total);
      if (wrapped.length === 0) return done;
    }
  } finally {
    keys.close();
    if (done > 0)
      await database.tenant(tenant, (transaction) =>
        audit.append(
          transaction,
          systemActor(tenant, 'key rewrapping'),
          'master_key.rotated',
          { kind: 'master_key', id: masterKeys.current },
          { from: [...from].sort(), subjects: done },
        ),
      );
  }
}

/** @returns the former master key of each that was wrapped anew */
async function rewrapBatch(
  { database, masterKeys, batch = 200 }: RewrapOptions,
  keys: SubjectKeys,
  tenant: string,
): Promise<string[]> {
  return database.tenant(tenant, async (transaction) => {
    const rows = await transaction
      .selectFrom('subjects')
      .select(['id', 'wrapped_key', 'master_key'])
      .where('master_key', 'in', formerOf(masterKeys))
      .orderBy('id')
      .limit(batch)
      .forUpdate()
      .execute();
    for (const { id, wrapped_key, master_key } of rows) {
      const wrapped = { masterKey: master_key!, wrapped: wrapped_key! };
      const anew = await keys.rewrap({ tenant, subject: id }, wrapped);
      if (!anew) continue;
      await transaction
        .updateTable('subjects')
        .set({ wrapped_key: Buffer.from(anew.wrapped), master_key: anew.masterKey })
        .where('id', '=', id)
        .execute();
    }
    return rows.map(({ master_key }) => master_key!);
  });
}

async function countWrapped(
  transaction: Transacting,
  which: 'in' | 'not in',
  masterKeys: readonly string[],
): Promise<number> {
  if (masterKeys.length === 0) return 0;
  const { count } = await transaction
    .selectFrom('subjects')
    .select(({ fn }) => fn.countAll<number>().as('count'))
    .where('master_key', which, masterKeys)
    .executeTakeFirstOrThrow();
  return Number(count);
}

/** Does the job `key-rewrapping` from now on. */
export function workOnRewrapping(
  jobs: Jobs,
  options: Pick<RewrapOptions, 'database' | 'masterKeys' | 'audit'>,
): void {
  jobs.work('key-rewrapping', async ({ tenant }, { signal }) => {
    // Another process may have made a new master key: its health check reads the keys anew.
    await options.masterKeys.health();
    await rewrapSubjects({ ...options, signal }, tenant);
  });
}
