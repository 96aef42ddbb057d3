// The tables as the database itself describes them: so a table that is added by a migration is backed up without being
// named here. Named are those that are left out.

import type { ClientBase } from 'pg';
import { LikenessError } from '../../errors.js';

export interface Table {
  readonly name: string;
  readonly columns: readonly { readonly name: string; readonly type: string }[];
  /** Columns of the primary key: the order in which rows are written. */
  readonly key: readonly string[];
  /** Whether its rows are a tenant's, behind row-level security. */
  readonly isOfTenants: boolean;
}

/**
 * What is not kept: what migrations note of themselves, counters of requests, and where somebody is signed in, which an
 * old copy must not bring back.
 */
const LEFT_OUT = ['migrations', 'migrations_lock', 'rate_limits', 'sign_ins', 'answered_challenges'];

/** Those that others refer to come first. */
export async function readTables(client: ClientBase): Promise<Table[]> {
  const { rows } = await client.query<Table & { oid: string; refers: string[] }>(CATALOGUE, [LEFT_OUT]);
  const open = [...rows];
  const ordered: Table[] = [];
  const done = new Set<string>();
  while (open.length > 0) {
    const at = open.findIndex(({ refers, name }) =>
      refers.every((other) => other === name || done.has(other) || LEFT_OUT.includes(other)),
    );
    if (at < 0) throw new LikenessError('internal', 'tables refer to one another in a ring');
    const { name, columns, key, isOfTenants } = open.splice(at, 1)[0]!;
    ordered.push({ name, columns, key, isOfTenants });
    done.add(name);
  }
  return ordered;
}

const CATALOGUE = `
  select c.relname::text as name,
    (select json_agg(json_build_object('name', a.attname, 'type', format_type(a.atttypid, a.atttypmod)) order by a.attnum)
      from pg_attribute a
      where a.attrelid = c.oid and a.attnum > 0 and not a.attisdropped and a.attgenerated = '') as columns,
    coalesce((select array_agg(a.attname::text order by k.place)
      from pg_index i, unnest(i.indkey) with ordinality k (number, place), pg_attribute a
      where i.indrelid = c.oid and i.indisprimary and a.attrelid = c.oid and a.attnum = k.number), '{}') as key,
    c.relrowsecurity as "isOfTenants",
    array(select distinct f.relname::text from pg_constraint r join pg_class f on f.oid = r.confrelid
      where r.conrelid = c.oid and r.contype = 'f') as refers
  from pg_class c
  where c.relnamespace = current_schema()::regnamespace and c.relkind = 'r' and not c.relname = any($1)
  order by c.relname`;

/** Text forms that are the same on every server, and exact: times to the microsecond in UTC, floats to the last bit. */
export const EXACTLY = `set local datestyle = 'ISO, YMD'; set local timezone = 'UTC'; set local bytea_output = 'hex';
  set local extra_float_digits = 1; set local intervalstyle = 'iso_8601'`;

export const quoted = (name: string): string => `"${name.replaceAll('"', '""')}"`;

/** Names of the migrations that the database has had. */
export async function migrationsOf(client: ClientBase): Promise<string[]> {
  const { rows } = await client.query<{ name: string }>('select name from migrations order by name');
  return rows.map(({ name }) => name);
}
