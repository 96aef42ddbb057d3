import { randomBytes } from 'node:crypto';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, describe, expect, it } from 'vitest';
import { folderStore } from './folderStore.js';
import { isName, type PictureStore, proveStore } from './pictureStore.js';
import { EXAMPLE_CREDENTIALS, openTestS3 } from './s3.fixture.js';
import { s3Store } from './s3Store.js';

const closing: (() => Promise<unknown>)[] = [];
afterEach(async () => {
  for (const close of closing.splice(0)) await close();
});

const STORES: Record<string, () => Promise<PictureStore>> = {
  'a folder': async () => {
    const folder = await mkdtemp(join(tmpdir(), 'likeness-pictures-'));
    closing.push(() => rm(folder, { recursive: true }));
    return folderStore(folder);
  },
  'a bucket of S3': async () => {
    const s3 = await openTestS3();
    s3.pageSize = 3;
    closing.push(s3.close);
    const { endpoint } = s3;
    return s3Store({ endpoint, region: 'us-east-1', bucket: 'pictures', ...EXAMPLE_CREDENTIALS });
  },
  'a bucket that is shared with others': async () => {
    const s3 = await openTestS3();
    s3.pageSize = 3;
    for (const key of ['pictures/a/strange', 'mine/NOT A NAME & <such>', 'mine/', 'mine0']) {
      s3.objects.set(key, Buffer.of(0));
    }
    closing.push(s3.close);
    const { endpoint } = s3;
    return s3Store({
      ...{ endpoint, region: 'us-east-1', bucket: 'pictures', prefix: 'mine/' },
      ...EXAMPLE_CREDENTIALS,
    });
  },
};

async function listed(store: PictureStore, prefix: string): Promise<string[]> {
  const names: string[] = [];
  for await (const name of store.list(prefix)) names.push(name);
  return names.toSorted();
}

describe.each(Object.entries(STORES))('a picture store in %s', (_, open) => {
  it('gives back what was put, byte by byte, until it is put anew or deleted', async () => {
    const store = await open();
    const name = 'pictures/tenant/subject/selfie.picture';
    for (const length of [0, 1, 1_000_000]) {
      const bytes = randomBytes(length);
      await store.put(name, bytes);
      expect(bytes.equals(await store.get(name))).toBe(true);
    }
    await store.delete(name);
    await expect(store.get(name)).rejects.toMatchObject({
      code: 'picture_missing',
      message: expect.stringContaining(name),
    });
    await store.delete(name);
  });

  it('takes a part of a larger buffer for what it is', async () => {
    const store = await open();
    const whole = randomBytes(100);
    await store.put('part', whole.subarray(10, 20));
    expect(whole.subarray(10, 20).equals(await store.get('part'))).toBe(true);
  });

  it('lists by prefix, page after page, in whatever segment the prefix ends', async () => {
    const store = await open();
    const names = [
      ...['a', 'a/b', 'a/b/c', 'a/b/c/d', 'a/b/c/d/e', 'a/b/cd', 'a/b/cd/e', 'a/bb/c/d', 'ab/c'],
      ...Array.from({ length: 9 }, (_, i) => `pictures/t/s${i % 3}/o${i}.picture`),
      ...Array.from({ length: 2 }, (_, i) => `pictures/u/s${i}/o.picture`),
    ];
    await Promise.all(names.map((name) => store.put(name, Buffer.from(name))));
    const prefixes = [
      '',
      'a',
      'a/',
      'a/b',
      'a/b/',
      'a/b/c',
      'a/b/c/',
      'a/b/c/d',
      'a/b/cd/e',
      'a/b/cd/e/',
      'z',
    ];
    for (const prefix of [...prefixes, 'pictures/t/', 'pictures/t/s', 'pictures/t/s1/', 'pictures/t/s1/o1']) {
      expect(await listed(store, prefix), prefix).toEqual(
        names.filter((n) => n.startsWith(prefix)).toSorted(),
      );
    }
    for (const name of names) expect(Buffer.from(await store.get(name)).toString()).toBe(name);
    for (const name of names) await store.delete(name);
    expect(await listed(store, '')).toEqual([]);
  });

  it('may be deleted from while it is listed', async () => {
    const store = await open();
    for (let i = 0; i < 6; i++) await store.put(`pictures/t/s${i}/o`, Buffer.of(i));
    for await (const name of store.list('pictures/')) await store.delete(name);
    expect(await listed(store, '')).toEqual([]);
  });

  it('holds one whole picture when many are put under one name at once', async () => {
    const store = await open();
    const pictures = Array.from({ length: 8 }, (_, i) => Buffer.alloc(50_000 + i, i));
    await Promise.all(pictures.map((bytes) => store.put('pictures/t/s/o', bytes)));
    const held = Buffer.from(await store.get('pictures/t/s/o'));
    expect(pictures.some((bytes) => bytes.equals(held))).toBe(true);
  });

  it('keeps what is put while its neighbours are deleted', async () => {
    const store = await open();
    await Promise.all(
      Array.from({ length: 40 }, async (_, i) => {
        await store.put(`pictures/t/s/o${i}`, Buffer.of(i));
        if (i % 2 === 0) await store.delete(`pictures/t/s/o${i}`);
      }),
    );
    expect(await listed(store, 'pictures/t/s/')).toHaveLength(20);
  });

  it.each([
    '',
    '/',
    '/etc/passwd',
    '..',
    '../up',
    'a/../../up',
    'a/./b',
    'a//b',
    'a/',
    'A',
    'a\\b',
    'a\0b',
    'a b',
    'a%2fb',
    '.hidden',
    'a@',
    'é',
    'a'.repeat(201),
    Array.from({ length: 257 }, () => 'a').join('/'),
  ])('refuses the name %j', async (name) => {
    const store = await open();
    const refused = { code: 'picture_name_invalid' };
    await expect(store.put(name, Buffer.of(1))).rejects.toMatchObject(refused);
    await expect(store.get(name)).rejects.toMatchObject(refused);
    await expect(store.delete(name)).rejects.toMatchObject(refused);
    expect(await listed(store, '')).toEqual([]);
  });

  it('is healthy, and proves it', async () => {
    const store = await open();
    expect(await store.health()).toMatchObject({ ok: true });
    await expect(proveStore(store)).resolves.toBeUndefined();
    expect(await listed(store, '')).toEqual([]);
  });
});

describe('names', () => {
  it('are what UUIDs, digests and plain words make', () => {
    expect(isName('pictures/0197a3c2-6d0e-7cc1-9f5e-3f2a1b0c9d8e/somebody_1/selfie.v2.picture')).toBe(true);
    expect(isName('a'.repeat(200))).toBe(true);
  });
});
