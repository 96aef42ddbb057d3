// In the dark the phone’s own screen lights the face: from in front, from near, in the colour of what it shows.

import { blackBody } from '../light/colour.js';
import { changed, luminance, toLight, toPicture } from '../light/light.js';
import { relief } from '../light/relief.js';
import { type Effect, repainted } from '../specimen.js';

export interface ScreenTintParameters extends Record<string, number> {
  readonly share: number;
}

/** From the face to the screen, in mm; the screen’s middle lies below the camera. */
const DISTANCE = 300;
const BELOW = 70;

export const screenTint: Effect<ScreenTintParameters> = {
  name: 'screenTint',
  models:
    'a face lit by the screen of the phone: bluish white or the colour of an app, brighter on the nose and below',
  source: 'inverse-square law over the relief of a head (ANSUR II, 2012)',
  plane: 'face',
  quantities: {
    share: { unit: '%', meaning: 'of the light on the face that comes from the screen', mild: 0, severe: 95 },
  },
  apply(specimen, { share }, random) {
    const { pixelsPerMm, eyes } = specimen;
    const white = blackBody(6500 + 4000 * random());
    const vividness = 0.6 * random();
    const app = [random(), random(), random()];
    const mixed = white.map((value, c) => value * (1 - vividness + 2 * vividness * app[c]!));
    const bright = luminance(mixed[0]!, mixed[1]!, mixed[2]!);
    const s = share / 100;
    const light = changed(toLight(specimen), (row, y) => {
      const down = (y - eyes.y) / pixelsPerMm;
      for (let x = 0, i = 0; i < row.length; x++, i += 3) {
        const right = (x - eyes.x) / pixelsPerMm;
        const away = DISTANCE - relief(right, down);
        const near = DISTANCE ** 2 / (away ** 2 + right ** 2 + (down - BELOW) ** 2);
        for (let c = 0; c < 3; c++) row[i + c] *= 1 - s + (s * near * mixed[c]!) / bright;
      }
    });
    return repainted(specimen, toPicture(light));
  },
};
