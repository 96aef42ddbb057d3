// The file around a JPEG 2000 codestream (JP2, ISO/IEC 15444-1, annex I): what its components mean as colours.

import { LikenessError } from '../../errors.js';
import { corrupt, START, truncated, unsupported } from './codestream.js';

/** What the samples mean. `unsaid` in a bare codestream. */
export type ColourSpace = 'grey' | 'sRGB' | 'sYCC' | 'unsaid';

export interface Jpeg2000File {
  readonly codestream: Buffer;
  readonly space: ColourSpace;
  /** An ICC profile that the samples are by. */
  readonly profile?: Buffer;
}

/**
 * Finds the codestream in a JP2 file, or takes a bare one for itself.
 *
 * @throws LikenessError `image_truncated`, `image_corrupt`, `image_format_unsupported` (palettes, opacity,
 *   other colour spaces), `image_animated` (more than one codestream)
 */
export function openJpeg2000(bytes: Uint8Array): Jpeg2000File {
  const file = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  if (file.subarray(0, 4).equals(START)) return { codestream: file, space: 'unsaid' };
  try {
    const boxes = readBoxes(file);
    const streams = boxes.filter(({ type }) => type === 'jp2c');
    if (streams.length > 1) {
      throw new LikenessError('image_animated', 'The JP2 holds more than one picture.');
    }
    const header = boxes.find(({ type }) => type === 'jp2h');
    if (streams.length === 0) throw truncated();
    if (!header) throw corrupt('it has no header');
    return { codestream: streams[0].content, ...readColours(readBoxes(header.content)) };
  } catch (error) {
    if (error instanceof RangeError) throw truncated();
    throw error;
  }
}

interface Box {
  readonly type: string;
  readonly content: Buffer;
}

/** Length 1 stands for 64 bits that follow, length 0 for the rest of the file. */
function readBoxes(file: Buffer): Box[] {
  const boxes: Box[] = [];
  let at = 0;
  while (at + 8 <= file.length) {
    const short = file.readUInt32BE(at);
    const type = file.toString('latin1', at + 4, at + 8);
    const head = short === 1 ? 16 : 8;
    const length = short === 1 ? Number(file.readBigUInt64BE(at + 8)) : short || file.length - at;
    if (length < head) throw corrupt('one of its boxes is shorter than itself');
    if (at + length > file.length) {
      // What stands behind the picture need not be whole.
      if (boxes.some((box) => box.type === 'jp2c')) break;
      throw truncated();
    }
    boxes.push({ type, content: file.subarray(at + head, at + length) });
    at += length;
  }
  return boxes;
}

/** The boxes of the header: colr (I.5.3.3), pclr (I.5.3.4), cdef (I.5.3.6). */
function readColours(boxes: readonly Box[]): Omit<Jpeg2000File, 'codestream'> {
  if (boxes.some(({ type }) => type === 'pclr')) throw unsupported('with a palette');
  const order = boxes.find(({ type }) => type === 'cdef')?.content;
  if (order) checkOrder(order);
  // A reader heeds the first; JPX files may hold one more that says it by a method of theirs.
  const colours = boxes.filter(({ type }) => type === 'colr').map(({ content }) => content);
  const known = colours.find((colour) => [1, 2].includes(colour.readUInt8(0)));
  if (!known)
    throw colours.length > 0 ? unsupported('of an unusual colour space') : corrupt('it names no colours');
  if (known.readUInt8(0) === 2) return { space: 'unsaid', profile: known.subarray(3) };
  const number = known.readUInt32BE(3);
  const space = SPACES.get(number);
  if (!space) throw unsupported(`in colour space ${number}`);
  return { space };
}

const SPACES: ReadonlyMap<number, ColourSpace> = new Map([
  [16, 'sRGB'],
  [17, 'grey'],
  [18, 'sYCC'],
]);

/** Channel i must be colour i. */
function checkOrder(order: Buffer): void {
  for (let i = 0; i < order.readUInt16BE(0); i++) {
    const [channel, kind, colour] = [2, 4, 6].map((offset) => order.readUInt16BE(offset + 6 * i));
    if (kind !== 0) throw unsupported('with opacity');
    if (colour !== channel + 1) throw unsupported('whose colours stand in another order');
  }
}
