// Aligned faces of lfw-dev: what a network is trained on. Cut once, by the product's own way, and kept in its cache.

import { dirname, join } from 'node:path';
import { embedderManifest, ensureModel, likenessHome, ModelStore } from '../../src/face/index.js';
import { digestPictures } from '../../src/workbench/datasets/imageFolder.js';
import { type ChipFile, openChipReader } from '../../src/workbench/recipes/chips/chipStore.js';
import { cutChips } from '../../src/workbench/recipes/chips/cutChips.js';
import { arcFaceGeometry, geometryOf } from '../../src/workbench/recipes/chips/geometry.js';
import { LFW_DEV, listImages } from '../lfw.js';

/** Aligned faces of the whole set, in the order of their names; pictures without a face are left out. */
export interface Chips {
  readonly size: number;
  /** `Subject/file.jpg` */
  readonly images: readonly string[];
  /** Subject of each, numbered over all in order of names. */
  readonly subjects: Int32Array;
  /** RGB, `[chip, row, column, channel]`. */
  readonly pixels: Uint8Array;
}

/** The same where they lie on the disk. */
export interface StoredChips extends Chips {
  readonly file: ChipFile;
  readonly places: Int32Array;
}

/** What a chip is cut like: ArcFace's 112 pixels, or as the default model `fast` sees a face. */
export type ChipKind = 'arcface' | 'fast';

export async function loadChips(kind: ChipKind): Promise<StoredChips> {
  const home = likenessHome();
  const store = new ModelStore(home);
  const geometry =
    kind === 'arcface'
      ? arcFaceGeometry(112)
      : geometryOf(embedderManifest(await ensureModel(store, 'fast')));
  const pictures = await digestPictures(
    listImages().map((image) => ({
      image,
      subject: dirname(image),
      file: join(LFW_DEV, 'images', image),
    })),
  );
  const onProgress = (message: string, done = 0, total = 0) => {
    if (done % 500 === 0) console.error(`${message}: ${done} of ${total}`);
  };
  const cut = await cutChips(pictures, geometry, { home, store, onProgress });
  const found = pictures.flatMap(({ image }, i) =>
    cut.places[i]! >= 0 ? [{ image, place: cut.places[i]! }] : [],
  );
  const images = found.map(({ image }) => image);
  const numbers = new Map([...new Set(images.map(dirname))].map((name, i) => [name, i]));
  const reader = openChipReader(cut.file);
  const bytes = 3 * geometry.size ** 2;
  const pixels = new Uint8Array(found.length * bytes);
  found.forEach(({ place }, i) => {
    pixels.set(reader.read(place).data, i * bytes);
  });
  reader.close();
  return {
    ...{ size: geometry.size, images, pixels, file: cut.file },
    subjects: Int32Array.from(images, (image) => numbers.get(dirname(image))!),
    places: Int32Array.from(found, ({ place }) => place),
  };
}
