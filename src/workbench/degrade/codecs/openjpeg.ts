// JPEG 2000 by OpenJPEG as WebAssembly: libvips, as sharp ships it, has none.

import { createRequire } from 'node:module';
import type { Picture } from '../../../image/index.js';

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
    decode(): void;
    getDecodedBuffer(): Uint8Array;
    delete(): void;
  };
}

let opened: Promise<OpenJpeg> | undefined;

function open(): Promise<OpenJpeg> {
  opened ??= (async () => {
    const require = createRequire(import.meta.url);
    const factory = require('@cornerstonejs/codec-openjpeg/wasmjs') as (options: object) => Promise<OpenJpeg>;
    // OpenJPEG tells its progress on stdout, which is the answer's.
    return factory({ print: () => undefined, printErr: () => undefined });
  })();
  return opened;
}

/** Bytes of markers that OpenJPEG’s rate control does not count. */
const MARKERS = 32;

/**
 * A JPEG 2000 codestream (ISO/IEC 15444-1, irreversible 9/7 wavelet, one layer) of at most so many bytes, and what a
 * decoder makes of it.
 */
export async function throughJpeg2000(
  { width, height, data }: Picture,
  most: number,
): Promise<{ readonly bytes: Uint8Array; readonly picture: Picture }> {
  const { J2KEncoder, J2KDecoder } = await open();
  const encoder = new J2KEncoder();
  const decoder = new J2KDecoder();
  try {
    const frame = { width, height, bitsPerSample: 8, componentCount: 3, isSigned: false };
    encoder.getDecodedBuffer({ ...frame, isUsingColorTransform: true }).set(data);
    encoder.setQuality(false, 1);
    encoder.setCompressionRatio(0, Math.max(1, data.length / (most - MARKERS)));
    encoder.encode();
    const bytes = encoder.getEncodedBuffer().slice();
    decoder.getEncodedBuffer(bytes.length).set(bytes);
    decoder.decode();
    return { bytes, picture: { width, height, data: decoder.getDecodedBuffer().slice() } };
  } finally {
    encoder.delete();
    decoder.delete();
  }
}
