// Flat prints drawn once and kept in a file that threads share: what both networks are trained on.

import { closeSync, openSync, readFileSync, readSync, statSync, writeFileSync, writeSync } from 'node:fs';
import { join } from 'node:path';
import type { Picture } from '../../src/image/index.js';

interface WithPicture {
  readonly picture: Picture;
}

/** A print whose pixels lie in the pool's memory. */
export type Pooled<T extends WithPicture> = Omit<T, 'picture'> & {
  readonly pixels: { readonly offset: number; readonly width: number; readonly height: number };
};

export interface Pool<T extends WithPicture> {
  readonly prints: readonly Pooled<T>[];
  readonly pixels: SharedArrayBuffer;
}

/** Draws prints one after the other into `<name>.bin` and `<name>.json`. */
export async function writePool<T extends WithPicture>(
  folder: string,
  name: string,
  count: number,
  make: (index: number) => Promise<T>,
): Promise<void> {
  const file = openSync(join(folder, `${name}.bin`), 'w');
  const prints: Pooled<T>[] = [];
  let offset = 0;
  for (let i = 0; i < count; i++) {
    const { picture, ...rest } = await make(i);
    writeSync(file, picture.data);
    prints.push({ ...rest, pixels: { offset, width: picture.width, height: picture.height } });
    offset += picture.data.length;
  }
  closeSync(file);
  writeFileSync(join(folder, `${name}.json`), JSON.stringify(prints));
}

export function readPool<T extends WithPicture>(folder: string, name: string): Pool<T> {
  const path = join(folder, `${name}.bin`);
  const pixels = new SharedArrayBuffer(statSync(path).size);
  const file = openSync(path, 'r');
  for (let at = 0; at < pixels.byteLength; )
    at += readSync(file, new Uint8Array(pixels, at, Math.min(2 ** 28, pixels.byteLength - at)));
  closeSync(file);
  return { prints: JSON.parse(readFileSync(join(folder, `${name}.json`), 'utf8')), pixels };
}

/** A print with its pixels, which are not copied. */
export function printOf<T extends WithPicture>({ pixels }: Pool<T>, { pixels: at, ...rest }: Pooled<T>): T {
  const { offset, width, height } = at;
  const picture = { width, height, data: new Uint8Array(pixels, offset, 3 * width * height) };
  return { ...rest, picture } as unknown as T;
}
