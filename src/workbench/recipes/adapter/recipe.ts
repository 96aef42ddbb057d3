// The recipe of an adapter: an embedder that stays as it is, and small heads over its templates, one for documents,
// one for selfies (Y. Shi and A. K. Jain, DocFace+, arXiv:1809.05620), held against a crowd of strangers.

import * as v from 'valibot';
import { COMMON, type RecipeKind } from '../kind.js';
import { trainAdapter } from './trainAdapter.js';

const Share = v.pipe(v.number(), v.minValue(0), v.maxValue(1));
const Count = v.pipe(v.number(), v.integer(), v.minValue(1));
const Positive = v.pipe(v.number(), v.gtValue(0));

/**
 * `offset` moves documents by one vector; `documents` trains a head for documents; both leave selfies as they are.
 * `siblings` trains a head for each kind, `shared` one for both; `none` leaves both kinds.
 */
export const HEADS = ['offset', 'documents', 'siblings', 'shared', 'none'] as const;

const LossSchema = v.strictObject({
  /** Dynamic weight imprinting: see `imprintedMargin` in src/autograd/losses. */
  kind: v.optional(v.literal('imprinted'), 'imprinted'),
  scale: v.optional(Positive, 64),
  margin: v.optional(v.pipe(v.number(), v.minValue(0), v.maxValue(1)), 0.05),
  renewal: v.optional(v.pipe(Share, v.gtValue(0)), 1),
});

const CrowdSchema = v.strictObject({
  /** Each of the crowd is the mean of so many people's templates, so that nobody's own stands in the model. */
  people: v.optional(v.pipe(Count, v.minValue(2)), 2),
  /** Of the crowd that a template is most like, so many are looked at. */
  nearest: v.optional(Count, 5),
  /** How much of that likeness is taken from the score. */
  weight: v.optional(Share, 0.5),
  /** Subjects that the crowd is made of at most; the model grows with it. */
  most: v.optional(Count, 4000),
});

const AdapterSchema = v.strictObject({
  kind: v.literal('adapter'),
  ...COMMON,
  /** Name or digest of the embedder. */
  base: v.optional(v.string(), 'accurate'),
  heads: v.optional(v.picklist(HEADS), 'offset'),
  /** Numbers in the middle of a head. */
  hidden: v.optional(Count, 128),
  loss: v.optional(LossSchema, {}),
  /** Null leaves the crowd out. */
  crowd: v.optional(v.nullable(CrowdSchema), {}),
  epochs: v.optional(Count, 40),
  /** Subjects a batch. */
  batch: v.optional(v.pipe(Count, v.minValue(2)), 64),
  learningRate: v.optional(Positive, 3e-4),
  weightDecay: v.optional(v.pipe(v.number(), v.minValue(0)), 0.05),
  /** Share of the subjects that are kept from training and watched. */
  watch: v.optional(v.pipe(v.number(), v.minValue(0.02), v.maxValue(0.5)), 0.15),
  /** Evaluations without a better one after which training ends. */
  patience: v.optional(Count, 8),
});

export type AdapterRecipe = v.InferOutput<typeof AdapterSchema>;

export const ADAPTER: RecipeKind<AdapterRecipe> = {
  about:
    'heads for documents and selfies over an embedder that stays as it is, and a crowd to hold scores against',
  schema: AdapterSchema,
  example: { kind: 'adapter', name: 'documents', dataset: 'people' },
  reasons: ({ base, heads, hidden, loss, crowd, watch }) => ({
    base: `${base} is left as it is: a few hundred or thousand subjects are too few to train a network without it forgetting others.`,
    ...(heads === 'none' ? {} : { heads: HEAD_REASONS[heads] }),
    ...(heads === 'none' || heads === 'offset'
      ? {}
      : {
          hidden: `A head adds to the template what ${hidden} hidden units make of it and changes nothing at the start, so that training begins at the accuracy of ${base}.`,
          loss: `Dynamic weight imprinting, margin ${loss.margin}: with two pictures a subject, learned class centres would see too little of each to settle (DocFace+, arXiv:1809.05620, 3.2).`,
          watch: `${Math.round(100 * watch)} % of the subjects are kept from training; the state that serves them best is kept.`,
        }),
    ...(crowd
      ? {
          crowd: `From each score ${crowd.weight} of the likeness of both templates to their ${crowd.nearest} nearest in a crowd of strangers is taken: faces that resemble many would else match many (adaptive score normalisation, Karam et al., ICASSP 2011, here inside the template). The crowd holds means of ${crowd.people} people each, nobody’s own template.`,
        }
      : {}),
  }),
  part: 'train',
  train: trainAdapter,
};

const HEAD_REASONS: Readonly<Record<Exclude<AdapterRecipe['heads'], 'none'>, string>> = {
  offset:
    'What a document does to a template in the mean over people is taken back: one vector, which a few hundred subjects can carry; trained heads gained no more from so few.',
  documents:
    'Documents have a head and selfies keep their template: what differs is what a document does to a portrait (DocFace+, arXiv:1809.05620).',
  siblings:
    'Documents and selfies have a head each, since a printed, photographed portrait is changed in ways that a selfie is not (DocFace+, arXiv:1809.05620).',
  shared: 'One head serves both kinds, which halves what must be learned.',
};
