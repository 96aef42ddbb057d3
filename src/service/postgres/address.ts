// Where the server listens: a Unix socket in its folder; elsewhere where that path is too long for one.

import { chown, mkdir, mkdtemp, rmdir } from 'node:fs/promises';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import { requireReach } from './owner.js';
import type { Address, Place } from './postmaster.js';

export interface OpenAddress extends Address {
  /** Removes what was made for it outside the folder. */
  close(): Promise<void>;
}

/** Bytes of a socket's path without the closing zero: `sun_path` of unix(7) and of macOS. */
const LONGEST = process.platform === 'darwin' ? 103 : 107;
const PORT = 5432;
const ELSEWHERE = 'likeness-postgres-';

/** An address that nobody but we and the server's user can reach, or, on Windows, a free port of the loopback. */
export async function openAddress({ folder, owner }: Place): Promise<OpenAddress> {
  if (process.platform === 'win32')
    return { host: '127.0.0.1', port: await freePort(), close: async () => undefined };
  const inside = join(folder, 'socket');
  const fits = Buffer.byteLength(join(inside, `.s.PGSQL.${PORT}`)) <= LONGEST;
  if (fits) await mkdir(inside, { recursive: true, mode: 0o700 });
  const host = fits ? inside : await mkdtemp(join(tmpdir(), ELSEWHERE));
  if (owner) {
    await chown(host, owner.uid, owner.gid);
    await requireReach(owner, host);
  }
  return { host, port: PORT, close: () => leaveAddress(host) };
}

/** Removes a folder outside of ours, once it is empty, that a socket lay in. */
export async function leaveAddress(host: string): Promise<void> {
  if (basename(host).startsWith(ELSEWHERE)) await rmdir(host).catch(() => undefined);
}

async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1');
  await new Promise((resolve, reject) => server.once('listening', resolve).once('error', reject));
  const { port } = server.address() as { port: number };
  await new Promise((resolve) => server.close(resolve));
  return port;
}
