import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { randomKey } from './keys/aead.js';
import { localMasterKeys } from './keys/localMasterKeys.js';
import type { SealContext } from './seal.js';
import { deleteAll, getSealed, nameOf, prefixOf, putSealed } from './sealedPictures.js';
import { folderStore } from './stores/folderStore.js';
import type { PictureStore } from './stores/pictureStore.js';
import { listTombstones, type Tombstone, writeTombstone } from './tombstones.js';

let folder: string;
let store: PictureStore;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'likeness-pictures-'));
  store = await folderStore(folder);
});
afterAll(() => rm(folder, { recursive: true }));

const key = randomKey();
const SELFIE: SealContext = { tenant: 'bank', subject: 'somebody', object: 'selfie', kind: 'picture' };

describe('a sealed picture in a store', () => {
  it('comes back as it was', async () => {
    await putSealed(store, key, Buffer.from('face'), SELFIE);
    expect(nameOf(SELFIE)).toBe('pictures/bank/somebody/selfie.picture');
    expect(Buffer.from(await store.get(nameOf(SELFIE))).includes('face')).toBe(false);
    expect(await getSealed(store, key, SELFIE)).toEqual(Buffer.from('face'));
  });

  it('does not open in another’s place', async () => {
    const other = { ...SELFIE, subject: 'somebody-else' };
    await store.put(nameOf(other), await store.get(nameOf(SELFIE)));
    await expect(getSealed(store, key, other)).rejects.toMatchObject({ code: 'picture_tampered' });
    await expect(getSealed(store, key, { ...SELFIE, object: 'passport' })).rejects.toMatchObject({
      code: 'picture_missing',
    });
  });

  it('is deleted with all that is its subject’s, and nobody else’s', async () => {
    await putSealed(store, key, Buffer.from('numbers'), { ...SELFIE, kind: 'template' });
    expect(await deleteAll(store, SELFIE)).toBe(2);
    expect(await deleteAll(store, SELFIE)).toBe(0);
    const left: string[] = [];
    for await (const name of store.list('pictures/')) left.push(name);
    expect(left).toEqual([`${prefixOf({ ...SELFIE, subject: 'somebody-else' })}selfie.picture`]);
  });
});

describe('tombstones', () => {
  const stones: Tombstone[] = [
    { tenant: 'bank', subject: 'one', erasedAt: '2026-11-28T10:00:00.000Z' },
    { tenant: 'bank', subject: 'two', erasedAt: '2026-11-28T11:00:00.000Z' },
    { tenant: 'shop', subject: 'one', erasedAt: '2026-11-28T12:00:00.000Z' },
  ];
  const keys = () => localMasterKeys({ home: folder, environment: {} });
  const listed = async (tenant?: string) => {
    const found: Tombstone[] = [];
    for await (const stone of listTombstones(store, await keys(), tenant)) found.push(stone);
    return found.toSorted((a, b) => a.erasedAt.localeCompare(b.erasedAt));
  };

  it('tell who was erased since, also after a rotation', async () => {
    for (const stone of stones) await writeTombstone(store, await keys(), stone);
    await (await keys()).rotate();
    expect(await listed()).toEqual(stones);
    expect(await listed('bank')).toEqual(stones.slice(0, 2));
    expect(await listed('ban')).toEqual([]);
  });

  it('are refused where somebody else wrote, changed or moved one', async () => {
    const name = 'erasures/bank/one.json';
    const real = Buffer.from(await store.get(name)).toString();
    const refused = { code: 'tombstone_invalid', message: expect.stringContaining(name) };
    const forgeries = [
      '',
      'null',
      '{}',
      real.replace('10:00', '09:00'),
      real.replace(/"mac": "./, '"mac": "'),
      real.replace('"tenant"', '"more": 1, "tenant"'),
      Buffer.from(await store.get('erasures/shop/one.json')).toString(),
    ];
    for (const forged of forgeries) {
      await store.put(name, Buffer.from(forged));
      await expect(listed('bank'), forged).rejects.toMatchObject(refused);
    }
    await store.put(name, Buffer.from(real));
    await expect(listed('bank')).resolves.toHaveLength(2);
  });
});
