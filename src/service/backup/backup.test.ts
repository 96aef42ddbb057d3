import { copyFile, mkdir, readdir, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import pg from 'pg';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { verifyReceipt } from '../audit/index.js';
import { openWorld, PAGE, SELFIE, storeBut, type World } from '../compliance.fixture.js';
import { erase } from '../erasure/index.js';
import { ensureTenant } from '../identity/index.js';
import { folderStore, localMasterKeys, type PictureStore } from '../pictures/index.js';
import { type TestDatabase, testDatabase } from '../postgres/testing.fixture.js';
import { placeHold, releaseHold } from '../retention/index.js';
import { openDatabase } from '../storage/index.js';
import { Subjects } from '../subjects/index.js';
import { backUp, makeBackup, type RestoreReport, restoreBackup } from './index.js';
import { placeKeys } from './keyCopy.js';
import { readManifest } from './manifest.js';

let world: World;
/** A good backup, to be left as it is. */
let backup: string;
let customer: Awaited<ReturnType<World['decide']>>;
let stranger: Awaited<ReturnType<World['decide']>>;
const targets: TestDatabase[] = [];
const environment = {};

beforeAll(async () => {
  world = await openWorld();
  await ensureTenant(world.database, 'branch');
  customer = await world.decide({ customer: 'Müller "c-1"\n', enrolled: true });
  stranger = await world.decide({ decision: 'reject' });
  backup = join(world.home, 'backup');
  await back(backup);
});
afterAll(async () => {
  await Promise.all(targets.map((target) => target.stop()));
  await world.close();
});

const back = (folder: string, more: Partial<Parameters<typeof makeBackup>[0]> = {}) =>
  makeBackup({ ...world, masterKeys: world.keys, folder, user: 'anna', ...more });

/** An empty database, and an empty store that shares the keys. */
async function emptyPlace(): Promise<{ url: string; store: PictureStore }> {
  const target = await testDatabase();
  targets.push(target);
  return { url: target.url, store: await folderStore(join(world.home, `store-${targets.length}`)) };
}

const restore = (
  folder: string,
  place: { url: string; store: PictureStore },
  more: Partial<Parameters<typeof restoreBackup>[0]> = {},
): Promise<RestoreReport> =>
  restoreBackup({ folder, ...place, home: world.home, environment, user: 'anna', ...more });

/** What a tenant has in some tables. */
async function tablesOf(url: string, names: readonly string[]) {
  const database = await openDatabase({ url, connections: 1 });
  try {
    return await database.tenant(world.tenant, async (transaction) => {
      const all: Record<string, unknown> = {};
      for (const name of names)
        all[name] = await transaction
          .selectFrom(name as 'pictures')
          .selectAll()
          .orderBy('id' as never)
          .execute();
      return all;
    });
  } finally {
    await database.close();
  }
}

/** A backup that is this one but for a file. */
async function changed(file: string, change: (bytes: Buffer) => Buffer | undefined): Promise<string> {
  const folder = join(world.home, `changed-${Math.random().toString(36).slice(2)}`);
  for (const entry of await readdir(backup, { recursive: true, withFileTypes: true })) {
    if (!entry.isFile()) continue;
    const from = join(entry.parentPath, entry.name);
    const to = join(folder, from.slice(backup.length));
    await mkdir(join(to, '..'), { recursive: true });
    await copyFile(from, to);
  }
  const bytes = change(await readFile(join(folder, file)));
  if (bytes) await writeFile(join(folder, file), bytes);
  else await rm(join(folder, file));
  return folder;
}

const isEmpty = async (url: string): Promise<boolean> => {
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  try {
    const { rows } = await client.query<{ has: boolean }>("select to_regclass('tenants') is not null as has");
    return !rows[0]!.has || (await client.query('select from tenants')).rows.length === 0;
  } finally {
    await client.end();
  }
};

describe('a backup', () => {
  test('brings everything back: rows to the last bit, pictures that open, a log that verifies', async () => {
    const place = await emptyPlace();
    const report = await restore(backup, place);
    expect(report).toMatchObject({
      tenants: [
        { name: 'branch', log: { ok: true, entries: 0 } },
        { name: 'default', log: { ok: true, entries: 2, faults: [] } },
      ],
      objects: 4,
      erased: 0,
    });
    const names = ['subjects', 'customers', 'verifications', 'pictures', 'templates', 'gallery_entries'];
    expect(await tablesOf(place.url, names)).toEqual(await tablesOf(world.url, names));

    const database = await openDatabase({ url: place.url, connections: 1 });
    const subjects = new Subjects(world.keys, place.store);
    const [selfie, page] = await database.tenant(world.tenant, async (transaction) => {
      const known = await subjects.find(transaction, world.tenant, customer.subject.id);
      const pictures = await transaction
        .selectFrom('pictures')
        .select('id')
        .where('subject', '=', customer.subject.id)
        .orderBy('part', 'desc')
        .execute();
      return Promise.all(pictures.map(async ({ id }) => Buffer.from(await subjects.picture(known, id))));
    });
    expect([selfie, page]).toEqual([SELFIE, PAGE]);
    const { body } = await database.tenant(world.tenant, (transaction) =>
      transaction
        .selectFrom('audit_entries')
        .select('body')
        .orderBy('sequence', 'desc')
        .limit(1)
        .executeTakeFirstOrThrow(),
    );
    expect(JSON.parse(body)).toMatchObject({
      sequence: 3,
      action: 'backup.restored',
      details: { user: 'anna', entries: 2, logIsWhole: true },
    });
    subjects.close();
    await database.close();
  });

  test('is logged, and has neither keys nor plain pictures in it', async () => {
    expect((await world.logged('backup.made'))[0].details).toMatchObject({ user: 'anna', objects: 4 });
    const files = await readdir(backup, { recursive: true, withFileTypes: true });
    const keys = await readFile(join(world.home, 'keys', 'master.keys'), 'utf8');
    const key = keys.trim().split('\n').at(-1)!.split(' ')[2]!;
    for (const entry of files.filter((each) => each.isFile())) {
      const bytes = await readFile(join(entry.parentPath, entry.name));
      for (const secret of [SELFIE, PAGE, Buffer.from(key), Buffer.from(key, 'base64')])
        expect(bytes.includes(secret), entry.name).toBe(false);
    }
  });

  test('does not bring back whoever was erased since: the living store knows, or a later copy of it', async () => {
    const erasing = {
      ...world,
      masterKeys: world.keys,
      removeObjects: async () => {},
    };
    const place = await emptyPlace();
    const { id } = await world.decide({ customer: 'c-erased' });
    const old = join(world.home, 'old');
    await back(old);
    const target = { kind: 'customer', id: 'c-erased' } as const;
    const receipt = await erase(erasing, world.actor, target);
    // As whoever has the store would: the erasures alone are copied over.
    for await (const name of world.store.list('erasures/'))
      await place.store.put(name, await world.store.get(name));

    const report = await restore(old, place);
    expect(report).toMatchObject({ erased: 1, objects: 4 });
    const rows = (await tablesOf(place.url, [
      'subjects',
      'customers',
      'verifications',
      'templates',
    ])) as Record<string, Record<string, unknown>[]>;
    expect(rows.subjects!.find((row) => row.id === receipt.subject)).toMatchObject({
      wrapped_key: null,
      erased_at: new Date(receipt.erasedAt),
    });
    expect(rows.customers!.find((row) => row.id === 'c-erased')).toMatchObject({ status: 'erased' });
    expect(rows.verifications!.find((row) => row.id === id)).toMatchObject({ report: null, device: null });
    for (const row of rows.templates!.filter((each) => each.subject === receipt.subject))
      expect(row.sealed).toBe(null);
    const left: string[] = [];
    for await (const name of place.store.list(`pictures/${world.tenant}/${receipt.subject}/`))
      left.push(name);
    expect(left).toEqual([]);

    const database = await openDatabase({ url: place.url, connections: 2 });
    const again = await erase({ ...erasing, database, store: place.store }, world.actor, target);
    expect(again).toMatchObject({ subject: receipt.subject, erasedAt: receipt.erasedAt });
    expect((await verifyReceipt(JSON.stringify(again))).ok).toBe(true);
    await database.close();
  });

  test('goes into an empty database alone', async () => {
    await expect(restore(backup, { url: world.url, store: world.store })).rejects.toMatchObject({
      code: 'restore_target_used',
    });
  });

  test('is made in a new folder alone, and where it fails or is stopped nothing is left', async () => {
    await expect(back(backup)).rejects.toMatchObject({ code: 'backup_exists' });
    const folder = join(world.home, 'failing', 'backup');
    const store = storeBut(world.store, { get: () => Promise.reject(new Error('no store')) });
    await expect(back(folder, { store })).rejects.toThrow('no store');
    const stopped = new AbortController();
    const onProgress = (message: string) =>
      message === 'copying pictures' && stopped.abort(new Error('stopped'));
    await expect(back(folder, { signal: stopped.signal, onProgress })).rejects.toThrow('stopped');
    expect(await readdir(join(world.home, 'failing'))).toEqual([]);
  });

  test.each(['fails', 'is stopped'])('waits, where it %s, for all that it had begun', async (how) => {
    let [begun, ended] = [0, 0];
    const stopped = new AbortController();
    const store = storeBut(world.store, {
      async get(name) {
        const isFirst = ++begun === 1;
        if (begun === 2 && how === 'is stopped') stopped.abort(new Error('stopped'));
        if (!isFirst) await new Promise((resolve) => setTimeout(resolve, 50));
        ended++;
        if (isFirst && how === 'fails') throw new Error('no store');
        return world.store.get(name);
      },
    });
    const folder = join(world.home, 'waiting', 'backup');
    await expect(back(folder, { store, signal: stopped.signal })).rejects.toThrow(/no store|stopped/);
    expect(begun).toBeGreaterThan(1);
    expect(ended).toBe(begun);
    expect(await readdir(join(world.home, 'waiting'))).toEqual([]);
  });

  test('that the log does not tell of does not come to be', async () => {
    const folder = join(world.home, 'unlogged', 'backup');
    const audit = { append: () => Promise.reject(new Error('no log')) };
    await expect(back(folder, { audit })).rejects.toThrow('no log');
    expect(await readdir(join(world.home, 'unlogged'))).toEqual([]);
  });

  test('has all tenants of its snapshot, and names whoever was erased though the backup has them under a hold', async () => {
    await world.decide({ customer: 'c-held' });
    const within = <T>(work: Parameters<typeof world.database.tenant<T>>[1]) =>
      world.database.tenant(world.tenant, work);
    const target = { kind: 'customer', id: 'c-held' } as const;
    const hold = await within((transaction) => placeHold(transaction, target, 'file 9', world.actor));
    const folder = join(world.home, 'held');
    const pool = Object.create(world.database.pool, {
      connect: {
        async value() {
          await ensureTenant(world.database, 'latest');
          return world.database.pool.connect();
        },
      },
    });
    expect(await back(folder, { database: { ...world.database, pool } })).toMatchObject({ tenants: 3 });
    await within((transaction) => releaseHold(transaction, hold.id, world.actor));
    const erasing = { ...world, masterKeys: world.keys, removeObjects: async () => {} };
    const { subject } = await erase(erasing, world.actor, target);

    const place = await emptyPlace();
    for await (const name of world.store.list('erasures/'))
      await place.store.put(name, await world.store.get(name));
    const report = await restore(folder, place);
    expect(report.heldErased).toEqual([{ tenant: world.tenant, subject, holds: [hold.id] }]);
    expect(report.tenants.map(({ name }) => name)).toEqual(['branch', 'default', 'latest']);
  });

  test('tells of pictures that were lost before', async () => {
    const { id } = await world.decide({ decision: 'recapture' });
    const row = await world.database.tenant(world.tenant, (transaction) =>
      transaction
        .selectFrom('pictures')
        .select(['id', 'subject'])
        .where('verification', '=', id)
        .where('part', '=', 'selfie')
        .executeTakeFirstOrThrow(),
    );
    await world.store.delete(`pictures/${world.tenant}/${row.subject}/${row.id}.picture`);
    expect(await back(join(world.home, 'lossy'))).toMatchObject({ missing: [row.id], missingCount: 1 });
  });
});

describe('a backup that is not as it was made is refused, and the database stays empty', () => {
  const flipped = (bytes: Buffer): Buffer => {
    const copy = Buffer.from(bytes);
    copy[copy.length >> 1]! ^= 1;
    return copy;
  };
  const manifest = (change: (document: Record<string, unknown>) => object) => (bytes: Buffer) =>
    Buffer.from(JSON.stringify(change(JSON.parse(bytes.toString()))));
  let place: Awaited<ReturnType<typeof emptyPlace>>;
  beforeAll(async () => {
    place = await emptyPlace();
  });
  const objectOf = (what: typeof stranger, part: number) =>
    readdir(join(backup, 'objects', 'pictures', world.tenant, what.subject.id)).then(
      (names) => `objects/pictures/${world.tenant}/${what.subject.id}/${names[part]}`,
    );

  test.each<[string, () => Promise<string>, string]>([
    ['a table', () => changed(`tables/${world.tenant}/customers.jsonl.gz`, flipped), 'backup_damaged'],
    [
      'a table cut off',
      () => changed(`tables/${world.tenant}/audit_entries.jsonl.gz`, (b) => b.subarray(0, -1)),
      'backup_damaged',
    ],
    ['a picture', async () => changed(await objectOf(stranger, 0), flipped), 'backup_damaged'],
    ['a picture gone', async () => changed(await objectOf(stranger, 1), () => undefined), 'backup_damaged'],
    ['the list of pictures', () => changed('objects.jsonl.gz', flipped), 'backup_damaged'],
    [
      'the manifest',
      () =>
        changed(
          'manifest.json',
          manifest((m) => ({ ...m, madeAt: '2020-01-01T00:00:00.000Z' })),
        ),
      'backup_damaged',
    ],
    ['no manifest: it was never finished', () => changed('manifest.json', () => undefined), 'backup_invalid'],
    [
      'another form',
      () =>
        changed(
          'manifest.json',
          manifest((m) => ({ ...m, version: 2 })),
        ),
      'backup_newer',
    ],
    [
      'a file outside',
      () =>
        changed(
          'manifest.json',
          manifest((m) => ({ ...m, objects: { ...(m.objects as object), file: '../../etc/passwd' } })),
        ),
      'backup_invalid',
    ],
  ])('%s', async (_, make, code) => {
    await expect(restore(await make(), place)).rejects.toMatchObject({ code });
    expect(await isEmpty(place.url)).toBe(true);
  });

  test('of a later version', async () => {
    await world.database.pool.query(
      "insert into migrations (name, timestamp) values ('9999_future', '2030-01-01')",
    );
    const folder = join(world.home, 'future');
    await back(folder);
    await world.database.pool.query("delete from migrations where name = '9999_future'");
    await expect(restore(folder, place)).rejects.toMatchObject({ code: 'backup_newer' });
    expect(await isEmpty(place.url)).toBe(true);
  });

  test('without its master keys, or with others', async () => {
    const other = join(world.home, 'other');
    await expect(restore(backup, place, { home: other })).rejects.toMatchObject({
      code: 'master_key_missing',
    });
    (await localMasterKeys({ home: other, environment })).close();
    await expect(restore(backup, place, { home: other })).rejects.toMatchObject({
      code: 'master_key_missing',
    });
  });
});

test('a restore that was stopped half-way leaves the database empty, and can be given again', async () => {
  const place = await emptyPlace();
  const stopped = new AbortController();
  const onProgress = (message: string, done = 0) =>
    message === 'filling tables' && done === 12 && stopped.abort(new Error('stopped'));
  await expect(restore(backup, place, { signal: stopped.signal, onProgress })).rejects.toThrow('stopped');
  expect(await isEmpty(place.url)).toBe(true);
  // The pictures that were put back already are not put again.
  expect(await restore(backup, place)).toMatchObject({ objects: 0, tenants: [{}, { log: { ok: true } }] });
});

test('a restore that fails, however late, leaves the database as it was, and can be given again', async () => {
  const place = await emptyPlace();
  for (const moment of ['filling tables', 'checking the log of branch', 'checking the log of default']) {
    const onProgress = (message: string, done = 12) => {
      if (message === moment && done === 12) throw new Error(`it fails ${moment}`);
    };
    await expect(restore(backup, place, { onProgress })).rejects.toThrow(moment);
    expect(await isEmpty(place.url)).toBe(true);
  }
  expect(await restore(backup, place)).toMatchObject({ tenants: [{}, { log: { ok: true } }] });
});

describe('the keys, copied apart', () => {
  const place = () => ({
    home: world.home,
    databaseUrl: world.url,
    store: { folder: join(world.home, 'pictures') },
  });

  test('are copied once the backup is there, for their owner alone', async () => {
    const keysTo = join(world.home, 'safe', 'likeness.keys');
    const command = { user: 'anna', environment, keysTo };
    await expect(backUp(place(), { ...command, folder: backup })).rejects.toMatchObject({
      code: 'backup_exists',
    });
    await expect(readFile(keysTo)).rejects.toMatchObject({ code: 'ENOENT' });
    const folder = join(world.home, 'with-keys');
    await backUp(place(), { ...command, folder });
    expect((await stat(keysTo)).mode & 0o777).toBe(0o600);
    expect(await readFile(keysTo)).toEqual(await readFile(join(world.home, 'keys', 'master.keys')));
    // What is asked for in vain is said before anything is copied.
    const inside = { ...command, folder: join(world.home, 'again'), keysTo: join(world.home, 'again', 'k') };
    await expect(backUp(place(), inside)).rejects.toMatchObject({ code: 'option_invalid' });
    await expect(backUp(place(), { ...inside, keysTo })).rejects.toMatchObject({ code: 'backup_exists' });
    await expect(readdir(inside.folder)).rejects.toMatchObject({ code: 'ENOENT' });
  });

  test('are put in place once they are found to be the backup’s, for their owner alone', async () => {
    const manifest = await readManifest(backup);
    const copy = join(world.home, 'copy.keys');
    await writeFile(copy, await readFile(join(world.home, 'keys', 'master.keys')), { mode: 0o644 });
    const [other, home] = [join(world.home, 'other-keys'), join(world.home, 'placed')];
    (await localMasterKeys({ home: other, environment })).close();
    const wrong = placeKeys(join(other, 'keys', 'master.keys'), manifest, { home, environment });
    await expect(wrong).rejects.toMatchObject({
      code: 'master_key_missing',
      message: expect.stringContaining(other),
    });
    const forged = { ...manifest, madeAt: '2020-01-01T00:00:00.000Z' };
    await expect(placeKeys(copy, forged, { home, environment })).rejects.toMatchObject({
      code: 'backup_damaged',
    });
    await expect(readdir(home)).rejects.toMatchObject({ code: 'ENOENT' });
    expect(await placeKeys(copy, manifest, { home, environment })).toBe(true);
    expect((await stat(join(home, 'keys', 'master.keys'))).mode & 0o777).toBe(0o600);
    expect((await stat(join(home, 'keys'))).mode & 0o777).toBe(0o700);
    // Root has PostgreSQL run by another user, who has to pass through.
    expect((await stat(home)).mode & 0o777).toBe(process.getuid?.() === 0 ? 0o711 : 0o700);
    expect(await placeKeys(copy, manifest, { home, environment })).toBe(false);
    await expect(placeKeys(copy, manifest, { home: other, environment })).rejects.toMatchObject({
      code: 'option_invalid',
    });
  });
});
