// What a template depends on besides the picture: the networks, how the embedder is fed, and the code that finds,
// places and aligns the face. All are in the digest under which templates are kept, so that none outlives a change.

import { createHash, type Hash } from 'node:crypto';
import { readdir, readFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import type { EmbedderManifest, PictureRole } from '../../face/index.js';
import { CODEC_VERSION } from '../../image/index.js';
import { RUNTIME_VERSION } from '../../onnx/index.js';

/** What makes templates of pictures. */
export interface Pipeline {
  /** Digests of the networks that find and place the face. */
  readonly detector: string;
  readonly landmarks: string;
  readonly model: EmbedderManifest;
  /** Which head of a model with sibling heads. */
  readonly role: PictureRole;
}

/** SHA-256 in hexadecimal. */
export async function pipelineDigest({ detector, landmarks, model, role }: Pipeline): Promise<string> {
  const hash = createHash('sha256');
  // The same network fed otherwise gives other templates.
  const { sha256, input, alignment, documentOutput } = model;
  hash.update(JSON.stringify({ detector, landmarks, sha256, input, alignment, documentOutput, role }));
  hash.update(`libvips ${CODEC_VERSION}, ONNX Runtime ${RUNTIME_VERSION}`);
  await addCode(hash, ROOMS, (file) => !BESIDE.test(file));
  return hash.digest('hex');
}

/**
 * Adds the names and the text of all code in some folders to a digest, so that what is kept under it does not outlive a
 * change of what made it.
 * @param wanted by path below the folder; default all
 */
export async function addCode(
  hash: Hash,
  folders: readonly URL[],
  wanted: (file: string) => boolean = () => true,
): Promise<void> {
  for (const folder of folders) {
    const files = await readdir(folder, { recursive: true, encoding: 'utf8' });
    const code = files.filter((file) => /(?<!\.test|\.d)\.[jt]s$/.test(file) && wanted(file));
    for (const file of code.sort()) {
      hash.update(file);
      hash.update(await readFile(fileURLToPath(new URL(file, folder))));
    }
  }
}

/** Rooms whose code a template depends on, as they lie beside this one, in `src` as in `dist`. */
const ROOMS = ['../../image/', '../../face/'].map((room) => new URL(room, import.meta.url));

/** Where networks are composed and models kept: what comes of it is in the digest already. */
const BESIDE = /^(networks|registry)[\\/]/;
