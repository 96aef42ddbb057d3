// OpenJPEG as WebAssembly: libvips, as sharp ships it, has no JPEG 2000. What it is given was checked beforehand, its
// memory is bounded, and where it fails it is thrown away: nothing that a bad file did lives on in the next.

import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { LikenessError } from '../../errors.js';
import type { Picture } from '../picture.js';
import { corrupt } from './codestream.js';

/**
 * The samples of a bare codestream, interleaved: one byte each, or two (little-endian) where they have more than eight
 * bits. Colour differences at half resolution have become RGB.
 *
 * @param halvings how often to halve both sides while decoding
 * @throws LikenessError `image_corrupt`
 */
export async function decodeCodestream(codestream: Uint8Array, halvings: number): Promise<Uint8Array> {
  const said: string[] = [];
  const codec = await take(MOST_TO_DECODE, (line) => said.push(line));
  let samples: Uint8Array | undefined;
  let cause: unknown;
  try {
    const decoder = new codec.openjpeg.J2KDecoder();
    decoder.getEncodedBuffer(codestream.length).set(codestream);
    decoder.decodeSubResolution(halvings, 0);
    const { buffer, byteOffset, length } = decoder.getDecodedBuffer();
    samples = new Uint8Array(buffer, byteOffset, length);
    decoder.delete();
  } catch (error) {
    cause = error;
  }
  const complaint = said.find((line) => /^\[(ERROR|WARNING)\]/.test(line) && !HARMLESS.test(line));
  if (!samples?.length || complaint !== undefined) {
    throw corrupt(complaint?.replace(/^\[\w+\] /, '').replace(/\.$/, '') ?? 'its pixels are damaged', cause);
  }
  giveBack(codec);
  return samples;
}

/** What is said of whole pictures. */
const HARMLESS = /Unknown marker/;

/**
 * A JPEG 2000 codestream (ISO/IEC 15444-1, one layer) of at most so many bytes, by the irreversible wavelet 9/7; with
 * no limit losslessly, by the reversible 5/3.
 */
export async function encodeJpeg2000({ width, height, data }: Picture, most?: number): Promise<Uint8Array> {
  const codec = await take(MOST_TO_ENCODE, () => undefined);
  try {
    const encoder = new codec.openjpeg.J2KEncoder();
    const frame = { width, height, bitsPerSample: 8, componentCount: 3, isSigned: false };
    encoder.getDecodedBuffer({ ...frame, isUsingColorTransform: true }).set(data);
    if (most !== undefined) {
      encoder.setQuality(false, 1);
      encoder.setCompressionRatio(0, Math.max(1, data.length / (most - MARKERS)));
    }
    encoder.encode();
    const bytes = encoder.getEncodedBuffer().slice();
    encoder.delete();
    giveBack(codec);
    return bytes;
  } catch (cause) {
    throw new LikenessError('internal', `OpenJPEG cannot encode ${width} × ${height} pixels.`, { cause });
  }
}

/** Bytes of markers that OpenJPEG’s rate control does not count. */
const MARKERS = 32;

interface FrameInfo {
  readonly width: number;
  readonly height: number;
  readonly bitsPerSample: number;
  readonly componentCount: number;
  readonly isSigned: boolean;
  readonly isUsingColorTransform: boolean;
}

/** As much of @cornerstonejs/codec-openjpeg as is used; the package carries no types. */
interface OpenJpeg {
  readonly J2KEncoder: new () => {
    /** Memory for the pixels to be encoded. */
    getDecodedBuffer(frame: FrameInfo): Uint8Array;
    /** A number of layers of 0 leaves compression ratios unheeded. */
    setQuality(lossless: boolean, layers: number): void;
    setCompressionRatio(layer: number, ratio: number): void;
    encode(): void;
    getEncodedBuffer(): Uint8Array;
    delete(): void;
  };
  readonly J2KDecoder: new () => {
    getEncodedBuffer(bytes: number): Uint8Array;
    /** All layers where `layer` is 0. */
    decodeSubResolution(halvings: number, layer: number): void;
    /** A copy. */
    getDecodedBuffer(): Uint8ClampedArray;
    delete(): void;
  };
  readonly HEAP8: Int8Array;
}

interface Codec {
  readonly openjpeg: OpenJpeg;
  readonly work: Work;
}

/** What it works on at present. */
interface Work {
  /** Bytes that its memory may grow to. */
  most: number;
  /** Hears each line that OpenJPEG prints. */
  listen: (line: string) => void;
}

/** Room for 16 million pixels of three 32-bit components, and as much again. */
const MOST_TO_DECODE = 512 * 2 ** 20;

/** What WebAssembly of 32 bits gives: what is encoded is our own. */
const MOST_TO_ENCODE = 2 ** 31;

/** Its memory never shrinks: one that grew beyond this is not kept. */
const KEPT_MEMORY = 128 * 2 ** 20;

let kept: Codec | undefined;

/** Whoever takes the codec gives it back, unless it failed. Its calls are synchronous, so one is enough. */
async function take(most: number, listen: Work['listen']): Promise<Codec> {
  const codec = kept ?? (await open());
  kept = undefined;
  Object.assign(codec.work, { most, listen });
  return codec;
}

function giveBack(codec: Codec): void {
  if (codec.openjpeg.HEAP8.length <= KEPT_MEMORY) kept = codec;
}

interface Memory {
  readonly buffer: ArrayBuffer;
  grow(pages: number): number;
}

interface Instance {
  readonly exports: Readonly<Record<string, unknown>>;
}

/** As much of WebAssembly as is used: its types come with those of browsers, which this code must not rely on. */
const { WebAssembly } = globalThis as unknown as {
  readonly WebAssembly: {
    readonly Module: new (bytes: Uint8Array) => object;
    readonly Instance: new (module: object, imports: object) => Instance;
    readonly Memory: new () => Memory;
  };
};

let compiled: object | undefined;

async function open(): Promise<Codec> {
  const require = createRequire(import.meta.url);
  compiled ??= new WebAssembly.Module(readFileSync(require.resolve('@cornerstonejs/codec-openjpeg/wasm')));
  const factory = require('@cornerstonejs/codec-openjpeg/wasmjs') as (options: object) => Promise<OpenJpeg>;
  const work: Work = { most: MOST_TO_DECODE, listen: () => undefined };
  // What it prints would go to stdout, which is the answer's.
  const print = (line: string) => work.listen(line);
  const instantiateWasm = (imports: object, receive: (instance: Instance) => void) => {
    const instance = new WebAssembly.Instance(compiled!, imports);
    bound(instance, work);
    receive(instance);
    return instance.exports;
  };
  return { openjpeg: await factory({ print, printErr: print, instantiateWasm }), work };
}

/** Its memory would else grow to two gigabytes for a file that asks for them; refused memory is an error to OpenJPEG. */
function bound({ exports }: Instance, work: Work): void {
  for (const memory of Object.values(exports)) {
    if (!(memory instanceof WebAssembly.Memory)) continue;
    const grow = memory.grow.bind(memory);
    memory.grow = (pages) => {
      if (memory.buffer.byteLength + pages * PAGE > work.most) throw new RangeError('no more memory');
      return grow(pages);
    };
  }
}

const PAGE = 65536;
