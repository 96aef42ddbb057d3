// The recipe of a fusion: networks that were trained apart err apart, so that several together know people better than
// the best of them.

import * as v from 'valibot';
import { COMMON, type RecipeKind } from '../kind.js';
import { trainFusion } from './trainFusion.js';

const FusionSchema = v.strictObject({
  kind: v.literal('fusion'),
  ...COMMON,
  /** Names or digests. */
  embedders: v.pipe(
    v.array(v.pipe(v.string(), v.minLength(1))),
    v.minLength(2, 'must name two embedders at least'),
    v.maxLength(4, 'must name four embedders at most'),
    v.check((names) => new Set(names).size === names.length, 'must name each embedder once'),
  ),
  /** `auto` compares documents with selfies where the data set has both, else all pairs. */
  protocol: v.optional(v.picklist(['auto', 'documents', 'all-pairs']), 'auto'),
  /** Parts of the subjects, of which each in turn is left out of the fit and tried on. */
  folds: v.optional(v.pipe(v.number(), v.integer(), v.minValue(2), v.maxValue(20)), 5),
  /** Share of the subjects on whom shares are not chosen: they say what the fusion is worth. */
  watch: v.optional(v.pipe(v.number(), v.minValue(0.1), v.maxValue(0.5)), 0.3),
  /** The FMR at which the fusion is held against each embedder alone. */
  fmr: v.optional(v.pipe(v.number(), v.gtValue(0), v.maxValue(0.1)), 1e-3),
  replicates: v.optional(v.pipe(v.number(), v.integer(), v.minValue(100)), 1000),
});

export type FusionRecipe = v.InferOutput<typeof FusionSchema>;

export const FUSION: RecipeKind<FusionRecipe> = {
  about: 'several embedders as one file, whose cosine is the weighted mean of theirs',
  schema: FusionSchema,
  example: { kind: 'fusion', name: 'both', dataset: 'people', embedders: ['fast', 'another'] },
  reasons: ({ embedders, folds, watch, fmr }) => ({
    embedders: `${embedders.join(', ')} were trained apart: what one takes for another person the other may know.`,
    form: 'One chip, cut at the resolution of the finest, is resampled inside the graph for each; templates of length one are weighted by the root of their share and joined, so that the registry serves it as any other embedder.',
    shares: `Scores were measured in standard deviations of each embedder’s own non-mated ones. The shares are those whose LLR, fitted on the other ${folds - 1} of ${folds} folds of the subjects, cost least at a prior of 0.01 on the one left out: smooth, where FNMR at one FMR jumps with each comparison, and looking at the same scores.`,
    watch: `${Math.round(100 * watch)} % of the subjects were kept from that choice; on them it was held against each embedder alone at FMR ${fmr}.`,
  }),
  part: 'train',
  train: trainFusion,
};
