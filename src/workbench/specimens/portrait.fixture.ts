// Portraits for the tests of specimens: people in the sample photographs that @vladmandic/face-api comes with.

import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { decode, type Picture, readPictureFile, warp } from '../../image/index.js';

/** Somebody's head and shoulders, 350 × 450. */
export async function samplePortrait(): Promise<Picture> {
  const folder = dirname(dirname(createRequire(import.meta.url).resolve('@vladmandic/face-api')));
  const photo = await decode(await readPictureFile(join(folder, 'demo', 'sample3.jpg')));
  const [width, height] = [350, 450];
  const scale = (0.3 * photo.width) / width;
  const [x, y] = [0.62 * photo.width, 0.28 * photo.height];
  return warp(
    photo,
    { a: scale, b: 0, tx: x - (scale * width) / 2, ty: y - 0.5 * scale * height },
    width,
    height,
  );
}
