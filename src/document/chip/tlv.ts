// The tag-length-value objects that files of a chip are made of (ISO/IEC 7816-4, 5.2.2; X.690 with definite lengths).
// Nothing is copied, nothing nests by itself: a reader goes as deep as it asks.

import { LikenessError } from '../../errors.js';

export interface Tlv {
  /** All bytes of the tag as one number: `0x61`, `0x5f1f`, `0x7f61`. */
  readonly tag: number;
  readonly value: Buffer;
  /** Tag, length and value. */
  readonly whole: Buffer;
}

/**
 * The object that the bytes begin with; what follows it is left alone.
 *
 * @param of what the bytes are, for the message
 * @throws LikenessError `chip_file_truncated`, `chip_file_invalid`
 */
export function readTlv(bytes: Uint8Array, of: string): Tlv {
  const data = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  try {
    let at = 1;
    let tag = data.readUInt8(0);
    if ((tag & 0x1f) === 0x1f) {
      do {
        if (at === MOST_TAG_BYTES) throw invalid(of, 'one of its tags is too long');
        tag = (tag << 8) | data.readUInt8(at);
      } while (data.readUInt8(at++) & 0x80);
    }
    const short = data.readUInt8(at++);
    const size = short & 0x7f;
    if (short === 0x80) throw invalid(of, 'one of its lengths is indefinite');
    if (short > 0x80 && size > 4) throw invalid(of, 'one of its lengths has more than four bytes');
    const length = short < 0x80 ? short : data.readUIntBE(at, size);
    if (short > 0x80) at += size;
    if (at + length > data.length) throw truncated(of);
    return { tag, value: data.subarray(at, at + length), whole: data.subarray(0, at + length) };
  } catch (error) {
    if (error instanceof RangeError) throw truncated(of);
    throw error;
  }
}

/**
 * The objects that a value consists of. Bytes 00 and FF before, between and behind them are padding, which ISO/IEC
 * 7816-4 allows.
 *
 * @throws LikenessError `chip_file_truncated`, `chip_file_invalid`
 */
export function readTlvs(value: Buffer, of: string): Tlv[] {
  const objects: Tlv[] = [];
  let rest = value;
  for (;;) {
    let padding = 0;
    while (rest[padding] === 0x00 || rest[padding] === 0xff) padding += 1;
    rest = rest.subarray(padding);
    if (rest.length === 0) return objects;
    if (objects.length === MOST_OBJECTS) throw invalid(of, 'it holds too many objects');
    const object = readTlv(rest, of);
    objects.push(object);
    rest = rest.subarray(object.whole.length);
  }
}

/** The first object of a tag. @throws LikenessError `chip_file_invalid` where there is none */
export function take(objects: readonly Tlv[], tag: number, of: string): Tlv {
  const object = objects.find((candidate) => candidate.tag === tag);
  if (!object) throw invalid(of, `it lacks the object ${hex(tag)}`);
  return object;
}

/** A non-negative whole number of up to six bytes. */
export function toNumber({ value }: Tlv, of: string): number {
  if (value.length < 1 || value.length > 6) throw invalid(of, 'a number of it has an impossible length');
  return value.readUIntBE(0, value.length);
}

/** `2.23.136.1.1.1` (X.690, 8.19). */
export function toObjectIdentifier(value: Buffer): string {
  const arcs: number[] = [];
  let arc = 0;
  for (const byte of value) {
    arc = arc * 128 + (byte & 0x7f);
    if (byte & 0x80) continue;
    arcs.push(arc);
    arc = 0;
  }
  const [first = 0, ...rest] = arcs;
  const root = Math.min(2, Math.floor(first / 40));
  return [root, first - 40 * root, ...rest].join('.');
}

export function invalid(of: string, why: string, cause?: unknown): LikenessError {
  return new LikenessError('chip_file_invalid', `${of} cannot be read: ${why}.`, { cause });
}

export function truncated(of: string): LikenessError {
  return new LikenessError('chip_file_truncated', `${of} ends before what it says it holds.`);
}

export function hex(tag: number): string {
  return tag.toString(16).toUpperCase().padStart(2, '0');
}

const MOST_TAG_BYTES = 3;

/** The master list of all states holds some hundreds of certificates, and nothing in a data group comes near. */
const MOST_OBJECTS = 16_384;
