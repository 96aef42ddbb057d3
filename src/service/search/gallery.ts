// A gallery: references under ids, searched exactly. What callers see, and how changes and searches take turns.

import { LikenessError } from '../../errors.js';
import type { BlockMemory } from './memory.js';
import { ReferenceTable } from './referenceTable.js';

/** A reference found. */
export interface Hit {
  readonly id: string;
  /** The comparison score, as `comparisonScore` gives it for these two templates, in every bit. */
  readonly score: number;
}

export interface SearchOptions {
  /** How many references at most, from 1. */
  readonly k: number;
  /** Comparison score: nobody below it. Default: all. */
  readonly atLeast?: number;
}

/** References of one model and one owner. */
export interface Gallery {
  /** References enrolled. */
  readonly size: number;
  /** Numbers of a template. */
  readonly length: number;
  /**
   * Enrols a reference, in place of one of the same id. Copies the vector. Seen by every search
   * that is asked for afterwards, and by none that is under way.
   * @throws `template_invalid` for another length, or what is not of unit length; `search_memory_exhausted`, `closed`
   */
  add(id: string, vector: Float32Array): void;
  /** Takes a reference out and overwrites it; an id that is not enrolled is no error. @throws `closed` */
  remove(id: string): void;
  has(id: string): boolean;
  /**
   * The `k` references most like each probe, best first, of equal scores the lower id first (by UTF-16 code units): the
   * same as if all were scored. Probes of calls that come together are searched for together.
   * @throws `template_invalid`, `option_invalid`, `closed`
   */
  search(probes: readonly Float32Array[], options: SearchOptions): Promise<Hit[][]>;
  /** Overwrites all references and gives their memory back. Searches not begun are refused with `closed`. */
  close(): Promise<void>;
}

/** One probe that waits for its turn. */
export interface Request {
  readonly gallery: HeldGallery;
  readonly vector: Float32Array;
  readonly k: number;
  readonly atLeast: number;
  readonly resolve: (hits: Hit[]) => void;
  readonly reject: (error: unknown) => void;
}

/** What a gallery asks of the pool that holds it. */
export interface GalleryKeeper {
  readonly memory: BlockMemory;
  /** Asks for a turn. */
  enqueue(request: Request): void;
  /** The gallery has changed: there may be work to do on it. */
  changed(gallery: HeldGallery): void;
  /** Refuses what waits, waits for what does not. */
  release(gallery: HeldGallery): Promise<void>;
}

/** How far the square of a template's length may be from one. */
const UNIT_TOLERANCE = 1e-3;

export class HeldGallery implements Gallery {
  readonly table: ReferenceTable;
  readonly #keeper: GalleryKeeper;
  /** Changes that came while threads were at work on the table: the last of each id. */
  readonly #pending = new Map<string, Float32Array | undefined>();
  #size = 0;
  #using: Promise<unknown> | undefined;
  #closed: Promise<void> | undefined;

  constructor(
    /** What the threads know it by. */
    readonly number: number,
    readonly length: number,
    keeper: GalleryKeeper,
  ) {
    this.#keeper = keeper;
    this.table = new ReferenceTable(length, keeper.memory);
  }

  get size(): number {
    return this.#size;
  }

  add(id: string, vector: Float32Array): void {
    this.#requireOpen();
    this.#requireTemplate(vector, `the reference ${id}`);
    const isNew = !this.has(id);
    if (this.#using) {
      // Room is made now, so that nothing can fail later, when nobody is there to be told.
      this.table.reserve(this.table.count + this.#pending.size + 1);
      // Kept, the vector would be the caller's to change.
      this.#pending.set(id, vector.slice());
    } else this.table.put(id, vector);
    if (isNew) this.#size++;
    this.#keeper.changed(this);
  }

  remove(id: string): void {
    this.#requireOpen();
    if (!this.has(id)) return;
    if (this.#using) this.#pending.set(id, undefined);
    else this.table.drop(id);
    this.#size--;
  }

  has(id: string): boolean {
    return this.#pending.has(id) ? this.#pending.get(id) !== undefined : this.table.has(id);
  }

  async search(probes: readonly Float32Array[], { k, atLeast = -1 }: SearchOptions): Promise<Hit[][]> {
    this.#requireOpen();
    if (!Number.isInteger(k) || k < 1) {
      throw new LikenessError('option_invalid', `k is how many are found at most, from 1: got ${k}`);
    }
    if (!(atLeast >= -1 && atLeast <= 1)) {
      throw new LikenessError('option_invalid', `atLeast is a comparison score from −1 to 1: got ${atLeast}`);
    }
    for (const [i, probe] of probes.entries()) this.#requireTemplate(probe, `probe ${i}`);
    return Promise.all(
      probes.map(
        (probe) =>
          new Promise<Hit[]>((resolve, reject) => {
            this.#keeper.enqueue({ gallery: this, vector: probe.slice(), k, atLeast, resolve, reject });
          }),
      ),
    );
  }

  close(): Promise<void> {
    this.#closed ??= this.#keeper.release(this).then(() => {
      this.table.clear();
      this.#pending.clear();
      this.#size = 0;
    });
    return this.#closed;
  }

  /** Runs what reads the table in other threads; whatever changes meanwhile is done afterwards. */
  async whileStill<T>(work: () => Promise<T>): Promise<T> {
    const using = work();
    this.#using = using;
    try {
      return await using;
    } finally {
      this.#using = undefined;
      for (const [id, vector] of this.#pending) {
        if (vector) this.table.put(id, vector);
        else this.table.drop(id);
      }
      this.#pending.clear();
    }
  }

  /** Fulfilled when no thread reads the table. */
  async still(): Promise<void> {
    await this.#using?.catch(() => undefined);
  }

  #requireOpen(): void {
    if (this.#closed) throw new LikenessError('closed', 'this gallery was closed');
  }

  #requireTemplate(vector: Float32Array, what: string): void {
    if (vector.length !== this.length) {
      throw new LikenessError(
        'template_invalid',
        `${what} has ${vector.length} numbers, those of this gallery ${this.length}`,
      );
    }
    let squared = 0;
    for (let i = 0; i < vector.length; i++) squared += vector[i]! * vector[i]!;
    if (!(Math.abs(squared - 1) <= UNIT_TOLERANCE)) {
      throw new LikenessError(
        'template_invalid',
        `${what} must be of unit length, got ${Math.sqrt(squared)}`,
      );
    }
  }
}
