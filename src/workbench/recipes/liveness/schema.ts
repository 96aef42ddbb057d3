// What a recipe for a presentation-attack classifier may say, and what stands where it says nothing.

import * as v from 'valibot';
import { AUGMENTATION_ENTRIES } from '../chips/augmentation.js';
import { COMMON } from '../kind.js';
import { OPTIMISATION_ENTRIES, optimisationOf, type UsualOptimisation } from '../training/optimisation.js';

const count = (least: number, most: number) =>
  v.pipe(v.number(), v.integer(), v.minValue(least), v.maxValue(most));
const share = v.pipe(v.number(), v.minValue(0), v.ltValue(1));

/** The attribute of a picture that says what was presented. */
export const ATTACK_ATTRIBUTE = 'attack';
/** Its value where the person was there alive; any other is the species of an attack instrument: `print`, `replay`. */
export const BONA_FIDE = 'bona-fide';

const SAID = v.strictObject({
  kind: v.literal('liveness'),
  ...COMMON,
  /** Side of the square about the face in pixels. */
  size: v.optional(
    v.pipe(
      count(48, 224),
      v.check((size) => size % 16 === 0, 'must be a multiple of 16'),
    ),
    96,
  ),
  /**
   * What is seen beyond ArcFace's chip on each side, as a share of its width, so that the border of a sheet or a screen
   * is in the picture.
   */
  margin: v.optional(v.pipe(v.number(), v.minValue(0), v.maxValue(2)), 0.5),
  /** Channels of the first layer. */
  width: v.optional(count(4, 64), 16),
  /** Share of what goes into the last layer that is dropped in training. */
  dropout: v.optional(share, 0.2),
  ...OPTIMISATION_ENTRIES,
  /** Softness is no augmentation here: what an attack leaves lies in the finest detail. */
  augmentation: v.optional(v.strictObject(AUGMENTATION_ENTRIES), {}),
  watch: v.optional(
    v.strictObject({
      /** Of the subjects, kept from training with their attacks. */
      share: v.optional(v.pipe(v.number(), v.minValue(0.05), v.maxValue(0.5)), 0.2),
      /** Epochs between two evaluations. */
      every: v.optional(count(1, 1000), 1),
      /** Evaluations without a better one after which training ends. */
      patience: v.optional(count(1, 1000), 8),
      /** BPCERs at which the APCER of each species is told. */
      bpcer: v.optional(v.pipe(v.array(v.pipe(share, v.gtValue(0))), v.minLength(1)), [0.01, 0.05, 0.1]),
    }),
    {},
  ),
});

export const LIVENESS_SCHEMA = v.pipe(SAID, v.transform(filled));

/** A recipe with every default filled in. */
export type LivenessRecipe = v.InferOutput<typeof LIVENESS_SCHEMA>;

const USUAL: UsualOptimisation = {
  rate: 0.01,
  weightDecay: 5e-4,
  epochs: 30,
  batch: 48,
  clip: 5,
  average: 0,
};

/** Neither turned nor scaled: that blurs the texture which tells paper and screens, and what is served is not blurred. */
const USUAL_AUGMENTATION = { shift: 0.05, turn: 0, zoom: 0, light: 0.25, mirrored: 0.5 };

function filled(said: v.InferOutput<typeof SAID>) {
  const { shift, turn, zoom, light, mirrored } = { ...USUAL_AUGMENTATION, ...said.augmentation };
  return {
    ...said,
    ...optimisationOf(said, USUAL),
    augmentation: {
      shift: shift ?? USUAL_AUGMENTATION.shift,
      turn: turn ?? USUAL_AUGMENTATION.turn,
      zoom: zoom ?? USUAL_AUGMENTATION.zoom,
      light: light ?? USUAL_AUGMENTATION.light,
      mirrored: mirrored ?? USUAL_AUGMENTATION.mirrored,
    },
  };
}
