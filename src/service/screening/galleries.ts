// The galleries of one process, in memory and in step with the database: loaded when first asked for, and brought up to
// date by one indexed query before each search. So whatever was committed before a search began is searched, by
// whichever replica it was written.

import { totalmem } from 'node:os';
import { setImmediate as breath } from 'node:timers/promises';
import { LikenessError } from '../../errors.js';
import { openTemplate } from '../customers/index.js';
import { bytesOfReference, type Gallery, openSearchPool, type SearchPool } from '../search/index.js';
import type { Database } from '../storage/index.js';
import type { Subjects } from '../subjects/index.js';
import { type Entry, FIRST, positionOf, type Source } from './sources.js';

export interface GalleriesOptions {
  readonly database: Database;
  readonly subjects: Subjects;
  /** Numbers of a template. */
  readonly templateLength: number;
  /** Threads that search. Default: all cores. */
  readonly threads?: number;
  /** Bytes of templates at most. Default: half of the memory that this process may have. */
  readonly memoryBytes?: number;
  /** Told when threads that search were lost; others are opened. */
  readonly onLost?: (error: unknown) => void;
}

/** A gallery as it is while it is used. */
export interface InStep {
  readonly gallery: Gallery;
  /** The log's sequence up to which it has all. */
  readonly position: number;
  /** When each entry was made, ms, about in this order; of a source that is timed. */
  readonly times: ReadonlyMap<string, number>;
  drop(id: string): void;
}

export interface GalleryState {
  readonly tenant: string;
  readonly gallery: string;
  readonly modelDigest: string;
  readonly size: number;
  /** Entries that could not be opened with their subject's key, and are searched by nobody. */
  readonly unreadable: number;
  /** While it is loaded: how many there will be. */
  readonly loading: number | null;
}

const PAGE = 2_000;
const BREATH = 100;

interface Held {
  readonly key: string;
  readonly source: Source;
  readonly gallery: Gallery;
  readonly times: Map<string, number>;
  position: number;
  users: number;
  unreadable: number;
  loading: number | null;
  isLoaded: boolean;
  /** The catch-up under way, and the one that begins after it. */
  running: Promise<void> | undefined;
  next: Promise<void> | undefined;
}

export class Galleries {
  readonly #options: GalleriesOptions;
  readonly #pool: SearchPool;
  readonly #bytesEach: number;
  readonly #mostBytes: number;
  /** The one used last stands last. */
  readonly #held = new Map<string, Held>();

  constructor(options: GalleriesOptions) {
    this.#options = options;
    const { threads, onLost } = options;
    this.#pool = openSearchPool({ ...(threads !== undefined && { threads }), ...(onLost && { onLost }) });
    this.#bytesEach = bytesOfReference(options.templateLength, options.templateLength);
    this.#mostBytes = options.memoryBytes ?? Math.floor(memoryOfProcess() / 2);
  }

  /**
   * Works on a gallery that holds all that was committed before this call.
   * @throws `search_memory_exhausted` where it does not fit beside those that are in use; errors of the database
   */
  async use<T>(source: Source, work: (inStep: InStep) => Promise<T>): Promise<T> {
    const held = this.#hold(source);
    held.users++;
    try {
      await this.#bringUpToDate(held, source);
      const { gallery, position, times } = held;
      return await work({ gallery, position, times, drop: (id) => drop(held, id) });
    } finally {
      held.users--;
      if (!held.isLoaded) this.#discard(held);
    }
  }

  /**
   * Loads a gallery ahead, beside those that are there.
   * @returns false where there is no room for it: then nothing is dropped for its sake
   */
  async warm(source: Source): Promise<boolean> {
    const count = await this.#options.database.tenant(source.tenant, (transaction) =>
      source.count(transaction),
    );
    if (!this.#fits([...this.#held.values()], count)) return false;
    await this.use(source, async () => undefined);
    return true;
  }

  /** False while threads that were lost are opened anew. */
  get isSearching(): boolean {
    return this.#pool.isWell;
  }

  states(): GalleryState[] {
    return [...this.#held.values()].map(({ source, gallery, unreadable, loading }) => ({
      tenant: source.tenant,
      gallery: source.gallery,
      modelDigest: source.modelDigest,
      size: gallery.size,
      ...{ unreadable, loading },
    }));
  }

  async close(): Promise<void> {
    this.#held.clear();
    await this.#pool.close();
  }

  #hold(source: Source): Held {
    const key = keyOf(source);
    const known = this.#held.get(key);
    const held = known ?? {
      ...{ key, source, gallery: this.#pool.open(this.#options.templateLength) },
      ...{ times: new Map(), position: 0, users: 0, unreadable: 0, loading: null, isLoaded: false },
      ...{ running: undefined, next: undefined },
    };
    this.#held.delete(key);
    this.#held.set(key, held);
    return held;
  }

  /** What has begun already may have missed what was committed since: then the next is waited for, by all alike. */
  #bringUpToDate(held: Held, source: Source): Promise<void> {
    if (!held.running) return this.#start(held, source);
    held.next ??= held.running
      .catch(() => undefined)
      .then(() => {
        held.next = undefined;
        return this.#start(held, source);
      });
    return held.next;
  }

  #start(held: Held, source: Source): Promise<void> {
    const work = held.isLoaded ? this.#catchUp(held, source) : this.#load(held, source);
    held.running = work.finally(() => {
      held.running = undefined;
    });
    return held.running;
  }

  async #load(held: Held, source: Source): Promise<void> {
    const { database } = this.#options;
    const within = <T>(work: Parameters<typeof database.tenant<T>>[1]) =>
      database.tenant(source.tenant, work);
    // Read before the first page: what is committed later is found by the next catch-up, if no page has it.
    const [position, count] = await within(async (transaction) => [
      await positionOf(transaction),
      await source.count(transaction),
    ]);
    held.loading = count;
    this.#makeRoom(0, held);
    const pageAfter = (after: string) => within((transaction) => source.page(transaction, after, PAGE));
    for (let page = pageAfter(FIRST); ; ) {
      const entries = await page;
      const last = entries.at(-1);
      if (!last) break;
      // The database reads on while this thread deciphers.
      page = pageAfter(last.id);
      page.catch(() => undefined);
      await this.#add(held, entries);
    }
    held.position = position;
    held.isLoaded = true;
    held.loading = null;
    await this.#catchUp(held, source);
  }

  async #catchUp(held: Held, source: Source): Promise<void> {
    const { begun, ended, position } = await this.#options.database.tenant(source.tenant, (transaction) =>
      source.changes(transaction, held.position),
    );
    const fresh = begun.filter(({ id }) => !held.gallery.has(id));
    this.#makeRoom(fresh.length, held);
    await this.#add(held, fresh);
    for (const id of ended) drop(held, id);
    held.position = position;
  }

  async #add(held: Held, entries: readonly Entry[]): Promise<void> {
    for (const [i, { id, template, subject, sealed, at }] of entries.entries()) {
      // Deciphering fills the thread: requests are answered in between.
      if (i % BREATH === BREATH - 1) await breath();
      try {
        const vector = await openTemplate(this.#options.subjects, subject, template, sealed);
        held.gallery.add(id, vector);
        if (held.source.isTimed) held.times.set(id, at.getTime());
        vector.fill(0);
      } catch (error) {
        // One that was damaged must not keep a tenant's other customers from being screened; it is counted and shown.
        if (!(error instanceof LikenessError && DAMAGED.has(error.code))) throw error;
        held.unreadable++;
      }
    }
  }

  /**
   * Those that nobody uses make room, the one that was used longest ago first; and none does where that would not do.
   * @throws `search_memory_exhausted`
   */
  #makeRoom(more: number, by: Held): void {
    const held = [...this.#held.values()];
    const inUse = held.filter((one) => one === by || one.users > 0);
    if (!this.#fits(inUse, more))
      throw new LikenessError(
        'search_memory_exhausted',
        `${sizeOf(inUse) + more} templates take more than the ${this.#mostBytes} bytes set aside for them`,
      );
    for (const one of held) {
      if (this.#fits([...this.#held.values()], more)) return;
      if (!inUse.includes(one)) this.#discard(one);
    }
  }

  #fits(held: readonly Held[], more: number): boolean {
    return (sizeOf(held) + more) * this.#bytesEach <= this.#mostBytes;
  }

  #discard(held: Held): void {
    if (held.users > 0) return;
    if (this.#held.get(held.key) === held) this.#held.delete(held.key);
    void held.gallery.close();
  }
}

const DAMAGED = new Set([
  'picture_tampered',
  'picture_version_unknown',
  'wrapped_key_tampered',
  'template_invalid',
]);

function drop({ gallery, times }: Held, id: string): void {
  gallery.remove(id);
  times.delete(id);
}

/** Templates, those that are still to be loaded with them. */
const sizeOf = (held: readonly Held[]): number =>
  held.reduce((sum, { gallery, loading }) => sum + Math.max(gallery.size, loading ?? 0), 0);

const keyOf = ({ tenant, gallery, modelDigest }: Source): string =>
  JSON.stringify([tenant, gallery, modelDigest]);

/** In a container its limit, which `totalmem` does not know. */
function memoryOfProcess(): number {
  const constrained = process.constrainedMemory?.() ?? 0;
  return constrained > 0 ? Math.min(constrained, totalmem()) : totalmem();
}
