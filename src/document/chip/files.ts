// Which elementary file some bytes are: readers name them as they like, their first tag says it (ICAO Doc 9303-10,
// 4.6 and 4.7).

import { LikenessError } from '../../errors.js';
import { hex, readTlv, readTlvs, type Tlv, take } from './tlv.js';

/** `com` lists the data groups, `sod` signs them; each other is a data group. */
export type ChipFile = 'com' | 'sod' | `dg${number}`;

const FILES: ReadonlyMap<number, ChipFile> = new Map([
  [0x60, 'com'],
  [0x77, 'sod'],
  // The tags of the data groups, 1 to 16, in their order.
  ...[0x61, 0x75, 0x63, 0x76, 0x65, 0x66, 0x67, 0x68, 0x69, 0x6a, 0x6b, 0x6c, 0x6d, 0x6e, 0x6f, 0x70].map(
    (tag, i) => [tag, `dg${i + 1}`] as const,
  ),
]);

/** Portraits have tens of kilobytes, what signs them some kilobytes: more is no chip's, and takes long to read. */
const MOST_BYTES = 4 * 2 ** 20;
const MOST_SIGNED_BYTES = 256 * 2 ** 10;

/** Which file the bytes begin as, or null. Only the first byte is looked at. */
export function recogniseChipFile(bytes: Uint8Array): ChipFile | null {
  return FILES.get(bytes[0]) ?? null;
}

/** `EF.DG2` */
export function nameOf(file: ChipFile): string {
  return `EF.${file.toUpperCase()}`;
}

/**
 * The object that is the file, without what a reader may have left behind its end.
 *
 * @throws LikenessError `file_too_large`, `chip_file_unknown` where it is another file or none, `chip_file_truncated`,
 *   `chip_file_invalid`
 */
export function openChipFile(bytes: Uint8Array, file: ChipFile): Tlv {
  const name = nameOf(file);
  const most = file === 'sod' ? MOST_SIGNED_BYTES : MOST_BYTES;
  if (bytes.byteLength > most) {
    throw new LikenessError(
      'file_too_large',
      `${name} has ${bytes.byteLength} bytes; the limit is ${most}.`,
      { hint: 'No file of a chip is that large: check which file it is.' },
    );
  }
  const found = recogniseChipFile(bytes);
  if (found === file) return readTlv(bytes, name);
  if (bytes.byteLength === 0) throw new LikenessError('chip_file_unknown', `${name} has no bytes.`);
  throw new LikenessError(
    'chip_file_unknown',
    found
      ? `${name} was asked for, but this is ${nameOf(found)}.`
      : `This is not ${name}: it begins with the byte ${hex(bytes[0])}.`,
  );
}

/** What EF.COM says of the chip. It is not signed: nothing of weight may hang on it. */
export interface ChipContents {
  /** Version of the logical data structure, such as `1.7`. */
  readonly version: string;
  /** Version of Unicode, such as `4.0.0`. */
  readonly unicode: string;
  /** Numbers of the data groups that the chip holds, as listed. */
  readonly dataGroups: readonly number[];
}

/**
 * Reads EF.COM (ICAO Doc 9303-10, 4.6.1).
 *
 * @throws LikenessError as `openChipFile`
 */
export function readCom(bytes: Uint8Array): ChipContents {
  const of = nameOf('com');
  const objects = readTlvs(openChipFile(bytes, 'com').value, of);
  const digits = (tag: number) =>
    (take(objects, tag, of).value.toString('latin1').match(/../g) ?? []).map(Number);
  return {
    version: digits(0x5f01).join('.'),
    unicode: digits(0x5f36).join('.'),
    dataGroups: [...take(objects, 0x5c, of).value].flatMap((tag) => {
      const file = FILES.get(tag);
      return file?.startsWith('dg') ? [Number(file.slice(2))] : [];
    }),
  };
}
