// The table of effects: to add one is to write its file and its line here.

import { randomStream } from '../../autograd/index.js';
import type { DecodedPicture } from '../../image/index.js';
import { cameraProcessing } from './effects/cameraProcessing.js';
import { chipJpeg } from './effects/chipJpeg.js';
import { chipJpeg2000 } from './effects/chipJpeg2000.js';
import { defocus } from './effects/defocus.js';
import { delivery } from './effects/delivery.js';
import { engraving } from './effects/engraving.js';
import { exposure } from './effects/exposure.js';
import { glare } from './effects/glare.js';
import { guilloche } from './effects/guilloche.js';
import { halftone } from './effects/halftone.js';
import { hologram } from './effects/hologram.js';
import { inkSpread } from './effects/inkSpread.js';
import { jpeg } from './effects/jpeg.js';
import { laminate } from './effects/laminate.js';
import { lowLight } from './effects/lowLight.js';
import { moire } from './effects/moire.js';
import { motion } from './effects/motion.js';
import { noise } from './effects/noise.js';
import { perspective } from './effects/perspective.js';
import { resample } from './effects/resample.js';
import { scanner } from './effects/scanner.js';
import { screenTint } from './effects/screenTint.js';
import { sensor } from './effects/sensor.js';
import { shading } from './effects/shading.js';
import { stochasticScreen } from './effects/stochasticScreen.js';
import { whiteBalance } from './effects/whiteBalance.js';
import { wideAngle } from './effects/wideAngle.js';
import { asTaken, cropPortrait, type FaceInPicture } from './portrait.js';
import { type Effect, parametersAt, type Specimen } from './specimen.js';

/** In the order in which they happen to a portrait. */
const TABLE = [
  // stored and printed
  resample,
  halftone,
  stochasticScreen,
  engraving,
  inkSpread,
  // protected
  guilloche,
  hologram,
  laminate,
  // looked at
  shading,
  glare,
  perspective,
  defocus,
  motion,
  scanner,
  sensor,
  moire,
  exposure,
  whiteBalance,
  noise,
  cameraProcessing,
  // handed on
  delivery,
  jpeg,
  chipJpeg,
  chipJpeg2000,
  // a selfie
  wideAngle,
  lowLight,
  screenTint,
] as unknown as readonly Effect[];

export const EFFECTS: ReadonlyMap<string, Effect> = new Map(TABLE.map((effect) => [effect.name, effect]));

/** What a single effect is shown on: a portrait of 35 × 45 mm at 300 dots an inch, its head 75 % of the height. */
const [HEAD_SHARE, PIXELS_PER_MM] = [0.75, 300 / 25.4];

/** On what an effect is shown: the portrait of a document, or the photograph itself for what happens to people. */
export type Base = 'portrait' | 'photograph';

export const baseOf = ({ plane }: Effect): Base => (plane === 'face' ? 'photograph' : 'portrait');

/** What an effect is applied to. */
export const before = (picture: DecodedPicture, face: FaceInPicture, base: Base): Specimen =>
  base === 'photograph' ? asTaken(picture, face) : cropPortrait(picture, face, HEAD_SHARE, PIXELS_PER_MM);

/**
 * One effect alone at a severity from 0 (mild) to 1 (severe). What chance decides is a function of seed, picture and
 * effect: the same at every severity, so that severity alone makes the difference.
 */
export async function degradeBy(
  picture: DecodedPicture,
  face: FaceInPicture,
  effect: Effect,
  severity: number,
  seed: number,
): Promise<Specimen> {
  const random = randomStream(seed, `${picture.source.sha256} ${effect.name}`);
  return effect.apply(before(picture, face, baseOf(effect)), parametersAt(effect, severity), random);
}
