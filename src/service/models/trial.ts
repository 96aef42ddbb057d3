// Which model is tried: said once, of all tenants, and told in the log of each, since it is their customers' pictures that
// another model looks at from then on.

import { LikenessError } from '../../errors.js';
import type { AuditLog, Json } from '../audit/index.js';
import { type Actor, listTenants, systemActor } from '../identity/index.js';
import { forget } from '../reembedding/index.js';
import { type Database, forEachTenant, type Transacting } from '../storage/index.js';
import { clearRole, lockRoles, type ModelInRole, setRole } from './roles.js';

export interface Trying {
  readonly database: Database;
  readonly audit: AuditLog;
}

type Identity = Pick<ModelInRole, 'name' | 'digest'>;

/**
 * Has the model tried, in place of another; one that is tried already goes on.
 * @param deciding digest of the model that decides, where nobody has said it yet
 * @throws `state_conflict` where it is the model that decides
 */
export async function tryModel(
  { database, audit }: Trying,
  actor: Actor,
  { name, digest }: Identity,
  deciding: string,
): Promise<ModelInRole> {
  const tenants = await tenantsOf(database);
  return database.tenant(actor.tenant, async (transaction) => {
    const { active, shadow } = await lockRoles(transaction);
    if (digest === (active?.digest ?? deciding))
      throw new LikenessError('state_conflict', `${name} is the model that decides`);
    if (shadow?.digest === digest) return shadow;
    const tried = { name, digest, by: `${actor.kind}:${actor.id}`, since: new Date() };
    await setRole(transaction, 'shadow', tried);
    const details = { name, isTried: true, instead: shadow?.digest ?? null };
    await tell(transaction, audit, actor, tenants, digest, details);
    // What it made when it was tried or decided before may have been deleted since: it would go on behind that.
    await forEachTenant(transaction, tenants, () => forget(transaction, digest));
    return tried;
  });
}

/** @throws `not_found` where none is tried */
export async function endTrial({ database, audit }: Trying, actor: Actor): Promise<void> {
  const tenants = await tenantsOf(database);
  await database.tenant(actor.tenant, async (transaction) => {
    const { shadow } = await lockRoles(transaction);
    if (!shadow) throw new LikenessError('not_found', 'no model is tried');
    await clearRole(transaction, 'shadow');
    const { name, digest } = shadow;
    await tell(transaction, audit, actor, tenants, digest, { name, isTried: false });
  });
}

/** In one order, in which promotions lock the heads of the logs too. */
const tenantsOf = async (database: Database): Promise<string[]> =>
  (await listTenants(database)).map(({ id }) => id).sort();

/** Who it was is for those of their own tenant. */
const tell = (
  transaction: Transacting,
  audit: AuditLog,
  actor: Actor,
  tenants: readonly string[],
  digest: string,
  details: Readonly<Record<string, Json>>,
): Promise<void> =>
  forEachTenant(transaction, tenants, async (tenant) => {
    const by = tenant === actor.tenant ? actor : systemActor(tenant, 'models');
    await audit.append(transaction, by, 'model.shadowed', { kind: 'model', id: digest }, details);
  });
