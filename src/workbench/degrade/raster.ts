// What a printer’s software does before it prints: tones are made lighter by what the ink is known to gain.

import { changed, toLight, toPicture } from './light/light.js';
import { repainted, type Specimen } from './specimen.js';

/**
 * A tone of coverage a is printed as a′, where a = a′ + 4·g·a′·(1 − a′): the usual parabola of tone value increase
 * (ISO 12647-1), `gain` g at one half.
 */
export function rastered(specimen: Specimen, gain: number): Specimen {
  if (gain === 0) return specimen;
  const b = 1 + 4 * gain;
  const light = changed(toLight(specimen), (row) => {
    for (let i = 0; i < row.length; i++) {
      const wanted = 1 - row[i];
      row[i] = 1 - (b - Math.sqrt(b * b - 16 * gain * wanted)) / (8 * gain);
    }
  });
  return repainted(specimen, toPicture(light));
}
