// training.json: how a model came about. A run of `likeness train` writes it beside the model's file; of a model that
// was trained elsewhere it holds what its owner declares. The card shows it, and promotion asks it whom the model saw.

import * as v from 'valibot';
import { DigestSchema, PeopleSchema } from './people.js';

const Finite = v.pipe(v.number(), v.finite());
const Count = v.pipe(v.number(), v.integer(), v.minValue(0));
const Sentence = v.pipe(v.string(), v.trim(), v.minLength(1));
const Moment = v.pipe(v.string(), v.isoTimestamp());

/** A choice of the recipe with what was tried beside it, as a study found. */
const AblationSchema = v.strictObject({
  /** What was chosen about: `loss`, `siblings`. */
  choice: Sentence,
  taken: Sentence,
  /** The same run with another choice; rates are FNMR at `fmr`, as shares, with 95 % intervals. */
  alternatives: v.array(
    v.strictObject({
      name: Sentence,
      fnmr: Finite,
      lower: Finite,
      upper: Finite,
      /** Of the paired test against what was taken; null where none was made. */
      pValue: v.nullable(Finite),
      /** FNMR less that of what was taken, on the same comparisons, with its interval. */
      difference: v.optional(v.strictObject({ estimate: Finite, lower: Finite, upper: Finite })),
    }),
  ),
});

const TrainingRunSchema = v.strictObject({
  kind: v.literal('run'),
  /** When it ended, ISO 8601. */
  at: Moment,
  /** The command line that gives this model again. */
  command: Sentence,
  /** The recipe as it ran, every default filled in. */
  recipe: v.record(v.string(), v.unknown()),
  /** Why the recipe is as it is, one sentence a choice: `{ loss: 'AdaFace: …' }`. */
  reasons: v.record(v.string(), Sentence),
  /**
   * The models that it was made of: the one that training started from, the one that taught it, all that were fused.
   * Whom they saw, it saw. Empty where it came of random weights and pictures alone.
   */
  bases: v.array(v.strictObject({ name: Sentence, digest: DigestSchema })),
  dataset: v.strictObject({
    name: Sentence,
    /** `version` of the data set: SHA-256 of its images.parquet. */
    digest: DigestSchema,
    /** Licences and sources with the number of pictures under each; null is not known. */
    terms: v.array(
      v.strictObject({
        licence: v.nullable(v.string()),
        source: v.nullable(v.string()),
        consent: v.nullable(v.string()),
        pictures: Count,
      }),
    ),
  }),
  /** Everybody whose pictures had a part in the weights, early stopping among it. */
  people: PeopleSchema,
  seed: Count,
  /** What was measured as it went along: `{ step: 100, loss: 3.2 }`. */
  history: v.array(v.objectWithRest({ step: Count }, Finite)),
  ablation: v.nullable(
    v.strictObject({
      fmr: Finite,
      /** FNMR of what was taken. */
      fnmr: Finite,
      lower: Finite,
      upper: Finite,
      /** The command that made the table. */
      command: Sentence,
      /** On whom: people who had no part in any choice. p-values are adjusted over the table (Holm) where they are given. */
      people: v.optional(v.strictObject({ dataset: Sentence, part: Sentence, subjects: Count })),
      choices: v.array(AblationSchema),
    }),
  ),
});

const DeclaredTrainingSchema = v.strictObject({
  kind: v.literal('declared'),
  at: Moment,
  /** Who says so. */
  by: Sentence,
  /** What it was trained on, in words: `MS-Celeb-1M, as its publisher says`. */
  data: Sentence,
});

export const TrainingRecordSchema = v.pipe(
  v.unknown(),
  v.transform(withBases),
  v.variant('kind', [TrainingRunSchema, DeclaredTrainingSchema]),
);

/** Records that were written before models were fused name one `base`, or null. */
function withBases(record: unknown): unknown {
  if (typeof record !== 'object' || record === null || !('base' in record) || 'bases' in record)
    return record;
  const { base, ...rest } = record;
  return { ...rest, bases: base === null ? [] : [base] };
}

export type TrainingRecord = v.InferOutput<typeof TrainingRecordSchema>;
/** Of a model that was trained here. */
export type TrainingRun = v.InferOutput<typeof TrainingRunSchema>;
