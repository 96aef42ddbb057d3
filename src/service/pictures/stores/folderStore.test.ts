import { type ChildProcess, spawn, spawnSync } from 'node:child_process';
import { createHash, randomBytes } from 'node:crypto';
import { once } from 'node:events';
import { mkdir, mkdtemp, readdir, readFile, rename, rm, stat, utimes, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeEach, describe, expect, it } from 'vitest';
import { folderError } from './folderErrors.js';
import { folderStore } from './folderStore.js';

let folder: string;
const folders: string[] = [];

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'likeness-pictures-'));
  folders.push(folder);
});
afterAll(() => Promise.all(folders.map((f) => rm(f, { recursive: true }))));

const sha256 = (bytes: Uint8Array) => createHash('sha256').update(bytes).digest('hex');
const permissions = async (path: string) => (await stat(path)).mode & 0o777;

describe('a folder of pictures', () => {
  it('keeps each in a file for its owner alone, below folders that only he may enter', async () => {
    const store = await folderStore(join(folder, 'new', 'pictures'));
    await store.put('pictures/tenant/subject/selfie', Buffer.from('sealed'));
    const files = await readdir(join(folder, 'new', 'pictures'), { recursive: true, withFileTypes: true });
    for (const entry of files) {
      expect(await permissions(join(entry.parentPath, entry.name))).toBe(entry.isFile() ? 0o600 : 0o700);
    }
    const shard = sha256(Buffer.from('subject')).slice(0, 3);
    const place = join(folder, 'new/pictures/objects/pictures/tenant', shard, 'subject/selfie@');
    expect(await readFile(place, 'utf8')).toBe('sealed');
  });

  it('keeps no folder of a subject who has no pictures left', async () => {
    const store = await folderStore(folder);
    await store.put('pictures/tenant/subject/one', Buffer.of(1));
    await store.put('pictures/tenant/subject/two', Buffer.of(2));
    await store.delete('pictures/tenant/subject/one');
    await store.delete('pictures/tenant/subject/two');
    expect(JSON.stringify(await readdir(folder, { recursive: true }))).not.toContain('subject');
  });

  it('sweeps what crashes have left behind, and leaves what is being written', async () => {
    const store = await folderStore(folder);
    const [old, fresh] = [join(folder, 'incoming', 'old'), join(folder, 'incoming', 'fresh')];
    await writeFile(old, 'half');
    await writeFile(fresh, 'half');
    const hourAgo = new Date(Date.now() - 3_600_000);
    await utimes(old, hourAgo, hourAgo);
    await folderStore(folder);
    expect(await readdir(join(folder, 'incoming'))).toEqual(['fresh']);
    expect((await store.health()).ok).toBe(true);
  });

  it('does not take a disk that went away for pictures that are lost, nor fills the place it was mounted at', async () => {
    const store = await folderStore(join(folder, 'disk'));
    await store.put('pictures/t/s/o', Buffer.of(1));
    await rename(join(folder, 'disk'), join(folder, 'elsewhere'));
    await mkdir(join(folder, 'disk'));
    const away = { code: 'store_unreachable', message: expect.stringContaining('is the disk mounted?') };
    await expect(store.get('pictures/t/s/o')).rejects.toMatchObject(away);
    await expect(store.put('pictures/t/s/p', Buffer.of(1))).rejects.toMatchObject(away);
    await expect(store.delete('pictures/t/s/o')).rejects.toMatchObject(away);
    await expect(store.list('')[Symbol.asyncIterator]().next()).rejects.toMatchObject(away);
    expect(await store.health()).toMatchObject({ ok: false, detail: expect.stringContaining('mounted?') });
    expect(await readdir(join(folder, 'disk'))).toEqual([]);
  });

  it('says when its place is a file', async () => {
    await writeFile(join(folder, 'file'), '');
    await expect(folderStore(join(folder, 'file'))).rejects.toMatchObject({
      code: 'store_refused',
      message: expect.stringContaining('a file lies where a folder should be'),
    });
  });

  it.skipIf(process.getuid?.() === 0)('says when it may not write there', async () => {
    await mkdir(join(folder, 'closed'), { mode: 0o500 });
    await expect(folderStore(join(folder, 'closed'))).rejects.toMatchObject({ code: 'store_refused' });
  });

  it.each([
    ['ENOSPC', 'storage_full', 'its disk is full (ENOSPC)'],
    ['EDQUOT', 'storage_full', 'quota'],
    ['EACCES', 'store_refused', 'the user that Likeness runs as may not do that there (EACCES)'],
    ['EROFS', 'store_refused', 'for reading only'],
    ['ENOENT', 'store_unreachable', 'is the disk mounted?'],
    ['EIO', 'store_unreachable', 'the disk hums (EIO)'],
  ])('says what %s means', (code, expected, words) => {
    const cause = Object.assign(new Error('the disk hums'), { code });
    const error = folderError('write', 'pictures/t/s/o', '/pictures', cause);
    expect(error.code).toBe(expected);
    expect(error.message).toContain('cannot write pictures/t/s/o in the picture store /pictures');
    expect(error.message).toContain(words);
  });
});

const PUTS = fileURLToPath(new URL('./puts.fixture.ts', import.meta.url));

// A limit on the size of files stands in for a full disk: it too lets a write begin and not end.
describe.skipIf(process.platform === 'win32')('a put that does not fit', () => {
  it('is refused, and leaves what was there and no part of what was not', async () => {
    const program = `
      import { folderStore } from ${JSON.stringify(new URL('./folderStore.ts', import.meta.url).href)};
      const store = await folderStore(${JSON.stringify(folder)});
      await store.put('pictures/t/s/o', Buffer.alloc(1000, 1));
      const error = await store.put('pictures/t/s/o', Buffer.alloc(500_000, 2)).catch((e) => e);
      const held = await store.get('pictures/t/s/o');
      console.log(JSON.stringify({ code: error.code, held: held.length }));`;
    const script = join(folder, 'program.mts');
    await writeFile(script, program);
    const tsx = import.meta.resolve('tsx');
    const run = spawnSync(
      'bash',
      ['-c', `ulimit -f 64; exec "$0" --import "$1" "$2"`, process.execPath, tsx, script],
      {
        encoding: 'utf8',
        env: { ...process.env, TSX_DISABLE_CACHE: '1' },
      },
    );
    expect(run.stderr).toBe('');
    expect(JSON.parse(run.stdout)).toEqual({ code: 'storage_full', held: 1000 });
    expect(await readdir(join(folder, 'incoming'))).toEqual([]);
  });
});

describe('a process that is killed while it puts', () => {
  /** So many kills; LIKENESS_KILLS=100 makes it a longer study. */
  const KILLS = Number(process.env.LIKENESS_KILLS ?? 2);

  async function killAmidPuts(run: number): Promise<Map<string, string>> {
    const child: ChildProcess = spawn(process.execPath, [
      '--import',
      import.meta.resolve('tsx'),
      PUTS,
      folder,
      `${run}`,
    ]);
    const errors = readAll(child.stderr!);
    const acknowledged = new Map<string, string>();
    let rest = '';
    let toGo = 20 + Math.floor(Math.random() * 60);
    child.stdout!.on('data', (part: Buffer) => {
      const lines = (rest + part.toString()).split('\n');
      rest = lines.pop()!;
      for (const line of lines) {
        const [name, digest] = line.split(' ') as [string, string];
        acknowledged.set(name, digest);
        if (--toGo === 0) child.kill('SIGKILL');
      }
    });
    await once(child, 'close');
    expect(await errors).toBe('');
    return acknowledged;
  }

  it(
    `loses nothing that was acknowledged, and shows nobody a part, after ${KILLS} kills`,
    async () => {
      const pairs = Array.from({ length: KILLS / 2 }, (_, i) => [2 * i, 2 * i + 1]);
      const acknowledged = new Map<string, string>();
      for (const pair of pairs) {
        for (const one of await Promise.all(pair.map(killAmidPuts))) {
          for (const [name, digest] of one) acknowledged.set(name, digest);
        }
      }
      expect(acknowledged.size).toBeGreaterThan(KILLS * 8);
      const store = await folderStore(folder);
      const there = new Set<string>();
      for await (const name of store.list('')) {
        there.add(name);
        const bytes = await store.get(name);
        // The first 32 bytes are the digest of the others: so also what was put last and not acknowledged is whole.
        expect(sha256(bytes.subarray(32))).toBe(Buffer.from(bytes.subarray(0, 32)).toString('hex'));
        const isWrittenOver = /-2\//.test(name);
        if (!isWrittenOver && acknowledged.has(name)) expect(sha256(bytes)).toBe(acknowledged.get(name));
      }
      expect([...acknowledged.keys()].filter((name) => !there.has(name))).toEqual([]);
      await expect(store.put('pictures/t/s/after', randomBytes(10))).resolves.toBeUndefined();
    },
    60_000 + KILLS * 5000,
  );
});

async function readAll(stream: NodeJS.ReadableStream): Promise<string> {
  let text = '';
  for await (const part of stream) text += part;
  return text;
}
