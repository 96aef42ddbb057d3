// A key per subject: what is destroyed when somebody asks to be forgotten. Keys are in memory for seconds only, and
// nobody can use one without its row in hand.

import { createHash } from 'node:crypto';
import { LikenessError } from '../../errors.js';
import { randomKey } from './keys/aead.js';
import { formerOf, type MasterKeys, type WrappedKey } from './keys/masterKeys.js';

export interface Subject {
  readonly tenant: string;
  readonly subject: string;
}

export interface SubjectKeysOptions {
  /** How long an unwrapped key may lie in memory, from when it was unwrapped. Default 5. */
  readonly seconds?: number;
  /** So many keys at most; the oldest goes first. Default 1,000. */
  readonly most?: number;
}

const SECONDS = 5;
const MOST = 1000;

/**
 * Makes, unwraps and rewraps subjects' keys.
 *
 * How soon an erasure takes hold: each use needs the wrapped key, which callers read from its row in their transaction;
 * work that begins after the row is gone therefore has no key, on any replica, whatever is cached. What was unwrapped
 * before is wiped from memory within `seconds`, or when the last work that began before that has ended.
 */
export class SubjectKeys {
  readonly #masterKeys: MasterKeys;
  readonly #milliseconds: number;
  readonly #most: number;
  /** In the order in which they were unwrapped. */
  readonly #held = new Map<string, Held>();
  #closed = false;

  constructor(masterKeys: MasterKeys, { seconds = SECONDS, most = MOST }: SubjectKeysOptions = {}) {
    this.#masterKeys = masterKeys;
    this.#milliseconds = seconds * 1000;
    this.#most = most;
  }

  /** A new key, wrapped: the only form in which it is kept. */
  async create(subject: Subject): Promise<WrappedKey> {
    const key = randomKey();
    try {
      return await this.#masterKeys.wrap(key, contextOf(subject));
    } finally {
      key.fill(0);
    }
  }

  /**
   * Runs `work` with the subject's key, which is only good until `work` has ended.
   * @param wrapped as it stands in the subject's row now
   * @throws `master_key_missing`, `wrapped_key_tampered`, and what `work` throws
   */
  async use<T>(subject: Subject, wrapped: WrappedKey, work: (key: Uint8Array) => T | Promise<T>): Promise<T> {
    if (this.#closed) throw new LikenessError('closed', 'the keys of subjects were closed');
    const held = this.#hold(subject, wrapped);
    held.users++;
    try {
      return await work(await held.key);
    } finally {
      held.users--;
      if (held.dropped) await wipeUnused(held);
    }
  }

  /**
   * The same key wrapped with the current master key, to be put into its row if that still holds `wrapped`.
   * @returns undefined where it is wrapped so already, or with a later one
   * @throws `master_key_missing`, `wrapped_key_tampered`
   */
  async rewrap(subject: Subject, wrapped: WrappedKey): Promise<WrappedKey | undefined> {
    if (!formerOf(this.#masterKeys).includes(wrapped.masterKey)) return undefined;
    return this.use(subject, wrapped, (key) => this.#masterKeys.wrap(key, contextOf(subject)));
  }

  /** Drops all keys. */
  close(): void {
    this.#closed = true;
    for (const name of [...this.#held.keys()]) this.#drop(name);
  }

  #hold(subject: Subject, wrapped: WrappedKey): Held {
    const name = nameOf(subject, wrapped);
    const there = this.#held.get(name);
    if (there) return there;
    const held: Held = {
      key: this.#masterKeys.unwrap(wrapped.wrapped, wrapped.masterKey, contextOf(subject)),
      timer: setTimeout(() => this.#drop(name, held), this.#milliseconds).unref(),
      users: 0,
      dropped: false,
    };
    // A refusal is for those who wait for it; the next one asks anew.
    held.key.catch(() => this.#drop(name, held));
    this.#held.set(name, held);
    if (this.#held.size > this.#most) this.#drop(this.#held.keys().next().value!);
    return held;
  }

  #drop(name: string, expected?: Held): void {
    const held = this.#held.get(name);
    if (!held || (expected && held !== expected)) return;
    this.#held.delete(name);
    clearTimeout(held.timer);
    held.dropped = true;
    void wipeUnused(held);
  }
}

interface Held {
  readonly key: Promise<Uint8Array>;
  readonly timer: NodeJS.Timeout;
  /** How much work has it in hand. */
  users: number;
  dropped: boolean;
}

/** Never under somebody's hands: zeroes would encrypt as willingly as a key. */
async function wipeUnused(held: Held): Promise<void> {
  const key = await held.key.catch(() => undefined);
  if (held.users === 0) key?.fill(0);
}

const contextOf = ({ tenant, subject }: Subject): string =>
  `subject key ${JSON.stringify([tenant, subject])}`;

/** Changes with the row: what is cached for one wrapped key is of no use with another. */
const nameOf = (subject: Subject, { masterKey, wrapped }: WrappedKey): string =>
  createHash('sha256')
    .update(`${contextOf(subject)}\n${masterKey}\n`)
    .update(wrapped)
    .digest('base64');
