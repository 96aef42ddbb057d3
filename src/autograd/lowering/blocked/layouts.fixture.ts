// One network, opened as a classifier in the plain or in the blocked layout, with a batch that is always the same.

import { GraphBuilder } from '../../../onnx/index.js';
import { softmaxCrossEntropy } from '../../losses/index.js';
import { type Layer, NetworkBuilder } from '../../network.js';
import { openTrainingStep } from '../../openTrainingStep.js';
import { randomStream } from '../../random.js';
import type { Batch, TrainingState, TrainingStep } from '../../step.js';

/** Labels that the batch has; a network needs at least as many features. */
const CLASSES = 5;

/**
 * The training step of a layer with its batch, by SGD with momentum.
 * @param input `[N, …]`
 * @param change of the first state
 */
export async function openIn(
  layout: 'auto' | 'plain',
  layer: Layer,
  input: readonly number[],
  change: (state: TrainingState) => void = () => {},
): Promise<{ readonly step: TrainingStep; readonly batch: Batch }> {
  const [count] = input as [number];
  const graph = new GraphBuilder('case');
  const network = new NetworkBuilder(graph, { training: true, seed: 7 });
  const x = graph.input('x', input);
  const labels = graph.input('labels', [count], 'int64');
  const loss = softmaxCrossEntropy(network, network.apply('net', layer, x), labels);
  const optimiser = { kind: 'sgd', momentum: 0.9, nesterov: false, weightDecay: 0 } as const;
  const step = await openTrainingStep(network, { loss }, { optimiser, seed: 1, threads: 1, layout });
  const state = step.read();
  change(state);
  step.write(state);
  const random = randomStream(3, 'pictures');
  const size = input.reduce((p, d) => p * d, 1);
  const pictures = Float32Array.from({ length: size }, () => 2 * random() - 1);
  const classes = BigInt64Array.from({ length: count }, (_, i) => BigInt(i % CLASSES));
  const batch = {
    x: { type: 'float32', dims: input, data: pictures },
    labels: { type: 'int64', dims: [count], data: classes },
  } as const;
  return { step, batch };
}
