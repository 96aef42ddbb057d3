// A camera guesses the colour of the light, and at times it guesses wrong.

import { blackBody } from '../light/colour.js';
import { changed, luminance, toLight, toPicture } from '../light/light.js';
import { type Effect, repainted } from '../specimen.js';

export interface WhiteBalanceParameters extends Record<string, number> {
  readonly illuminant: number;
}

/** What the camera takes the light for. */
const ASSUMED_KELVIN = 5500;

export const whiteBalance: Effect<WhiteBalanceParameters> = {
  name: 'whiteBalance',
  models: 'a camera set to daylight under a lamp of another colour',
  source: 'Planckian locus (Kim et al., US 7024034); von Kries scaling of the channels',
  plane: 'any',
  quantities: {
    illuminant: {
      unit: 'K',
      meaning: `colour temperature of the light that the camera takes for ${ASSUMED_KELVIN} K`,
      mild: ASSUMED_KELVIN,
      severe: 2300,
      scale: 'geometric',
    },
  },
  apply(specimen, { illuminant }) {
    const [seen, assumed] = [blackBody(illuminant), blackBody(ASSUMED_KELVIN)];
    const raw = seen.map((value, c) => Math.max(0.02, value) / assumed[c]!);
    // Exposure is metered on what is seen: a grey card keeps its luminance.
    const metered = luminance(raw[0]!, raw[1]!, raw[2]!);
    const light = changed(toLight(specimen), (row) => {
      for (let i = 0; i < row.length; i++) row[i] *= raw[i % 3]! / metered;
    });
    return repainted(specimen, toPicture(light));
  },
};
