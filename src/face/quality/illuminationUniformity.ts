// ISO/IEC 29794-5, 7.3.3: is the face lit from one side?

import { clamp, type QualityComponent } from './component.js';
import { CHIP_SIZE } from './context.js';

/**
 * How much the luminance of the two cheeks has in common: the overlap of their histograms, 1 where they are
 * alike. OFIQ compares 256 levels in zones of about a thousand pixels; ours have two hundred, and 32 levels.
 */
export const illuminationUniformity: QualityComponent = {
  unit: 'overlap of the cheeks’ histograms',
  measure({ luminance }) {
    const left = histogramFrom(luminance, LEFT_CHEEK);
    return (
      histogramFrom(luminance, RIGHT_CHEEK).reduce((sum, n, i) => sum + Math.min(n, left[i]), 0) / ZONE ** 2
    );
  },
  /** OFIQ: 100 · D^0.3. */
  score: (overlap) => 100 * clamp(overlap, 0, 1) ** 0.3,
  advice: (_, role) =>
    role === 'selfie' ? 'Face the light, so that both cheeks are lit alike.' : 'Light the document evenly.',
};

/** The zones' side, 0.3 distances between the eyes, and where they begin in the chip: outwards of the eyes'
 * centres, half-way down to the mouth (OFIQ). */
const ZONE = 14;
const RIGHT_CHEEK = { x: 42, y: 86 };
const LEFT_CHEEK = { x: 104, y: 86 };

const LEVELS = 32;

function histogramFrom(luminance: Uint8Array, corner: { x: number; y: number }): Uint16Array {
  const histogram = new Uint16Array(LEVELS);
  for (let y = corner.y; y < corner.y + ZONE; y++) {
    for (let x = corner.x; x < corner.x + ZONE; x++) {
      histogram[(luminance[y * CHIP_SIZE + x] * LEVELS) >> 8] += 1;
    }
  }
  return histogram;
}
