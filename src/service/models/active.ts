// The model that decides is the same in all processes on a database, whatever each was started with: the first start
// says which it is, a promotion says it anew.

import { LikenessError } from '../../errors.js';
import { DEFAULT_MODELS, defaultDigest, type ModelStore } from '../../face/index.js';
import type { ModelInUse } from '../inference/index.js';
import type { Database } from '../storage/index.js';
import type { Check } from '../telemetry/index.js';
import { clearRole, lockRoles, type ModelInRole, readRoles, setRole } from './roles.js';

type Identity = Pick<ModelInUse, 'name' | 'digest'>;

/**
 * What a process opens: the model that decides, once one does.
 * @param asked as `--model` names it; null: nothing is asked for
 * @returns name or digest; null where nothing was asked for and nothing was said before
 * @throws `model_not_promoted` where another is asked for; `model_not_found` where it is not here, nor can be composed
 */
export async function modelToOpen(
  database: Database,
  models: ModelStore,
  asked: string | null,
): Promise<string | null> {
  const { active } = await readRoles(database.shared);
  if (!active) return asked;
  if (asked !== null) {
    const digest = await digestOf(models, asked);
    if (digest !== active.digest) throw notPromoted({ name: asked, digest }, active);
  }
  const composed = DEFAULT_MODELS.find((name) => defaultDigest(name) === active.digest);
  if (composed !== undefined) return composed;
  if (await models.has(active.digest)) return active.digest;
  throw new LikenessError(
    'model_not_found',
    `${nameOf(active)}, which decides in this database, is not among the models here`,
    {
      hint: `Bring its folder, models/${active.digest}, from where it is; \`likeness models list\` shows what there is.`,
    },
  );
}

async function digestOf(models: ModelStore, asked: string): Promise<string> {
  const composed = DEFAULT_MODELS.find((name) => name === asked);
  return composed ? defaultDigest(composed) : (await models.find(asked)).sha256;
}

/**
 * Says which model decides where nobody has said it yet.
 * @throws `model_not_promoted` where another process has said otherwise
 */
export async function agreeOnActive(database: Database, { name, digest }: Identity): Promise<void> {
  const known = (await readRoles(database.shared)).active;
  const active = known ?? (await sayFirst(database, { name, digest }));
  if (active.digest !== digest) throw notPromoted({ name, digest }, active);
}

/** Of several processes that start on a new database one says it. */
const sayFirst = (database: Database, { name, digest }: Identity): Promise<ModelInRole> =>
  database.shared.transaction().execute(async (transaction) => {
    const { active, shadow } = await lockRoles(transaction);
    if (active) return active;
    if (shadow?.digest === digest) await clearRole(transaction, 'shadow');
    const first = { name, digest, by: 'system:start', since: new Date() };
    await setRole(transaction, 'active', first);
    return first;
  });

const notPromoted = (asked: Identity, active: ModelInRole): LikenessError =>
  new LikenessError(
    'model_not_promoted',
    `${nameOf(asked)} does not decide in this database: ${nameOf(active)} does, since ${active.since.toISOString()}`,
  );

const nameOf = ({ name, digest }: Identity): string => `${name} (${digest.slice(0, 12)})`;

/** For readiness: a process with a former model goes on answering, and says that it is to be restarted. */
export const activeCheck = (database: Database, model: Identity): Check => ({
  name: 'model',
  isWell: async () => {
    const { active } = await readRoles(database.shared);
    if (!active || active.digest === model.digest) return { ok: true };
    return {
      ok: true,
      detail: `runs ${model.name}, a former model: ${active.name} decides since ${active.since.toISOString()}; restart this process`,
    };
  },
});
