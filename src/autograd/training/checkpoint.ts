// A checkpoint: all state of a run after a step, in one file of the safetensors format, which any tool of the trade
// can open: eight bytes of header length, a JSON header with shapes and offsets, the numbers
// (https://huggingface.co/docs/safetensors, "Format"). The last tensor holds the SHA-256 of all bytes before it, so
// that a file that was cut off or changed is never taken for a checkpoint.

import { createHash } from 'node:crypto';
import { type FileHandle, open } from 'node:fs/promises';
import * as v from 'valibot';
import { LikenessError } from '../../errors.js';
import type { TensorOf } from '../../onnx/index.js';
import type { TrainingState } from '../step.js';

const Count = v.pipe(v.number(), v.safeInteger(), v.minValue(0));
const Numbers = v.record(v.string(), v.number());

/** Where a run stands, beside its state. */
const StandingSchema = v.object({
  /** Steps done. */
  step: Count,
  seed: Count,
  /** SHA-256 of the recipe that the run follows. */
  recipe: v.string(),
  /** Loss of the last step. */
  loss: v.number(),
  /** What the last evaluation gave. */
  metrics: Numbers,
  /** The best evaluation so far, of the metric that is watched, and how many came after it. */
  best: v.nullable(v.object({ step: Count, value: v.number(), since: Count })),
  /** Seconds of work that went into the run. */
  seconds: v.number(),
});

export type Standing = v.InferOutput<typeof StandingSchema>;

export interface Checkpoint {
  readonly standing: Standing;
  readonly state: TrainingState;
}

const FORMAT = 'likeness-checkpoint-1';
const DIGEST = '__sha256__';
const DIGEST_BYTES = 32;
/** Bytes; the limit of the format's own reader. */
const LONGEST_HEADER = 100_000_000;

const Entry = <T extends string>(dtype: T) =>
  v.object({ dtype: v.literal(dtype), shape: v.array(Count), data_offsets: v.tuple([Count, Count]) });
const HeaderSchema = v.objectWithRest(
  {
    __metadata__: v.object({ format: v.literal(FORMAT), run: v.string() }),
    [DIGEST]: Entry('U8'),
  },
  Entry('F32'),
);

/**
 * Writes a checkpoint into an open, empty file.
 * @throws what the file system throws; `graph_invalid` where a name is one that the format keeps for itself
 */
export async function writeCheckpoint(file: FileHandle, { standing, state }: Checkpoint): Promise<void> {
  const digest = createHash('sha256');
  const write = async (bytes: Uint8Array): Promise<void> => {
    digest.update(bytes);
    await writeAll(file, bytes);
  };
  await write(headerOf(standing, state));
  for (const { data } of state.values()) {
    await write(new Uint8Array(data.buffer, data.byteOffset, data.byteLength));
  }
  await writeAll(file, digest.digest());
}

function headerOf(standing: Standing, state: TrainingState): Uint8Array {
  let offset = 0;
  const place = (bytes: number): [number, number] => {
    offset += bytes;
    return [offset - bytes, offset];
  };
  const entries = [...state].map(([name, { dims, data }]) => {
    if (name === '__metadata__' || name === DIGEST)
      throw new LikenessError('graph_invalid', `no parameter can have the name ${name}`);
    return [name, { dtype: 'F32', shape: dims, data_offsets: place(data.byteLength) }] as const;
  });
  const header = JSON.stringify({
    __metadata__: { format: FORMAT, run: JSON.stringify(standing) },
    ...Object.fromEntries(entries),
    [DIGEST]: { dtype: 'U8', shape: [DIGEST_BYTES], data_offsets: place(DIGEST_BYTES) },
  });
  const text = Buffer.from(header);
  // Padded so that the numbers begin at a multiple of eight bytes.
  const padded = Buffer.alloc(8 + Math.ceil(text.length / 8) * 8, ' ');
  padded.writeBigUInt64LE(BigInt(padded.length - 8));
  text.copy(padded, 8);
  return padded;
}

/**
 * Reads a checkpoint and checks every byte of it.
 * @throws `checkpoint_invalid` where it is damaged, cut off or something else; `file_not_found`
 */
export async function readCheckpoint(path: string): Promise<Checkpoint> {
  const file = await open(path).catch((cause: NodeJS.ErrnoException) => {
    const code = cause.code === 'ENOENT' ? 'file_not_found' : 'file_unreadable';
    throw new LikenessError(code, `cannot open ${path}: ${cause.message}`, { cause });
  });
  try {
    return await read(file);
  } catch (cause) {
    if (cause instanceof LikenessError) throw cause;
    throw new LikenessError('checkpoint_invalid', `${path}: ${(cause as Error).message}`, { cause });
  } finally {
    await file.close();
  }
}

/** @throws plain errors that say what is wrong with the file */
async function read(file: FileHandle): Promise<Checkpoint> {
  const { size } = await file.stat();
  const digest = createHash('sha256');
  let at = 0;
  const next = async (bytes: Uint8Array): Promise<void> => {
    await readAll(file, bytes, at);
    at += bytes.byteLength;
    digest.update(bytes);
  };

  const length = Buffer.alloc(8);
  await next(length);
  const headerBytes = Number(length.readBigUInt64LE());
  if (headerBytes > Math.min(LONGEST_HEADER, size - 8)) throw new Error('the header does not fit the file');
  const text = Buffer.alloc(headerBytes);
  await next(text);
  const { standing, tensors } = parseHeader(text, size - at);

  const state = new Map<string, TensorOf<'float32'>>();
  for (const { name, dims, elements } of tensors) {
    const data = new Float32Array(elements);
    await next(new Uint8Array(data.buffer));
    state.set(name, { type: 'float32', dims, data });
  }
  const written = Buffer.alloc(DIGEST_BYTES);
  await readAll(file, written, at);
  if (!digest.digest().equals(written)) throw new Error('it was changed since it was written');
  return { standing, state };
}

interface Described {
  readonly name: string;
  readonly dims: readonly number[];
  readonly elements: number;
}

/** Checks that the tensors fill the file without a gap, the digest last, before any memory is taken for them. */
function parseHeader(
  text: Buffer,
  dataBytes: number,
): { readonly standing: Standing; readonly tensors: readonly Described[] } {
  const { __metadata__: metadata, ...entries } = v.parse(HeaderSchema, JSON.parse(text.toString('utf8')));
  const standing = v.parse(StandingSchema, JSON.parse(metadata.run));
  const inOrder = Object.entries(entries).sort(([, a], [, b]) => a.data_offsets[1] - b.data_offsets[1]);
  let end = 0;
  const described = inOrder.map(
    ([
      name,
      {
        dtype,
        shape,
        data_offsets: [from, to],
      },
    ]) => {
      const elements = shape.reduce((product, dim) => product * dim, 1);
      if (from !== end || to - from !== elements * (dtype === 'F32' ? 4 : 1))
        throw new Error(`the offsets of ${name} do not fit its shape [${shape.join(', ')}]`);
      end = to;
      return { name, dims: shape, elements };
    },
  );
  const last = described.pop();
  if (last?.name !== DIGEST || last.elements !== DIGEST_BYTES)
    throw new Error('it does not end with its digest');
  if (end !== dataBytes) throw new Error(`it holds ${dataBytes} bytes of numbers and should hold ${end}`);
  return { standing, tensors: described };
}

async function writeAll(file: FileHandle, bytes: Uint8Array): Promise<void> {
  for (let done = 0; done < bytes.byteLength; ) {
    done += (await file.write(bytes, done, Math.min(bytes.byteLength - done, LARGEST_TRANSFER))).bytesWritten;
  }
}

async function readAll(file: FileHandle, bytes: Uint8Array, position: number): Promise<void> {
  for (let done = 0; done < bytes.byteLength; ) {
    const length = Math.min(bytes.byteLength - done, LARGEST_TRANSFER);
    const { bytesRead } = await file.read(bytes, done, length, position + done);
    if (bytesRead === 0) throw new Error('it ends too early');
    done += bytesRead;
  }
}

/** Bytes; Linux moves less than 2 GiB at once. */
const LARGEST_TRANSFER = 2 ** 30;
