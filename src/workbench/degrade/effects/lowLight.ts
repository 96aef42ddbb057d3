// A phone in a dim room: it exposes longer, which smears, then counts few photons, which is noise, and gives up.

import { toPicture } from '../light/light.js';
import { sampleAlong } from '../light/sample.js';
import { type Effect, repainted } from '../specimen.js';
import { exposure } from './exposure.js';
import { noise } from './noise.js';

export interface LowLightParameters extends Record<string, number> {
  readonly illuminance: number;
}

/** The camera: F/2, 1.4 µm sites, a quarter of the photons counted (filters and quantum efficiency). */
const SITE_M = 1.4e-6;
const F_NUMBER = 2;
const COUNTED = 0.25;

/** Photons a second, square metre and lux, at 555 nm: 1 / (683 lm/W · h·c/λ). */
const PHOTONS_PER_LUX = 4.1e15;

/** Shutter times: 1/100 s in an office of 500 lux, and no longer than a hand can hold. */
const OFFICE = { illuminance: 500, shutter: 1 / 100 } as const;
const LONGEST_S = 1 / 8;

/** Head and hand move so fast against one another, in mm a second. */
const MOVING = 25;

/** Sites of the sensor a millimetre of the face, at arm’s length; a picture of fewer pixels sums over them. */
const SITES_PER_MM = 4;

/** Below so many electrons of white the camera amplifies no further: the picture gets darker. */
const FEWEST_ELECTRONS = 50;

export const lowLight: Effect<LowLightParameters> = {
  name: 'lowLight',
  models:
    'a selfie in little light: a long exposure that smears, noise, and darkness where the camera gives up',
  source: 'camera equation E·τ/(4F²) and photon flux (Nakamura, Image Sensors, 2006, ch. 2); EMVA 1288',
  plane: 'face',
  quantities: {
    illuminance: {
      unit: 'lux',
      meaning: 'on the face: 500 in an office, 50 in a living room at night, 5 by a candle',
      mild: 500,
      severe: 1,
      scale: 'geometric',
    },
  },
  async apply(specimen, { illuminance }, random) {
    // Of each stop of light that is missing the shutter makes up for one half, and the amplifier for the other.
    const slower = Math.sqrt(OFFICE.illuminance / illuminance);
    const shutter = Math.min(LONGEST_S, OFFICE.shutter * slower);
    const onSensor = (0.9 * illuminance) / (4 * F_NUMBER ** 2);
    const electrons = onSensor * PHOTONS_PER_LUX * SITE_M ** 2 * shutter * COUNTED;
    const way = MOVING * shutter * specimen.pixelsPerMm;
    const moved = repainted(specimen, toPicture(sampleAlong(specimen, way, Math.PI * random())));
    const summed = Math.max(1, SITES_PER_MM / specimen.pixelsPerMm) ** 2;
    const noisy = await noise.apply(
      moved,
      { electrons: electrons * summed, readNoise: 2 * Math.sqrt(summed) },
      random,
    );
    return exposure.apply(noisy, { stops: Math.min(0, Math.log2(electrons / FEWEST_ELECTRONS)) }, random);
  },
};
