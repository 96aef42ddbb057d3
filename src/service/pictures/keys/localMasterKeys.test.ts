import { createHmac, randomBytes } from 'node:crypto';
import { appendFile, chmod, mkdtemp, readdir, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeEach, describe, expect, it } from 'vitest';
import { localMasterKeys } from './localMasterKeys.js';
import { formerOf } from './masterKeys.js';

let home: string;
const homes: string[] = [];
const newKey = () => randomBytes(32).toString('base64');
const inFile = (known?: { root: string; wrappedWith: string[] }) =>
  localMasterKeys({ home, environment: {}, ...(known && { known }) });
const inEnvironment = (current: string, ...former: string[]) =>
  localMasterKeys({
    home,
    environment: { LIKENESS_MASTER_KEY: current, LIKENESS_MASTER_KEYS_FORMER: former.join(',') },
  });
const file = () => join(home, 'keys', 'master.keys');

beforeEach(async () => {
  home = await mkdtemp(join(tmpdir(), 'likeness-keys-'));
  homes.push(home);
});
afterAll(() => Promise.all(homes.map((h) => rm(h, { recursive: true }))));

describe('master keys in a file', () => {
  it('are made on the first start, for their owner alone, and are the same on the next', async () => {
    const first = await inFile();
    const wrapped = await first.wrap(randomBytes(32), 'somebody');
    expect((await stat(file())).mode & 0o777).toBe(0o600);
    expect((await stat(join(home, 'keys'))).mode & 0o777).toBe(0o700);
    expect(await readdir(join(home, 'keys'))).toEqual(['master.keys']);
    const again = await inFile({ root: first.root, wrappedWith: [first.current] });
    expect(again.current).toBe(first.current);
    await expect(again.unwrap(wrapped.wrapped, wrapped.masterKey, 'somebody')).resolves.toHaveLength(32);
  });

  it('are made once, however many processes start at once', async () => {
    const all = await Promise.all(Array.from({ length: 8 }, () => inFile()));
    expect(new Set(all.map((keys) => keys.current)).size).toBe(1);
  });

  it('are refused where others could read them, with the file and the mode', async () => {
    await inFile();
    await chmod(file(), 0o640);
    await expect(inFile()).rejects.toMatchObject({
      code: 'master_key_exposed',
      message: expect.stringContaining(`${file()} may be used by others than its owner (its mode is 0640`),
    });
  });

  it('are never made anew for a database that was written already', async () => {
    await expect(inFile({ root: 'mk_0123456789abcdef', wrappedWith: [] })).rejects.toMatchObject({
      code: 'master_key_missing',
      message: expect.stringContaining('written with mk_0123456789abcdef'),
    });
    await expect(stat(file())).rejects.toMatchObject({ code: 'ENOENT' });
  });

  it('are told by name where the database needs another', async () => {
    const { root } = await inFile();
    const known = { root, wrappedWith: [root, 'mk_00000000deadbeef'] };
    await expect(inFile(known)).rejects.toMatchObject({
      code: 'master_key_missing',
      message: expect.stringContaining('mk_00000000deadbeef'),
    });
  });

  it('are refused where a line is not what it says, without repeating it', async () => {
    const { current } = await inFile();
    const other = newKey();
    await appendFile(file(), `${current} 2026-11-28T00:00:00.000Z ${other}\n`);
    const error = await inFile().catch((e) => e);
    expect(error.code).toBe('master_key_wrong');
    expect(`${error.message} ${error.stack}`).not.toContain(other);
    await writeFile(file(), '# nothing\n');
    await expect(inFile()).rejects.toMatchObject({ code: 'master_key_invalid' });
    await writeFile(file(), 'a b\n');
    await expect(inFile()).rejects.toMatchObject({ code: 'master_key_invalid' });
  });
});

describe('rotation', () => {
  it('wraps with the new key, unwraps with both, and tells which to wrap anew', async () => {
    const keys = await inFile();
    const key = randomBytes(32);
    const before = await keys.wrap(key, 'somebody');
    const rotated = await keys.rotate();
    expect(rotated).not.toBe(before.masterKey);
    expect(keys.ids).toEqual([before.masterKey, rotated]);
    const after = await keys.wrap(key, 'somebody');
    expect(after.masterKey).toBe(rotated);
    expect(formerOf(keys)).toEqual([before.masterKey]);
    expect(await keys.unwrap(before.wrapped, before.masterKey, 'somebody')).toEqual(key);
    expect(await keys.unwrap(after.wrapped, after.masterKey, 'somebody')).toEqual(key);
  });

  it('reaches a process that was started before', async () => {
    const [one, other] = [await inFile(), await inFile()];
    await one.rotate();
    const wrapped = await one.wrap(randomBytes(32), 'somebody');
    await expect(other.unwrap(wrapped.wrapped, wrapped.masterKey, 'somebody')).resolves.toHaveLength(32);
    expect(other.current).toBe(one.current);
  });

  it('loses no key of two at once', async () => {
    const [one, other] = [await inFile(), await inFile()];
    const made = await Promise.all([one.rotate(), other.rotate()]);
    const wrapped = await Promise.all([one.wrap(randomBytes(32), 'a'), other.wrap(randomBytes(32), 'a')]);
    const ids = (await inFile()).ids;
    expect(ids).toHaveLength(3);
    expect(ids).toEqual(expect.arrayContaining([...made, ...wrapped.map((w) => w.masterKey)]));
  });

  it('survives a line that a crash cut off', async () => {
    const keys = await inFile();
    await appendFile(file(), 'mk_0123456789abcdef 2026-11-28T00:00:00.000Z AAAA');
    expect((await inFile()).ids).toEqual([keys.current]);
    const rotated = await (await inFile()).rotate();
    expect((await inFile()).ids).toEqual([keys.current, rotated]);
    expect((await stat(file())).mode & 0o777).toBe(0o600);
  });

  it('in the environment is a matter of setting both variables', async () => {
    const [old, middle, current] = [newKey(), newKey(), newKey()];
    const first = await inEnvironment(old);
    const wrapped = await first.wrap(randomBytes(32), 'somebody');
    const later = await inEnvironment(current, old, middle);
    expect(later.root).toBe(first.root);
    expect(later.ids).toHaveLength(3);
    await expect(later.unwrap(wrapped.wrapped, wrapped.masterKey, 'somebody')).resolves.toHaveLength(32);
    await expect(later.rotate()).rejects.toMatchObject({ code: 'option_invalid' });
    // The same key given twice is one key.
    expect((await inEnvironment(old, old)).ids).toEqual([first.current]);
    await expect(stat(file())).rejects.toMatchObject({ code: 'ENOENT' });
  });
});

describe('a rolling restart', () => {
  it('never leaves a replica without a key that another wraps with', async () => {
    const [first, next] = [newKey(), newKey()];
    const before = await inEnvironment(first);
    const prepared = await inEnvironment(first, first, next);
    const switched = await inEnvironment(next, first);
    expect([prepared.root, switched.root]).toEqual([before.root, before.root]);
    expect([prepared.current, prepared.ids]).toEqual([before.current, switched.ids]);
    for (const writer of [before, prepared, switched]) {
      const row = await writer.wrap(randomBytes(32), 'a');
      for (const reader of writer === switched ? [prepared, switched] : [before, prepared, switched]) {
        await expect(reader.unwrap(row.wrapped, row.masterKey, 'a')).resolves.toHaveLength(32);
      }
    }
  });
});

describe('a key that does not fit', () => {
  it('is missing where there is none of that name', async () => {
    const [one, other] = [await inEnvironment(newKey()), await inEnvironment(newKey())];
    const wrapped = await one.wrap(randomBytes(32), 'somebody');
    await expect(other.unwrap(wrapped.wrapped, wrapped.masterKey, 'somebody')).rejects.toMatchObject({
      code: 'master_key_missing',
      message: expect.stringContaining(
        `wrapped with ${one.current}, and the environment holds ${other.current}`,
      ),
    });
  });

  it('is wrong where the oldest is another than the database began with', async () => {
    const [old, current] = [newKey(), newKey()];
    const { root, current: newest } = await inEnvironment(current, old);
    const environment = { LIKENESS_MASTER_KEY: old, LIKENESS_MASTER_KEYS_FORMER: current };
    const known = { root, wrappedWith: [newest] };
    await expect(localMasterKeys({ home, environment, known })).rejects.toMatchObject({
      code: 'master_key_wrong',
      message: expect.stringContaining(`the oldest master key is ${root}`),
    });
  });

  it('is refused with every flipped byte, and in another context', async () => {
    const keys = await inEnvironment(newKey());
    const { wrapped, masterKey } = await keys.wrap(randomBytes(32), 'somebody');
    for (let i = 0; i < wrapped.length; i++) {
      const changed = Buffer.from(wrapped);
      changed[i]! ^= 1;
      await expect(keys.unwrap(changed, masterKey, 'somebody')).rejects.toMatchObject({
        code: 'wrapped_key_tampered',
      });
    }
    await expect(keys.unwrap(wrapped, masterKey, 'somebody else')).rejects.toMatchObject({
      code: 'wrapped_key_tampered',
    });
  });

  it.each([
    ['c2VjcmV0', 'has 6 bytes'],
    ['not-base64!', 'is not base64'],
    ['q'.repeat(42), 'has 31 bytes'],
    [Buffer.alloc(32, 'password').toString('base64'), 'is not random'],
  ])('%s is refused, and not repeated', async (text, why) => {
    const error = await inEnvironment(text).catch((e) => e);
    expect(error).toMatchObject({
      code: 'master_key_invalid',
      message: expect.stringContaining(`LIKENESS_MASTER_KEY ${why}`),
    });
    expect(error.message).not.toContain(text);
    await expect(inEnvironment(newKey(), newKey(), text)).rejects.toThrow(
      `LIKENESS_MASTER_KEYS_FORMER, key 2, ${why}`,
    );
  });

  it('is missing where only former keys are given', async () => {
    await expect(inEnvironment('', newKey())).rejects.toMatchObject({ code: 'master_key_missing' });
  });
});

describe('derived secrets', () => {
  it('are HKDF-SHA-256 of the first key, purpose by purpose', async () => {
    const secret = newKey();
    const keys = await inEnvironment(secret);
    // RFC 5869 by hand: extract without salt, expand by one block.
    const extracted = createHmac('sha256', Buffer.alloc(32)).update(Buffer.from(secret, 'base64')).digest();
    const block = createHmac('sha256', extracted).update('likeness cookies').update(Buffer.of(1)).digest();
    expect(Buffer.from(keys.derive('cookies'))).toEqual(block);
    expect(keys.derive('cookies')).not.toEqual(keys.derive('tokens'));
  });

  it('stay the same after every rotation, in a file and moved from it to the environment', async () => {
    const keys = await inFile();
    const before = keys.derive('cookies');
    await keys.rotate();
    expect(keys.derive('cookies')).toEqual(before);
    const lines = (await readFile(file(), 'utf8')).split('\n').filter((line) => line.startsWith('mk_'));
    const [old, current] = lines.map((line) => line.split(' ')[2]!) as [string, string];
    expect((await inEnvironment(current, old)).derive('cookies')).toEqual(before);
  });
});

describe('health of the keys', () => {
  it('says when the file was exposed, shortened or removed, while the service goes on', async () => {
    const keys = await inFile();
    const rotated = await keys.rotate();
    expect(await keys.health()).toEqual({
      ok: true,
      detail: `2 in ${file()}, the current one is ${rotated}`,
    });
    const text = await readFile(file(), 'utf8');
    await writeFile(file(), text.replace(/.*\n$/, ''));
    expect(await keys.health()).toMatchObject({
      ok: false,
      detail: expect.stringContaining(`no longer holds ${rotated}`),
    });
    await chmod(file(), 0o644);
    expect(await keys.health()).toMatchObject({ ok: false, detail: expect.stringContaining('0644') });
    await rm(file());
    expect(await keys.health()).toMatchObject({
      ok: false,
      detail: expect.stringContaining('no longer there'),
    });
    await expect(keys.wrap(randomBytes(32), 'a')).resolves.toBeDefined();
  });

  it('ends with the keys', async () => {
    const keys = await inFile();
    keys.close();
    await expect(keys.wrap(randomBytes(32), 'a')).rejects.toMatchObject({ code: 'closed' });
    expect(() => keys.derive('cookies')).toThrow('closed');
  });
});
