import { appendFile, chmod, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { openAddress } from './address.js';
import { loginOf } from './connect.js';
import { openFolder } from './folder.js';
import { readPassword } from './password.js';
import { readPidFile } from './postmaster.js';
import { type PostgresEvent, supervise } from './supervise.js';
import { usedFolder } from './testing.fixture.js';

it('leaves it at that after eight starts that failed in a row, with what PostgreSQL said', async () => {
  const home = await mkdtemp(join(tmpdir(), 'likeness-supervise-test-'));
  await chmod(home, 0o755);
  await usedFolder(join(home, 'database'));
  const place = await openFolder(join(home, 'database'));
  const login = loginOf(await openAddress(place), (await readPassword(place))!);
  const events: PostgresEvent[] = [];
  const tries: number[] = [];
  let giveUp = (): void => undefined;
  const gaveUp = new Promise<void>((resolve) => {
    giveUp = resolve;
  });
  const stop = await supervise(
    place,
    login,
    (event) => {
      events.push(event);
      if (event.kind === 'gave_up') giveUp();
    },
    (n) => {
      tries.push(n);
      return 0;
    },
  );
  await appendFile(join(place.data, 'postgresql.conf'), 'shared_buffers = much\n');
  process.kill((await readPidFile(place.data))!.pid, 'SIGKILL');
  await gaveUp;
  expect(tries).toEqual([1, 2, 3, 4, 5, 6, 7, 8]);
  expect(events).toEqual([
    { kind: 'crashed', reason: expect.any(String) },
    { kind: 'gave_up', error: expect.objectContaining({ code: 'database_start_failed' }) },
  ]);
  expect((events[1] as { error: Error }).error.message).toMatch(/configuration file ".*" contains errors/);
  await stop();
  await rm(home, { recursive: true });
});
