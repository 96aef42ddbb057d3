// The log as a file that can be checked anywhere: JSON lines, the first of which says whose log it is, who signed it
// and how far it goes.

import { createReadStream } from 'node:fs';
import * as v from 'valibot';
import { LikenessError } from '../../errors.js';
import { canonicalText } from './canonical.js';
import type { Head, StoredEntry } from './chain.js';
import { type Checkpoint, CheckpointSchema } from './checkpoint.js';
import { HashText, LIMITS } from './entry.js';
import { type PublicKey, publicKeyFrom } from './keys.js';
import { linesOf } from './lines.js';
import { type ChainOptions, type ChainReport, verifyChain } from './verifyChain.js';

const FORMAT = 'likeness-audit-export';

const HeaderSchema = v.strictObject({
  format: v.literal(FORMAT),
  version: v.literal(1),
  /** The entry before the first of the file; sequence 0 and 64 zeros where the file starts at the beginning. */
  after: v.strictObject({
    sequence: v.pipe(v.number(), v.safeInteger(), v.minValue(0)),
    hash: HashText,
  }),
  /** Of the last entry of the file: without its tail the file does not reach it. */
  checkpoint: CheckpointSchema,
  /** Every key that has signed this log, as JWKs. */
  publicKeys: v.pipe(v.array(v.unknown()), v.minLength(1), v.maxLength(32)),
});

export interface ExportFrame {
  /** Default: the beginning. */
  readonly after?: Head;
  /** Of the last entry that is exported. */
  readonly checkpoint: Checkpoint;
  readonly publicKeys: readonly PublicKey[];
}

/** The lines of an export, each with its line feed. The caller reads the head and the entries in one snapshot. */
export async function* exportLines(
  entries: AsyncIterable<StoredEntry> | Iterable<StoredEntry>,
  { after, checkpoint, publicKeys }: ExportFrame,
): AsyncGenerator<string> {
  const header = {
    format: FORMAT,
    version: 1,
    after: {
      sequence: after?.sequence ?? 0,
      hash: Buffer.from(after?.hash ?? Buffer.alloc(32)).toString('hex'),
    },
    checkpoint,
    publicKeys: publicKeys.map(({ jwk }) => jwk),
  };
  yield `${canonicalText(header)}\n`;
  for await (const entry of entries) yield `${entryLine(entry)}\n`;
}

/** One entry as one line, without a line feed. */
export const entryLine = ({ body, hash, signature }: StoredEntry): string =>
  JSON.stringify({
    body,
    hash: Buffer.from(hash).toString('hex'),
    signature: Buffer.from(signature).toString('base64url'),
  });

/** An entry's line. One that is not exactly what was written becomes an entry that no check accepts. */
export function readEntryLine(line: string): StoredEntry {
  const entry = parseLine(line);
  return entry && entryLine(entry) === line ? entry : UNREADABLE;
}

const UNREADABLE: StoredEntry = { body: '', hash: new Uint8Array(32), signature: new Uint8Array(64) };

function parseLine(line: string): StoredEntry | undefined {
  try {
    const { body, hash, signature } = JSON.parse(line);
    if (typeof body !== 'string' || typeof hash !== 'string' || typeof signature !== 'string')
      return undefined;
    return { body, hash: Buffer.from(hash, 'hex'), signature: Buffer.from(signature, 'base64url') };
  } catch {
    return undefined;
  }
}

export interface ExportReport extends ChainReport {
  /** Thumbprints of the keys that the entries were checked with. */
  readonly keys: readonly string[];
  /**
   * `given` from outside, or those that `file` itself names: then the file is proven to be one piece, but not whose it
   * is, and whoever checks compares the thumbprints with those that they were told.
   */
  readonly keySource: 'given' | 'file';
  /** Sequence of the entry after which the file begins; 0 where it is the whole log. */
  readonly after: number;
}

export interface ExportOptions extends Pick<ChainOptions, 'checkpoints' | 'onProgress' | 'signal'> {
  /** Default: those that the file names. */
  readonly publicKeys?: readonly PublicKey[];
}

/**
 * Checks an export, offline. Its entries are read one by one: the file may be of any size.
 * @param source path of the file, or its bytes as they come
 * @throws `file_not_found`, `file_unreadable`, `audit_export_invalid` where it is no export at all
 */
export async function verifyExport(
  source: string | AsyncIterable<Uint8Array>,
  { publicKeys, checkpoints = [], onProgress, signal }: ExportOptions = {},
): Promise<ExportReport> {
  const bytes = typeof source === 'string' ? bytesOf(source) : source;
  const lines = linesOf(bytes, MOST_LINE)[Symbol.asyncIterator]();
  try {
    const header = readHeader(await lines.next());
    const keys = publicKeys ?? header.keys;
    const { after, checkpoint } = header;
    const chain = await verifyChain(entriesOf(lines), keys, {
      from: after,
      checkpoints: [...checkpoints, checkpoint],
      tenant: checkpoint.tenant,
      ...(onProgress && { onProgress }),
      ...(signal && { signal }),
    });
    return {
      ...chain,
      // The file's own comes last and is its end; what is asked is about those from outside.
      checkpoints: chain.checkpoints.slice(0, checkpoints.length),
      keys: keys.map(({ thumbprint }) => thumbprint),
      keySource: publicKeys ? 'given' : 'file',
      after: after.sequence,
    };
  } finally {
    await lines.return(undefined);
  }
}

/** Bytes of one line: the largest body, every character of which JSON may write as six, with hash and signature. */
const MOST_LINE = 6 * LIMITS.body + 1024;

function readHeader({ value: line, done }: IteratorResult<string | undefined>) {
  try {
    if (done || line === undefined) throw new Error('its first line is no text of a sensible length');
    const header = v.parse(HeaderSchema, JSON.parse(line));
    if (canonicalText(header) !== line) throw new Error('its first line is not in canonical form');
    return {
      keys: header.publicKeys.map(publicKeyFrom),
      after: { sequence: header.after.sequence, hash: Buffer.from(header.after.hash, 'hex') },
      checkpoint: header.checkpoint,
    };
  } catch (cause) {
    throw new LikenessError(
      'audit_export_invalid',
      `this is no export of a log: ${(cause as Error).message}`,
      {
        cause,
      },
    );
  }
}

async function* entriesOf(lines: AsyncIterator<string | undefined>): AsyncGenerator<StoredEntry> {
  for (let next = await lines.next(); !next.done; next = await lines.next())
    yield next.value === undefined ? UNREADABLE : readEntryLine(next.value);
}

async function* bytesOf(path: string): AsyncGenerator<Uint8Array> {
  try {
    yield* createReadStream(path);
  } catch (cause) {
    const missing = (cause as NodeJS.ErrnoException).code === 'ENOENT';
    throw new LikenessError(
      missing ? 'file_not_found' : 'file_unreadable',
      missing ? `there is no file ${path}` : `cannot read ${path}: ${(cause as Error).message}`,
      { cause },
    );
  }
}
