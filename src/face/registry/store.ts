// The folder LIKENESS_HOME/models: one folder a model, named by the SHA-256 of its file.

import { createHash, randomBytes } from 'node:crypto';
import { mkdir, readdir, readFile, rename, rm, stat, writeFile } from 'node:fs/promises';
import { homedir } from 'node:os';
import { basename, dirname, join, resolve } from 'node:path';
import { LikenessError } from '../../errors.js';
import {
  type Calibration,
  CalibrationSchema,
  check,
  checkAlignment,
  ManifestSchema,
  type ModelManifest,
} from './manifest.js';

/** Where everything is kept: `LIKENESS_HOME`, or `~/.likeness`. */
export function likenessHome(): string {
  return resolve(process.env.LIKENESS_HOME || join(homedir(), '.likeness'));
}

export const sha256 = (bytes: Uint8Array): string => createHash('sha256').update(bytes).digest('hex');

/** A model with its file's bytes, already checked against its digest. */
export interface StoredModel {
  readonly manifest: ModelManifest;
  readonly bytes: Uint8Array;
}

/** Reads and writes models below one home folder. */
export class ModelStore {
  readonly #folder: string;

  constructor(home: string = likenessHome()) {
    this.#folder = join(home, 'models');
  }

  /** Manifests of all models, by name. A folder that holds no valid manifest is left out. */
  async list(): Promise<ModelManifest[]> {
    const entries = await readdir(this.#folder).catch(() => []);
    const digests = entries.filter((e) => /^[0-9a-f]{64}$/.test(e));
    const manifests = await Promise.all(digests.map((d) => this.manifest(d).catch(() => undefined)));
    return manifests.filter((m) => m !== undefined).sort((a, b) => (a.name < b.name ? -1 : 1));
  }

  /** Whether a model of this digest is there. */
  async has(digest: string): Promise<boolean> {
    return this.manifest(digest).then(
      () => true,
      () => false,
    );
  }

  /**
   * Finds a model by name, by digest, or by the digest's first eight or more characters.
   * @throws `model_not_found`
   */
  async find(nameOrDigest: string): Promise<ModelManifest> {
    const models = await this.list();
    const found = models.filter(
      (m) => m.name === nameOrDigest || (nameOrDigest.length >= 8 && m.sha256.startsWith(nameOrDigest)),
    );
    if (found.length === 1) return found[0]!;
    const names = models.map((m) => m.name).join(', ');
    throw new LikenessError(
      'model_not_found',
      found.length === 0
        ? `there is no model ${nameOrDigest} (there are: ${names || 'none yet'})`
        : `${nameOrDigest} is not unique: ${found.map((m) => m.sha256.slice(0, 12)).join(', ')}`,
    );
  }

  /** @throws `model_not_found`, `manifest_invalid` */
  async manifest(digest: string): Promise<ModelManifest> {
    const manifest = await this.#described(digest);
    const own = await this.ownCalibration(digest);
    return own ? { ...manifest, calibration: own } : manifest;
  }

  /** As it came, whatever calibration it was given here. */
  async #described(digest: string): Promise<ModelManifest> {
    const path = join(this.#folder, digest, 'model.json');
    const text = await readFile(path, 'utf8').catch((cause: unknown) => {
      throw new LikenessError('model_not_found', `there is no model ${digest}`, { cause });
    });
    const manifest = check(ManifestSchema, parseJson(text, path), path);
    if (manifest.sha256 !== digest)
      throw new LikenessError('manifest_invalid', `${path}: sha256: it describes ${manifest.sha256}`);
    if (manifest.alignment) checkAlignment(manifest.alignment, path);
    return manifest;
  }

  /** What was fitted on this machine's own data stands in a file of its own, so that no update overwrites it. */
  async ownCalibration(digest: string): Promise<Calibration | undefined> {
    const path = join(this.#folder, digest, 'calibration.json');
    const text = await readFile(path, 'utf8').catch(() => undefined);
    return text === undefined ? undefined : check(CalibrationSchema, parseJson(text, path), path);
  }

  /**
   * Gives a model a calibration in place of the one that it came with, or, given none, its old one back. All is
   * checked, and the card written, before anything changes.
   * @param cardOf writes the card of the model as it then is
   * @throws `model_not_found`; `manifest_invalid` for a calibration that could not be read again; `home_unwritable`;
   * what `cardOf` throws
   */
  async calibrate(
    digest: string,
    calibration: Calibration | undefined,
    cardOf: (manifest: ModelManifest) => string,
  ): Promise<ModelManifest> {
    // What it came with: a calibration of its own that cannot be read may be replaced, or taken away.
    const came = await this.#described(digest);
    const place = join(this.#folder, digest);
    const path = join(place, 'calibration.json');
    const text = calibration && `${JSON.stringify(calibration, null, 2)}\n`;
    const own =
      text === undefined ? undefined : check(CalibrationSchema, JSON.parse(text), 'the calibration');
    const manifest = own ? { ...came, calibration: own } : came;
    const card = cardOf(manifest);
    try {
      // The calibration last: where the card cannot be put into its place, the model is what it was.
      await replaceAll([
        [join(place, 'card.md'), card],
        [path, text],
      ]);
      return manifest;
    } catch (cause) {
      throw new LikenessError('home_unwritable', `cannot write to ${place}: ${(cause as Error).message}`, {
        cause,
      });
    }
  }

  /**
   * The model's file.
   * @throws `model_not_found`, or `model_corrupt` where the file is not the one that its digest names
   */
  async read(digest: string): Promise<StoredModel> {
    const manifest = await this.manifest(digest);
    const path = join(this.#folder, digest, 'model.onnx');
    const bytes = await readFile(path).catch((cause: unknown) => {
      throw new LikenessError('model_not_found', `${manifest.name} has no file ${path}`, { cause });
    });
    if (sha256(bytes) !== digest) {
      throw new LikenessError('model_corrupt', `${path} is not the file that its digest names`, {
        hint: `Remove the folder ${join(this.#folder, digest)} and run the command again.`,
      });
    }
    return { manifest, bytes };
  }

  /**
   * Stores a model whole or not at all: it is written beside its place and moved there. One that is there already
   * and sound stays, since others may be reading it, and is only described anew.
   */
  async write(manifest: ModelManifest, bytes: Uint8Array, card: string): Promise<void> {
    if (await this.#isSound(manifest.sha256)) return this.describe(manifest, card);
    const draft = join(this.#folder, `.draft-${randomBytes(6).toString('hex')}`);
    try {
      await this.#sweepDrafts();
      await mkdir(draft, { recursive: true });
      await writeFile(join(draft, 'model.onnx'), bytes);
      await writeFile(join(draft, 'card.md'), card);
      await writeFile(join(draft, 'model.json'), jsonOf(manifest));
      await this.#moveIn(draft, manifest.sha256);
    } catch (cause) {
      await discard(draft);
      throw new LikenessError(
        'home_unwritable',
        `cannot write to ${this.#folder}: ${(cause as Error).message}`,
        { cause },
      );
    }
  }

  /** A folder is never moved over another that has files in it, so of several writers one comes first. */
  async #moveIn(draft: string, digest: string): Promise<void> {
    const place = join(this.#folder, digest);
    for (let attempt = 1; ; attempt++) {
      try {
        return await rename(draft, place);
      } catch (cause) {
        if (await this.#isSound(digest)) return discard(draft); // another process was quicker
        if (attempt === MOVE_ATTEMPTS) throw cause;
        // A damaged one gives way.
        await rename(place, `${draft}-damaged`).catch(() => undefined);
        await discard(`${draft}-damaged`);
      }
    }
  }

  /** Clears away what interrupted writes left behind, but not what another process is writing now. */
  async #sweepDrafts(): Promise<void> {
    const drafts = (await readdir(this.#folder).catch(() => [])).filter((entry) =>
      entry.startsWith('.draft-'),
    );
    for (const path of drafts.map((draft) => join(this.#folder, draft))) {
      const changed = await stat(path).then(
        ({ mtimeMs }) => mtimeMs,
        () => Date.now(),
      );
      if (Date.now() - changed > DRAFT_LIFETIME) await discard(path);
    }
  }

  async #isSound(digest: string): Promise<boolean> {
    return this.read(digest).then(
      () => true,
      () => false,
    );
  }

  /** Says anew what a stored model is; its file stays as it is. */
  async describe(manifest: ModelManifest, card: string): Promise<void> {
    const place = join(this.#folder, manifest.sha256);
    try {
      await replaceAll([
        [join(place, 'card.md'), card],
        [join(place, 'model.json'), jsonOf(manifest)],
      ]);
    } catch (cause) {
      throw new LikenessError('home_unwritable', `cannot write to ${place}: ${(cause as Error).message}`, {
        cause,
      });
    }
  }

  /** Text of the model's card. */
  async card(digest: string): Promise<string> {
    return readFile(join(this.#folder, digest, 'card.md'), 'utf8').catch((cause: unknown) => {
      throw new LikenessError('model_not_found', `model ${digest} has no card`, { cause });
    });
  }

  /** Text of a paper that stands beside the model's file; undefined where there is none. */
  async paper(digest: string, name: Paper): Promise<string | undefined> {
    return readFile(join(this.#folder, digest, name), 'utf8').catch((cause: NodeJS.ErrnoException) => {
      if (cause.code === 'ENOENT') return undefined;
      throw new LikenessError('file_unreadable', `cannot read ${name} of model ${digest}: ${cause.message}`, {
        cause,
      });
    });
  }

  /**
   * Puts a paper beside a model's file, whole or not at all.
   * @throws `model_not_found`, `home_unwritable`
   */
  async putPaper(digest: string, name: Paper, text: string): Promise<void> {
    await this.manifest(digest);
    const place = join(this.#folder, digest);
    await replaceAll([[join(place, name), text]]).catch((cause: unknown) => {
      throw new LikenessError('home_unwritable', `cannot write to ${place}: ${(cause as Error).message}`, {
        cause,
      });
    });
  }
}

/** What may stand beside a model's file; the workbench knows what is in each. */
export type Paper =
  | 'training.json'
  | 'evaluation.json'
  | 'calibration.people.json'
  | 'calibration.json'
  | 'card.md';

/**
 * Writes files beside their places, and moves them there one after the other once all are written. A file without a
 * text is taken away.
 */
async function replaceAll(
  files: readonly (readonly [path: string, text: string | undefined])[],
): Promise<void> {
  const drafts = files.map(([path, text]) => ({
    path,
    text,
    draft: join(dirname(path), `.${basename(path)}-${randomBytes(6).toString('hex')}`),
  }));
  try {
    for (const { draft, text } of drafts) if (text !== undefined) await writeFile(draft, text);
    for (const { draft, path, text } of drafts) {
      if (text === undefined) await rm(path, { force: true });
      else await rename(draft, path);
    }
  } finally {
    for (const { draft } of drafts) await discard(draft);
  }
}

/** No write takes nearly as long; milliseconds. */
const DRAFT_LIFETIME = 3_600_000;

/** Others may put a damaged model into its place, or take it away, between two attempts. */
const MOVE_ATTEMPTS = 4;

const discard = (folder: string): Promise<void> =>
  rm(folder, { recursive: true, force: true }).catch(() => undefined);

export function parseJson(text: string, path: string): unknown {
  try {
    return JSON.parse(text);
  } catch (cause) {
    throw new LikenessError('manifest_invalid', `${path} is not JSON: ${(cause as Error).message}`, {
      cause,
    });
  }
}

const jsonOf = (manifest: ModelManifest): string => `${JSON.stringify(manifest, null, 2)}\n`;
