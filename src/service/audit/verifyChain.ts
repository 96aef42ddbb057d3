// Checks a chain entry by entry, in constant memory, and goes on after a fault to tell how far it reaches.

import { digestOf } from './canonical.js';
import { columnsOf, type EntryColumns, GENESIS, type Head, type StoredEntry } from './chain.js';
import { type Checkpoint, isGenuine } from './checkpoint.js';
import { type AuditEntry, parseEntry } from './entry.js';
import { type Fault, FaultList, type Note } from './faults.js';
import { isSigned, type PublicKey } from './keys.js';

export interface ChainOptions {
  /** The entry before the first that is given, where not all are; e.g. a checkpoint's. Default: the beginning. */
  readonly from?: Head;
  /** Heads that were kept outside: the chain must pass through each of them. */
  readonly checkpoints?: readonly Checkpoint[];
  /** Whose chain it must be. Default: that of the first entry that is signed. */
  readonly tenant?: string;
  /** Whether entries may be left out, as in an evidence pack: those that are there must fit together. Default: no. */
  readonly excerpt?: boolean;
  /** Told now and then how many entries were read. */
  readonly onProgress?: (entries: number) => void;
  readonly signal?: AbortSignal;
}

export interface ChainReport {
  readonly ok: boolean;
  readonly tenant: string | null;
  /** Rows that were read. */
  readonly entries: number;
  /** The first and the last entry that could be placed; null where there is none. */
  readonly first: EntryMark | null;
  readonly last: EntryMark | null;
  readonly faults: readonly Fault[];
  readonly notes: readonly Note[];
  /** Faults and notes beyond those that are listed. */
  readonly further: number;
  /** What each checkpoint says: `agrees`, `differs`, or `not_covered` where the entries begin after it. */
  readonly checkpoints: readonly { readonly sequence: number; readonly result: CheckpointResult }[];
}

export type CheckpointResult = 'agrees' | 'differs' | 'not_covered';

export interface EntryMark {
  readonly sequence: number;
  readonly at: string;
  /** Hexadecimal. */
  readonly hash: string;
}

/** So many signatures are checked side by side on Node's threads. */
const BATCH = 64;

/**
 * Checks stored entries in the order in which they come.
 * @param rows by sequence, as a database or an export gives them
 * @param keys every key that has signed this log, past ones too
 * @throws what `rows` throws, and the signal's reason; a fault of the log is never thrown but reported
 */
export async function verifyChain(
  rows: AsyncIterable<StoredEntry> | Iterable<StoredEntry>,
  keys: readonly PublicKey[],
  options: ChainOptions = {},
): Promise<ChainReport> {
  const walk = new Walk(options);
  for await (const batch of inBatches(rows, BATCH)) {
    options.signal?.throwIfAborted();
    for (const examined of await Promise.all(batch.map((row) => examine(row, keys)))) walk.step(examined);
    options.onProgress?.(walk.entries);
  }
  const genuine = await Promise.all((options.checkpoints ?? []).map((c) => isGenuine(c, keys)));
  return walk.end(genuine);
}

/** A row by itself, before its place in the chain is looked at. */
interface Examined {
  /** Undefined where the body is no entry. */
  readonly entry: AuditEntry | undefined;
  /** Computed from the body. */
  readonly hash: Buffer;
  /** Whether a key signed the body as it is. */
  readonly signed: boolean;
  /** Whether what is stored beside the body (hash, columns) is the body's. */
  readonly consistent: boolean;
}

async function examine(row: StoredEntry, keys: readonly PublicKey[]): Promise<Examined> {
  const hash = digestOf('likeness.audit.entry.v1', row.body);
  const entry = parseEntry(row.body);
  return {
    entry,
    hash,
    signed: await isSigned(hash, row.signature, keys),
    consistent: hash.equals(row.hash) && (!entry || !row.columns || isSame(row.columns, columnsOf(entry))),
  };
}

const isSame = (stored: EntryColumns, expected: EntryColumns): boolean =>
  stored.at.getTime() === expected.at.getTime() &&
  (Object.keys(expected) as (keyof EntryColumns)[]).every(
    (column) => column === 'at' || stored[column] === expected[column],
  );

/**
 * The walk along a chain. A row has a place where a key signed it, or where it follows the entry before it so that
 * nothing but its signature is wrong. Rows without a place are counted, so that what is said of those after them stays
 * true.
 */
class Walk {
  entries = 0;
  #tenant: string | undefined;
  #head: Head;
  /** Whether a key signed the head: if not, its text may have been replaced and its hash with it. */
  #headSigned = true;
  /** Rows without a place since the head. */
  #strays = 0;
  #first: EntryMark | null = null;
  #last: EntryMark | null = null;
  readonly #list = new FaultList();
  readonly #met = new Map<Checkpoint, CheckpointResult>();

  constructor(private readonly options: ChainOptions) {
    this.#head = options.from ?? GENESIS;
    this.#tenant = options.tenant;
    this.#meetCheckpoints();
  }

  step(row: Examined): void {
    this.entries++;
    const { entry, hash, signed, consistent } = row;
    const place = this.#head.sequence + this.#strays + 1;
    if (!entry || !(signed || (consistent && this.#follows(entry)))) {
      const claimed = this.options.excerpt ? (entry?.sequence ?? place) : place;
      this.#list.add(entry && consistent ? 'signature_wrong' : 'altered', claimed);
      if (!this.options.excerpt) this.#strays++;
      return;
    }
    const { sequence } = entry;
    if (!signed) this.#list.add('signature_wrong', sequence);
    if (!consistent)
      this.#list.add('altered', sequence, sequence, 'What is stored beside the entry was changed.');
    if (signed) this.#tenant ??= entry.tenant;
    if (this.#tenant !== undefined && entry.tenant !== this.#tenant)
      this.#list.add('inserted', sequence, sequence, 'The entry belongs to another tenant.');
    if (sequence <= this.#head.sequence) {
      this.#list.add(this.#list.found(sequence) ? 'reordered' : 'inserted', sequence);
      return;
    }
    this.#link(entry, place);
    this.#arrive(entry, hash, signed);
  }

  /** @param genuine of each checkpoint, whether one of the keys signed it */
  end(genuine: readonly boolean[]): ChainReport {
    const { checkpoints = [], from } = this.options;
    const end = this.#head.sequence + this.#strays;
    checkpoints.forEach((checkpoint, i) => {
      const { sequence, tenant } = checkpoint;
      if (!genuine[i])
        this.#list.add(
          'signature_wrong',
          sequence,
          sequence,
          'None of the given keys signed the checkpoint.',
        );
      if (this.#tenant !== undefined && tenant !== this.#tenant)
        this.#list.add('rewritten', sequence, sequence, 'The checkpoint is of another tenant.');
      if (sequence > end && !this.options.excerpt) this.#list.add('truncated', end + 1, sequence);
    });
    const { faults, notes, further } = this.#list;
    return {
      ok: faults.length === 0,
      tenant: this.#tenant ?? null,
      entries: this.entries,
      first: this.#first,
      last: this.#last,
      faults,
      notes,
      further,
      checkpoints: checkpoints.map((checkpoint) => ({
        sequence: checkpoint.sequence,
        result: this.#met.get(checkpoint) ?? this.#unmet(checkpoint, from?.sequence ?? 0),
      })),
    };
  }

  #unmet({ sequence }: Checkpoint, start: number): CheckpointResult {
    return sequence < start || this.options.excerpt ? 'not_covered' : 'differs';
  }

  #follows({ sequence, previous }: AuditEntry): boolean {
    return this.#strays === 0 && sequence === this.#head.sequence + 1 && previous === hex(this.#head.hash);
  }

  /** Holds an entry against the one before it. */
  #link({ sequence, previous }: AuditEntry, place: number): void {
    if (sequence > place) {
      if (!this.options.excerpt) this.#list.add('missing', place, sequence - 1);
    } else if (sequence < place) {
      this.#list.add(
        'inserted',
        sequence,
        sequence,
        `${place - sequence} entries before this one belong nowhere.`,
      );
    } else if (this.#strays === 0 && this.#headSigned && previous !== hex(this.#head.hash)) {
      this.#list.add(
        'rewritten',
        sequence,
        sequence,
        'The entry before this one was another when it was written.',
      );
    }
  }

  #arrive(entry: AuditEntry, hash: Buffer, signed: boolean): void {
    const { sequence, at } = entry;
    if (this.#last && at < this.#last.at)
      this.#list.note(sequence, `The clock went back, from ${this.#last.at} to ${at}.`);
    this.#head = { sequence, hash };
    this.#headSigned = signed;
    this.#strays = 0;
    this.#last = { sequence, at, hash: hex(hash) };
    this.#first ??= this.#last;
    this.#meetCheckpoints();
  }

  #meetCheckpoints(): void {
    for (const checkpoint of this.options.checkpoints ?? []) {
      const { sequence, hash } = checkpoint;
      if (sequence !== this.#head.sequence) continue;
      const agrees = hash === hex(this.#head.hash);
      this.#met.set(checkpoint, agrees ? 'agrees' : 'differs');
      if (!agrees)
        this.#list.add(
          'rewritten',
          sequence,
          sequence,
          'The entry is not the one that the checkpoint names.',
        );
    }
  }
}

const hex = (bytes: Uint8Array): string => Buffer.from(bytes).toString('hex');

async function* inBatches<T>(items: AsyncIterable<T> | Iterable<T>, size: number): AsyncGenerator<T[]> {
  let batch: T[] = [];
  for await (const item of items) {
    batch.push(item);
    if (batch.length === size) {
      yield batch;
      batch = [];
    }
  }
  if (batch.length > 0) yield batch;
}
