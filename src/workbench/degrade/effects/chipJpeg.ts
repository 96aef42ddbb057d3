// The portrait in the chip as JPEG: it must fit into so many kilobytes.

import { encodeJpeg } from '../../../image/index.js';
import type { Effect } from '../specimen.js';
import { throughJpeg } from './jpeg.js';

export interface ChipParameters extends Record<string, number> {
  readonly size: number;
}

export const chipJpeg: Effect<ChipParameters> = {
  name: 'chipJpeg',
  models: 'the portrait in a passport’s chip (data group 2) as JPEG of a given size',
  source:
    'ICAO Doc 9303-10, 4.7.2; ICAO Technical Report Portrait Quality, 2018 (optimal 15–20 kB for 300 dots/inch)',
  plane: 'document',
  quantities: {
    size: {
      unit: 'kB',
      meaning: 'size of the file (1 kB = 1,000 bytes)',
      mild: 40,
      severe: 4,
      scale: 'geometric',
    },
  },
  async apply(specimen, { size }) {
    return throughJpeg(specimen, await jpegWithin(specimen, 1000 * size));
  },
};

/** The best JPEG of at most so many bytes; of quality 1 where even that is larger. */
async function jpegWithin(picture: Parameters<typeof encodeJpeg>[0], most: number): Promise<Uint8Array> {
  let [fits, above] = [1, 96];
  let best = await encodeJpeg(picture, fits);
  while (above - fits > 1) {
    const quality = (fits + above) >> 1;
    const bytes = await encodeJpeg(picture, quality);
    if (bytes.byteLength <= most) [fits, best] = [quality, bytes];
    else above = quality;
  }
  return best;
}
