// What a model made of pictures, kept between runs: one file a model and pipeline, one line a picture, known by the
// picture's digest. A run that was cut off goes on where it stood; a line that was cut off is as if never written.
// Templates are personal data: they lie in LIKENESS_HOME/cache and may be removed at any time.

import { createReadStream } from 'node:fs';
import { type FileHandle, mkdir, open, readdir, rename, rm, truncate } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { createInterface } from 'node:readline';
import * as v from 'valibot';
import { LikenessError } from '../../errors.js';

/** What one picture gave. */
export type Acquired = AcquiredTemplate | AcquisitionFailure;

/** What is known of a picture that could be decoded, whoever is in it. */
export interface SeenPicture {
  /** Pixels as decoded. */
  readonly size: readonly [width: number, height: number];
  /** 16 hexadecimal digits of `perceptualHash`. */
  readonly perceptualHash: string;
}

export interface AcquiredTemplate {
  readonly kind: 'template';
  readonly seen: SeenPicture;
  /** Of unit length. */
  readonly vector: Float32Array;
  /** Faces in the picture; the template is of the one nearest to the centre. */
  readonly faces: number;
  /** Left, top, width, height of the face in pixels of the picture as decoded. */
  readonly box: readonly [number, number, number, number];
  /** x and y of both eyes, the tip of the nose and both corners of the mouth: ten numbers, in pixels. */
  readonly landmarks: readonly number[];
  /** Quality components, 0 (worst) to 100 (best), by their names in ISO/IEC 29794-5. */
  readonly quality: Readonly<Record<string, number>>;
}

/** No template could be made: a failure to acquire. */
export interface AcquisitionFailure {
  readonly kind: 'failure';
  /** Absent where the picture could not even be decoded. */
  readonly seen?: SeenPicture;
  /** An error code of `src/errors.ts`, such as `face_not_found`. */
  readonly code: string;
  readonly message: string;
}

const SeenSchema = v.object({
  size: v.strictTuple([v.number(), v.number()]),
  perceptualHash: v.string(),
});

const LineSchema = v.variant('kind', [
  v.object({
    sha256: v.string(),
    kind: v.literal('template'),
    seen: SeenSchema,
    vector: v.string(),
    faces: v.number(),
    box: v.strictTuple([v.number(), v.number(), v.number(), v.number()]),
    landmarks: v.pipe(v.array(v.number()), v.length(10)),
    quality: v.record(v.string(), v.number()),
  }),
  v.object({
    sha256: v.string(),
    kind: v.literal('failure'),
    seen: v.optional(SeenSchema),
    code: v.string(),
    message: v.string(),
  }),
]);

/** An open cache; close it when done. */
export class TemplateCache {
  readonly #file: FileHandle;
  readonly #known: Map<string, Acquired>;

  private constructor(file: FileHandle, known: Map<string, Acquired>) {
    this.#file = file;
    this.#known = known;
  }

  /**
   * Opens the cache of one model in one pipeline.
   * @param key names both: see `pipelineDigest`
   * @param wanted digests of the pictures to be read; others stay on the disk
   * @throws `home_unwritable`
   */
  static async open(home: string, key: string, wanted: ReadonlySet<string>): Promise<TemplateCache> {
    const path = join(home, 'cache', 'templates', `${key}.jsonl`);
    try {
      await mkdir(dirname(path), { recursive: true });
      const file = await open(path, 'a');
      await dropCutLine(path);
      return new TemplateCache(file, await readKnown(path, wanted));
    } catch (cause) {
      throw new LikenessError('home_unwritable', `cannot use ${path}: ${(cause as Error).message}`, {
        cause,
      });
    }
  }

  get(sha256: string): Acquired | undefined {
    return this.#known.get(sha256);
  }

  /** Keeps what a picture gave; on the disk when the promise is fulfilled. */
  async add(sha256: string, acquired: Acquired): Promise<void> {
    this.#known.set(sha256, acquired);
    await this.#file.appendFile(`${JSON.stringify(lineOf(sha256, acquired))}\n`);
  }

  async close(): Promise<void> {
    await this.#file.close();
  }
}

/**
 * Takes pictures out of the caches of all models, whole lines at a time.
 * @param digests of the pictures
 * @returns how many lines went
 * @throws `home_unwritable`
 */
export async function eraseTemplates(home: string, digests: ReadonlySet<string>): Promise<number> {
  const folder = join(home, 'cache', 'templates');
  const files = (await readdir(folder).catch(() => [])).filter((file) => file.endsWith('.jsonl'));
  let erased = 0;
  for (const file of files) erased += await eraseLines(join(folder, file), digests);
  return erased;
}

/**
 * How many lines `eraseTemplates` would take out.
 * @param digests of the pictures
 * @throws `home_unwritable` where a cache cannot be read
 */
export async function countTemplates(home: string, digests: ReadonlySet<string>): Promise<number> {
  const folder = join(home, 'cache', 'templates');
  const files = (await readdir(folder).catch(() => [])).filter((file) => file.endsWith('.jsonl'));
  let found = 0;
  for (const file of files) {
    const path = join(folder, file);
    try {
      for await (const line of createInterface({ input: createReadStream(path), crlfDelay: Infinity }))
        if (digests.has(line.slice(DIGEST_AT, DIGEST_AT + 64))) found++;
    } catch (cause) {
      throw new LikenessError('home_unwritable', `cannot read ${path}: ${(cause as Error).message}`, {
        cause,
      });
    }
  }
  return found;
}

async function eraseLines(path: string, digests: ReadonlySet<string>): Promise<number> {
  const draft = `${path}.${process.pid}`;
  let erased = 0;
  try {
    const kept = await open(draft, 'w');
    try {
      for await (const line of createInterface({ input: createReadStream(path), crlfDelay: Infinity })) {
        if (digests.has(line.slice(DIGEST_AT, DIGEST_AT + 64))) erased++;
        else await kept.write(`${line}\n`);
      }
    } finally {
      await kept.close();
    }
    if (erased > 0) await rename(draft, path);
    return erased;
  } catch (cause) {
    throw new LikenessError('home_unwritable', `cannot rewrite ${path}: ${(cause as Error).message}`, {
      cause,
    });
  } finally {
    await rm(draft, { force: true });
  }
}

/** The end of a file that does not end with a whole line is cut away, so that the next line starts afresh. */
async function dropCutLine(path: string): Promise<void> {
  const file = await open(path, 'r');
  try {
    const { size } = await file.stat();
    const last = Buffer.alloc(Math.min(size, LONGEST_LINE));
    await file.read(last, 0, last.length, size - last.length);
    const whole = size - last.length + last.lastIndexOf(0x0a) + 1;
    if (whole < size) await truncate(path, whole);
  } finally {
    await file.close();
  }
}

/** Bytes; a template of 65,536 numbers takes 350,000. */
const LONGEST_LINE = 2 ** 20;

async function readKnown(path: string, wanted: ReadonlySet<string>): Promise<Map<string, Acquired>> {
  const known = new Map<string, Acquired>();
  for await (const line of createInterface({ input: createReadStream(path), crlfDelay: Infinity })) {
    // Every line begins with its digest, so that most need not be parsed where few are wanted.
    const sha256 = line.slice(DIGEST_AT, DIGEST_AT + 64);
    if (!wanted.has(sha256)) continue;
    const acquired = parseLine(line);
    if (acquired) known.set(sha256, acquired);
  }
  return known;
}

const DIGEST_AT = '{"sha256":"'.length;

function lineOf(sha256: string, acquired: Acquired): object {
  if (acquired.kind === 'failure') return { sha256, ...acquired };
  const { buffer, byteOffset, byteLength } = acquired.vector;
  return { sha256, ...acquired, vector: Buffer.from(buffer, byteOffset, byteLength).toString('base64') };
}

/** A line that is damaged is as if it were not there: its picture is looked at again. */
function parseLine(line: string): Acquired | undefined {
  try {
    const { sha256: _, ...stored } = v.parse(LineSchema, JSON.parse(line));
    if (stored.kind === 'failure') return stored as AcquisitionFailure;
    // A copy, since Node's buffers need not lie on a boundary of four bytes.
    const bytes = Uint8Array.from(Buffer.from(stored.vector, 'base64'));
    return { ...stored, vector: new Float32Array(bytes.buffer) };
  } catch {
    return undefined;
  }
}
