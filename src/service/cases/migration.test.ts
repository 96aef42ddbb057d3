// Cases decided before the export went by the log.

import { readFile } from 'node:fs/promises';
import { Kysely, PostgresDialect, sql } from 'kysely';
import pg from 'pg';
import { expect, test } from 'vitest';
import { testDatabase } from '../postgres/testing.fixture.js';
import { migrate, type Tables } from '../storage/index.js';

const CASE = '01900000-0000-7000-8000-0000000000a1';
const PERSON = '01900000-0000-7000-8000-0000000000a2';

/** Of the version before: beside the rows of the first, a case that two people looked at, and one that waits. */
const ROWS = `
begin;
select set_config('likeness.tenant', '01900000-0000-7000-8000-000000000001', true);
insert into people (id, name, email, role, state, created_at, created_by)
  values ('${PERSON}', 'Ann', 'ann@bank.example', 'reviewer', 'active', now(), 'system:x');
insert into verifications
  (id, kind, subject, customer, decision, reasons, policy_version, model_name, model_digest, quality, channel, report,
   milliseconds, created_at)
  select gen_random_uuid(), kind, subject, customer, 'review', reasons, policy_version, model_name, model_digest,
    quality, channel, report, milliseconds, created_at from verifications;
insert into cases (id, verification, subject, customer, state, version, risk, stands_at, reasons, opened_at, outcome,
    outcome_reasons, decided_at)
  select case decision when 'approve' then '${CASE}'::uuid else gen_random_uuid() end, id, subject, customer,
    case decision when 'approve' then 'decided' else 'open' end, 3, 1, now(), '{}', now(),
    case decision when 'approve' then 'approve' end, case decision when 'approve' then '{same_person}'::text[] end,
    case decision when 'approve' then now() end
  from verifications;
insert into audit_entries (sequence, at, actor_kind, actor_id, action, target_kind, target_id, body, hash, signature)
  select n, now(), 'person', '${PERSON}', action, 'case', '${CASE}', '{}', decode(repeat('ab', 32), 'hex'), '\\x00'
  from (values (7, 'case.decided'), (9, 'case.decided'), (10, 'case.overridden')) as entries (n, action);
commit;`;

test('have the place of the entry that decided them', async () => {
  const place = await testDatabase();
  const pool = new pg.Pool({ connectionString: place.url, max: 3 });
  const database = new Kysely<Tables>({ dialect: new PostgresDialect({ pool }) });
  try {
    await migrate(database, '0001_foundation');
    await pool.query(
      await readFile(new URL('../storage/migrations/0001_foundation.rows.sql', import.meta.url), 'utf8'),
    );
    await migrate(database, '0007_screening');
    await pool.query(ROWS);
    await migrate(database);
    const rows = await database.transaction().execute(async (transaction) => {
      const tenant = '01900000-0000-7000-8000-000000000001';
      await sql`select set_config('likeness.tenant', ${tenant}, true)`.execute(transaction);
      return transaction.selectFrom('cases').select(['state', 'decided_sequence']).orderBy('state').execute();
    });
    expect(
      rows.map(({ state, decided_sequence }) => [state, decided_sequence && Number(decided_sequence)]),
    ).toEqual([
      ['decided', 9],
      ['open', null],
    ]);
  } finally {
    await database.destroy();
    await place.stop();
  }
});
