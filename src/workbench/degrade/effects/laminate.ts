// The foil over the page: it veils, yellows, and wears.

import type { Random } from '../../../autograd/index.js';
import { type Picture, resize } from '../../../image/index.js';
import { gaussianBlur } from '../light/blur.js';
import { changed, toLight, toPicture } from '../light/light.js';
import { atResolution } from '../resolution.js';
import { type Effect, repainted, type Specimen } from '../specimen.js';

export interface LaminateParameters extends Record<string, number> {
  readonly veil: number;
  readonly haze: number;
  readonly yellowing: number;
  readonly scratches: number;
}

/** Haze spreads light over this distance (standard deviation), in mm. */
const HAZE_MM = 1.2;

/** … so that these are enough. */
const HAZE_PIXELS_PER_MM = 2.5;

export const laminate: Effect<LaminateParameters> = {
  name: 'laminate',
  models:
    'the protective foil: room light that its surface reflects, haze, yellowing, scratches of years in a pocket',
  source:
    'Fresnel: 4 % of the light is reflected by plastic (n = 1.5); haze as in ASTM D1003; ICAO Doc 9303-2, A.4.3',
  plane: 'document',
  quantities: {
    veil: {
      unit: '% of white',
      meaning: 'room light that the surface reflects into the camera',
      mild: 0.5,
      severe: 14,
    },
    haze: { unit: '%', meaning: 'light that the foil scatters by more than 2.5°', mild: 1, severe: 35 },
    yellowing: { unit: '%', meaning: 'blue light that the foil swallows', mild: 0, severe: 25 },
    scratches: { unit: '1/cm²', meaning: 'scratches', mild: 0.05, severe: 6, scale: 'geometric' },
  },
  apply(specimen, { veil, haze, yellowing, scratches }, random) {
    const { width, height, pixelsPerMm } = specimen;
    const scattered = toLight(veiled(specimen));
    const [h, v] = [haze / 100, veil / 100];
    const passes = [1 - 0.1 * (yellowing / 100), 1 - 0.25 * (yellowing / 100), 1 - yellowing / 100];
    const worn = toPicture(
      changed(toLight(specimen), (row, y) => {
        const wide = scattered.row(y);
        for (let i = 0; i < row.length; i += 3)
          for (let c = 0; c < 3; c++)
            row[i + c] = passes[c]! * ((1 - h) * row[i + c] + h * wide[i + c]) * (1 - v) + v;
      }),
    );
    const areaCm2 = (width * height) / (100 * pixelsPerMm ** 2);
    for (let n = Math.round(areaCm2 * scratches); n > 0; n--) scratch(worn, pixelsPerMm, random);
    return repainted(specimen, worn);
  },
};

/** Light scattered far: a small picture is enough for it. */
function veiled(specimen: Specimen): Picture {
  const { width, height } = specimen;
  const small = atResolution(specimen, Math.min(specimen.pixelsPerMm, HAZE_PIXELS_PER_MM));
  const blurred = toPicture(gaussianBlur(toLight(small), HAZE_MM * small.pixelsPerMm));
  return resize(blurred, width, height);
}

/** A hair’s breadth of a line, straight or bent, that scatters light or lies in its way; drawn in grey levels. */
function scratch({ data, width, height }: Picture, pixelsPerMm: number, random: Random): void {
  const length = (1 + 7 * random() ** 2) * pixelsPerMm;
  const breadth = (0.015 + 0.05 * random() ** 2) * pixelsPerMm;
  const strength = (random() < 0.75 ? 1 : -1) * (0.1 + 0.35 * random()) * Math.min(1, breadth);
  let [x, y, angle] = [random() * width, random() * height, 2 * Math.PI * random()];
  const bend = ((random() - 0.5) * 0.3) / pixelsPerMm;
  for (let at = 0; at < length; at += 0.5) {
    const faded = 0.5 * strength * Math.sin((Math.PI * at) / length);
    for (let j = 0; j < breadth; j++) {
      const [px, py] = [Math.floor(x), Math.floor(y) + j];
      if (px < 0 || px >= width || py < 0 || py >= height) continue;
      for (let i = 3 * (py * width + px), end = i + 3; i < end; i++)
        data[i] += faded * (faded > 0 ? 255 - data[i] : data[i]);
    }
    x += 0.5 * Math.cos(angle);
    y += 0.5 * Math.sin(angle);
    angle += bend / 2;
  }
}
