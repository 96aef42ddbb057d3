// Models on the disk. Weights lie in the file itself, or beside it where it would outgrow protobuf's two gigabytes.

import { createHash, randomBytes } from 'node:crypto';
import { type FileHandle, open, readdir, readFile, rename, rm, stat } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import { LikenessError } from '../errors.js';
import { decodeModel } from './decode.js';
import { type ExternalPlace, encodeModel } from './encode.js';
import type { Model } from './model.js';

/** Protobuf messages end below 2 GiB; some room is left for all that is not weights. */
const LARGEST_FILE = 2 ** 31 - 1;
const ROOM = 2 ** 26;

/**
 * Reads a model with the weights that lie beside it.
 * @throws `file_not_found`, `file_unreadable`, `model_invalid`
 */
export async function readModelFile(path: string): Promise<Model> {
  const bytes = await readBytes(path);
  return decodeModel(bytes, { folder: dirname(path) });
}

async function readBytes(path: string): Promise<Uint8Array> {
  try {
    const { size } = await stat(path);
    if (size <= LARGEST_FILE) return await readFile(path);
  } catch (cause) {
    const { code, message } = cause as NodeJS.ErrnoException;
    if (code === 'ENOENT') throw new LikenessError('file_not_found', `there is no file ${path}`, { cause });
    throw new LikenessError('file_unreadable', `cannot read ${path}: ${message}`, { cause });
  }
  throw new LikenessError('model_invalid', `${path} is larger than the 2 GiB that an ONNX file can have`);
}

export interface WriteOptions {
  /** Whether weights go into a file beside the model. Default: where they do not fit into one file. */
  readonly externalData?: boolean;
}

/**
 * Writes a model, whole or not at all; an interrupted write leaves what was there before.
 * @throws `output_unwritable`
 */
export async function writeModelFile(path: string, model: Model, options: WriteOptions = {}): Promise<void> {
  const size = [...model.graph.constants.values()].reduce((sum, c) => sum + c.data.length, 0);
  const external = options.externalData ?? size > LARGEST_FILE - ROOM;
  try {
    const beside = external ? await writeWeights(path, model) : undefined;
    await replace(path, async (file) => writeAll(file, encodeModel(model, beside?.places), 0));
    await sweepWeights(path, beside?.location);
  } catch (cause) {
    if (cause instanceof LikenessError) throw cause;
    throw new LikenessError('output_unwritable', `cannot write ${path}: ${(cause as Error).message}`, {
      cause,
    });
  }
}

/** Smaller constants stay in the model: shape inference looks at them there. */
const SMALLEST_OUTSIDE = 1024;

/** Where tensors start, so that they can be mapped into memory (ONNX IR specification, "External Tensor Data"). */
const ALIGNMENT = 4096;

interface Beside {
  readonly location: string;
  readonly places: ReadonlyMap<string, ExternalPlace>;
}

/** The file is named by its content, so that the old model's weights stay until the new model stands. */
async function writeWeights(path: string, model: Model): Promise<Beside> {
  const outside = [...model.graph.constants].filter(([, c]) => c.data.length >= SMALLEST_OUTSIDE);
  const hash = createHash('sha256');
  for (const [name, { data }] of outside) hash.update(name).update(data);
  const location = weightsName(path, hash.digest('hex').slice(0, 12));
  const places = new Map<string, ExternalPlace>();
  let offset = 0;
  for (const [name, { data }] of outside) {
    places.set(name, { location, offset, length: data.length });
    offset = Math.ceil((offset + data.length) / ALIGNMENT) * ALIGNMENT;
  }
  await replace(join(dirname(path), location), async (file) => {
    for (const [name, { data }] of outside) await writeAll(file, data, places.get(name)!.offset);
  });
  return { location, places };
}

const weightsName = (path: string, digest: string): string => `${basename(path)}.${digest}.weights`;

/** Removes the weights of the model that stood here before. */
async function sweepWeights(path: string, keep: string | undefined): Promise<void> {
  const mine = (name: string) =>
    name.length === weightsName(path, '0'.repeat(12)).length &&
    name.startsWith(`${basename(path)}.`) &&
    /\.[0-9a-f]{12}\.weights$/.test(name);
  const stale = (await readdir(dirname(path))).filter((name) => mine(name) && name !== keep);
  await Promise.all(stale.map((name) => rm(join(dirname(path), name), { force: true })));
}

/** Writes a file beside its place, sees it to the disk and moves it there. */
async function replace(path: string, write: (file: FileHandle) => Promise<void>): Promise<void> {
  const draft = join(dirname(path), `.${basename(path)}-${randomBytes(6).toString('hex')}`);
  try {
    const file = await open(draft, 'wx');
    try {
      await write(file);
      await file.sync();
    } finally {
      await file.close();
    }
    await rename(draft, path);
  } catch (error) {
    await rm(draft, { force: true });
    throw error;
  }
}

/** The most that one write may hold. */
const CHUNK = 2 ** 30;

async function writeAll(file: FileHandle, bytes: Uint8Array, position: number): Promise<void> {
  for (let at = 0; at < bytes.length; ) {
    const { bytesWritten } = await file.write(bytes, at, Math.min(CHUNK, bytes.length - at), position + at);
    at += bytesWritten;
  }
}
