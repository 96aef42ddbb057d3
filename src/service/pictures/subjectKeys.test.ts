import { randomBytes } from 'node:crypto';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { localMasterKeys } from './keys/localMasterKeys.js';
import type { MasterKeys } from './keys/masterKeys.js';
import { openBytes, type SealContext, sealBytes } from './seal.js';
import { SubjectKeys } from './subjectKeys.js';

const SOMEBODY = { tenant: 'bank', subject: 'somebody' };
const ELSE = { tenant: 'bank', subject: 'somebody-else' };
const PLACE: SealContext = { ...SOMEBODY, object: 'selfie', kind: 'picture' };
const FORMER = randomBytes(32).toString('base64');

/** Real master keys that count how often they are asked to unwrap. */
async function countingKeys(environment: NodeJS.ProcessEnv = { LIKENESS_MASTER_KEY: FORMER }) {
  const keys = await localMasterKeys({ home: '/nowhere', environment });
  const unwrap = vi.spyOn(keys, 'unwrap');
  return { keys: keys as MasterKeys, unwrap };
}

beforeEach(() => void vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] }));
afterEach(() => void vi.useRealTimers());

describe('a subject’s key', () => {
  it('is random, kept wrapped only, and seals for its subject', async () => {
    const { keys } = await countingKeys();
    const subjects = new SubjectKeys(keys);
    const [row, other] = [await subjects.create(SOMEBODY), await subjects.create(SOMEBODY)];
    const sealed = await subjects.use(SOMEBODY, row, (key) => sealBytes(key, Buffer.from('face'), PLACE));
    expect(await subjects.use(SOMEBODY, row, (key) => openBytes(key, sealed, PLACE))).toEqual(
      Buffer.from('face'),
    );
    await expect(subjects.use(SOMEBODY, other, (key) => openBytes(key, sealed, PLACE))).rejects.toMatchObject(
      {
        code: 'picture_tampered',
      },
    );
  });

  it('is refused in another subject’s row, also while it is in memory', async () => {
    const { keys } = await countingKeys();
    const subjects = new SubjectKeys(keys);
    const row = await subjects.create(SOMEBODY);
    await subjects.use(SOMEBODY, row, () => undefined);
    await expect(subjects.use(ELSE, row, () => undefined)).rejects.toMatchObject({
      code: 'wrapped_key_tampered',
    });
    const elsewhere = { ...SOMEBODY, tenant: 'shop' };
    await expect(subjects.use(elsewhere, row, () => undefined)).rejects.toMatchObject({
      code: 'wrapped_key_tampered',
    });
  });

  it('is unwrapped once for many at a time, and anew after the seconds it may be held', async () => {
    const { keys, unwrap } = await countingKeys();
    const subjects = new SubjectKeys(keys, { seconds: 5 });
    const row = await subjects.create(SOMEBODY);
    let held: Uint8Array | undefined;
    const keep = (key: Uint8Array): void => {
      held = key;
    };
    await Promise.all(Array.from({ length: 20 }, () => subjects.use(SOMEBODY, row, keep)));
    expect(unwrap).toHaveBeenCalledTimes(1);
    expect(held!.some((byte) => byte !== 0)).toBe(true);
    // Use does not lengthen it.
    await vi.advanceTimersByTimeAsync(4900);
    await subjects.use(SOMEBODY, row, () => undefined);
    await vi.advanceTimersByTimeAsync(101);
    expect(held!.every((byte) => byte === 0)).toBe(true);
    await subjects.use(SOMEBODY, row, () => undefined);
    expect(unwrap).toHaveBeenCalledTimes(2);
  });

  it('is wiped after its seconds, but never under the hands of work that has begun', async () => {
    const { keys } = await countingKeys();
    const subjects = new SubjectKeys(keys);
    const row = await subjects.create(SOMEBODY);
    let held: Uint8Array | undefined;
    let finish = (): void => undefined;
    const work = subjects.use(SOMEBODY, row, async (key) => {
      held = key;
      await new Promise<void>((resolve) => {
        finish = resolve;
      });
      return sealBytes(key, Buffer.from('face'), PLACE);
    });
    await vi.waitFor(() => expect(held).toBeDefined());
    await vi.advanceTimersByTimeAsync(60_000);
    expect(held!.some((byte) => byte !== 0)).toBe(true);
    finish();
    const sealed = await work;
    expect(held!.every((byte) => byte === 0)).toBe(true);
    expect(await subjects.use(SOMEBODY, row, (key) => openBytes(key, sealed, PLACE))).toEqual(
      Buffer.from('face'),
    );
  });

  it('is one of so many in memory: the oldest is wiped first', async () => {
    const { keys, unwrap } = await countingKeys();
    const subjects = new SubjectKeys(keys, { most: 2 });
    const held: Uint8Array[] = [];
    const rows = await Promise.all([1, 2, 3].map(() => subjects.create(SOMEBODY)));
    for (const row of rows) await subjects.use(SOMEBODY, row, (key) => held.push(key));
    await vi.waitFor(() => expect(held[0]!.every((byte) => byte === 0)).toBe(true));
    await subjects.use(SOMEBODY, rows[2]!, () => undefined);
    expect(unwrap).toHaveBeenCalledTimes(3);
  });

  it('is asked for again after a refusal', async () => {
    const { keys, unwrap } = await countingKeys();
    const subjects = new SubjectKeys(keys);
    const row = await subjects.create(SOMEBODY);
    unwrap.mockRejectedValueOnce(new Error('the service is away'));
    await expect(subjects.use(SOMEBODY, row, () => 1)).rejects.toThrow('away');
    await expect(subjects.use(SOMEBODY, row, () => 1)).resolves.toBe(1);
  });

  it('is the same after it was wrapped anew', async () => {
    const before = await countingKeys();
    const row = await new SubjectKeys(before.keys).create(SOMEBODY);
    const sealed = await new SubjectKeys(before.keys).use(SOMEBODY, row, (key) =>
      sealBytes(key, Buffer.from('face'), PLACE),
    );
    const current = randomBytes(32).toString('base64');
    const after = await countingKeys({ LIKENESS_MASTER_KEY: current, LIKENESS_MASTER_KEYS_FORMER: FORMER });
    const subjects = new SubjectKeys(after.keys);
    const rewrapped = await subjects.rewrap(SOMEBODY, row);
    expect(rewrapped!.masterKey).toBe(after.keys.current);
    expect(await subjects.rewrap(SOMEBODY, rewrapped!)).toBeUndefined();
    expect(await subjects.use(SOMEBODY, rewrapped!, (key) => openBytes(key, sealed, PLACE))).toEqual(
      Buffer.from('face'),
    );
  });

  it('cannot be used once all are closed', async () => {
    const { keys } = await countingKeys();
    const subjects = new SubjectKeys(keys);
    const row = await subjects.create(SOMEBODY);
    let held: Uint8Array | undefined;
    await subjects.use(SOMEBODY, row, (key) => {
      held = key;
    });
    subjects.close();
    await vi.waitFor(() => expect(held!.every((byte) => byte === 0)).toBe(true));
    await expect(subjects.use(SOMEBODY, row, () => 1)).rejects.toMatchObject({ code: 'closed' });
  });
});
