// A flat document photographed by a phone, with the truth about where everything is.

import type { Random } from '../../../autograd/index.js';
import type { Homography, Quad } from '../../../image/index.js';
import { exposed } from './camera.js';
import { composeScene, pixelsPerMm } from './compose.js';
import type { Disturbance, Interval } from './disturbance.js';
import { drawPose } from './pose.js';
import { drawScene, type Laid } from './scene.js';
import type { Surface } from './surface.js';

export interface Photograph {
  /** The JPEG file. */
  readonly bytes: Uint8Array;
  readonly width: number;
  readonly height: number;
  /** Where the page's corners are, in pixels. */
  readonly corners: Quad;
  /** From mm on the page to pixels of the photograph. */
  readonly toPicture: Homography;
  /** Pixels a millimetre in the middle of the page. */
  readonly pixelsPerMm: number;
}

/** One photograph of a document on a table, drawn from ranges. The same stream gives the same bytes. */
export async function photograph(
  laid: Laid,
  backdrop: Surface,
  disturbance: Disturbance,
  random: Random,
): Promise<Photograph> {
  const { longSide, defocus, motion, noise, jpeg } = disturbance;
  const between = ([from, to]: Interval) => from + (to - from) * random();
  const long = Math.round(longSide[0] * (longSide[1] / longSide[0]) ** random());
  const short = Math.round(long * (random() < 0.75 ? 0.75 : 0.5625));
  const [width, height] = random() < 0.5 ? [long, short] : [short, long];
  const { toPicture, corners } = drawPose(random, disturbance, laid.surface, { width, height });
  const scene = drawScene(random, laid, backdrop, disturbance);
  const light = composeScene(laid, scene, toPicture, {
    left: 0,
    top: 0,
    width,
    height,
    whole: { width, height },
  });
  const scale = pixelsPerMm(toPicture, { x: laid.surface.width / 2, y: laid.surface.height / 2 });
  const settings = {
    blur: Math.hypot(between(defocus) * scale, 0.45),
    motion: between(motion) * scale,
    direction: Math.PI * random(),
    noise: between(noise),
    quality: between(jpeg),
  };
  const bytes = await exposed(light, settings, random);
  return { bytes, width, height, corners, toPicture, pixelsPerMm: scale };
}
