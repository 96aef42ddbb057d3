// Master keys in a file of their own, readable by its owner alone. It is only ever added to, so that two rotations at
// once lose no key; a line that a crash cut off was never used.

import { randomBytes } from 'node:crypto';
import { link, mkdir, open, readFile, rename, rm, stat } from 'node:fs/promises';
import { dirname } from 'node:path';
import { LikenessError } from '../../../errors.js';
import { syncFolder, writeDurably } from '../stores/durably.js';
import { randomKey } from './aead.js';
import { type KeyRing, type MasterKey, masterKeyOf, parseMasterKey, ringOf } from './keyRing.js';

const PREFACE = `# Master keys of Likeness: the first is the root, the last is the current one. Whoever has them and the pictures
# sees the pictures; without them nobody ever will. Keep a copy apart from every backup. See docs/service/keys.md.
`;

/**
 * Reads the keys of a file.
 * @returns undefined where there is no file
 * @throws `master_key_exposed`, `master_key_invalid`, `master_key_wrong`, `file_unreadable`
 */
export async function readKeyFile(path: string): Promise<KeyRing | undefined> {
  const text = await readGuarded(path);
  return text === undefined ? undefined : parseKeyFile(text, path);
}

/**
 * The keys of a text as such a file holds it.
 * @param path for messages
 * @throws `master_key_invalid`, `master_key_wrong`
 */
export function parseKeyFile(text: string, path: string): KeyRing {
  const [first, ...others] = wholeLines(text)
    .map((line, i) => ({ line: line.trim(), where: `${path}, line ${i + 1},` }))
    .filter(({ line }) => line !== '' && !line.startsWith('#'))
    .map(({ line, where }) => parseLine(line, where));
  if (!first) throw new LikenessError('master_key_invalid', `${path} holds no key: put back your copy of it`);
  return ringOf([first, ...others]);
}

async function readGuarded(path: string): Promise<string | undefined> {
  try {
    // Windows keeps no such bits: there the folder's access list has to hold.
    const mode = (await stat(path)).mode & 0o777;
    if (process.platform !== 'win32' && (mode & 0o077) !== 0) {
      throw new LikenessError(
        'master_key_exposed',
        `${path} may be used by others than its owner (its mode is 0${mode.toString(8)}, not 0600)`,
      );
    }
    return await readFile(path, 'utf8');
  } catch (cause) {
    if (cause instanceof LikenessError) throw cause;
    const { code, message } = cause as NodeJS.ErrnoException;
    if (code === 'ENOENT') return undefined;
    throw new LikenessError('file_unreadable', `cannot read ${path}: ${message}`, { cause });
  }
}

const wholeLines = (text: string): string[] => text.slice(0, text.lastIndexOf('\n') + 1).split('\n');

function parseLine(line: string, where: string): MasterKey {
  const [id, , key, ...rest] = line.split(/\s+/);
  if (!key || rest.length > 0) {
    throw new LikenessError('master_key_invalid', `${where} is not an identifier, a time and a key`);
  }
  const parsed = parseMasterKey(key, where);
  if (parsed.id === id) return parsed;
  throw new LikenessError('master_key_wrong', `${where} says that it is ${id}, but it is ${parsed.id}`);
}

const lineOf = ({ id, key }: MasterKey): string =>
  `${id} ${new Date().toISOString()} ${Buffer.from(key).toString('base64')}\n`;

/**
 * Makes the file with one key, for its owner alone; if another process was first, its keys are taken.
 * @throws `home_unwritable`, and what `readKeyFile` throws
 */
export async function makeKeyFile(path: string): Promise<KeyRing> {
  await writing(path, async () => {
    await mkdir(dirname(path), { recursive: true, mode: 0o700 });
    const draft = `${path}.${randomBytes(8).toString('hex')}.part`;
    try {
      await writeDurably(draft, Buffer.from(PREFACE + lineOf(masterKeyOf(randomKey()))));
      // A link, unlike a move, fails where the file is there already.
      await link(draft, path).catch((cause: NodeJS.ErrnoException) => {
        if (cause.code !== 'EEXIST') throw cause;
      });
    } finally {
      await rm(draft, { force: true });
    }
    await syncFolder(dirname(path));
    await syncFolder(dirname(dirname(path)));
  });
  return (await readKeyFile(path)) ?? removedMeanwhile(path);
}

/**
 * Adds a key, which is the current one from then on.
 * @throws `home_unwritable`, and what `readKeyFile` throws
 */
export async function addToKeyFile(path: string): Promise<KeyRing> {
  const text = (await readGuarded(path)) ?? removedMeanwhile(path);
  await readKeyFile(path); // a damaged file is refused, not added to
  const line = lineOf(masterKeyOf(randomKey()));
  await writing(path, () => (text.endsWith('\n') ? append(path, line) : replaceTorn(path, text, line)));
  return (await readKeyFile(path)) ?? removedMeanwhile(path);
}

async function append(path: string, line: string): Promise<void> {
  const file = await open(path, 'a', 0o600);
  try {
    await file.writeFile(line);
    await file.sync();
  } finally {
    await file.close();
  }
}

async function replaceTorn(path: string, text: string, line: string): Promise<void> {
  const draft = `${path}.${randomBytes(8).toString('hex')}.part`;
  await writeDurably(draft, Buffer.from(wholeLines(text).join('\n') + line));
  await rename(draft, path);
  await syncFolder(dirname(path));
}

async function writing(path: string, work: () => Promise<void>): Promise<void> {
  await work().catch((cause: unknown) => {
    throw new LikenessError('home_unwritable', `cannot write ${path}: ${(cause as Error).message}`, {
      cause,
    });
  });
}

function removedMeanwhile(path: string): never {
  throw new LikenessError('master_key_missing', `${path} is no longer there: put back your copy of it`);
}
