// Layout is a pass, of whole networks too: the gradient of every parameter after one step in both layouts.

import { describe, expect, it } from 'vitest';
import { GraphBuilder } from '../../../onnx/index.js';
import { softmaxCrossEntropy } from '../../losses/index.js';
import { type Layer, NetworkBuilder } from '../../network.js';
import { iresnet, mobileFaceNet, vit } from '../../networks/index.js';
import { openTrainingStep } from '../../openTrainingStep.js';
import { randomStream } from '../../random.js';
import type { TrainingState } from '../../step.js';
import { blockSize } from './blockSize.js';

const PICTURES = [16, 3, 112, 112];

type Gradients = ReadonlyMap<string, Float32Array>;

describe.skipIf((await blockSize()) === 1)('a whole network in the blocked layout', () => {
  it.each([
    ['IResNet-18', iresnet({ depth: 18, width: 16, features: 64 }), PICTURES],
    ['a ViT', vit({ width: 48, depth: 2, heads: 3, features: 32 }), PICTURES],
  ])('has the loss and the gradients of the plain one: %s', async (_, layer, input) => {
    const [plain, blocked] = [await gradients(layer, input, 'plain'), await gradients(layer, input, 'auto')];
    expect(blocked.loss).toBeCloseTo(plain.loss, 5);
    const differences = apart(plain.gradients, blocked.gradients);
    expect(middle(differences)).toBeLessThan(1e-5);
    expect(differences.at(-1)).toBeLessThan(5e-3);
  });

  // Some activations lie at the kink of a PReLU within rounding, and take its other side in the other layout. With
  // slopes of one there is no kink, and what is left is rounding.
  it('MobileFaceNet differs by the kinks of its PReLUs alone', async () => {
    const input = PICTURES;
    const [plain, blocked] = [
      await gradients(mobileFaceNet(), input, 'plain'),
      await gradients(mobileFaceNet(), input, 'auto'),
    ];
    expect(blocked.loss).toBeCloseTo(plain.loss, 4);
    const bent = apart(plain.gradients, blocked.gradients);
    expect(middle(bent)).toBeLessThan(1e-2);
    expect(bent.at(-1)).toBeLessThan(5e-2);
    const [plainStraight, blockedStraight] = [
      await gradients(mobileFaceNet(), input, 'plain', straighten),
      await gradients(mobileFaceNet(), input, 'auto', straighten),
    ];
    expect(blockedStraight.loss).toBeCloseTo(plainStraight.loss, 5);
    const straight = apart(plainStraight.gradients, blockedStraight.gradients);
    expect(middle(straight)).toBeLessThan(1e-5);
    expect(straight.at(-1)).toBeLessThan(1e-2);
  });
});

/** Slopes of PReLU become one. */
function straighten(state: TrainingState): void {
  for (const [name, { data }] of state) if (name.endsWith('.act.weight')) (data as Float32Array).fill(1);
}

/** Loss and, as the first velocity of SGD with momentum, the gradient of every parameter. */
async function gradients(
  layer: Layer,
  input: readonly number[],
  layout: 'auto' | 'plain',
  change: (state: TrainingState) => void = () => {},
) {
  const graph = new GraphBuilder('whole');
  const network = new NetworkBuilder(graph, { training: true, seed: 7 });
  const labels = graph.input('labels', [input[0]!], 'int64');
  const x = graph.input('x', input);
  const loss = softmaxCrossEntropy(network, network.apply('net', layer, x), labels);
  const step = await openTrainingStep(
    network,
    { loss },
    {
      optimiser: { kind: 'sgd', momentum: 0.9, nesterov: false, weightDecay: 0 },
      seed: 1,
      layout,
    },
  );
  const state = step.read();
  change(state);
  step.write(state);
  const random = randomStream(3, 'pictures');
  const size = input.reduce((p, d) => p * d, 1);
  const result = await step.run(
    {
      x: { type: 'float32', dims: input, data: Float32Array.from({ length: size }, () => 2 * random() - 1) },
      labels: {
        type: 'int64',
        dims: [input[0]!],
        data: BigInt64Array.from({ length: input[0]! }, (_, i) => BigInt(i % 8)),
      },
    },
    { learningRate: 0.05, step: 0 },
  );
  const velocities = [...step.read()].filter(([name]) => name.endsWith('.velocity'));
  await step.close();
  return {
    loss: result.loss,
    gradients: new Map(velocities.map(([name, { data }]) => [name, data as Float32Array])),
  };
}

/**
 * Root mean square of the difference of each gradient, smallest first, in units of the gradient’s own or of a
 * thousandth of the greatest one: gradients that are zero but for rounding (a bias before another norm) differ by all.
 */
function apart(one: Gradients, other: Gradients): readonly number[] {
  const least = 1e-3 * Math.max(...[...one.values()].map(rootMeanSquare));
  return [...one]
    .map(([name, gradient]) => {
      const difference = gradient.map((v, i) => v - other.get(name)![i]!);
      return rootMeanSquare(difference) / Math.max(least, rootMeanSquare(gradient));
    })
    .sort((a, b) => a - b);
}

const middle = (sorted: readonly number[]): number => sorted[sorted.length >> 1]!;

const rootMeanSquare = (values: Float32Array): number =>
  Math.sqrt(values.reduce((sum, v) => sum + v ** 2, 0) / values.length);
