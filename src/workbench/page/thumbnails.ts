// Small pictures for the page: the face that was compared with some of its surroundings, or the whole picture where
// none was found.

import { decode, encodeJpeg, letterbox, type Picture, readPictureFile, warp } from '../../image/index.js';

/** A picture of the data set that the page shows. */
export interface Shown {
  readonly image: string;
  readonly file: string;
  /** Left, top, width, height of the face in pixels of the picture as decoded; null where none was found. */
  readonly box: FaceBox | null;
}

type FaceBox = readonly [number, number, number, number];

/** Pixels; twice the size on the page, for paper and for sharp screens. */
const SIDE = 176;
const JPEG_QUALITY = 72;
/** Side of the cut in widths of the face's box: head and hair. */
const CUT = 1.8;
const GREY = 236;

/** Data URIs by `image`. A picture that cannot be decoded has none. */
export async function thumbnails(
  pictures: Iterable<Shown>,
  signal?: AbortSignal,
): Promise<Map<string, string>> {
  const uris = new Map<string, string>();
  for (const { image, file, box } of pictures) {
    signal?.throwIfAborted();
    if (uris.has(image)) continue;
    const jpeg = await thumbnail(file, box).catch(() => undefined);
    if (jpeg) uris.set(image, `data:image/jpeg;base64,${Buffer.from(jpeg).toString('base64')}`);
  }
  return uris;
}

async function thumbnail(file: string, box: FaceBox | null): Promise<Uint8Array> {
  const picture = await decode(await readPictureFile(file));
  const small = box ? cut(picture, box) : letterbox(picture, SIDE, GREY).picture;
  return encodeJpeg(small, JPEG_QUALITY);
}

function cut(picture: Picture, [x, y, width, height]: FaceBox): Picture {
  const side = CUT * Math.max(width, height);
  const toPicture = { a: side / SIDE, b: 0, tx: x + (width - side) / 2, ty: y + (height - side) / 2 };
  return warp(picture, toPicture, SIDE, SIDE, { border: 'grey' });
}
