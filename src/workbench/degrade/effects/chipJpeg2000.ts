// The portrait in the chip as JPEG 2000: most states use it, since it holds a face in fewer bytes.

import { decode, encodeJpeg2000 } from '../../../image/index.js';
import type { Effect } from '../specimen.js';
import type { ChipParameters } from './chipJpeg.js';

export const chipJpeg2000: Effect<ChipParameters> = {
  name: 'chipJpeg2000',
  models: 'the portrait in a passport’s chip (data group 2) as JPEG 2000 of a given size',
  source:
    'ISO/IEC 15444-1; ICAO Doc 9303-10, 4.7.2; ISO/IEC 19794-5, annex on compression (11 kB at the least)',
  plane: 'document',
  quantities: {
    size: {
      unit: 'kB',
      meaning: 'size of the file (1 kB = 1,000 bytes)',
      mild: 40,
      severe: 2,
      scale: 'geometric',
    },
  },
  async apply(specimen, { size }) {
    const { width, height, pixelsPerMm, eyes } = specimen;
    const bytes = await encodeJpeg2000(specimen, 1000 * size);
    const { data } = await decode(bytes, { maxSide: Math.max(width, height) });
    return { width, height, data, pixelsPerMm, eyes, file: { bytes, extension: '.jp2' } };
  },
};
