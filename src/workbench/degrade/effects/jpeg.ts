// JPEG as cameras and upload forms write it.

import { decode, encodeJpeg } from '../../../image/index.js';
import type { Effect, Specimen } from '../specimen.js';

export interface JpegParameters extends Record<string, number> {
  readonly quality: number;
}

export const jpeg: Effect<JpegParameters> = {
  name: 'jpeg',
  models: 'a picture compressed by a camera, an app or an upload form',
  source: 'ITU-T T.81; quality as libjpeg scales its tables (colours at half resolution below 90)',
  plane: 'any',
  quantities: {
    quality: { unit: 'of 100', meaning: 'libjpeg’s quality', mild: 95, severe: 8, scale: 'geometric' },
  },
  async apply(specimen, { quality }) {
    return throughJpeg(specimen, await encodeJpeg(specimen, Math.round(quality)));
  },
};

/** What a decoder makes of the file, and the file. */
export async function throughJpeg(
  { pixelsPerMm, eyes, width, height }: Specimen,
  bytes: Uint8Array,
): Promise<Specimen> {
  const { data } = await decode(bytes, { maxSide: Math.max(width, height) });
  return { width, height, data, pixelsPerMm, eyes, file: { bytes, extension: '.jpg' } };
}
