import { expect, it } from 'vitest';
import { explain, stated } from './explain.js';

// As PostgreSQL 18.4 wrote them.
it.each([
  [
    'database_disk_full',
    'the database’s disk is full: could not write to file "pg_wal/xlogtemp.31005": No space left on device',
    '2026-11-28 18:20:01.000 UTC [31005] PANIC:  could not write to file "pg_wal/xlogtemp.31005": No space left on device\n2026-11-28 18:20:01.020 UTC [31001] LOG:  database system is shut down\n',
  ],
  [
    'database_in_use',
    'another server runs on this database: lock file "postmaster.pid" already exists',
    '2026-11-28 18:20:01.000 UTC [31005] FATAL:  lock file "postmaster.pid" already exists\n',
  ],
  [
    'database_user_missing',
    'PostgreSQL wants a user with a name: could not look up effective user ID 12345: user does not exist',
    'initdb: error: could not look up effective user ID 12345: user does not exist\n',
  ],
  ['database_start_failed', 'the server did not start', ''],
])('reads %s from what PostgreSQL writes', (code, message, said) => {
  expect(explain(said, 'the server did not start')).toMatchObject({ code, message });
});

it.each([
  ['ENOSPC', 'database_disk_full', /Free some space/],
  ['EROFS', 'home_unwritable', /LIKENESS_HOME/],
  ['28P01', 'database_start_failed', /Remove \/folder\/password/],
])('states an error %s of the system or of PostgreSQL as %s', (code, expected, hint) => {
  const error = stated(Object.assign(new Error('said'), { code }), '/folder');
  expect(error.code).toBe(expected);
  expect(error.hint).toMatch(hint);
});
