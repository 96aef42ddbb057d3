// All galleries of a process, and the threads that search them. A search is bound by memory, so threads go through one
// gallery together; probes that wait for the same gallery go through it at once.

import { availableParallelism } from 'node:os';
import type { Worker } from 'node:worker_threads';
import { LikenessError } from '../../errors.js';
import { openThread } from '../../threads.js';
import type { Found } from './best.js';
import type { Subspace } from './codes.js';
import { type Gallery, HeldGallery, type Hit, type Request } from './gallery.js';
import { GROUP } from './kernels/index.js';
import { BlockMemory, DESK_BYTES } from './memory.js';
import { type Answer, MOST_PROBES, thresholdAsInteger } from './protocol.js';
import { probesAtOnce } from './scan.js';
import { SearchThreads } from './searchThreads.js';

/** Fewer references are scored in full as fast as it takes to choose among them. */
const CODED_FROM = 16_384;
/** What a subspace is found from. */
const SAMPLE = 2_048;
/** So many without a code are worth a turn of the threads; till then they are scored in full. */
const ENCODED_FROM = 1_024;
/** So many get their codes in one turn, that no search waits long: tens of milliseconds. */
const ENCODED_AT_ONCE = 4_096;
const MOST_LENGTH = 65_536;

export interface SearchPool {
  /**
   * An empty gallery.
   * @param length numbers of a template, from 1 to 65,536
   * @throws `option_invalid`, `closed`
   */
  open(length: number): Gallery;
  /** False while threads that were lost are opened anew. */
  readonly isWell: boolean;
  /** Closes all galleries and ends the threads. */
  close(): Promise<void>;
}

export interface SearchPoolOptions {
  /** Default: all cores. */
  readonly threads?: number;
  /** Told when threads are lost: searches under way fail with `internal`, and new ones are opened. */
  readonly onLost?: (error: unknown) => void;
}

export function openSearchPool({
  threads = availableParallelism(),
  onLost = () => undefined,
}: SearchPoolOptions = {}): SearchPool {
  if (!Number.isInteger(threads) || threads < 1) {
    throw new LikenessError('option_invalid', `threads must be a whole number from 1: got ${threads}`);
  }
  return new Pool(threads, onLost);
}

class Pool implements SearchPool {
  readonly #threads: SearchThreads;
  readonly #galleries = new Set<HeldGallery>();
  readonly #finders = new Map<HeldGallery, Worker>();
  #uncodable = new WeakSet<HeldGallery>();
  readonly memory: BlockMemory;
  #queue: Request[] = [];
  #working: Promise<void> | undefined;
  #opened = 0;
  #closed: Promise<void> | undefined;

  constructor(threads: number, onLost: (error: unknown) => void) {
    this.#threads = new SearchThreads(threads, (error) => {
      // Codes are written by the threads that come.
      this.#uncodable = new WeakSet();
      onLost(error);
    });
    this.memory = new BlockMemory(threads, (memory) => this.#threads.tell({ kind: 'memory', memory }));
  }

  open(length: number): Gallery {
    if (this.#closed) throw new LikenessError('closed', 'this pool was closed');
    if (!Number.isInteger(length) || length < 1 || length > MOST_LENGTH) {
      throw new LikenessError(
        'option_invalid',
        `the length of a template is a whole number from 1 to ${MOST_LENGTH}: got ${length}`,
      );
    }
    const gallery = new HeldGallery(this.#opened++, length, this);
    this.#galleries.add(gallery);
    return gallery;
  }

  get isWell(): boolean {
    return this.#threads.areWell;
  }

  close(): Promise<void> {
    this.#closed ??= Promise.all([...this.#galleries].map((gallery) => gallery.close())).then(() =>
      this.#threads.close(),
    );
    return this.#closed;
  }

  enqueue(request: Request): void {
    this.#queue.push(request);
    this.#wake();
  }

  changed(gallery: HeldGallery): void {
    const { table } = gallery;
    if (table.subspace) {
      if (isToEncode(gallery)) this.#wake();
    } else if (table.count >= CODED_FROM && !this.#finders.has(gallery)) this.#findSubspace(gallery);
  }

  async release(gallery: HeldGallery): Promise<void> {
    this.#galleries.delete(gallery);
    const closed = new LikenessError('closed', 'this gallery was closed');
    for (const request of this.#queue) if (request.gallery === gallery) request.reject(closed);
    this.#queue = this.#queue.filter((request) => request.gallery !== gallery);
    const finder = this.#finders.get(gallery);
    this.#finders.delete(gallery);
    await finder?.terminate();
    await gallery.still();
    this.#threads.tell({ kind: 'forget', gallery: gallery.number });
  }

  #wake(): void {
    this.#working ??= this.#work().finally(() => {
      this.#working = undefined;
    });
  }

  /** Turn after turn: probes that wait, then codes, so that neither holds up the other for long. */
  async #work(): Promise<void> {
    // Whoever asks in the same tick is served in one turn.
    await Promise.resolve();
    for (;;) {
      const batch = this.#nextBatch();
      if (batch.length > 0) await this.#search(batch);
      const gallery = [...this.#galleries].find((one) => isToEncode(one) && !this.#uncodable.has(one));
      if (gallery) await this.#encode(gallery);
      else if (batch.length === 0) return;
    }
  }

  /** Probes of the gallery whose turn it is. */
  #nextBatch(): Request[] {
    const gallery = this.#queue[0]?.gallery;
    if (!gallery) return [];
    const most = probesAtOnce(gallery.length, DESK_BYTES);
    const batch = this.#queue.filter((request) => request.gallery === gallery).slice(0, most);
    const taken = new Set(batch);
    this.#queue = this.#queue.filter((request) => !taken.has(request));
    return batch;
  }

  async #search(batch: readonly Request[]): Promise<void> {
    const { gallery } = batch[0]!;
    const { table } = gallery;
    if (table.count === 0) {
      for (const { resolve } of batch) resolve([]);
      return;
    }
    const shared = new SharedArrayBuffer(4 * (1 + MOST_PROBES));
    new Int32Array(shared).fill(thresholdAsInteger(Number.NEGATIVE_INFINITY), 1);
    try {
      const answers = await gallery.whileStill(async () => {
        const given = await this.#threads.run({
          kind: 'search',
          gallery: gallery.number,
          references: table.references(),
          probes: batch.map(({ vector, k, atLeast }) => ({ vector, k: Math.min(k, table.count), atLeast })),
          shared,
        });
        // Before anything changes: rows have other ids afterwards.
        return batch.map(({ k }, i) =>
          bestOf(
            given.map((answer) => foundOf(answer, i)),
            table.ids,
            k,
          ),
        );
      });
      for (const [i, { resolve }] of batch.entries()) resolve(answers[i]!);
    } catch (error) {
      for (const { reject } of batch) reject(error);
    }
  }

  async #encode(gallery: HeldGallery): Promise<void> {
    const { table } = gallery;
    const from = table.coded - (table.coded % GROUP);
    const to = Math.min(table.count, from + ENCODED_AT_ONCE);
    try {
      table.reserveCodes(to);
      await gallery.whileStill(async () => {
        const [references, shared] = [table.references(), new SharedArrayBuffer(4)];
        await this.#threads.run({ kind: 'encode', gallery: gallery.number, references, from, to, shared });
        table.markCoded(to);
      });
    } catch {
      // Without codes a search is slower and as right. What is wrong with threads or memory, the next change will say.
      this.#uncodable.add(gallery);
    }
  }

  /** Beside all searches, in a thread of its own: it takes seconds. */
  #findSubspace(gallery: HeldGallery): void {
    const { table, length } = gallery;
    const worker = openThread(new URL('./subspaceWorker.js', import.meta.url), {
      sample: table.sample(SAMPLE),
      length,
    });
    worker.unref();
    this.#finders.set(gallery, worker);
    worker.on('message', (subspace: Subspace) => {
      if (!this.#galleries.has(gallery)) return;
      table.settle(subspace);
      this.#threads.tell({ kind: 'subspace', gallery: gallery.number, subspace });
      this.#wake();
    });
    // Without a subspace a search is slower and as right; the thread is not asked again.
    worker.on('error', () => undefined);
  }
}

const isToEncode = ({ table }: HeldGallery): boolean =>
  table.subspace !== undefined && table.count - table.coded >= ENCODED_FROM;

function foundOf(answer: Answer, probe: number): Found {
  if (answer.kind !== 'found')
    throw new LikenessError('internal', `search: a thread answered ${answer.kind}`);
  return answer.found[probe]!;
}

/** What the threads have found, as one list. */
function bestOf(found: readonly Found[], ids: readonly string[], k: number): Hit[] {
  return found
    .flatMap(({ rows, scores }) => Array.from(rows, (row, i) => ({ id: ids[row]!, score: scores[i]! })))
    .sort((a, b) => b.score - a.score || (a.id < b.id ? -1 : 1))
    .slice(0, k);
}
