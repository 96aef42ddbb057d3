// Each layer against torch.nn on the same numbers (layers.golden.py), computed by the float64 reference.

import { describe, expect, it } from 'vitest';
import { GraphBuilder } from '../../onnx/index.js';
import { evaluate } from '../../onnx/reference/index.js';
import { type Layer, NetworkBuilder } from '../network.js';
import { given, patterned } from '../pattern.fixture.js';
import * as layers from './index.js';
import golden from './layers.golden.json' with { type: 'json' };

const INPUTS = { picture: [2, 4, 5, 5], rows: [3, 6], tokens: [2, 5, 6] } as const;

type InputName = keyof typeof INPUTS;
type GoldenName = keyof typeof golden;

/** A network of one layer on a batch of unknown size. */
function networkOf(layer: Layer, of: InputName, training: boolean) {
  const graph = new GraphBuilder('layer');
  const network = new NetworkBuilder(graph, { training, seed: 1 });
  const x = graph.input(of, ['N', ...INPUTS[of].slice(1)]);
  graph.output('y', layer(network, x));
  return network;
}

function run(network: NetworkBuilder, of: InputName) {
  const noise = network.noises.map(({ name }) => {
    const { dims, data } = given(name, INPUTS[of]);
    return [name, { dims, data: Array.from(data, Math.abs) }] as const;
  });
  for (const { name, updated } of network.states) network.graph.output(`next.${name}`, updated);
  return evaluate(patterned(network.graph.build()), {
    [of]: given(of, INPUTS[of]),
    ...Object.fromEntries(noise),
  });
}

function expectGolden(
  actual: { dims: readonly number[]; data: ArrayLike<number> } | undefined,
  name: string,
) {
  const expected = golden[name as GoldenName];
  expect(actual!.dims).toEqual(expected.dims);
  for (const [i, value] of expected.data.entries())
    expect(Math.abs(actual!.data[i]! - value)).toBeLessThan(1e-6 * Math.max(1, Math.abs(value)));
}

const CASES: Readonly<Record<string, readonly [layer: Layer, of: InputName, golden?: string]>> = {
  conv: [layers.conv({ channels: 6, kernel: 3, stride: 2, pad: 1 }), 'picture'],
  'conv, groups, dilation, no bias': [
    layers.conv({ channels: 6, kernel: 3, dilation: 2, groups: 2, bias: false }),
    'picture',
  ],
  depthwiseConv: [layers.depthwiseConv({ kernel: 3, pad: 1 }), 'picture'],
  linear: [layers.linear({ features: 4 }), 'rows'],
  'linear over tokens, no bias': [layers.linear({ features: 4, bias: false }), 'tokens'],
  relu: [layers.relu, 'rows'],
  sigmoid: [layers.sigmoid, 'rows'],
  tanh: [layers.tanh, 'rows'],
  swish: [layers.swish, 'rows'],
  gelu: [layers.gelu, 'rows'],
  prelu: [layers.prelu, 'picture'],
  'prelu of rows': [layers.prelu, 'rows'],
  layerNorm: [layers.layerNorm(), 'tokens'],
  l2Normalise: [layers.l2Normalise, 'rows'],
  maxPool: [layers.maxPool({ kernel: 3, stride: 2, pad: 1 }), 'picture'],
  averagePool: [layers.averagePool({ kernel: 2 }), 'picture'],
  'averagePool, pad': [layers.averagePool({ kernel: 3, stride: 2, pad: 1 }), 'picture'],
  globalAveragePool: [layers.globalAveragePool, 'picture'],
  squeezeExcitation: [layers.squeezeExcitation({ reduction: 2 }), 'picture'],
  selfAttention: [layers.selfAttention({ heads: 2 }), 'tokens'],
  patchEmbedding: [layers.patchEmbedding({ patch: 2, width: 5 }), 'picture'],
  classToken: [layers.classToken, 'tokens'],
  positionEmbedding: [layers.positionEmbedding, 'tokens'],
  firstToken: [layers.firstToken, 'tokens'],
};

describe('layers compute what torch.nn computes', () => {
  for (const [name, [layer, of]] of Object.entries(CASES)) {
    it(name, () => {
      for (const training of [false, true]) {
        const network = networkOf(layer, of, training);
        const [y] = network.graph.build().graph.outputs;
        expect(y!.dims).toEqual(['N', ...golden[name as GoldenName].dims.slice(1)]);
        expectGolden(run(network, of).y, name);
      }
    });
  }
});

describe('batchNorm', () => {
  for (const of of ['picture', 'rows'] as const) {
    it(`of ${of} takes the running statistics at inference and changes nothing`, () => {
      const network = networkOf(layers.batchNorm(), of, false);
      expectGolden(run(network, of).y, `batchNorm of ${of}, inference`);
      expect(network.states).toEqual([]);
    });

    it(`of ${of} takes the batch's in training, and the running ones follow`, () => {
      const outputs = run(networkOf(layers.batchNorm(), of, true), of);
      expectGolden(outputs.y, `batchNorm of ${of}, training`);
      expectGolden(outputs['next.mean'], `batchNorm of ${of}, next mean`);
      expectGolden(outputs['next.variance'], `batchNorm of ${of}, next variance`);
    });
  }

  it('learns no scale where it is told so', () => {
    const { parameters } = networkOf(layers.batchNorm({ scale: false }), 'rows', true);
    expect(parameters.map((p) => p.name)).toEqual(['bias']);
  });
});

describe('l2Normalise', () => {
  it('leaves the zero vector zero', () => {
    const network = networkOf(layers.l2Normalise, 'rows', false);
    const y = evaluate(network.graph.build(), { rows: { dims: [1, 6], data: new Float64Array(6) } }).y!;
    expect([...y.data]).toEqual([0, 0, 0, 0, 0, 0]);
  });
});

describe('flatten', () => {
  it('keeps the order of the elements', () => {
    const { y } = run(networkOf(layers.flatten, 'picture', false), 'picture');
    expect(y!.dims).toEqual([2, 100]);
    expect([...y!.data]).toEqual([...(given('picture', INPUTS.picture).data as Float32Array)]);
  });
});

describe('dropout', () => {
  it('in training drops what the noise chooses and lets the rest grow', () => {
    expectGolden(run(networkOf(layers.dropout({ rate: 0.3 }), 'rows', true), 'rows').y, 'dropout');
  });

  it('at inference, or with rate 0, is nothing at all', () => {
    for (const [rate, training] of [
      [0.3, false],
      [0, true],
    ] as const) {
      const network = networkOf(layers.dropout({ rate }), 'rows', training);
      expect(network.noises).toEqual([]);
      expect(network.graph.nodes.map((n) => n.op)).toEqual(['Identity']);
    }
  });

  it('refuses a rate that leaves nothing', () => {
    expect(() => networkOf(layers.dropout({ rate: 1 }), 'rows', true)).toThrow(/rate is 1/);
  });
});

describe('composition', () => {
  const { sequential, residual, repeat, linear, relu } = layers;

  it('names parameters by the path of their layers', () => {
    const layer = sequential({
      first: linear({ features: 3 }),
      blocks: repeat(2, () => sequential({ fc: linear({ features: 3, bias: false }), relu })),
    });
    expect(networkOf(layer, 'rows', true).parameters.map((p) => p.name)).toEqual([
      'first.weight',
      'first.bias',
      'blocks.0.fc.weight',
      'blocks.1.fc.weight',
    ]);
  });

  it('decays weights, and neither biases nor norms nor slopes', () => {
    const layer = sequential({
      fc: linear({ features: 3 }),
      norm: layers.batchNorm(),
      act: layers.prelu,
    });
    const decayed = networkOf(layer, 'rows', true).parameters.filter((p) => p.decay);
    expect(decayed.map((p) => p.name)).toEqual(['fc.weight']);
  });

  it('residual adds the input, or what the shortcut makes of it', () => {
    const x = given('rows', INPUTS.rows).data as Float32Array;
    expect(run(networkOf(residual(relu), 'rows', true), 'rows').y!.data).toEqual(
      Float64Array.from(x, (v) => v + Math.max(v, 0)),
    );
    expect(run(networkOf(residual(relu, relu), 'rows', true), 'rows').y!.data).toEqual(
      Float64Array.from(x, (v) => 2 * Math.max(v, 0)),
    );
  });
});

describe('what does not fit is refused, with the layer and the shape', () => {
  it.each([
    ['heads', layers.selfAttention({ heads: 4 }), 'tokens', /4 heads do not divide a width of 6/],
    [
      'groups',
      layers.conv({ channels: 6, kernel: 3, groups: 3 }),
      'picture',
      /4 channels in and 6 out do not make 3 groups/,
    ],
    ['window', layers.conv({ channels: 6, kernel: 9 }), 'picture', /Conv/],
    ['sum', layers.residual(layers.linear({ features: 5 })), 'rows', /\[N, 5\].*\[N, 6\]/],
  ] as const)('%s', (name, layer, of, message) => {
    const scoped: Layer = (network, x) => network.apply(name, layer, x);
    expect(() => networkOf(scoped, of, true)).toThrow(message);
    expect(() => networkOf(scoped, of, true)).toThrow(name);
  });
});
