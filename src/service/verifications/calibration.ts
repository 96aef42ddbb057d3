// The calibration that a decision's evidence brings along, whichever the model has by then: kept once for each tenant.

import type { Database, Transacting } from '../storage/index.js';
import type { Concluded, Deciding } from './decided.js';

/** What this process knows to be in a database: rows of this table are never taken away. */
const kept = new WeakMap<Database, Set<string>>();

interface KeptOnce {
  keep(transaction: Transacting): Promise<void>;
  /** Called once that transaction has committed: the next need not ask. */
  isKept(): void;
}

export function calibrationOf(
  database: Database,
  { tenant, model: { calibrationDigest: digest } }: Pick<Concluded, 'tenant' | 'model'>,
  ours: Deciding['inference']['model'],
): KeptOnce {
  const known = kept.get(database) ?? new Set();
  kept.set(database, known);
  const key = `${tenant} ${digest}`;
  if (digest === null || digest !== ours.calibrationDigest || known.has(key))
    return { keep: async () => {}, isKept: () => {} };
  return {
    async keep(transaction) {
      await transaction
        .insertInto('calibrations')
        .values({ digest, body: JSON.stringify(ours.calibration), created_at: new Date() })
        .onConflict((conflict) => conflict.columns(['tenant', 'digest']).doNothing())
        .execute();
    },
    isKept: () => void known.add(key),
  };
}
