// Around all tests: a folder for the database server that the first test in need of one starts, and its end.

import { chmod, mkdtemp } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { endTestServer, RUN } from '../src/service/postgres/testing.fixture.js';

/** Called by Vitest. The tests find the folder by their environment; what is returned is called after the last one. */
export default async function offerTestServer(): Promise<() => Promise<void>> {
  const folder = await mkdtemp(join(tmpdir(), 'likeness-test-database-'));
  // Root's server runs as another user.
  await chmod(folder, 0o711);
  process.env[RUN] = folder;
  return () => endTestServer(folder);
}
