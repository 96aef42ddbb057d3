// Pictures in a folder of this machine, or of one that several share: a file each, whole or not there.

import { createHash, randomUUID } from 'node:crypto';
import { constants } from 'node:fs';
import { access, mkdir, readdir, readFile, rename, rm, rmdir, stat, statfs } from 'node:fs/promises';
import { dirname, join, resolve } from 'node:path';
import { LikenessError } from '../../../errors.js';
import type { Health } from '../keys/masterKeys.js';
import { syncFolder, writeDurably } from './durably.js';
import { folderError } from './folderErrors.js';
import { checkName, isName, type PictureStore } from './pictureStore.js';

/**
 * Opens a folder as a picture store, makes it if it is not there, and sweeps what crashes have left behind.
 *
 * `<folder>/objects/a/b/<shard>/c/d@` holds `a/b/c/d`: the third segment, of which there may be millions, is dealt over
 * 4,096 folders by its hash, and a listing of `a/b/c/` still looks into one folder only. Files end in `@`, which no name
 * may hold, so that `a` and `a/b` can both be there. Folders have mode 0700, files 0600.
 *
 * @throws `store_unreachable`, `store_refused`, `storage_full`
 */
export async function folderStore(folder: string): Promise<PictureStore> {
  const root = resolve(folder);
  const store = new FolderStore(join(root, 'objects'), join(root, 'incoming'));
  await store.open();
  return store;
}

/**
 * What lies in `incoming` for longer was left by a crash. Another process that does write for so long finds its draft
 * gone and says so: nothing that was acknowledged is lost.
 */
const LEFTOVER_MS = 10 * 60_000;

/** A few of the largest pictures at once. */
const LEAST_FREE = 64 * 2 ** 20;

/** Levels above the sharded one, e.g. kind and tenant. */
const PLAIN_LEVELS = 2;

/** A put whose folder is removed by a delete, between making and using it, makes it again. */
const TRIES = 10;

class FolderStore implements PictureStore {
  readonly #objects: string;
  readonly #incoming: string;
  /** Folders whose own entry is known to be on the disk. */
  readonly #durable = new Set<string>();

  constructor(objects: string, incoming: string) {
    this.#objects = objects;
    this.#incoming = incoming;
  }

  async open(): Promise<void> {
    await this.#doing('open', this.#objects, async () => {
      for (const folder of [this.#objects, this.#incoming])
        await mkdir(folder, { recursive: true, mode: 0o700 });
      await syncFolder(dirname(this.#objects));
      await access(this.#objects, constants.R_OK | constants.W_OK | constants.X_OK);
      await this.#sweep();
    });
  }

  async #sweep(): Promise<void> {
    const longAgo = Date.now() - LEFTOVER_MS;
    for (const name of await readdir(this.#incoming)) {
      const draft = join(this.#incoming, name);
      const written = await stat(draft).catch(() => undefined);
      if (written && written.mtimeMs < longAgo) await rm(draft, { force: true });
    }
  }

  async put(name: string, bytes: Uint8Array): Promise<void> {
    checkName(name);
    const draft = join(this.#incoming, randomUUID());
    await this.#doing('write', name, async () => {
      try {
        await writeDurably(draft, bytes);
        await this.#move(draft, this.#place(name));
      } catch (cause) {
        await rm(draft, { force: true }).catch(() => undefined);
        throw cause;
      }
    });
  }

  async #move(draft: string, place: string): Promise<void> {
    for (let attempt = 1; ; attempt++) {
      await mkdir(dirname(place), { recursive: true, mode: 0o700 });
      try {
        await rename(draft, place);
        return await this.#makeDurable(dirname(place));
      } catch (cause) {
        if (attempt === TRIES || !isAbsent(cause) || (await isGone(draft))) throw cause;
      }
    }
  }

  /** The file's entry in its folder, and that folder's in the one above, up to those that are known. */
  async #makeDurable(folder: string): Promise<void> {
    const changed = [folder];
    const shared: string[] = [];
    for (let at = folder; at !== this.#objects && !this.#durable.has(at); at = dirname(at)) {
      changed.push(dirname(at));
      if (this.#isShared(at)) shared.push(at);
    }
    await Promise.all(changed.map(syncFolder));
    for (const at of shared) this.#durable.add(at);
    if (this.#durable.size > 10_000) this.#durable.clear();
  }

  /** Whether it belongs to many names, and is never removed. */
  #isShared(folder: string): boolean {
    return folder.slice(this.#objects.length + 1).split(/[\\/]/).length <= PLAIN_LEVELS + 1;
  }

  async get(name: string): Promise<Uint8Array> {
    checkName(name);
    return this.#doing('read', name, async () => {
      try {
        return await readFile(this.#place(name));
      } catch (cause) {
        // A disk that is not mounted has lost no picture.
        if (!isAbsent(cause) || (await isGone(this.#incoming))) throw cause;
        throw new LikenessError('picture_missing', `nothing is stored under ${name}`, { cause });
      }
    });
  }

  async delete(name: string): Promise<void> {
    checkName(name);
    await this.#doing('delete', name, async () => {
      const place = this.#place(name);
      await access(this.#incoming);
      await rm(place, { force: true });
      await syncFolder(dirname(place)).catch(unlessAbsent);
      for (let at = dirname(place); at !== this.#objects && !this.#isShared(at); at = dirname(at)) {
        if (!(await removeEmpty(at))) return;
      }
    });
  }

  async *list(prefix: string): AsyncIterable<string> {
    yield* this.#walk(this.#objects, [], prefix, false);
  }

  async *#walk(
    folder: string,
    above: readonly string[],
    prefix: string,
    sharded: boolean,
  ): AsyncIterable<string> {
    const shardsHere = above.length === PLAIN_LEVELS && !sharded;
    for (const entry of await this.#entries(folder)) {
      const name = [...above, entry.name.replace(/@$/, '')].join('/');
      if (!entry.isFolder) {
        if (entry.name.endsWith('@') && isName(name) && name.startsWith(prefix)) yield name;
      } else if (shardsHere) {
        if (mayHold(entry.name, prefix)) yield* this.#walk(join(folder, entry.name), above, prefix, true);
      } else if (`${name}/`.startsWith(prefix) || prefix.startsWith(`${name}/`)) {
        yield* this.#walk(join(folder, entry.name), [...above, entry.name], prefix, false);
      }
    }
  }

  async #entries(path: string): Promise<readonly { name: string; isFolder: boolean }[]> {
    return this.#doing('list', path, async () => {
      try {
        const entries = await readdir(path, { withFileTypes: true });
        return entries.map((entry) => ({ name: entry.name, isFolder: entry.isDirectory() }));
      } catch (cause) {
        if (path === this.#objects || !isAbsent(cause)) throw cause;
        return []; // deleted meanwhile
      }
    });
  }

  async health(): Promise<Health> {
    const probe = join(this.#incoming, randomUUID());
    try {
      await this.#doing('write', 'a probe', async () => {
        await writeDurably(probe, Buffer.from('probe'));
        await rm(probe);
      });
      const { bavail, bsize } = await statfs(this.#objects);
      const free = `${Math.floor((bavail * bsize) / 2 ** 20)} MiB are free`;
      if (bavail * bsize >= LEAST_FREE)
        return { ok: true, detail: `${dirname(this.#objects)} can be written to, ${free}` };
      return { ok: false, detail: `the disk of ${dirname(this.#objects)} is nearly full: ${free}` };
    } catch (error) {
      await rm(probe, { force: true }).catch(() => undefined);
      return { ok: false, detail: (error as Error).message };
    }
  }

  #place(name: string): string {
    const segments = name.split('/');
    const shard = segments.length > PLAIN_LEVELS ? [shardOf(segments[PLAIN_LEVELS]!)] : [];
    return `${join(this.#objects, ...segments.toSpliced(PLAIN_LEVELS, 0, ...shard))}@`;
  }

  async #doing<T>(what: string, name: string, work: () => Promise<T>): Promise<T> {
    try {
      return await work();
    } catch (cause) {
      throw folderError(what, name, dirname(this.#objects), cause);
    }
  }
}

/** One of 4,096: ten million subjects of one tenant are 2,400 a folder. */
const shardOf = (segment: string): string => createHash('sha256').update(segment).digest('hex').slice(0, 3);

/** Whether a name that begins with the prefix may lie in the shard: one alone, where the prefix has the whole segment. */
function mayHold(shard: string, prefix: string): boolean {
  const segments = prefix.split('/');
  return segments.length <= PLAIN_LEVELS + 1 || shardOf(segments[PLAIN_LEVELS]!) === shard;
}

const isAbsent = (cause: unknown): boolean => (cause as NodeJS.ErrnoException).code === 'ENOENT';

function unlessAbsent(cause: unknown): void {
  if (!isAbsent(cause)) throw cause;
}

const isGone = (path: string): Promise<boolean> =>
  access(path).then(
    () => false,
    (cause) => isAbsent(cause),
  );

/** Whether the folder was empty, and is gone. */
const removeEmpty = (folder: string): Promise<boolean> =>
  rmdir(folder).then(
    () => true,
    () => false,
  );
