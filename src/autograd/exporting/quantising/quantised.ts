// A model that computes in eight bits: static quantisation after training (Jacob et al., arXiv:1712.05877; Nagel et
// al., arXiv:2106.08295). The file says what is rounded, as QuantizeLinear and DequantizeLinear of standard ONNX;
// ONNX Runtime fuses them with the operators between them into its integer kernels when it opens the model.

import { LikenessError } from '../../../errors.js';
import type { Model } from '../../../onnx/index.js';
import type { Batch } from '../../step.js';
import { foldBatchNorm } from '../foldBatchNorm.js';
import { foldScales } from './foldScales.js';
import { planOf } from './plan.js';
import { observeRanges } from './ranges.js';
import { inEightBits } from './rewrite.js';
import { stepOf } from './steps.js';

/** From this operator set on, DequantizeLinear knows a step for each channel. */
const FIRST_OPSET = 13;

/**
 * The model with convolutions and linear layers in int8: weights with a step for each output channel, activations
 * with one for each tensor, from the smallest to the largest number that they take on the samples. Other operators stay
 * float32, and the results of linear layers. What was tried besides, and what it gave: studies/results/variants.md.
 * @param samples batches as the model will see them. A hundred faces are enough, of people on whom nothing is
 * measured afterwards.
 * @throws `graph_invalid` where the model has no layer to round or its operator set is below 13, `option_invalid`
 * without samples, `model_invalid` where a value is not finite on them, `runtime_failed` where one does not fit
 */
export async function quantised(
  model: Model,
  samples: AsyncIterable<Batch> | Iterable<Batch>,
): Promise<Model> {
  const { name } = model.graph;
  const opset = model.opsets[''] ?? 0;
  if (opset < FIRST_OPSET)
    throw new LikenessError(
      'graph_invalid',
      `${name} is of operator set ${opset}; upgrade it to ${FIRST_OPSET}`,
    );
  const folded = foldScales(foldBatchNorm(model));
  const plan = planOf(folded.graph);
  if (plan.layers.size === 0)
    throw new LikenessError('graph_invalid', `${name} has no Conv or Gemm with float32 weights`);
  const ranges = await observeRanges(folded, new Set([...plan.rounded.values()].flat()), samples);
  const steps = new Map(
    [...plan.rounded].map(([value, seen]) => [value, stepOf(seen.map((v) => ranges.get(v)!))]),
  );
  return inEightBits(folded, plan, steps);
}
