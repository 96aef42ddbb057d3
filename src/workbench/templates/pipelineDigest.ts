// What a template depends on besides the picture: the networks, and the code that finds, places and aligns the face.
// Both are in the digest under which templates are kept, so that none outlives a change of either.

import { createHash } from 'node:crypto';
import { readdir, readFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import type { PictureRole } from '../../face/index.js';
import { CODEC_VERSION } from '../../image/index.js';
import { RUNTIME_VERSION } from '../../onnx/index.js';

/** Rooms whose code a template depends on, as they lie beside this one, in `src` as in `dist`. */
const ROOMS = ['../../image/', '../../face/'].map((room) => new URL(room, import.meta.url));

/**
 * SHA-256 in hexadecimal.
 * @param models digests of detector, landmarks network and embedder
 * @param role which head of a sibling model
 */
export async function pipelineDigest(
  models: readonly string[],
  role: PictureRole = 'selfie',
): Promise<string> {
  const hash = createHash('sha256');
  for (const model of models) hash.update(model);
  if (role !== 'selfie') hash.update(role);
  hash.update(`libvips ${CODEC_VERSION}, ONNX Runtime ${RUNTIME_VERSION}`);
  for (const room of ROOMS) {
    const files = await readdir(room, { recursive: true, encoding: 'utf8' });
    const code = files.filter((file) => /(?<!\.test|\.d)\.[jt]s$/.test(file) && !CALIBRATIONS.test(file));
    for (const file of code.sort()) {
      hash.update(file);
      hash.update(await readFile(fileURLToPath(new URL(file, room))));
    }
  }
  return hash.digest('hex');
}

/** Calibrations are derived from templates and change none. */
const CALIBRATIONS = /(^|[\\/])calibrations\.[jt]s$/;
