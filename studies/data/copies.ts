// What copies of a photograph look like to the perceptual hash and to a model: photographs of lfw-dev, recompressed,
// scaled, brightened and cropped, each beside its original.

import { createHash } from 'node:crypto';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { likenessHome, ModelStore } from '../../src/face/index.js';
import {
  type DecodedPicture,
  decode,
  encodeJpeg,
  type Picture,
  perceptualDistance,
  readPictureFile,
  resize,
} from '../../src/image/index.js';
import { createRandom, type Random } from '../../src/trials/index.js';
import { datasetTemplates } from '../../src/workbench/templates/datasetTemplates.js';
import { LFW_DEV, listImages } from '../lfw.js';

export interface CopyStatistics {
  readonly alteration: string;
  readonly copies: number;
  /** Bits, and the natural logarithm of (1 − score) / (1 − typical score of one person's photographs). */
  readonly hashDistances: readonly number[];
  readonly remoteness: readonly number[];
}

/** Each makes another file of a photograph. */
const ALTERATIONS: Readonly<Record<string, (picture: DecodedPicture, random: Random) => Picture>> = {
  recompressed: (picture) => picture,
  scaled: (picture, random) => {
    const scale = 0.4 + 0.6 * random.uniform();
    return resize(picture, Math.round(scale * picture.width), Math.round(scale * picture.height));
  },
  brightened: (picture, random) => {
    const [gain, shift] = [0.85 + 0.3 * random.uniform(), 24 * random.uniform() - 12];
    return { ...picture, data: picture.data.map((v) => Math.min(255, Math.max(0, gain * v + shift))) };
  },
  cropped: (picture, random) => {
    const cut = (side: number) => Math.round(0.04 * side * random.uniform());
    const [left, top] = [cut(picture.width), cut(picture.height)];
    const width = picture.width - left - cut(picture.width);
    const height = picture.height - top - cut(picture.height);
    const data = new Uint8Array(3 * width * height);
    for (let y = 0; y < height; y++) {
      const from = 3 * ((top + y) * picture.width + left);
      data.set(picture.data.subarray(from, from + 3 * width), 3 * y * width);
    }
    return { width, height, data };
  },
};

/**
 * @param each copies by each alteration
 * @param typical score of two photographs of one person
 */
export async function measureCopies(model: string, each: number, typical: number): Promise<CopyStatistics[]> {
  const folder = await mkdtemp(join(tmpdir(), 'likeness-copies-'));
  try {
    const random = createRandom(7);
    const images = listImages();
    const pairs: { alteration: string; original: string; copy: string; sha256: [string, string] }[] = [];
    for (const [alteration, alter] of Object.entries(ALTERATIONS))
      for (let k = 0; k < each; k++) {
        const original = join(LFW_DEV, 'images', images[random.below(images.length)]!);
        const bytes = await readPictureFile(original);
        const jpeg = await encodeJpeg(alter(await decode(bytes), random), 35 + random.below(56));
        const copy = join(folder, `${alteration}-${k}.jpg`);
        await writeFile(copy, jpeg);
        pairs.push({ alteration, original, copy, sha256: [sha256(bytes), sha256(jpeg)] });
      }
    const home = likenessHome();
    const pictures = pairs.flatMap(({ original, copy, sha256: [a, b] }) => [
      { image: original, subject: '', file: original, sha256: a },
      { image: copy, subject: '', file: copy, sha256: b },
    ]);
    const { acquired } = await datasetTemplates(model, pictures, { home, store: new ModelStore(home) });
    return Object.keys(ALTERATIONS).map((alteration) => {
      const measured = pairs.flatMap((pair, k) => {
        const [a, b] = [acquired[2 * k]!, acquired[2 * k + 1]!];
        if (pair.alteration !== alteration || a.kind === 'failure' || b.kind === 'failure') return [];
        const score = a.vector.reduce((sum, value, i) => sum + value * b.vector[i]!, 0);
        return [
          {
            distance: perceptualDistance(a.seen.perceptualHash, b.seen.perceptualHash),
            remoteness: Math.log(Math.max(1e-6, 1 - score) / (1 - typical)),
          },
        ];
      });
      return {
        alteration,
        copies: measured.length,
        hashDistances: measured.map(({ distance }) => distance),
        remoteness: measured.map(({ remoteness }) => remoteness),
      };
    });
  } finally {
    await rm(folder, { recursive: true });
  }
}

const sha256 = (bytes: Uint8Array): string => createHash('sha256').update(bytes).digest('hex');
