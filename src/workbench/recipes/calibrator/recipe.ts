// The recipe of a calibrator: what turns scores of a model into evidence, with what quality and the type of the
// reference say of a score where that is borne out on people whom the fit never saw.

import * as v from 'valibot';
import { COMMON, type RecipeKind } from '../kind.js';
import { trainCalibrator } from './trainCalibrator.js';

/**
 * How the picture was taken and how the face shows; not how it was framed (head size, margins), which says where a
 * picture came from rather than how well the face can be known.
 */
export const COMPONENTS = [
  'Sharpness',
  'InterEyeDistance',
  'DynamicRange',
  'IlluminationUniformity',
  'UnderExposurePrevention',
  'OverExposurePrevention',
  'HeadPoseYaw',
  'HeadPosePitch',
  'HeadPoseRoll',
  'EyesOpen',
  'MouthClosed',
] as const;

const CalibratorSchema = v.strictObject({
  kind: v.literal('calibrator'),
  ...COMMON,
  /** Name or digest of the model that is calibrated. */
  base: v.optional(v.string(), 'accurate'),
  /** `auto` compares documents with selfies where the data set has both, else all pairs. */
  protocol: v.optional(v.picklist(['auto', 'documents', 'all-pairs']), 'auto'),
  /** Quality components that are tried, by their names in ISO/IEC 29794-5; none leaves quality out. */
  components: v.optional(v.array(v.picklist(COMPONENTS)), [...COMPONENTS]),
  /** Whether the type of the reference (document, chip) is tried. */
  referenceType: v.optional(v.boolean(), true),
  /** Parts of the fitting half, by subject, of which each in turn is left out of the fit and tried on. */
  folds: v.optional(v.pipe(v.number(), v.integer(), v.minValue(2), v.maxValue(20)), 5),
  /** Ridges that are tried on what was kept; see `fitLinear` of src/trials. */
  ridges: v.optional(
    v.pipe(v.array(v.pipe(v.number(), v.gtValue(0))), v.minLength(1)),
    [1e-6, 1e-5, 1e-4, 1e-3],
  ),
  /** Bootstrap replicates of the intervals. */
  replicates: v.optional(v.pipe(v.number(), v.integer(), v.minValue(100)), 1000),
});

export type CalibratorRecipe = v.InferOutput<typeof CalibratorSchema>;

export const CALIBRATOR: RecipeKind<CalibratorRecipe> = {
  about: 'thresholds and LLR of a model, with what quality and the type of the reference say of a score',
  schema: CalibratorSchema,
  example: { kind: 'calibrator', name: 'evidence', dataset: 'people' },
  reasons: ({ base, protocol, components, referenceType, folds, ridges }) => ({
    base: `${base} stays as it is: only what its scores are taken for changes.`,
    protocol:
      protocol === 'all-pairs'
        ? 'Every picture meets every other.'
        : 'Thresholds hold for what is compared in use: documents with selfies, where the data set has both.',
    quality:
      components.length === 0
        ? 'Quality is left out.'
        : `${components.length} quality components of each side were tried one after the other (forward selection). One is kept only if it lowers Cllr on people left out of the fit by more than its interval, widened for the number tried (Bonferroni): what helps by chance on one set of people harms the next.`,
    ...(referenceType
      ? { referenceType: 'A chip’s portrait was never printed: its scores may lie elsewhere than a page’s.' }
      : {}),
    form: 'What is added to a score is a straight line of each quality between the 1st and 99th percentile of the fit, capped there: beyond them nothing is known.',
    validation: `Chosen by ${folds} folds of the subjects of one half of the part calibrate, with ridges ${ridges.join(', ')}; thresholds, FNMR and Cllr are those of the other half, whom nothing was chosen on.`,
  }),
  part: 'calibrate',
  train: trainCalibrator,
};
