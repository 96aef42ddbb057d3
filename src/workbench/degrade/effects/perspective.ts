// A camera held by hand is never straight above the page.

import { inverse, project } from '../../../image/index.js';
import { homography } from '../light/homography.js';
import { toPicture } from '../light/light.js';
import { sampleLight } from '../light/sample.js';
import type { Effect, Specimen } from '../specimen.js';

export interface PerspectiveParameters extends Record<string, number> {
  readonly tilt: number;
  readonly roll: number;
  readonly distance: number;
}

export const perspective: Effect<PerspectiveParameters> = {
  name: 'perspective',
  models: 'a page seen at an angle from a hand’s distance: its far side is smaller',
  source: 'pinhole camera; Hartley & Zisserman, Multiple View Geometry, 2004, 8.1 (homography of a plane)',
  plane: 'document',
  quantities: {
    tilt: {
      unit: '°',
      meaning: 'between line of sight and the normal of the page, towards any side',
      mild: 0,
      severe: 50,
    },
    roll: { unit: '°', meaning: 'turn within the page, either way', mild: 0, severe: 20 },
    distance: { unit: 'mm', meaning: 'from camera to page', mild: 400, severe: 120, scale: 'geometric' },
  },
  apply(specimen, parameters, random) {
    return seenAt(specimen, {
      ...parameters,
      towards: 2 * Math.PI * random(),
      turn: random() < 0.5 ? 1 : -1,
    });
  },
};

/** Table or hand behind the page, in linear light. */
const BEHIND = [0.12, 0.1, 0.08] as const;

/** The page from a camera that looks at its middle: `towards` is the side that is further away, in radians. */
export function seenAt(
  specimen: Specimen,
  view: PerspectiveParameters & { readonly towards: number; readonly turn: number },
): Specimen {
  const { width, height, pixelsPerMm, eyes } = specimen;
  const toSeen = homography(viewOf(view, pixelsPerMm), { x: width / 2, y: height / 2 });
  const back = inverse(toSeen);
  const seen = sampleLight(specimen, width, height, (x, y) => project(back, { x, y }), 0, BEHIND);
  return { ...toPicture(seen), pixelsPerMm, eyes: project(toSeen, eyes) };
}

function viewOf(
  { tilt, roll, distance, towards, turn }: PerspectiveParameters & { towards: number; turn: number },
  pixelsPerMm: number,
) {
  return {
    tilt: (tilt * Math.PI) / 180,
    towards,
    roll: (turn * roll * Math.PI) / 180,
    distance: distance * pixelsPerMm,
  };
}
