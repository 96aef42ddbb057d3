// The ways that a portrait takes, as lists of effects whose parameters are drawn from ranges. The ranges are those of
// equipment in use; where one is not published it was set by eye against photographs of documents.

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
import type { Effect } from './specimen.js';

export const PROCESS_NAMES = [
  'document-print-scan',
  'document-print-photo',
  'chip-jpeg',
  'chip-jp2',
  'selfie-phone',
] as const;
export type ProcessName = (typeof PROCESS_NAMES)[number];

export type Range = readonly [from: number, to: number];

/** An effect with parameters from ranges; it happens to this share of the pictures (default: to all). */
export interface EffectStep {
  readonly kind: 'effect';
  readonly effect: Effect;
  readonly ranges: Readonly<Record<string, Range>>;
  readonly chance: number;
}

/** One of several ways, each with its share. */
export interface ChoiceStep {
  readonly kind: 'choice';
  readonly ways: readonly { readonly share: number; readonly steps: readonly ProcessStep[] }[];
}

/** What is no degradation but has to happen: the raster of the printer, the page about the portrait. */
export type StageStep =
  /** The raster of the printer; tones made lighter by what a dot of one half is known to gain, as a share. */
  { readonly kind: 'raster'; readonly gain: number } | { readonly kind: 'page' };

export type ProcessStep = EffectStep | ChoiceStep | StageStep;

export interface Process {
  readonly about: string;
  /** What comes out is a picture of … */
  readonly sourceType: 'document' | 'chip' | 'selfie';
  /** A portrait of 35 × 45 mm to begin with, at so many dots an inch, or the photograph as it is. */
  readonly begins: { readonly portrait: number } | 'photograph';
  readonly steps: readonly ProcessStep[];
  /** How the result is filed: the JPEG that the last step made, or a PNG of its pixels. */
  readonly extension: '.jpg' | '.png';
}

const step = <P extends Record<string, number>>(
  effect: Effect<P>,
  ranges: { readonly [K in keyof P]: Range },
  chance = 1,
): EffectStep => ({ kind: 'effect', effect: effect as unknown as Effect, ranges, chance });

/** Printed as booklets are: half by inkjet, the others by toner or offset and by laser into polycarbonate. */
const PRINTED: readonly ProcessStep[] = [
  step(resample, { resolution: [200, 300] }),
  step(chipJpeg, { size: [18, 40] }),
  {
    kind: 'choice',
    ways: [
      {
        share: 0.5,
        steps: [
          { kind: 'raster', gain: 0.07 },
          step(stochasticScreen, { droplets: [900, 2400] }),
          step(inkSpread, { spread: [1, 6], scatter: [25, 60] }),
        ],
      },
      {
        share: 0.25,
        steps: [
          { kind: 'raster', gain: 0.07 },
          step(halftone, { frequency: [133, 212] }),
          step(inkSpread, { spread: [1, 6], scatter: [20, 45] }),
        ],
      },
      {
        share: 0.25,
        steps: [
          { kind: 'raster', gain: 0 },
          step(engraving, { resolution: [400, 800], unevenness: [4, 14], black: [5, 13] }),
        ],
      },
    ],
  },
  { kind: 'page' },
];

export const PROCESSES: Readonly<Record<ProcessName, Process>> = {
  'document-print-scan': {
    about: 'printed in the booklet, laminated, and scanned by a flatbed or a document reader',
    sourceType: 'document',
    begins: { portrait: 300 },
    steps: [
      ...PRINTED,
      step(guilloche, { density: [8, 42], line: [45, 85], pitch: [0.7, 1.2] }),
      step(hologram, { radiance: [3, 25] }, 0.75),
      step(laminate, { veil: [0.5, 3], haze: [1, 6], yellowing: [0, 7], scratches: [0.1, 0.8] }),
      step(scanner, { resolution: [100, 300], misregistration: [5, 40] }),
      step(exposure, { stops: [-0.35, 0.25] }),
      step(noise, { electrons: [3000, 15000], readNoise: [2, 4] }),
      step(jpeg, { quality: [80, 95] }),
    ],
    extension: '.jpg',
  },
  'document-print-photo': {
    about: 'printed in the booklet, laminated, and photographed by a phone in the hand',
    sourceType: 'document',
    begins: { portrait: 300 },
    steps: [
      ...PRINTED,
      step(guilloche, { density: [8, 42], line: [45, 85], pitch: [0.7, 1.2] }),
      step(hologram, { radiance: [5, 50] }, 0.75),
      step(laminate, { veil: [1, 6], haze: [1, 8], yellowing: [0, 7], scratches: [0.1, 0.8] }),
      step(shading, { falloff: [2, 35], shadow: [0, 35] }),
      step(glare, { luminance: [12, 80], extent: [2, 8] }, 0.4),
      step(perspective, { tilt: [0, 20], roll: [0, 6], distance: [180, 320] }),
      step(defocus, { spread: [0.03, 0.18] }),
      step(sensor, { resolution: [260, 400] }),
      step(motion, { way: [0.03, 0.3] }),
      step(exposure, { stops: [-0.8, 0.4] }),
      step(noise, { electrons: [250, 6000], readNoise: [1.5, 3] }),
      step(whiteBalance, { illuminant: [4300, 7200] }),
      step(cameraProcessing, { smoothing: [2, 9], sharpening: [20, 110] }),
      step(delivery, { resolution: [75, 240] }),
      step(jpeg, { quality: [65, 92] }),
    ],
    extension: '.jpg',
  },
  'chip-jpeg': {
    about: 'read from the chip, stored as JPEG of 12–20 kB',
    sourceType: 'chip',
    begins: { portrait: 300 },
    steps: [step(resample, { resolution: [140, 300] }), step(chipJpeg, { size: [12, 20] })],
    extension: '.jpg',
  },
  'chip-jp2': {
    about: 'read from the chip, stored as JPEG 2000 of 12–20 kB',
    sourceType: 'chip',
    begins: { portrait: 300 },
    steps: [step(resample, { resolution: [140, 300] }), step(chipJpeg2000, { size: [12, 20] })],
    extension: '.png',
  },
  'selfie-phone': {
    about: 'taken by a phone at arm’s length, in the light that there is',
    sourceType: 'selfie',
    begins: 'photograph',
    steps: [
      step(wideAngle, { focalLength: [18, 40] }),
      step(screenTint, { share: [5, 45] }, 0.35),
      step(lowLight, { illuminance: [10, 500] }),
      step(exposure, { stops: [-0.7, 0.4] }),
      step(whiteBalance, { illuminant: [3900, 7500] }),
      step(cameraProcessing, { smoothing: [2, 9], sharpening: [10, 90] }),
      step(jpeg, { quality: [55, 92] }),
    ],
    extension: '.jpg',
  },
};
