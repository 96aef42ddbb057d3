// Which models serve: one that decides, and perhaps one that is tried on the same pictures. For the whole installation,
// since a process holds one model for all tenants.

import { type Kysely, sql } from 'kysely';
import type { ModelRole, Tables } from '../storage/index.js';

export interface ModelInRole {
  readonly name: string;
  /** SHA-256 of the model's file. */
  readonly digest: string;
  readonly since: Date;
  /** Who put it there: `person:…`, `key:…` or `system:…`. */
  readonly by: string;
}

export interface ModelRoles {
  /** Null where no process has said yet which one it was opened with. */
  readonly active: ModelInRole | null;
  readonly shadow: ModelInRole | null;
}

/** @param database `database.shared`, or a transaction of any tenant: the table has none */
export async function readRoles(database: Kysely<Tables>): Promise<ModelRoles> {
  const rows = await database.selectFrom('model_roles').selectAll().execute();
  const of = (role: ModelRole): ModelInRole | null => {
    const row = rows.find((row) => row.role === role);
    return row ? { name: row.name, digest: row.digest, since: row.since, by: row.by_whom } : null;
  };
  return { active: of('active'), shadow: of('shadow') };
}

/** The same, and nobody else changes the roles until this transaction ends; those who read are not held up. */
export async function lockRoles(transaction: Kysely<Tables>): Promise<ModelRoles> {
  await sql`lock table model_roles in share row exclusive mode`.execute(transaction);
  return readRoles(transaction);
}

/** Puts a model in a role, in place of the one that had it. */
export async function setRole(
  database: Kysely<Tables>,
  role: ModelRole,
  { name, digest, by, since = new Date() }: Omit<ModelInRole, 'since'> & { readonly since?: Date },
): Promise<void> {
  const row = { name, digest, since, by_whom: by };
  await database
    .insertInto('model_roles')
    .values({ role, ...row })
    .onConflict((conflict) => conflict.column('role').doUpdateSet(row))
    .execute();
}

/** @returns whether there was one */
export async function clearRole(database: Kysely<Tables>, role: ModelRole): Promise<boolean> {
  const { numDeletedRows } = await database
    .deleteFrom('model_roles')
    .where('role', '=', role)
    .executeTakeFirst();
  return numDeletedRows > 0n;
}
