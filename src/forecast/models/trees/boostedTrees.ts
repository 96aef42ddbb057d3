// Gradient-boosted trees as a model: one set of trees for all steps ahead, which learns by how much each differs from a
// season before. Steps are forecast directly, not one from another, so that errors do not feed on themselves.

import { wantsLogarithm } from '../../series/logarithm.js';
import { type Fitted, type Model, normalPrediction, type Past } from '../model.js';
import { boost, boostedValue } from './boosting.js';
import { exampleOf, memory } from './examples.js';

export const boostedTrees: Model = {
  name: 'trees',
  label: 'boosted trees',
  fewest: (season) => memory(season) + Math.max(2 * season, 20),
  fit: fitTrees,
};

/** More examples teach no more, and take their time. */
const MOST_EXAMPLES = 12_000;
/** Share of the values that is kept back, at the end. */
const KEPT = 0.2;

function fitTrees({ values, season, horizon }: Past): Fitted {
  const inLogarithms = wantsLogarithm(values, season);
  const used = inLogarithms ? values.map(Math.log) : values;
  const n = used.length;
  const first = memory(season) - 1;
  const moments = n - 1 - first;
  const reach = Math.min(horizon, moments - 1);
  // Every so many moments, if there are more examples than are needed.
  const stride = Math.ceil((moments * reach) / MOST_EXAMPLES);
  const rows: { at: number; ahead: number }[] = [];
  for (let at = n - 2; at >= first; at -= stride) {
    for (let ahead = 1; ahead <= Math.min(reach, n - 1 - at); ahead++) rows.push({ at, ahead });
  }
  const examples = rows.map(({ at, ahead }) => exampleOf(used, season, at, ahead));
  const targets = Float64Array.from(rows, ({ at, ahead }, i) => used[at + ahead] - examples[i].base);
  const columns = examples[0].features.map((_, f) => Float64Array.from(examples, (e) => e.features[f]));
  const cut = n - Math.max(Math.ceil(KEPT * moments), Math.min(reach, Math.floor(moments / 2)));
  const isKept = (row: number) => rows[row].at + rows[row].ahead >= cut;
  const { boosted, leftOfKept } = boost(columns, targets, isKept);
  const deviation = deviationBy(
    rows.filter((_, row) => isKept(row)).map(({ ahead }) => ahead),
    leftOfKept,
  );
  return {
    form: `${boosted.trees.length} trees${inLogarithms ? ' on logarithms' : ''}`,
    forecast: (steps) =>
      Array.from({ length: steps }, (_, i) => {
        const { base, features } = exampleOf(used, season, n - 1, i + 1);
        return normalPrediction(
          base + boostedValue(boosted, features),
          deviation(i + 1),
          inLogarithms ? Math.exp : undefined,
        );
      }),
  };
}

/** Standard deviation of an error so many steps ahead: its square is a line that does not fall, by least squares. */
function deviationBy(ahead: readonly number[], errors: Float64Array): (steps: number) => number {
  const n = errors.length;
  const centre = ahead.reduce((sum, h) => sum + h, 0) / n;
  const mean = errors.reduce((sum, e) => sum + e * e, 0) / n;
  let [product, square] = [0, 0];
  for (let i = 0; i < n; i++) {
    product += (ahead[i] - centre) * (errors[i] ** 2 - mean);
    square += (ahead[i] - centre) ** 2;
  }
  const slope = square > 0 ? Math.max(0, product / square) : 0;
  // At the first step at the least a tenth of the mean: a steep line would promise certainty there.
  return (steps) => Math.sqrt(Math.max(mean + slope * (steps - centre), mean / 10));
}
