// Light comes in grains, and a sensor counts them.

import { manyNormals } from '../light/chance.js';
import { changed, toLight, toPicture } from '../light/light.js';
import { type Effect, repainted } from '../specimen.js';

export interface NoiseParameters extends Record<string, number> {
  readonly electrons: number;
  readonly readNoise: number;
}

export const noise: Effect<NoiseParameters> = {
  name: 'noise',
  models:
    'a sensor that gets little light: photons arrive by chance, and reading them out adds its own error',
  source: 'Poisson statistics of photons, EMVA 1288 (variance = signal + read noise², in electrons)',
  plane: 'any',
  quantities: {
    electrons: {
      unit: 'electrons',
      meaning: 'that a pixel collects of white: about 10,000 in daylight, 100 by a candle',
      mild: 20000,
      severe: 30,
      scale: 'geometric',
    },
    readNoise: { unit: 'electrons', meaning: 'scatter of reading a pixel out', mild: 1.5, severe: 4 },
  },
  apply(specimen, { electrons, readNoise }, random) {
    const gauss = manyNormals(random);
    const light = changed(toLight(specimen), (row) => {
      for (let i = 0; i < row.length; i++) {
        const signal = row[i] * electrons;
        // From some ten electrons on a Gaussian is a fair Poisson; below, the read noise hides the difference.
        row[i] = (signal + Math.sqrt(signal + readNoise * readNoise) * gauss()) / electrons;
      }
    });
    return repainted(specimen, toPicture(light));
  },
};
