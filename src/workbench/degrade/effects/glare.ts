// A glossy page is also a mirror: lamps and windows lie over the portrait.

import type { Random } from '../../../autograd/index.js';
import { blackBody } from '../light/colour.js';
import { changed, toLight, toPicture } from '../light/light.js';
import { type Effect, repainted, type Specimen } from '../specimen.js';

export interface GlareParameters extends Record<string, number> {
  readonly luminance: number;
  readonly extent: number;
}

export const glare: Effect<GlareParameters> = {
  name: 'glare',
  models: 'the mirror image of a lamp or a window in the foil, its edge softened by the foil’s roughness',
  source: 'Fresnel reflection of a rough dielectric; lobes after Ward, SIGGRAPH 1992',
  plane: 'document',
  quantities: {
    luminance: {
      unit: '% of white',
      meaning: 'light that the mirror image adds',
      mild: 10,
      severe: 250,
      scale: 'geometric',
    },
    extent: { unit: 'mm', meaning: 'width of the mirror image', mild: 2, severe: 22, scale: 'geometric' },
  },
  apply(specimen, { luminance, extent }, random) {
    const lamp = random() < 0.5 ? bulb(specimen, extent, random) : pane(specimen, extent, random);
    const colour = blackBody(3200 + 3800 * random());
    const light = changed(toLight(specimen), (row, y) => {
      for (let x = 0, i = 0; i < row.length; x++, i += 3) {
        const seen = lamp(x, y) * (luminance / 100);
        if (seen < 1e-4) continue;
        for (let c = 0; c < 3; c++) row[i + c] += seen * colour[c]!;
      }
    });
    return repainted(specimen, toPicture(light));
  },
};

/** Share of the lamp’s light at a pixel. */
type Lamp = (x: number, y: number) => number;

const anywhere = ({ width, height }: Specimen, random: Random) => ({
  x: (0.1 + 0.8 * random()) * width,
  y: (0.1 + 0.8 * random()) * height,
});

/** Round: a bright core and a faint, wide halo, drawn out a little where the page is bent. */
function bulb(specimen: Specimen, extent: number, random: Random): Lamp {
  const at = anywhere(specimen, random);
  const sigma = (extent / 2.355) * specimen.pixelsPerMm;
  const [stretch, turn] = [1 + 1.2 * random(), Math.PI * random()];
  const [cos, sin] = [Math.cos(turn), Math.sin(turn)];
  return (x, y) => {
    const dx = x - at.x;
    const dy = y - at.y;
    const along = (dx * cos + dy * sin) / (sigma * stretch);
    const across = (dy * cos - dx * sin) / sigma;
    const r2 = along * along + across * across;
    return Math.exp(-r2 / 2) + 0.12 * Math.exp(-r2 / 18);
  };
}

/** A window or a tube: a slanted quadrangle with soft edges, a bar across it now and then. */
function pane(specimen: Specimen, extent: number, random: Random): Lamp {
  const at = anywhere(specimen, random);
  const mm = specimen.pixelsPerMm;
  const [halfWide, halfHigh] = [(extent / 2) * mm, (extent / 2) * (0.5 + 2 * random()) * mm];
  const [turn, lean] = [(random() - 0.5) * 1.2, (random() - 0.5) * 0.8];
  const [cos, sin] = [Math.cos(turn), Math.sin(turn)];
  const soft = (0.12 + 0.25 * random()) * extent * mm;
  const bar = random() < 0.5 ? 0.06 * extent * mm : 0;
  const edge = (distance: number) => 1 / (1 + Math.exp(-4 * (distance / soft)));
  return (x, y) => {
    const dx = x - at.x;
    const dy = y - at.y;
    const v = dy * cos - dx * sin;
    const u = dx * cos + dy * sin + lean * v;
    const inside = edge(halfWide - Math.abs(u)) * edge(halfHigh - Math.abs(v));
    return inside < 1e-4 ? 0 : inside * (bar === 0 ? 1 : 1 - 0.8 * Math.exp(-((u / bar) ** 2)));
  };
}
