// The meter of a camera sees a white page and takes it for grey, or a dark table and takes it for a page.

import { changed, toLight, toPicture } from '../light/light.js';
import { type Effect, repainted } from '../specimen.js';

export interface ExposureParameters extends Record<string, number> {
  readonly stops: number;
}

export const exposure: Effect<ExposureParameters> = {
  name: 'exposure',
  models: 'a picture taken too dark or, where the value is above zero, too bright',
  source: 'one stop is a factor of two of light',
  plane: 'any',
  quantities: { stops: { unit: 'EV', meaning: 'exposure beside the right one', mild: 0, severe: -3 } },
  apply(specimen, { stops }) {
    const gain = 2 ** stops;
    const light = changed(toLight(specimen), (row) => {
      for (let i = 0; i < row.length; i++) row[i] *= gain;
    });
    return repainted(specimen, toPicture(light));
  },
};
