// Ink does not stay where it was put, nor does light: dots grow on the paper, and light wanders between them in it.

import { blurReach, gaussianBlur } from '../light/blur.js';
import { changed, remembered, toLight, toPicture } from '../light/light.js';
import { type Effect, repainted } from '../specimen.js';

export interface InkSpreadParameters extends Record<string, number> {
  readonly spread: number;
  readonly scatter: number;
}

/** The edge of a printed dot is a slope of this width (standard deviation), in mm. */
const EDGE_MM = 0.02;

export const inkSpread: Effect<InkSpreadParameters> = {
  name: 'inkSpread',
  models:
    'dots that grow into the paper (mechanical dot gain) and light that scatters in it (optical dot gain)',
  source:
    'Ruckdeschel & Hauser, “Yule–Nielsen effect in printing: a physical analysis”, Applied Optics 17(21), 1978',
  plane: 'document',
  quantities: {
    spread: { unit: 'µm', meaning: 'by which the edge of a dot moves outwards', mild: 0, severe: 25 },
    scatter: {
      unit: 'µm',
      meaning: 'distance that light wanders in the paper (standard deviation)',
      mild: 10,
      severe: 150,
      scale: 'geometric',
    },
  },
  apply(specimen, { spread, scatter }) {
    const { pixelsPerMm } = specimen;
    const grown = growth(spread / 1000 / EDGE_MM);
    const soft = gaussianBlur(toLight(specimen), EDGE_MM * pixelsPerMm);
    // What light has left after one way through the ink; printed paper is seen through it twice.
    const once = changed(soft, (row) => {
      for (let i = 0; i < row.length; i++) row[i] = Math.sqrt(grown(row[i]));
    });
    const sigma = (scatter / 1000) * pixelsPerMm;
    const kept = remembered(once, 2 * blurReach(sigma) + 2);
    const seen = changed(gaussianBlur(kept, sigma), (wandered, y) => {
      const back = kept.row(y);
      for (let i = 0; i < wandered.length; i++) wandered[i] *= back[i];
    });
    return repainted(specimen, toPicture(seen));
  },
};

const STEPS = 2048;

/**
 * Moves every edge outwards by so many of its own widths: where a soft edge has the coverage Φ(z), it has Φ(z + shift)
 * then.
 */
function growth(shift: number): (light: number) => number {
  if (shift === 0) return (light) => light;
  const table = Float32Array.from({ length: STEPS + 1 }, (_, i) => 1 - logistic(shift, 1 - i / STEPS));
  return (light) => table[Math.max(0, Math.min(STEPS, Math.round(light * STEPS)))];
}

/** Φ(Φ⁻¹(a) + shift), with the logistic curve of slope π/√3 for Φ: its inverse is elementary. */
function logistic(shift: number, a: number): number {
  if (a <= 0 || a >= 1) return a;
  const odds = (a / (1 - a)) * Math.exp((shift * Math.PI) / Math.sqrt(3));
  return odds / (1 + odds);
}
