// Whether a file ends before its content does: what the codec calls damage is, for an upload that was cut off,
// mended by sending again. Each format is walked by its own lengths; no pixel is looked at.

import { LikenessError } from '../errors.js';
import { inspectJpeg2000 } from './jpeg2000/unpack.js';
import type { PictureFormat } from './sniff.js';

/** Whether the file's own structure reaches beyond its last byte. Doubtful structure counts as complete. */
export function endsEarly(format: PictureFormat, bytes: Uint8Array): boolean {
  const file = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  try {
    return WALKS[format](file);
  } catch (error) {
    // Reading past the end is the very thing asked about.
    if (error instanceof RangeError) return true;
    throw error;
  }
}

const WALKS: { readonly [format in PictureFormat]: (file: Buffer) => boolean } = {
  jpeg: jpegEndsEarly,
  png: pngEndsEarly,
  gif: gifEndsEarly,
  webp: (file) => file.readUInt32LE(4) + 8 > file.length,
  avif: avifEndsEarly,
  tiff: tiffEndsEarly,
  jp2: jpeg2000EndsEarly,
};

/** ITU-T T.81, annex B: segments up to the first scan, then an end marker, which scan data cannot contain. */
function jpegEndsEarly(file: Buffer): boolean {
  let at = 2;
  while (file.readUInt8(at) === 0xff) {
    const marker = file.readUInt8(at + 1);
    if (marker === 0xff) at += 1;
    else if (marker === 0xda) return file.indexOf(END_OF_JPEG, at) < 0;
    else at += 2 + file.readUInt16BE(at + 2);
  }
  return false;
}

const END_OF_JPEG = Buffer.from([0xff, 0xd9]);

/** PNG (ISO/IEC 15948): chunks up to IEND. */
function pngEndsEarly(file: Buffer): boolean {
  for (let at = 8; ; at += 12 + file.readUInt32BE(at)) {
    if (file.toString('latin1', at + 4, at + 8) === 'IEND') return at + 12 > file.length;
  }
}

/** GIF89a: extensions and frames, each in blocks of up to 255 bytes, up to the trailer. */
function gifEndsEarly(file: Buffer): boolean {
  let at = 13 + colourTable(file.readUInt8(10));
  for (;;) {
    const kind = file.readUInt8(at);
    if (kind === 0x3b) return false;
    if (kind === 0x21) at += 2;
    else if (kind === 0x2c) at += 11 + colourTable(file.readUInt8(at + 9));
    else return false;
    while (file.readUInt8(at) > 0) at += 1 + file.readUInt8(at);
    at += 1;
  }
}

function colourTable(flags: number): number {
  return flags & 0x80 ? 3 << ((flags & 7) + 1) : 0;
}

/** ISO/IEC 14496-12: boxes; size 1 stands for 64 bits that follow, size 0 for the rest of the file. */
function avifEndsEarly(file: Buffer): boolean {
  let at = 0;
  while (at < file.length) {
    const short = file.readUInt32BE(at);
    const size = short === 1 ? Number(file.readBigUInt64BE(at + 8)) : short;
    if (size === 0) return false;
    if (size < 8) return false;
    at += size;
  }
  return at > file.length;
}

/** TIFF 6.0 and BigTIFF: the first directory, what its entries point to, and every strip or tile listed. */
function tiffEndsEarly(file: Buffer): boolean {
  const little = file.readUInt8(0) === 0x49;
  const read = (at: number, size: number): number => {
    if (size === 8) return Number(little ? file.readBigUInt64LE(at) : file.readBigUInt64BE(at));
    return little ? file.readUIntLE(at, size) : file.readUIntBE(at, size);
  };
  const big = read(2, 2) === 43;
  const word = big ? 8 : 4;
  const directory = read(word, word);
  const entries = directory + (big ? 8 : 2);
  const lists = new Map<number, (index: number) => number>();
  let parts = 0;
  for (let i = 0; i < Math.min(read(directory, big ? 8 : 2), MOST); i++) {
    const entry = entries + i * (4 + 2 * word);
    const tag = read(entry, 2);
    const size = SIZES[read(entry + 2, 2)] ?? 1;
    const length = read(entry + 4, word);
    const inPlace = length * size <= word;
    const start = inPlace ? entry + 4 + word : read(entry + 4 + word, word);
    if (start + length * size > file.length) return true;
    lists.set(tag, (index) => (index < length ? read(start + index * size, size) : 0));
    if (tag === STRIPS[0] || tag === TILES[0]) parts = Math.min(length, MOST);
  }
  const [offset, count] = (lists.has(STRIPS[0]) ? STRIPS : TILES).map((tag) => lists.get(tag) ?? (() => 0));
  for (let i = 0; i < parts; i++) if (offset(i) + count(i) > file.length) return true;
  return false;
}

/** ISO/IEC 15444-1: boxes and tile-parts, which are walked before anything is decoded. */
function jpeg2000EndsEarly(file: Buffer): boolean {
  try {
    inspectJpeg2000(file);
    return false;
  } catch (error) {
    if (error instanceof LikenessError) return error.code === 'image_truncated';
    throw error;
  }
}

/** Tags: StripOffsets with StripByteCounts, TileOffsets with TileByteCounts. */
const STRIPS = [273, 279];
const TILES = [324, 325];

/** Bytes of one value of each type. */
const SIZES = [0, 1, 1, 2, 4, 8, 1, 1, 2, 4, 8, 4, 8, 4, 0, 0, 8, 8, 8];

/** No photograph has more entries or parts; a hostile file could list millions. */
const MOST = 65536;
