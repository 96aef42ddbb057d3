// Aligned faces of lfw-dev as one file of bytes: what a network is trained on. Made once, kept in a cache folder.

import { existsSync, openSync, readFileSync, readSync, renameSync, writeFileSync, writeSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { align } from '../../src/face/align.js';
import {
  defaultModels,
  type EmbedderManifest,
  ensureModel,
  FaceEngine,
  likenessHome,
  ModelStore,
} from '../../src/face/index.js';
import { decode } from '../../src/image/index.js';
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

/** Five points of ArcFace's chip of 112 pixels (InsightFace, face_align.py). */
const ARCFACE: EmbedderManifest['alignment'] = {
  landmarks: 'five',
  mirror: false,
  points: [
    [38.2946, 51.6963],
    [73.5318, 51.5014],
    [56.0252, 71.7366],
    [41.5493, 92.3655],
    [70.7299, 92.2041],
  ],
};

/** What a chip is cut like: ArcFace's 112 pixels, or as the default model `fast` sees a face. */
export type ChipKind = 'arcface' | 'fast';

/** Reads the chips from the folder; makes them first where they are not there. */
export async function loadChips(folder: string, kind: ChipKind): Promise<Chips> {
  const index = join(folder, `chips-${kind}.json`);
  if (!existsSync(index)) await makeChips(folder);
  const { size, images } = JSON.parse(readFileSync(index, 'utf8')) as { size: number; images: string[] };
  const names = [...new Set(images.map((image) => dirname(image)))];
  const numbers = new Map(names.map((name, i) => [name, i]));
  return {
    size,
    images,
    subjects: Int32Array.from(images, (image) => numbers.get(dirname(image))!),
    pixels: readLarge(join(folder, `chips-${kind}.bin`), images.length * size * size * 3),
  };
}

async function makeChips(folder: string): Promise<void> {
  const store = new ModelStore(likenessHome());
  const [detector, landmarks] = await defaultModels(store);
  const engine = await FaceEngine.open(
    { detector, landmarks, embedder: await ensureModel(store, 'fast') },
    1,
  );
  const kinds: Record<ChipKind, Pick<EmbedderManifest, 'input' | 'alignment'>> = {
    arcface: { input: { ...engine.embedder.input, size: 112 }, alignment: ARCFACE },
    fast: engine.embedder,
  };
  const files = Object.fromEntries(
    Object.keys(kinds).map((kind) => [kind, openSync(join(folder, `chips-${kind}.bin.part`), 'w')]),
  );
  const kept: string[] = [];
  for (const [i, image] of listImages().entries()) {
    const picture = await decode(await readFile(join(LFW_DEV, 'images', image)));
    const centre = (box: { x: number; y: number; width: number; height: number }) =>
      Math.hypot(box.x + (box.width - picture.width) / 2, box.y + (box.height - picture.height) / 2);
    const face = (await engine.faces(picture, 'quick')).toSorted((a, b) => centre(a.box) - centre(b.box))[0];
    if (!face) continue;
    kept.push(image);
    for (const [kind, manifest] of Object.entries(kinds)) {
      const { chip } = align(picture, face, manifest as EmbedderManifest);
      writeSync(files[kind]!, chip.data);
    }
    if (i % 500 === 0) console.error(`${i} pictures aligned`);
  }
  await engine.close();
  for (const [kind, { input }] of Object.entries(kinds)) {
    renameSync(join(folder, `chips-${kind}.bin.part`), join(folder, `chips-${kind}.bin`));
    writeFileSync(join(folder, `chips-${kind}.json`), JSON.stringify({ size: input.size, images: kept }));
  }
}

/** A file that may be larger than one read. */
function readLarge(path: string, bytes: number): Uint8Array {
  const all = new Uint8Array(bytes);
  const file = openSync(path, 'r');
  for (let at = 0; at < bytes; ) at += readSync(file, all, at, Math.min(bytes - at, 1 << 28), at);
  return all;
}

/** The pixels where all threads can read them. */
export function shared({ pixels }: Chips): SharedArrayBuffer {
  const buffer = new SharedArrayBuffer(pixels.length);
  new Uint8Array(buffer).set(pixels);
  return buffer;
}
