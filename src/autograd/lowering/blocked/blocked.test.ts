// Layout is a pass: every network here is trained for two steps in the plain and in the blocked layout, and must
// come out the same.

import { describe, expect, it } from 'vitest';
import { filled, heNormal } from '../../initializers.js';
import {
  averagePool,
  batchNorm,
  conv,
  depthwiseConv,
  flatten,
  globalAveragePool,
  linear,
  maxPool,
  prelu,
  relu,
  residual,
  sequential,
  squeezeExcitation,
} from '../../layers/index.js';
import type { Layer } from '../../network.js';
import type { TrainingState } from '../../step.js';
import { blockSize } from './blockSize.js';
import { openIn } from './layouts.fixture.js';

interface Case {
  readonly name: string;
  /** `[N, C, H, W]` */
  readonly input: readonly [number, number, number, number];
  readonly layer: Layer;
}

const head = sequential({ pool: globalAveragePool, flat: flatten, fc: linear({ features: 5 }) });
const wide = (layers: Record<string, Layer>): Layer =>
  sequential({ stem: conv({ channels: 32, kernel: 1 }), ...layers, head });

const conv3 = (options: { stride?: number; pad?: number; kernel?: number; channels?: number } = {}): Layer =>
  conv({ channels: 48, kernel: 3, pad: 1, bias: false, ...options });

/** A convolution whose results lie many deviations off zero. */
const offCentre: Layer = (network, x) => {
  const w = network.parameter('weight', [32, network.sizeAlong(x, 1), 1, 1], heNormal);
  return network.graph.add('Conv', [x, w, network.parameter('bias', [32], filled(30))]);
};

/** Two convolutions with one filter of one pixel, the second with a border. */
const sharedFilter: Layer = (network, x) => {
  const channels = network.sizeAlong(x, 1);
  const w = network.parameter('weight', [channels, channels, 1, 1], heNormal);
  const { graph } = network;
  return graph.add('Conv', [graph.add('Conv', [x, w]), w], { pads: [1, 1, 1, 1] });
};

/** Two normalisations of one value that differ in ε alone. */
const twiceNormal: Layer = (network, x) => {
  const one = network.apply('one', batchNorm({ epsilon: 1e-5 }), x);
  return network.graph.add('Add', [one, network.apply('other', batchNorm({ epsilon: 1 }), x)]);
};

/** A PReLU whose slopes are frozen above one. */
const frozenSteep: Layer = ({ graph }, x) => {
  const channels = graph.shapeOf(x)[1]!;
  return graph.add('PRelu', [x, graph.floats(new Float32Array(channels).fill(1.5), [channels, 1, 1])]);
};

const CASES: readonly Case[] = [
  {
    name: 'norm of what lies far off zero',
    input: [4, 3, 12, 12],
    layer: wide({ conv: offCentre, norm: batchNorm(), act: prelu }),
  },
  { name: 'one filter for two convolutions', input: [3, 3, 6, 6], layer: wide({ conv: sharedFilter }) },
  { name: 'two norms of one value', input: [4, 3, 6, 6], layer: wide({ conv: conv3(), norms: twiceNormal }) },
  { name: 'frozen slopes above one', input: [4, 3, 6, 6], layer: wide({ conv: conv3(), act: frozenSteep }) },
  { name: 'dense 3×3', input: [16, 3, 9, 7], layer: wide({ conv: conv3() }) },
  {
    name: 'dense 3×3 with a bias',
    input: [16, 3, 8, 8],
    layer: wide({ conv: conv({ channels: 16, kernel: 3, pad: 1 }) }),
  },
  { name: 'dense 3×3 without pads', input: [16, 3, 9, 7], layer: wide({ conv: conv3({ pad: 0 }) }) },
  { name: 'stride 2, even size', input: [16, 3, 8, 12], layer: wide({ conv: conv3({ stride: 2 }) }) },
  { name: 'stride 2, odd size', input: [16, 3, 9, 7], layer: wide({ conv: conv3({ stride: 2 }) }) },
  {
    name: 'stride 3 with 5×5',
    input: [16, 3, 12, 9],
    layer: wide({ conv: conv3({ stride: 3, kernel: 5, pad: 2 }) }),
  },
  {
    name: 'pointwise, pixels fill blocks',
    input: [4, 3, 8, 8],
    layer: wide({ conv: conv3({ kernel: 1, pad: 0 }) }),
  },
  {
    name: 'pointwise, pictures fill blocks',
    input: [16, 3, 7, 7],
    layer: wide({ conv: conv3({ kernel: 1, pad: 0 }) }),
  },
  {
    name: 'pointwise, nothing fills blocks',
    input: [3, 3, 7, 5],
    layer: wide({ conv: conv3({ kernel: 1, pad: 0 }) }),
  },
  {
    name: 'pointwise, stride 2',
    input: [16, 3, 14, 14],
    layer: wide({ conv: conv3({ kernel: 1, pad: 0, stride: 2 }) }),
  },
  {
    name: 'pointwise, stride 2, odd size',
    input: [16, 3, 7, 9],
    layer: wide({ conv: conv3({ kernel: 1, pad: 0, stride: 2 }) }),
  },
  { name: 'a batch that fills no block', input: [5, 3, 9, 7], layer: wide({ conv: conv3() }) },
  {
    name: 'a picture cut into bands',
    input: [16, 16, 112, 112],
    layer: wide({ conv: conv({ channels: 16, kernel: 3, pad: 1 }) }),
  },
  {
    name: 'a picture cut into bands, stride 2',
    input: [16, 16, 112, 112],
    layer: wide({ conv: conv({ channels: 16, kernel: 3, pad: 1, stride: 2 }) }),
  },
  {
    name: 'depthwise',
    input: [2, 3, 9, 7],
    layer: wide({ conv: depthwiseConv({ kernel: 3, pad: 1, bias: false }) }),
  },
  {
    name: 'depthwise, stride 2, even',
    input: [2, 3, 8, 10],
    layer: wide({ conv: depthwiseConv({ kernel: 3, pad: 1, stride: 2, bias: false }) }),
  },
  {
    name: 'depthwise, stride 2, odd',
    input: [2, 3, 9, 7],
    layer: wide({ conv: depthwiseConv({ kernel: 3, pad: 1, stride: 2, bias: false }) }),
  },
  {
    name: 'global depthwise',
    input: [2, 3, 7, 7],
    layer: wide({ conv: depthwiseConv({ kernel: 7, bias: false }) }),
  },
  {
    name: 'first layer, 3×3, stride 2',
    input: [16, 3, 12, 12],
    layer: sequential({ conv: conv3({ stride: 2 }), head }),
  },
  {
    name: 'grouped',
    input: [16, 3, 8, 8],
    layer: wide({ conv: conv({ channels: 32, kernel: 3, pad: 1, groups: 4 }) }),
  },
  {
    name: 'channels that fill no block',
    input: [16, 3, 8, 8],
    layer: wide({ conv: conv({ channels: 20, kernel: 3, pad: 1 }), next: conv3() }),
  },
  { name: 'norm, PReLU', input: [4, 3, 6, 6], layer: wide({ conv: conv3(), norm: batchNorm(), act: prelu }) },
  { name: 'PReLU alone', input: [4, 3, 6, 6], layer: wide({ conv: conv3(), act: prelu, next: conv3() }) },
  {
    name: 'norm, ReLU',
    input: [4, 3, 6, 6],
    layer: wide({ conv: conv3(), norm: batchNorm(), act: relu, next: conv3() }),
  },
  { name: 'ReLU alone', input: [4, 3, 6, 6], layer: wide({ conv: conv3(), act: relu }) },
  {
    name: 'norm before a convolution',
    input: [16, 3, 6, 6],
    layer: wide({ norm: batchNorm(), conv: conv3(), norm2: batchNorm() }),
  },
  {
    name: 'residual',
    input: [16, 3, 6, 6],
    layer: wide({
      block: residual(sequential({ conv: conv3({ channels: 32 }), norm: batchNorm() })),
      act: prelu,
      block2: residual(sequential({ norm: batchNorm(), conv: conv3({ channels: 32 }) })),
    }),
  },
  {
    name: 'residual with a projection',
    input: [16, 3, 8, 8],
    layer: wide({
      block: residual(
        sequential({ norm: batchNorm(), conv: conv3({ stride: 2 }), norm2: batchNorm() }),
        sequential({
          shortcut: sequential({ conv: conv3({ kernel: 1, pad: 0, stride: 2 }), norm: batchNorm() }),
        }),
      ),
      next: conv3(),
    }),
  },
  {
    name: 'squeeze and excitation',
    input: [4, 3, 6, 6],
    layer: wide({ conv: conv3(), se: squeezeExcitation({ reduction: 4 }) }),
  },
  {
    name: 'pools',
    input: [4, 3, 8, 8],
    layer: wide({
      max: maxPool({ kernel: 2, stride: 2 }),
      conv: conv3(),
      mean: averagePool({ kernel: 2, stride: 2 }),
    }),
  },
];

describe.skipIf((await blockSize()) === 1)('the blocked layout', () => {
  it.each(CASES)('gives what the plain one gives: $name', async ({ input, layer }) => {
    const [plain, blocked] = [await trained(input, layer, 'plain'), await trained(input, layer, 'auto')];
    expect(blocked.loss).toBeCloseTo(plain.loss, 4);
    // Sums of up to 200,000 products in float32, in another order.
    expect(distance(blocked.state, plain.state)).toBeLessThan(1e-3);
  });

  it('goes on with another formula when a slope of PReLU rises above one', async () => {
    const layer = wide({ conv: conv3(), norm: batchNorm(), act: prelu });
    const steep = (state: TrainingState) => state.get('net.act.weight')!.data.fill(1.5);
    const [plain, blocked] = [
      await trained([4, 3, 6, 6], layer, 'plain', steep),
      await trained([4, 3, 6, 6], layer, 'auto', steep),
    ];
    expect(blocked.loss).toBeCloseTo(plain.loss, 4);
    expect(distance(blocked.state, plain.state)).toBeLessThan(2e-4);
  });
});

/** Two steps from the same start, on the same numbers. */
async function trained(
  input: Case['input'],
  layer: Layer,
  layout: 'auto' | 'plain',
  change: (state: TrainingState) => void = () => {},
) {
  const { step, batch } = await openIn(layout, layer, input, change);
  await step.run(batch, { learningRate: 0.05, step: 0 });
  const { loss: last } = await step.run(batch, { learningRate: 0.05, step: 1 });
  const result = { loss: last, state: step.read() };
  await step.close();
  return result;
}

/** Greatest difference of any parameter, velocity or running statistic, in units of the greatest of its tensor. */
function distance(one: TrainingState, other: TrainingState): number {
  expect([...one.keys()].sort()).toEqual([...other.keys()].sort());
  return Math.max(
    ...[...one].map(([name, { data }]) => {
      const reference = other.get(name)!.data;
      const scale = Math.max(1e-3, ...reference.map(Math.abs));
      return Math.max(...data.map((v, i) => Math.abs(v - reference[i]!))) / scale;
    }),
  );
}
