// Layout is a pass, of whole networks too: the gradient of every parameter after one step in both layouts.

import { describe, expect, it } from 'vitest';
import type { Layer } from '../../network.js';
import { iresnet, mobileFaceNet, vit } from '../../networks/index.js';
import type { TrainingState } from '../../step.js';
import { blockSize } from './blockSize.js';
import { openIn } from './layouts.fixture.js';

const PICTURES = [16, 3, 112, 112];

type Gradients = ReadonlyMap<string, Float32Array>;

describe.skipIf((await blockSize()) === 1)('a whole network in the blocked layout', () => {
  it('has the loss and the gradients of the plain one: a ViT, which is smooth', async () => {
    const layer = vit({ width: 48, depth: 2, heads: 3, features: 32 });
    const [plain, blocked] = [await gradients(layer, 'plain'), await gradients(layer, 'auto')];
    expect(blocked.loss).toBeCloseTo(plain.loss, 5);
    const differences = apart(plain.gradients, blocked.gradients);
    // Not the same to the last bit: the layouts do differ.
    expect(middle(differences)).toBeGreaterThan(0);
    expect(middle(differences)).toBeLessThan(1e-5);
    expect(differences.at(-1)).toBeLessThan(5e-3);
  });

  // Some activations lie at the kink of a PReLU within rounding, and take its other side in the other layout: how many
  // hangs on the processor. With slopes of one there is no kink, and what is left is rounding.
  it.each([
    ['IResNet-18', iresnet({ depth: 18, width: 16, features: 64 })],
    ['MobileFaceNet', mobileFaceNet()],
  ])('%s differs by the kinks of its PReLUs alone', async (_, layer) => {
    const [plain, blocked] = [await gradients(layer, 'plain'), await gradients(layer, 'auto')];
    expect(blocked.loss).toBeCloseTo(plain.loss, 4);
    const bent = apart(plain.gradients, blocked.gradients);
    expect(middle(bent)).toBeLessThan(1e-2);
    expect(bent.at(-1)).toBeLessThan(5e-2);
    const [plainStraight, blockedStraight] = [
      await gradients(layer, 'plain', straighten),
      await gradients(layer, 'auto', straighten),
    ];
    expect(blockedStraight.loss).toBeCloseTo(plainStraight.loss, 5);
    const straight = apart(plainStraight.gradients, blockedStraight.gradients);
    expect(middle(straight)).toBeGreaterThan(0);
    expect(middle(straight)).toBeLessThan(1e-5);
    expect(straight.at(-1)).toBeLessThan(1e-2);
  });
});

/** Names of the slopes of PReLUs in these networks. */
const SLOPES = /\.(act|prelu)\.weight$/;

/** Slopes of PReLU become one. */
function straighten(state: TrainingState): void {
  for (const [name, { data }] of state) if (SLOPES.test(name)) (data as Float32Array).fill(1);
}

/** Loss and, as the first velocity of SGD with momentum, the gradient of every parameter. */
async function gradients(
  layer: Layer,
  layout: 'auto' | 'plain',
  change?: (state: TrainingState) => void,
): Promise<{ readonly loss: number; readonly gradients: Gradients }> {
  const { step, batch } = await openIn(layout, layer, PICTURES, change);
  const { loss } = await step.run(batch, { learningRate: 0.05, step: 0 });
  const velocities = [...step.read()].filter(([name]) => name.endsWith('.velocity'));
  await step.close();
  return {
    loss,
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
