// What workers do for models: the one that is tried scores what was decided, and templates are made anew.

import type { InferencePool } from '../inference/index.js';
import type { Jobs } from '../jobs/index.js';
import { type Reembedding, reembed } from '../reembedding/index.js';
import type { Database } from '../storage/index.js';
import { type Challenger, type ChallengerOptions, challenger } from './challenger.js';
import { readRoles } from './roles.js';
import { type Shadowing, scoreByShadow } from './shadow.js';

/**
 * The model that is tried, in this process; or, where another has been promoted since it started, that one. To be closed
 * after the jobs.
 */
export const openChallenger = ({
  database,
  open,
}: { readonly database: Database } & Pick<ChallengerOptions, 'open'>): Challenger =>
  challenger({
    open,
    current: async () => {
      const { active, shadow } = await readRoles(database.shared);
      return (shadow ?? active)?.digest ?? null;
    },
  });

/** Does the jobs `shadow-score` from now on. */
export function workOnShadow(jobs: Jobs, shadowing: Shadowing): void {
  jobs.work('shadow-score', (carried, context) => scoreByShadow(shadowing, carried, context));
}

/** Does the jobs `model-reembedding` from now on; each asks for the next while there is more to do. */
export function workOnReembedding(
  jobs: Jobs,
  parts: Omit<Reembedding, 'wanted' | 'poolOf'> & {
    readonly inference: InferencePool;
    readonly challenger: Challenger;
  },
): void {
  const { database, inference, challenger } = parts;
  const reembedding: Reembedding = {
    ...parts,
    wanted: async () => {
      const { active, shadow } = await readRoles(database.shared);
      return { active: active?.digest ?? null, shadow: shadow?.digest ?? null };
    },
    poolOf: async (digest) => (digest === inference.model.digest ? inference : challenger.pool(digest)),
  };
  jobs.work('model-reembedding', async ({ tenant }, { signal }) => {
    if (!(await reembed(reembedding, tenant, signal))) return;
    await database.tenant(tenant, (transaction) => jobs.send(transaction, 'model-reembedding', { tenant }));
  });
}
