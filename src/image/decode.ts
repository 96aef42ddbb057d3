// From the bytes of a stranger's file to an upright sRGB picture, or to a refusal that says why. Cheap checks
// first: size, first bytes, header, and only then pixels. The codec is libvips, through sharp; JPEG 2000 is unpacked
// for it first.

import { createHash } from 'node:crypto';
import sharp, { type Metadata, type OutputInfo, type Sharp } from 'sharp';
import { type ErrorCode, LikenessError } from '../errors.js';
import { endsEarly } from './ending.js';
import { inspectJpeg2000, unpackJpeg2000 } from './jpeg2000/unpack.js';
import type { DecodedPicture } from './picture.js';
import { isSrgb } from './profile.js';
import { type PictureFormat, sniff } from './sniff.js';

// The codec's cache would keep decoded photographs, which are personal data, and none is decoded twice.
sharp.cache(false);

/** Version of libvips, whose codecs decode. */
export const CODEC_VERSION: string = sharp.versions.vips;

export interface DecodeLimits {
  /** Size of the file; 32 MiB. */
  readonly bytes: number;
  /** Pixels that the file declares to have; 100 million. Checked before any is decoded. */
  readonly pixels: number;
  /** Time to decode, rounded up to whole seconds; 10. AVIF and JPEG 2000 are decoded in one go and may overstay it. */
  readonly seconds: number;
}

export interface DecodeOptions {
  /** Neither side of the picture will be longer, in pixels; 1600. */
  readonly maxSide?: number;
  /**
   * Halved once, twice or three times, as long as its longer side keeps this many pixels: the codec of JPEG does so
   * faster than it would decode the whole, and any other size costs a resampling. Default: never.
   */
  readonly enough?: number;
  readonly limits?: Partial<DecodeLimits>;
}

export const DECODE_LIMITS: DecodeLimits = Object.freeze({ bytes: 32 * 2 ** 20, pixels: 100e6, seconds: 10 });

const MAX_SIDE = 1600;

/** Faces in anything smaller are of no use. */
const MIN_SIDE = 32;

/**
 * Decodes a JPEG, PNG, WebP, AVIF, TIFF, GIF or JPEG 2000 (a JP2 file or a bare codestream): EXIF orientation
 * applied, colours converted to sRGB by the embedded profile, transparency laid on white, shrunk to `maxSide`.
 *
 * Of JPEG 2000 what portraits are made of: grey up to 16 bits, or RGB or sYCC up to 8; no opacity, no palette.
 *
 * @throws LikenessError `image_empty`, `file_too_large`, `image_format_unsupported`, `image_corrupt`,
 *   `image_truncated`, `image_animated`, `image_too_many_pixels`, `image_too_small`, `image_timeout`;
 *   `option_invalid` where `maxSide` is no whole number from 32 on, `enough` below 32, or `limits.seconds` not within
 *   0–3600
 */
export async function decode(bytes: Uint8Array, options: DecodeOptions = {}): Promise<DecodedPicture> {
  const limits = { ...DECODE_LIMITS, ...options.limits };
  const { maxSide = MAX_SIDE, enough = Number.POSITIVE_INFINITY } = options;
  const sides = Number.isInteger(maxSide) && maxSide >= MIN_SIDE && enough >= MIN_SIDE;
  if (!sides || !(limits.seconds > 0 && limits.seconds <= 3600)) {
    throw new LikenessError(
      'option_invalid',
      `maxSide ${maxSide}, enough ${enough} or limits.seconds ${limits.seconds} cannot be.`,
    );
  }
  if (bytes.byteLength === 0) throw new LikenessError('image_empty', 'The picture has no bytes.');
  if (bytes.byteLength > limits.bytes) {
    throw new LikenessError(
      'file_too_large',
      `The picture has ${bytes.byteLength} bytes; the limit is ${limits.bytes}.`,
    );
  }
  const format = recognise(bytes);
  if (isSequence(bytes, format)) throw animated(format);
  const sideOf = (size: Size) => Math.min(maxSide, halved(size, enough));
  const { file, ...readable } = await unpack(bytes, format, limits, sideOf);
  const header = await readHeader(file, readable.format);
  checkHeader(file, readable.format, header, limits);
  const pixels = readPixels(file, readable.format, header, limits, sideOf(readable.size ?? header));
  const sha256 = createHash('sha256').update(bytes).digest('hex');
  const { data, info } = await pixels;
  const { width, height } = readable.size ?? header.autoOrient;
  const orientation = header.orientation ?? 1;
  return {
    width: info.width,
    height: info.height,
    data: new Uint8Array(data.buffer, data.byteOffset, data.byteLength),
    source: {
      format,
      bytes: bytes.byteLength,
      width,
      height,
      orientation: orientation >= 1 && orientation <= 8 ? orientation : 1,
      sha256,
      scale: info.width / width,
    },
  };
}

interface Size {
  readonly width: number;
  readonly height: number;
}

/** The longer side when it has been halved as often as it may be. */
function halved({ width, height }: Size, enough: number): number {
  const long = Math.max(width, height);
  const halvings = Math.min(3, Math.max(0, Math.floor(Math.log2(long / enough))));
  return Math.max(MIN_SIDE, Math.ceil(long / 2 ** halvings));
}

interface Readable {
  /** What libvips is given. */
  readonly file: Uint8Array;
  readonly format: PictureFormat;
  /** Pixels of the original, where the file was made from it and may have fewer. */
  readonly size?: Size;
}

async function unpack(
  bytes: Uint8Array,
  format: PictureFormat,
  limits: DecodeLimits,
  sideOf: (size: Size) => number,
): Promise<Readable> {
  if (format !== 'jp2') return { file: bytes, format };
  const picture = inspectJpeg2000(bytes);
  checkSize(picture, limits);
  return { file: await unpackJpeg2000(picture, sideOf(picture), MIN_SIDE), format: 'tiff', size: picture };
}

function recognise(bytes: Uint8Array): PictureFormat {
  const sniffed = sniff(bytes);
  if (sniffed.format) return sniffed.format;
  const { seems, hint } = sniffed;
  throw new LikenessError(
    'image_format_unsupported',
    `The file is no picture that can be read: it seems to be ${seems}.`,
    hint === undefined ? {} : { hint },
  );
}

async function readHeader(bytes: Uint8Array, format: PictureFormat): Promise<Metadata> {
  let header: Metadata;
  try {
    // No limit here: ours, in `checkHeader`, can name the size.
    header = await sharp(bytes, { limitInputPixels: false }).metadata();
  } catch (error) {
    throw refusal(error, bytes, format);
  }
  const codec = format === 'avif' ? 'heif' : format;
  if (header.format !== codec || (format === 'avif' && header.compression !== 'av1')) {
    const found = [header.format, header.compression].filter(Boolean).join(' with ');
    throw new LikenessError('image_format_unsupported', `The file begins as ${format} but is ${found}.`);
  }
  return header;
}

function checkHeader(bytes: Uint8Array, format: PictureFormat, header: Metadata, limits: DecodeLimits): void {
  if ((header.pages ?? 1) > 1) throw animated(format);
  checkSize(header, limits);
  // Codecs fill in what a file cut off near its end lacks; nobody should be judged by a grey half of a face.
  if (endsEarly(format, bytes)) throw truncated(format);
}

function checkSize({ width, height }: { width: number; height: number }, limits: DecodeLimits): void {
  if (width * height > limits.pixels) {
    throw new LikenessError(
      'image_too_many_pixels',
      `The picture declares ${width} × ${height} pixels; the limit is ${limits.pixels} in all.`,
    );
  }
  if (Math.min(width, height) < MIN_SIDE) {
    throw new LikenessError('image_too_small', `The picture has only ${width} × ${height} pixels.`);
  }
}

/** Sequences that libvips takes for their first picture: animated PNG and AVIF. */
function isSequence(bytes: Uint8Array, format: PictureFormat): boolean {
  const file = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  if (format === 'avif') return file.toString('latin1', 8, 12) === 'avis';
  if (format !== 'png') return false;
  // acTL stands before the first IDAT, and its first number is the count of frames.
  const control = file
    .subarray(0, Math.max(0, file.indexOf('IDAT', 8, 'latin1')))
    .indexOf('acTL', 8, 'latin1');
  return control > 0 && control + 8 <= file.length && file.readUInt32BE(control + 4) > 1;
}

async function readPixels(
  bytes: Uint8Array,
  format: PictureFormat,
  header: Metadata,
  limits: DecodeLimits,
  maxSide: number,
): Promise<{ data: Buffer; info: OutputInfo }> {
  const read = (care: Care) =>
    pipeline(bytes, header, limits, maxSide, care).toBuffer({ resolveWithObject: true });
  const care: Care = { failOn: 'warning', ignoreIcc: header.icc !== undefined && isSrgb(header.icc) };
  try {
    return await read(care);
  } catch (error) {
    const laxer = relaxed(care, messageOf(error));
    if (!laxer) throw refusal(error, bytes, format);
    return await read(laxer).catch((again) => {
      throw refusal(again, bytes, format);
    });
  }
}

interface Care {
  readonly failOn: 'warning' | 'error';
  readonly ignoreIcc: boolean;
}

/** How to read once more a file whose pixels are whole, whatever else is wrong with it. */
function relaxed(care: Care, said: string): Care | undefined {
  if (said.includes('VipsIcc:')) return { ...care, ignoreIcc: true };
  const harmless = said.split('\n').every((line) => line === '' || OF_WHOLE_JPEGS.test(line));
  return harmless ? { ...care, failOn: 'error' } : undefined;
}

/** What libjpeg warns of in whole photographs of well-known phones. */
const OF_WHOLE_JPEGS = /extraneous bytes before marker 0xd9|Invalid SOS parameters for sequential JPEG/;

function pipeline(
  bytes: Uint8Array,
  header: Metadata,
  limits: DecodeLimits,
  maxSide: number,
  care: Care,
): Sharp {
  let image = sharp(bytes, { ...care, autoOrient: true, limitInputPixels: limits.pixels });
  image = image.timeout({ seconds: Math.ceil(limits.seconds) });
  if (Math.max(header.width, header.height) > maxSide) {
    image = image.resize({ width: maxSide, height: maxSide, fit: 'inside', kernel: 'cubic' });
  }
  if (header.hasAlpha) image = image.flatten({ background: '#fff' });
  // sharp converts 16-bit RGB by its profile to Display P3 and no further (0.35, pipeline.cc).
  if (header.depth === 'ushort' && header.space === 'rgb16' && header.icc && !care.ignoreIcc) {
    image = image.withIccProfile('srgb');
  }
  return image.toColourspace('srgb').raw({ depth: 'uchar' });
}

function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}

function animated(format: PictureFormat): LikenessError {
  return new LikenessError('image_animated', `The ${format.toUpperCase()} holds more than one picture.`);
}

function truncated(format: PictureFormat): LikenessError {
  return new LikenessError('image_truncated', `The ${format.toUpperCase()} ends before its last pixel.`);
}

/** Our word for what the codec said. */
function refusal(error: unknown, bytes: Uint8Array, format: PictureFormat): LikenessError {
  const said = messageOf(error);
  const code = SAID.find(([pattern]) => pattern.test(said))?.[1];
  if (code === undefined && endsEarly(format, bytes)) return truncated(format);
  const lines = said.replace('Input buffer has corrupt header:', '').split('\n');
  const why = lines.map((line) => line.trim()).find((line) => line !== '' && !line.includes('bad seek'));
  const message = `The ${format.toUpperCase()} cannot be decoded: ${why ?? 'its header is damaged'}.`;
  return new LikenessError(code ?? 'image_corrupt', message, { cause: error });
}

const SAID: readonly (readonly [RegExp, ErrorCode])[] = [
  [/timeout/i, 'image_timeout'],
  [/exceeds pixel limit|exceeds user limit|dimensions? too large|too many pixels/i, 'image_too_many_pixels'],
  [/exceeds channel limit/i, 'image_format_unsupported'],
];
