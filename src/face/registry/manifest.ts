// model.json: what stands beside every model.onnx, and the schema that it must meet.

import * as v from 'valibot';
import { LikenessError } from '../../errors.js';
import { COMPONENT_NAMES } from '../quality/components.js';

const Finite = v.pipe(v.number(), v.finite());
const Colour = v.strictTuple([Finite, Finite, Finite]);
const Digest = v.pipe(v.string(), v.regex(/^[0-9a-f]{64}$/, 'must be a SHA-256 in hexadecimal'));
/** How commands call a model. */
export const NameSchema = v.pipe(
  v.string(),
  v.regex(/^[a-z0-9][a-z0-9._-]{0,63}$/, 'must be lower-case letters, digits, dots, dashes (at most 64)'),
);
const Share = v.pipe(Finite, v.minValue(0), v.maxValue(1));

/** How a picture of a face becomes the network's input. */
export const InputSchema = v.strictObject({
  /** Side of the square chip in pixels. */
  size: v.pipe(v.number(), v.integer(), v.minValue(16), v.maxValue(1024)),
  order: v.picklist(['rgb', 'bgr']),
  layout: v.picklist(['nchw', 'nhwc']),
  /** Taken off each channel, in grey levels 0–255: red, green, blue, whichever the order. */
  mean: Colour,
  /** Multiplied after the mean was taken off: red, green, blue. */
  scale: Colour,
});

/** Where the face's points must lie in the chip. */
export const AlignmentSchema = v.strictObject({
  /** `five`: eye centres, nose tip, mouth corners (ArcFace). `inner51`: points 18 to 68 of the 68-point scheme (dlib). */
  landmarks: v.picklist(['five', 'inner51']),
  /** One `[x, y]` in chip pixels for each landmark. */
  points: v.array(v.strictTuple([Finite, Finite])),
  /** Average the templates of the chip and of its mirror image. */
  mirror: v.boolean(),
});

const Positive = v.pipe(Finite, v.gtValue(0));

const ThresholdSchema = v.strictObject({
  fmr: v.pipe(Positive, v.maxValue(1)),
  threshold: Finite,
  /** 95 % interval of the true FMR at this threshold, from a bootstrap over subjects. */
  fmrInterval: v.strictTuple([Share, Share]),
  /** FNMR at this threshold on the same data, and its 95 % interval. */
  fnmr: Share,
  fnmrInterval: v.strictTuple([Share, Share]),
});

const isStricter = (p: { fmr: number; threshold: number }, q: { fmr: number; threshold: number }): boolean =>
  p.fmr < q.fmr && p.threshold >= q.threshold;

/**
 * What is added to a comparison score before it is held against a threshold or turned into an LLR: by the type of the
 * reference, and by quality components (0 to 100) of either picture, held within the range of the fit. See
 * `adjustmentOf` of src/trials.
 */
const AdjustmentSchema = v.strictObject({
  /** Of `document`, `chip` and `selfie`; what is not named adds nothing. */
  referenceTypes: v.record(v.picklist(['document', 'chip', 'selfie']), Finite),
  qualities: v.array(
    v.strictObject({
      component: v.picklist(COMPONENT_NAMES),
      of: v.picklist(['reference', 'probe']),
      /** Added a unit of quality from the centre on. */
      slope: Finite,
      centre: Finite,
      range: v.pipe(
        v.strictTuple([Finite, Finite]),
        v.check(([lowest, highest]) => lowest <= highest, 'must go from low to high'),
      ),
    }),
  ),
});

/** What turns comparison scores of this model into evidence. */
export const CalibrationSchema = v.strictObject({
  /** Thresholds and LLR are of scores that were adjusted so; absent where they are of plain scores. */
  adjustment: v.optional(AdjustmentSchema),
  /** `llr = slope · score + offset`, natural logarithm. */
  slope: Positive,
  offset: Finite,
  /** From high FMR to low; the last one is the lowest that the data can carry. */
  thresholds: v.pipe(
    v.array(ThresholdSchema),
    v.minLength(2),
    v.check(
      (list) => list.every((t, i) => i === 0 || isStricter(t, list[i - 1]!)),
      'must go from high FMR to low',
    ),
  ),
  data: v.strictObject({
    name: v.string(),
    subjects: v.number(),
    images: v.number(),
    matedPairs: v.number(),
    nonMatedPairs: v.number(),
    failureToAcquire: Share,
  }),
  /** The command that derived these numbers. */
  command: v.string(),
});

export const ManifestSchema = v.strictObject({
  name: NameSchema,
  /** `liveness` tells faces from presentation attacks: chip in, probability of an attack out. */
  kind: v.picklist(['detector', 'landmarks', 'embedder', 'liveness']),
  sha256: Digest,
  bytes: v.pipe(v.number(), v.integer(), v.minValue(1)),
  /** Embedders only. */
  input: v.optional(InputSchema),
  alignment: v.optional(AlignmentSchema),
  /** Length of the template, embedders only. */
  templateLength: v.optional(v.pipe(v.number(), v.integer(), v.minValue(2), v.maxValue(65536))),
  /**
   * Sibling heads (DocFace+, Y. Shi and A. K. Jain, 2018): name of the output that makes the templates of documents
   * and chips; those of selfies come from the first output. Both are templates of this one model.
   */
  documentOutput: v.optional(v.pipe(v.string(), v.minLength(1))),
  licence: v.string(),
  /** Where the weights came from and what was done to them. */
  source: v.string(),
  added: v.optional(v.string()),
  calibration: v.optional(CalibrationSchema),
});

export type ModelManifest = Readonly<v.InferOutput<typeof ManifestSchema>>;
export type ModelInput = Readonly<v.InferOutput<typeof InputSchema>>;
export type ModelAlignment = Readonly<v.InferOutput<typeof AlignmentSchema>>;
export type Calibration = Readonly<v.InferOutput<typeof CalibrationSchema>>;

/** A manifest with all that an embedder needs. */
export type EmbedderManifest = ModelManifest & {
  readonly input: ModelInput;
  readonly alignment: ModelAlignment;
  readonly templateLength: number;
};

const POINTS = { five: 5, inner51: 51 } as const;

/**
 * Checks a value against a schema of this file.
 * @param what names the file in the message
 * @throws `manifest_invalid` with the path of the first field that is wrong
 */
export function check<S extends v.GenericSchema>(schema: S, value: unknown, what: string): v.InferOutput<S> {
  const result = v.safeParse(schema, value);
  if (result.success) return result.output;
  const issue = result.issues[0];
  const path = v.getDotPath(issue);
  throw new LikenessError('manifest_invalid', `${what}: ${path ? `${path}: ` : ''}${issue.message}`);
}

/** @throws `manifest_invalid` where the number of points does not fit the landmarks */
export function checkAlignment(alignment: ModelAlignment, what: string): void {
  const expected = POINTS[alignment.landmarks];
  if (alignment.points.length !== expected) {
    throw new LikenessError(
      'manifest_invalid',
      `${what}: alignment.points has ${alignment.points.length} points, ${alignment.landmarks} needs ${expected}`,
    );
  }
}
