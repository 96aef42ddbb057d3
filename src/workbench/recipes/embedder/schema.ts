// What a recipe for an embedder may say, and what stands where it says nothing.

import * as v from 'valibot';
import { AUGMENTATION_ENTRIES, type Augmentation, SOFT, UNCHANGED } from '../chips/augmentation.js';
import { COMMON } from '../kind.js';
import { OPTIMISATION_ENTRIES, optimisationOf, type UsualOptimisation } from '../training/optimisation.js';
import { WATCHED_METRICS } from '../watching/verification.js';

const count = (least: number, most: number) =>
  v.pipe(v.number(), v.integer(), v.minValue(least), v.maxValue(most));
const positive = v.pipe(v.number(), v.finite(), v.gtValue(0));

export const NETWORKS = ['mobileFaceNet', 'iresnet18', 'iresnet34', 'iresnet50'] as const;

/** Weights that stay as they are: those of the first layers, or those whose name the pattern fits. */
const FREEZE = v.union(
  [
    v.strictObject({ layers: count(0, 10_000) }),
    v.strictObject({
      names: v.pipe(
        v.string(),
        v.check((pattern) => isPattern(pattern), 'is no regular expression'),
      ),
    }),
  ],
  'must be { "layers": 7 } or { "names": "^stage[12]\\\\." }',
);

const FROM = v.strictObject({
  /** Name or digest of an embedder in the registry. */
  from: v.pipe(v.string(), v.minLength(1)),
  freeze: v.optional(FREEZE, { layers: 7 }),
});

const SCRATCH = v.strictObject({
  network: v.picklist(NETWORKS),
  /** Side of the aligned face in pixels. */
  size: v.optional(
    v.pipe(
      count(32, 224),
      v.check((size) => size % 16 === 0, 'must be a multiple of 16'),
    ),
    112,
  ),
  /** Length of a template; 128 for MobileFaceNet, 512 for an IResNet. */
  features: v.optional(count(16, 2048)),
  /** Share of what goes into the last layer of an IResNet that is dropped in training. */
  dropout: v.optional(v.pipe(v.number(), v.minValue(0), v.ltValue(1)), 0),
});

/** The object itself tells which of the two it is, so that what is wrong in it is said of that one. */
const START = v.lazy((value) =>
  value !== null && typeof value === 'object' && 'network' in value ? SCRATCH : FROM,
) as v.GenericSchema<unknown, v.InferOutput<typeof FROM> | v.InferOutput<typeof SCRATCH>>;

const MARGIN = { margin: v.optional(positive), scale: v.optional(positive, 32) };

const LOSS = v.variant('kind', [
  v.strictObject({
    kind: v.literal('distil'),
    /** Whose templates are to be given; by default those of the embedder that training starts from. */
    teacher: v.optional(v.pipe(v.string(), v.minLength(1))),
  }),
  v.strictObject({ kind: v.literal('arcFace'), ...MARGIN }),
  v.strictObject({ kind: v.literal('cosFace'), ...MARGIN }),
  v.strictObject({ kind: v.literal('adaFace'), ...MARGIN }),
  v.strictObject({ kind: v.literal('triplet'), margin: v.optional(positive, 0.2) }),
  v.strictObject({ kind: v.literal('contrastive'), temperature: v.optional(positive, 0.1) }),
]);

/** Each may be left out: what is usual hangs on the loss. */
const AUGMENTATION = v.strictObject({ ...AUGMENTATION_ENTRIES, soft: v.optional(SOFT) });

const WATCH = v.strictObject({
  /** Of the subjects, kept from training; 0 watches nobody, and keeps the last state. */
  share: v.optional(v.pipe(v.number(), v.minValue(0), v.maxValue(0.5)), 0.1),
  /** What decides which state is best. */
  metric: v.optional(v.picklist(WATCHED_METRICS), 'eer'),
  /** Epochs between two evaluations. */
  every: v.optional(count(1, 1000), 1),
  /** Evaluations without a better one after which training ends. */
  patience: v.optional(count(1, 1000), 5),
  /** Pictures that are compared, at most; ten of a subject at most. */
  pictures: v.optional(count(10, 5000), 1500),
});

const SAID = v.strictObject({
  kind: v.literal('embedder'),
  ...COMMON,
  start: v.optional(START, { from: 'fast' }),
  loss: v.optional(LOSS, { kind: 'distil' }),
  ...OPTIMISATION_ENTRIES,
  augmentation: v.optional(AUGMENTATION, {}),
  /** Pictures of a subject that stand together in a batch; 0 draws pictures whoever is on them. */
  perSubject: v.optional(count(0, 64)),
  watch: v.optional(WATCH, {}),
});

export const EMBEDDER_SCHEMA = v.pipe(
  SAID,
  v.check(
    ({ start, loss }) => loss.kind !== 'distil' || loss.teacher !== undefined || 'from' in start,
    'a network from random weights cannot teach itself: give loss.teacher, or another loss',
  ),
  v.check(
    ({ loss, perSubject }) => !isPaired(loss) || perSubject === undefined || perSubject >= 2,
    'a loss on pairs needs perSubject of 2 or more',
  ),
  v.transform(filled),
  v.check(
    ({ batch, perSubject }) => perSubject === 0 || batch % perSubject === 0,
    'batch must be a multiple of perSubject',
  ),
);

/** A recipe with every default filled in. */
export type EmbedderRecipe = v.InferOutput<typeof EMBEDDER_SCHEMA>;
export type ImportedStart = v.InferOutput<typeof FROM>;
export type ScratchStart = v.InferOutput<typeof SCRATCH> & { readonly features: number };
export type Loss = v.InferOutput<typeof LOSS>;

type Said = v.InferOutput<typeof SAID>;

/** In the order in which a reader wants it. */
function filled(said: Said) {
  const { kind, name, dataset, seed, start, loss, augmentation, perSubject, watch } = said;
  return {
    ...{ kind, name, dataset, seed },
    start: isScratch(start) ? { ...start, features: start.features ?? featuresOf(start.network) } : start,
    loss: isMargin(loss) ? { ...loss, margin: loss.margin ?? MARGINS[loss.kind] } : loss,
    augmentation: { ...usualAugmentation(loss), ...withoutUndefined(augmentation) },
    perSubject: perSubject ?? (isPaired(loss) ? PAIRED : 0),
    ...optimisationOf(said, usualOptimisation(said)),
    watch,
  };
}

export const isScratch = <S extends Said['start']>(start: S): start is Extract<S, { network: string }> =>
  'network' in start;

/** Whether the loss compares the pictures of a batch with one another. */
export const isPaired = ({ kind }: Loss): boolean => kind === 'triplet' || kind === 'contrastive';

/** Whether the loss tells the subjects apart as classes. */
export const isMargin = (loss: Loss): loss is Extract<Loss, { kind: keyof typeof MARGINS }> =>
  loss.kind in MARGINS;

/**
 * An angle for ArcFace (0.5 in arXiv:1801.07698) and AdaFace (0.4 in arXiv:2204.00964); a cosine for CosFace, where
 * 0.25 stands in place of 0.35 (arXiv:1801.09414) because few people make an easy task: `npm run study:scratch`.
 */
const MARGINS = { arcFace: 0.5, cosFace: 0.25, adaFace: 0.4 } as const;

/** Pictures of a subject in a batch of pairs: many people have no more than two. */
const PAIRED = 2;

const featuresOf = (network: (typeof NETWORKS)[number]): number => (network === 'mobileFaceNet' ? 128 : 512);

/** As `npm run study:scratch` and `npm run study:fine-tune` found them to work. */
function usualOptimisation({ start, loss }: Said): UsualOptimisation {
  if (isScratch(start)) return { rate: 0.1, weightDecay: 1e-3, epochs: 30, batch: 64, clip: 5, average: 0 };
  const gentle = loss.kind === 'distil' ? { rate: 0.01, epochs: 3 } : { rate: 2e-4, epochs: 5 };
  return { ...gentle, weightDecay: 0, batch: 32, clip: 1, average: 0.98 };
}

/** A teacher's template is of the face as it lies in the chip; a class or a partner is the same wherever it lies. */
function usualAugmentation({ kind }: Loss): Augmentation {
  if (kind === 'distil') return { ...UNCHANGED, soft: { share: 0.7, from: 20, to: 60 } };
  return {
    ...{ shift: 0.04, turn: 0.12, zoom: 0.08, light: 0.25, mirrored: 0.5 },
    soft: { share: 0, from: 20, to: 60 },
  };
}

const withoutUndefined = (said: Said['augmentation']): Partial<Augmentation> =>
  Object.fromEntries(Object.entries(said).filter(([, value]) => value !== undefined));

function isPattern(pattern: string): boolean {
  try {
    new RegExp(pattern, 'u');
    return true;
  } catch {
    return false;
  }
}
