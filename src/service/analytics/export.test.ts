import { mkdtemp, readdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DuckDBInstance } from '@duckdb/node-api';
import { expect, it } from 'vitest';
import { duckdbWithin } from './export.js';

it('writes with little memory and one core, and what does not fit into the folder of the export', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'likeness-export-'));
  const instance = await DuckDBInstance.create(':memory:', duckdbWithin(folder));
  const duckdb = await instance.connect();
  try {
    const settings = await duckdb.runAndReadAll(
      "select current_setting('memory_limit') as memory, current_setting('threads')::int as threads",
    );
    expect(settings.getRowObjectsJS()).toEqual([{ memory: '244.1 MiB', threads: 1 }]);
    // Twice as much as it may have.
    await duckdb.run('create table much as select md5(i::varchar) as text from range(15_000_000) r(i)');
    expect(await readdir(join(folder, 'spilled'))).not.toEqual([]);
  } finally {
    duckdb.closeSync();
    instance.closeSync();
    await rm(folder, { recursive: true, force: true });
  }
});
