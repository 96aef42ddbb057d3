// Master keys that this machine keeps itself: in a file, or in the environment where many replicas share them.

import { join } from 'node:path';
import { LikenessError } from '../../../errors.js';
import { addToKeyFile, makeKeyFile, parseKeyFile, readKeyFile } from './keyFile.js';
import {
  deriveFrom,
  findKey,
  idsOf,
  type KeyRing,
  parseMasterKey,
  ringOf,
  unwrapWith,
  wrapWith,
} from './keyRing.js';
import { type Health, type KnownKeys, type MasterKeys, requireKnown } from './masterKeys.js';

export interface LocalMasterKeysOptions {
  /** LIKENESS_HOME: the file is `keys/master.keys` below it. */
  readonly home: string;
  /** Holds LIKENESS_MASTER_KEY and LIKENESS_MASTER_KEYS_FORMER, or not. Default `process.env`. */
  readonly environment?: NodeJS.ProcessEnv;
  /** What a copy of the key file holds, to be used in place of either; it cannot be added to. */
  readonly copy?: { readonly text: string; readonly where: string };
  /** What the database knows; left out where it is new, and only then is a key made. */
  readonly known?: KnownKeys;
}

export interface LocalMasterKeys extends MasterKeys {
  /**
   * Makes a new current key. Other processes that use the same file learn of it when they first meet it.
   * @returns its identifier
   * @throws `option_invalid` where the keys come from the environment, `home_unwritable`
   */
  rotate(): Promise<string>;

  /** Wipes the keys from memory. Nothing can be done with them afterwards. */
  close(): void;
}

/**
 * Opens the master keys: those of the environment if LIKENESS_MASTER_KEY is set, else those of the file, which is made
 * on the first start.
 * @throws `master_key_missing`, `master_key_wrong`, `master_key_invalid`, `master_key_exposed`, `home_unwritable`
 */
export async function localMasterKeys(options: LocalMasterKeysOptions): Promise<LocalMasterKeys> {
  const source = sourceOf(options);
  const ring = (await source.read()) ?? (await firstKeys(source, options.known));
  if (options.known) requireKnown(idsOf(ring), options.known, source.where);
  return new Ring(source, ring);
}

/** Where keys are read from, and made. */
interface Source {
  /** For messages. */
  readonly where: string;
  read(): Promise<KeyRing | undefined>;
  make(): Promise<KeyRing>;
  add(): Promise<KeyRing>;
}

function sourceOf({ home, environment = process.env, copy }: LocalMasterKeysOptions): Source {
  if (copy) return copySource(copy);
  const fromEnvironment = parseEnvironment(environment);
  if (fromEnvironment) return environmentSource(fromEnvironment);
  const path = join(home, 'keys', 'master.keys');
  return {
    where: path,
    read: () => readKeyFile(path),
    make: () => makeKeyFile(path),
    add: () => addToKeyFile(path),
  };
}

/**
 * LIKENESS_MASTER_KEY is the current key. LIKENESS_MASTER_KEYS_FORMER lists others, oldest first; a key that is to be the
 * current one soon may stand there too, behind the one that still is.
 */
function parseEnvironment(environment: NodeJS.ProcessEnv): KeyRing | undefined {
  const current = environment.LIKENESS_MASTER_KEY?.trim();
  const former = (environment.LIKENESS_MASTER_KEYS_FORMER ?? '')
    .split(/[\s,]+/)
    .filter((text) => text !== '');
  if (!current) {
    if (former.length === 0) return undefined;
    throw new LikenessError(
      'master_key_missing',
      'LIKENESS_MASTER_KEYS_FORMER is set, but LIKENESS_MASTER_KEY is not',
    );
  }
  const last = parseMasterKey(current, 'LIKENESS_MASTER_KEY');
  const keys = former.map((text, i) => parseMasterKey(text, `LIKENESS_MASTER_KEYS_FORMER, key ${i + 1},`));
  const [first = last, ...others] = keys;
  return ringOf([first, ...others, last]);
}

function environmentSource(ring: KeyRing): Source {
  const add = async () => {
    throw new LikenessError(
      'option_invalid',
      'the master keys come from the environment: make a key with `openssl rand -base64 32`, append the current one to LIKENESS_MASTER_KEYS_FORMER, set LIKENESS_MASTER_KEY to the new one, and start all replicas again',
    );
  };
  return { where: 'the environment', read: async () => ring, make: add, add };
}

function copySource({ text, where }: NonNullable<LocalMasterKeysOptions['copy']>): Source {
  const add = async () => {
    throw new LikenessError('option_invalid', `${where} is a copy of the master keys: change the original`);
  };
  return { where, read: async () => parseKeyFile(text, where), make: add, add };
}

/** A database that was written already must have had a key: a new one would only hide that it is lost. */
async function firstKeys(source: Source, known: KnownKeys | undefined): Promise<KeyRing> {
  if (known) requireKnown([], known, source.where);
  return source.make();
}

class Ring implements LocalMasterKeys {
  readonly #source: Source;
  #ring: KeyRing;
  #closed = false;

  constructor(source: Source, ring: KeyRing) {
    this.#source = source;
    this.#ring = ring;
  }

  get current(): string {
    return this.#ring.current.id;
  }

  get root(): string {
    return this.#ring.keys[0].id;
  }

  get ids(): readonly string[] {
    return idsOf(this.#ring);
  }

  async wrap(key: Uint8Array, context: string) {
    return wrapWith(this.#opened().current, key, context);
  }

  async unwrap(wrapped: Uint8Array, masterKey: string, context: string): Promise<Uint8Array> {
    const found = findKey(this.#opened(), masterKey) ?? findKey(await this.#reread(), masterKey);
    if (found) return unwrapWith(found, wrapped, context);
    throw new LikenessError(
      'master_key_missing',
      `the key of ${context} was wrapped with ${masterKey}, and ${this.#source.where} holds ${this.ids.join(', ')}`,
    );
  }

  derive(purpose: string): Uint8Array {
    return deriveFrom(this.#opened(), purpose);
  }

  async rotate(): Promise<string> {
    this.#opened();
    this.#take(await this.#source.add());
    return this.current;
  }

  /** Reads the keys again: whoever removed or exposed them should hear of it before the next start. */
  async health(): Promise<Health> {
    try {
      const before = this.ids;
      const found = idsOf(await this.#reread());
      const lost = before.filter((id) => !found.includes(id));
      if (lost.length > 0) {
        return { ok: false, detail: `${this.#source.where} no longer holds ${lost.join(', ')}: put it back` };
      }
      return {
        ok: true,
        detail: `${found.length} in ${this.#source.where}, the current one is ${this.current}`,
      };
    } catch (error) {
      return { ok: false, detail: (error as Error).message };
    }
  }

  close(): void {
    this.#closed = true;
    for (const { key } of this.#ring.keys) key.fill(0);
  }

  #opened(): KeyRing {
    if (!this.#closed) return this.#ring;
    throw new LikenessError('closed', 'the master keys were closed');
  }

  /** What another process has added since. */
  async #reread(): Promise<KeyRing> {
    this.#opened();
    const ring = await this.#source.read();
    if (!ring) {
      throw new LikenessError(
        'master_key_missing',
        `${this.#source.where} is no longer there: put back your copy of it`,
      );
    }
    this.#take(ring);
    return ring;
  }

  /** Keys that were there stay, even if their line has gone: what they wrapped is still in use. */
  #take(ring: KeyRing): void {
    const [first, ...others] = this.#ring.keys;
    const added = ring.keys.filter(({ id }) => !findKey(this.#ring, id));
    const current = findKey(this.#ring, ring.current.id) ?? ring.current;
    this.#ring = { keys: [first, ...others, ...added], current };
  }
}
