// Weights that lie in files beside a model (ONNX IR specification, "External Tensor Data").
//
// What a model says of them is a stranger's word: a location must stay inside the model's folder, symbolic links
// included, and nothing is allocated that the file does not hold.

import { closeSync, fstatSync, openSync, readSync, realpathSync, statSync } from 'node:fs';
import { isAbsolute, join, relative, sep } from 'node:path';
import { LikenessError } from '../errors.js';
import type { ExternalPlace } from './encode.js';

interface OpenFile {
  readonly descriptor: number;
  readonly size: number;
  readonly ranges: Map<string, Uint8Array>;
  bytesRead: number;
}

/** What a tensor says of its place; without offset it is the start, without length the rest is as long as it must. */
export type Claim = Pick<ExternalPlace, 'location'> & Partial<ExternalPlace>;

/** The files beside one model. Close it when the model is read. */
export class ExternalData {
  readonly #files = new Map<string, OpenFile>();

  /** @param folder the model's own; undefined where it has none, and each claim is refused */
  constructor(readonly folder: string | undefined) {}

  /**
   * The bytes that a tensor claims.
   * @param expected how many its shape needs
   * @throws `model_invalid` where the location leaves the folder, or the file is not there or too short
   */
  read(tensor: string, claim: Claim, expected: number): Uint8Array {
    const { location, offset = 0, length = expected } = claim;
    const refuse = (why: string, cause?: unknown): never => {
      throw new LikenessError('model_invalid', `${tensor} lies in ${JSON.stringify(location)}: ${why}`, {
        cause,
      });
    };
    if (length !== expected) refuse(`it takes ${expected} bytes, not ${length}`);
    const file = this.#open(location, refuse);
    if (offset + length > file.size)
      refuse(`bytes ${offset} to ${offset + length} of a file of ${file.size}`);
    const range = `${offset}+${length}`;
    const known = file.ranges.get(range);
    if (known) return known;
    // A small file whose bytes are claimed over and over would fill the memory.
    file.bytesRead += length;
    if (file.bytesRead > file.size) refuse('tensors overlap there');
    const bytes = readRange(file.descriptor, offset, length, refuse);
    file.ranges.set(range, bytes);
    return bytes;
  }

  close(): void {
    for (const { descriptor } of this.#files.values()) closeSync(descriptor);
    this.#files.clear();
  }

  #open(location: string, refuse: Refusal): OpenFile {
    const open = this.#files.get(location);
    if (open) return open;
    const path = this.#inside(location, refuse);
    const descriptor = attempt(() => openSync(path, 'r'), 'it cannot be opened', refuse);
    const file = { descriptor, size: fstatSync(descriptor).size, ranges: new Map(), bytesRead: 0 };
    this.#files.set(location, file);
    return file;
  }

  /** The real path of a plain file in the folder. */
  #inside(location: string, refuse: Refusal): string {
    if (this.folder === undefined) return refuse('give the folder of the model');
    const folder = this.folder;
    const [root, path] = attempt(
      () => [realpathSync(folder), realpathSync(join(folder, location))],
      'there is no such file',
      refuse,
    );
    const way = relative(root!, path!);
    if (way === '' || way.split(sep)[0] === '..' || isAbsolute(way))
      return refuse('it leaves the folder of the model');
    // Opening a pipe would wait for ever.
    return statSync(path!).isFile() ? path! : refuse('it is not a file');
  }
}

type Refusal = (why: string, cause?: unknown) => never;

function attempt<T>(what: () => T, why: string, refuse: Refusal): T {
  try {
    return what();
  } catch (cause) {
    return refuse(why, cause);
  }
}

/** The most that one read may ask for. */
const CHUNK = 2 ** 30;

function readRange(descriptor: number, offset: number, length: number, refuse: Refusal): Uint8Array {
  const bytes = new Uint8Array(length);
  for (let at = 0; at < length; ) {
    const part = Math.min(CHUNK, length - at);
    const read = attempt(
      () => readSync(descriptor, bytes, at, part, offset + at),
      'it cannot be read',
      refuse,
    );
    if (read === 0) refuse('it ends too early');
    at += read;
  }
  return bytes;
}
