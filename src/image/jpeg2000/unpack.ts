// JPEG 2000 into the plainest TIFF, which then goes the way of every other format: colour management, shrinking,
// limits. Chips of passports hold most portraits so.

import { LikenessError } from '../../errors.js';
import { type Jpeg2000File, openJpeg2000 } from './boxes.js';
import { type Codestream, corrupt, END, readCodestream, unsupported } from './codestream.js';
import { decodeCodestream } from './openjpeg.js';

/** What a JPEG 2000 is, before any pixel is decoded. */
export interface Jpeg2000 extends Codestream {
  readonly file: Jpeg2000File;
}

/**
 * Reads boxes and headers of a JP2 file or a bare codestream.
 *
 * @throws LikenessError `image_truncated`, `image_corrupt`, `image_format_unsupported`, `image_animated`
 */
export function inspectJpeg2000(bytes: Uint8Array): Jpeg2000 {
  const file = openJpeg2000(bytes);
  const codestream = readCodestream(file.codestream);
  const { components, subsampled } = codestream;
  if (components === 3 && file.space === 'grey') throw corrupt('it calls three components grey');
  // The codec takes colour differences at half resolution for sYCC, whatever the file says.
  if (subsampled && (file.space === 'sRGB' || file.profile)) {
    throw unsupported('of components at unusual resolutions');
  }
  return { ...codestream, file };
}

/**
 * Decodes it into an uncompressed 8-bit TIFF, grey or RGB, with the profile of the file, each side halved while the
 * longer one stays as long as `maxSide` and the shorter one as `minSide`.
 *
 * OpenJPEG decodes on the calling thread, in one go: no time limit holds it, but the pixels are bounded.
 *
 * @throws LikenessError `image_corrupt`, `image_too_many_pixels`
 */
export async function unpackJpeg2000(picture: Jpeg2000, maxSide: number, minSide: number): Promise<Buffer> {
  let { width, height } = picture;
  let halvings = 0;
  while (
    halvings < picture.decompositions &&
    Math.ceil(Math.max(width, height) / 2) >= maxSide &&
    Math.ceil(Math.min(width, height) / 2) >= minSide
  ) {
    [width, height] = [Math.ceil(width / 2), Math.ceil(height / 2)];
    halvings += 1;
  }
  if (width * height > MOST_PIXELS) {
    throw new LikenessError(
      'image_too_many_pixels',
      `The JPEG 2000 has ${width} × ${height} pixels to decode; the limit is ${MOST_PIXELS} in all.`,
    );
  }
  const { components, bits, subsampled, file, ended } = picture;
  // The codec would refuse a whole picture for want of its end marker.
  const codestream = ended ? file.codestream : Buffer.concat([file.codestream, END]);
  const samples = await decodeCodestream(codestream, halvings);
  const expected = width * height * components * (bits > 8 ? 2 : 1);
  if (samples.length !== expected) throw corrupt('it has more or fewer pixels than it declares');
  const colours = toEightBits(samples, bits);
  if (file.space === 'sYCC' && !subsampled && components === 3) fromSycc(colours);
  return tiff(width, height, components, colours, file.profile);
}

/** A scan of A4 at 400 dpi. OpenJPEG takes about a second for ten million. */
const MOST_PIXELS = 16e6;

function toEightBits(samples: Uint8Array, bits: number): Uint8Array {
  if (bits === 8) return samples;
  const scale = 255 / (2 ** bits - 1);
  if (bits < 8) return samples.map((value) => Math.round(value * scale));
  return Uint8Array.from({ length: samples.length / 2 }, (_, i) =>
    Math.round((samples[2 * i] + 256 * samples[2 * i + 1]) * scale),
  );
}

/** sYCC to sRGB (IEC 61966-2-1, amendment 1): the matrix of ITU-R BT.601 at full range. In place. */
function fromSycc(colours: Uint8Array): void {
  const clamped = new Uint8ClampedArray(colours.buffer, colours.byteOffset, colours.length);
  for (let i = 0; i < clamped.length; i += 3) {
    const [y, cb, cr] = [clamped[i], clamped[i + 1] - 128, clamped[i + 2] - 128];
    clamped[i] = y + 1.402 * cr;
    clamped[i + 1] = y - 0.344136 * cb - 0.714136 * cr;
    clamped[i + 2] = y + 1.772 * cb;
  }
}

/** TIFF 6.0, little-endian: the pixels in one strip, then the directory, then what does not fit into it. */
function tiff(width: number, height: number, channels: 1 | 3, pixels: Uint8Array, profile?: Buffer): Buffer {
  const [SHORT, LONG, UNDEFINED] = [3, 4, 7];
  const start = 8;
  const directory = start + pixels.length + (pixels.length % 2);
  const count = profile ? 11 : 10;
  const rest = directory + 2 + 12 * count + 4;
  const depths = Buffer.from([8, 0, 8, 0, 8, 0]);
  const entries: readonly (readonly [tag: number, type: number, count: number, value: number])[] = [
    [256, LONG, 1, width],
    [257, LONG, 1, height],
    [258, SHORT, channels, channels === 1 ? 8 : rest],
    [259, SHORT, 1, 1],
    [262, SHORT, 1, channels === 1 ? 1 : 2],
    [273, LONG, 1, start],
    [277, SHORT, 1, channels],
    [278, LONG, 1, height],
    [279, LONG, 1, pixels.length],
    [284, SHORT, 1, 1],
    ...(profile ? ([[34675, UNDEFINED, profile.length, rest + depths.length]] as const) : []),
  ];
  const table = Buffer.alloc(2 + 12 * count + 4);
  table.writeUInt16LE(count, 0);
  entries.forEach(([tag, type, length, value], i) => {
    table.writeUInt16LE(tag, 2 + 12 * i);
    table.writeUInt16LE(type, 4 + 12 * i);
    table.writeUInt32LE(length, 6 + 12 * i);
    table.writeUInt32LE(value, 10 + 12 * i);
  });
  const head = Buffer.from('II*\0\0\0\0\0', 'latin1');
  head.writeUInt32LE(directory, 4);
  const padding = Buffer.alloc(pixels.length % 2);
  return Buffer.concat([head, pixels, padding, table, depths, profile ?? Buffer.alloc(0)]);
}
