// What a JPEG 2000 codestream says of itself before any pixel is decoded (ISO/IEC 15444-1, annex A): its size, its
// components, and how much work and memory it asks for. A file of a hundred bytes can ask for years.

import { LikenessError } from '../../errors.js';

/** A codestream whose main header and tile-parts were walked from end to end. */
export interface Codestream {
  readonly width: number;
  readonly height: number;
  /** Bits of a sample, 1 to 16, unsigned, the same in all components. */
  readonly bits: number;
  /** One for grey, three for colour. */
  readonly components: 1 | 3;
  /** Colour differences at half the resolution, of columns alone (4:2:2) or of rows too (4:2:0). */
  readonly subsampled: boolean;
  /** How often both sides can be halved while decoding. */
  readonly decompositions: number;
  /** Whether its end marker is there; some encoders leave it away. */
  readonly ended: boolean;
}

/** FF4F, start of codestream, and FF51, the marker of the size, which must follow. */
export const START = Buffer.from([0xff, 0x4f, 0xff, 0x51]);

/**
 * Walks a codestream by its own lengths. All that the decoder would have to allocate is checked: one of many tiles
 * costs kilobytes, and so does each packet, of which a few bytes may declare millions.
 *
 * @throws LikenessError `image_truncated`, `image_corrupt`, `image_format_unsupported`
 */
export function readCodestream(file: Buffer): Codestream {
  try {
    if (!file.subarray(0, 4).equals(START)) throw corrupt('its codestream does not begin with its size');
    const size = readSize(file);
    const { codings, at } = readMainHeader(file, size);
    const tiles = size.across * size.down;
    if (tiles > MOST_TILES) throw unsupported(`of ${tiles} tiles; the limit is ${MOST_TILES}`);
    if (packets(size, codings) > file.length) throw corrupt('it declares more packets than it has bytes');
    const ended = walkTileParts(file, at, tiles);
    return {
      width: size.right,
      height: size.bottom,
      bits: size.bits,
      components: size.steps.length as 1 | 3,
      subsampled: size.steps.some(({ x, y }) => x * y > 1),
      decompositions: Math.min(...codings.map(({ decompositions }) => decompositions)),
      ended,
    };
  } catch (error) {
    if (error instanceof RangeError) throw truncated();
    throw error;
  }
}

export function truncated(): LikenessError {
  return new LikenessError('image_truncated', 'The JPEG 2000 ends before its last pixel.');
}

export function corrupt(why: string, cause?: unknown): LikenessError {
  return new LikenessError('image_corrupt', `The JPEG 2000 cannot be decoded: ${why}.`, { cause });
}

export function unsupported(kind: string): LikenessError {
  return new LikenessError('image_format_unsupported', `This is a JPEG 2000 ${kind}, which is not read.`);
}

/** A scan of A3 at 600 dpi in tiles of 1024 has 70. */
const MOST_TILES = 4096;

interface Size {
  readonly right: number;
  readonly bottom: number;
  /** The grid of tiles: its origin, the size of a tile, and how many there are. */
  readonly tile: {
    readonly left: number;
    readonly top: number;
    readonly width: number;
    readonly height: number;
  };
  readonly across: number;
  readonly down: number;
  readonly bits: number;
  /** Pixels of the picture per sample of each component. */
  readonly steps: readonly { readonly x: number; readonly y: number }[];
}

/** SIZ, annex A.5.1. */
function readSize(file: Buffer): Size {
  const at = 4;
  const [right, bottom, x, y, width, height, left, top] = [4, 8, 12, 16, 20, 24, 28, 32].map((offset) =>
    file.readUInt32BE(at + offset),
  );
  const count = file.readUInt16BE(at + 36);
  if (file.readUInt16BE(at) !== 38 + 3 * count) throw corrupt('the length of its size marker is wrong');
  if (count !== 1 && count !== 3) throw unsupported(`of ${count} components`);
  const parts = Array.from({ length: count }, (_, i) => ({
    depth: file.readUInt8(at + 38 + 3 * i),
    x: file.readUInt8(at + 39 + 3 * i),
    y: file.readUInt8(at + 40 + 3 * i),
  }));
  if (right === 0 || bottom === 0 || width === 0 || height === 0) throw corrupt('it has no pixels');
  // The codec takes no account of an offset; nobody's portrait has one.
  if (x !== 0 || y !== 0 || left !== 0 || top !== 0)
    throw unsupported('whose picture does not begin at zero');
  const bits = (parts[0].depth & 0x7f) + 1;
  if (parts.some(({ depth }) => depth !== parts[0].depth)) throw unsupported('of unequal components');
  if (parts[0].depth & 0x80) throw unsupported('of signed samples');
  if (bits > (count === 1 ? 16 : 8))
    throw unsupported(`of ${bits} bits a ${count === 1 ? 'pixel' : 'colour'}`);
  if (!SAMPLINGS.has(parts.map((part) => `${part.x}${part.y}`).join(' '))) {
    throw unsupported('of components at unusual resolutions');
  }
  return {
    right,
    bottom,
    tile: { left, top, width, height },
    across: Math.ceil(right / width),
    down: Math.ceil(bottom / height),
    bits,
    steps: parts,
  };
}

/** Grey, 4:4:4, 4:2:2 and 4:2:0. */
const SAMPLINGS: ReadonlySet<string> = new Set(['11', '11 11 11', '11 21 21', '11 22 22']);

/** How one component is coded. */
interface Coding {
  readonly layers: number;
  readonly decompositions: number;
  /** Exponents of the precincts' sides, from the lowest resolution on; 15 where none is given. */
  readonly precincts: readonly { readonly x: number; readonly y: number }[];
}

/** Markers up to the first tile-part. COD (A.6.1) holds for all components, COC (A.6.2) for one. */
function readMainHeader(file: Buffer, { steps }: Size): { codings: Coding[]; at: number } {
  let common: Coding | undefined;
  const own = new Map<number, Coding>();
  let at = 4 + file.readUInt16BE(4);
  for (let marker = file.readUInt16BE(at); marker !== SOT; marker = file.readUInt16BE(at)) {
    if (marker < 0xff00) throw corrupt('its main header is damaged');
    const length = file.readUInt16BE(at + 2);
    if (length < 2) throw corrupt('its main header is damaged');
    if (marker === COD) {
      common = readCoding(file, at + 9, file.readUInt8(at + 4), file.readUInt16BE(at + 6));
    } else if (marker === COC) {
      const layers = common?.layers ?? 1;
      own.set(file.readUInt8(at + 4), readCoding(file, at + 6, file.readUInt8(at + 5), layers));
    }
    at += 2 + length;
  }
  if (!common) throw corrupt('it does not say how it is coded');
  return { codings: steps.map((_, i) => own.get(i) ?? common), at };
}

const [SOT, SOD, EOC, COD, COC] = [0xff90, 0xff93, 0xffd9, 0xff52, 0xff53];

/** SPcod and SPcoc, table A.20. */
function readCoding(file: Buffer, at: number, style: number, layers: number): Coding {
  const decompositions = file.readUInt8(at);
  if (decompositions > 32 || layers === 0) throw corrupt('it declares an impossible coding');
  const precincts = Array.from({ length: decompositions + 1 }, (_, i) => {
    const size = style & 1 ? file.readUInt8(at + 5 + i) : 0xff;
    return { x: size & 15, y: size >> 4 };
  });
  return { layers, decompositions, precincts };
}

/** How many packets there must be (annex B.6), each of which takes a byte at the least. */
function packets(size: Size, codings: readonly Coding[]): number {
  let sum = 0;
  for (let tile = 0; tile < size.across * size.down; tile++) {
    const left = (tile % size.across) * size.tile.width;
    const top = Math.floor(tile / size.across) * size.tile.height;
    const right = Math.min(size.right, left + size.tile.width);
    const bottom = Math.min(size.bottom, top + size.tile.height);
    codings.forEach(({ layers, decompositions, precincts }, i) => {
      const { x, y } = size.steps[i];
      precincts.forEach((exponent, resolution) => {
        const shrink = 2 ** (decompositions - resolution);
        const across = precinctsAlong(left / x, right / x, shrink, exponent.x);
        sum += layers * across * precinctsAlong(top / y, bottom / y, shrink, exponent.y);
      });
    });
  }
  return sum;
}

function precinctsAlong(from: number, to: number, shrink: number, exponent: number): number {
  const [start, end] = [from, to].map((edge) => Math.ceil(Math.ceil(edge) / shrink));
  return end > start ? Math.ceil(end / 2 ** exponent) - Math.floor(start / 2 ** exponent) : 0;
}

/** Tile-parts (A.4.2), each as long as it says. Returns whether an end marker follows. */
function walkTileParts(file: Buffer, first: number, tiles: number): boolean {
  const missing = new Map(Array.from({ length: tiles }, (_, tile) => [tile, 1]));
  let at = first;
  while (at < file.length && file.readUInt16BE(at) !== EOC) {
    if (file.readUInt16BE(at) !== SOT) throw corrupt('something else stands where a tile should');
    const tile = file.readUInt16BE(at + 4);
    const length = file.readUInt32BE(at + 6);
    const parts = file.readUInt8(at + 11);
    if (tile >= tiles) throw corrupt('it has a tile outside of the picture');
    const start = startOfData(file, at);
    // The last tile-part may go on to the end, which then must be there.
    const end = length === 0 ? file.lastIndexOf(END) : at + length;
    if (length === 0 && end < start) throw truncated();
    if (end < start) throw corrupt('a tile is shorter than its header');
    if (end > file.length) throw truncated();
    const left = file.readUInt8(at + 10) === 0 && parts > 0 ? parts : (missing.get(tile) ?? 1);
    if (left > 1) missing.set(tile, left - 1);
    else missing.delete(tile);
    at = end;
  }
  if (missing.size > 0) throw truncated();
  return at < file.length;
}

/** EOC, which entropy-coded data cannot contain. */
export const END = Buffer.from([0xff, 0xd9]);

/** Where the data of a tile-part begin. */
function startOfData(file: Buffer, part: number): number {
  let at = part + 2 + file.readUInt16BE(part + 2);
  for (let marker = file.readUInt16BE(at); marker !== SOD; marker = file.readUInt16BE(at)) {
    const length = file.readUInt16BE(at + 2);
    if (marker < 0xff00 || length < 2) throw corrupt('the header of a tile is damaged');
    // It could ask for more than what was counted.
    if (marker === COD || marker === COC) throw unsupported('that codes its tiles differently');
    at += 2 + length;
  }
  return at + 2;
}
