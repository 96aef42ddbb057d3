// Tenants: brands, countries or clients that share an installation and nothing else.

import { v7 as uuidv7 } from 'uuid';
import { LikenessError } from '../../errors.js';
import type { Database } from '../storage/index.js';

export interface Tenant {
  readonly id: string;
  /** As in commands and settings: small letters, digits, hyphens. */
  readonly name: string;
}

const NAME = /^[a-z0-9][a-z0-9-]{0,62}$/;
/** The tenant of an installation that has one. */
export const FIRST_TENANT = 'default';
export const GENESIS = Buffer.alloc(32);

/**
 * The tenant of this name, made where there is none yet.
 * @throws `option_invalid`
 */
export async function ensureTenant(database: Database, name: string): Promise<Tenant> {
  if (!NAME.test(name))
    throw new LikenessError(
      'option_invalid',
      `a tenant’s name is of small letters, digits and hyphens, 63 at most: not ${JSON.stringify(name)}`,
    );
  const made: Tenant = { id: uuidv7(), name };
  await database.tenant(made.id, async (transaction) => {
    const { numInsertedOrUpdatedRows = 0n } = await transaction
      .insertInto('tenants')
      .values({ ...made, created_at: new Date() })
      .onConflict((conflict) => conflict.column('name').doNothing())
      .executeTakeFirst();
    if (numInsertedOrUpdatedRows > 0n)
      await transaction.insertInto('audit_heads').values({ sequence: 0, hash: GENESIS, at: null }).execute();
  });
  return (await findTenant(database, name))!;
}

export async function findTenant(database: Database, name: string): Promise<Tenant | undefined> {
  return database.shared
    .selectFrom('tenants')
    .select(['id', 'name'])
    .where('name', '=', name)
    .executeTakeFirst();
}

/** @throws `not_found`, naming those that there are */
export async function demandTenant(database: Database, name: string): Promise<Tenant> {
  const tenant = await findTenant(database, name);
  if (tenant) return tenant;
  const known = (await listTenants(database)).map((each) => each.name);
  throw new LikenessError(
    'not_found',
    `there is no tenant ${name}: there is ${known.join(', ') || 'none yet'}`,
  );
}

export async function listTenants(database: Database): Promise<Tenant[]> {
  return database.shared.selectFrom('tenants').select(['id', 'name']).orderBy('name').execute();
}
