// Whole networks against PyTorch on the same parameters and pictures (networks.golden.py, float64), computed by ONNX
// Runtime in float32.

import { describe, expect, it } from 'vitest';
import { encodeModel, GraphBuilder, openSession, type Value } from '../../onnx/index.js';
import { differentiate } from '../differentiate.js';
import { softmaxCrossEntropy } from '../losses/index.js';
import { lowerPlain } from '../lowering/plain.js';
import { type Layer, NetworkBuilder } from '../network.js';
import { pattern, patterned } from '../pattern.fixture.js';
import { adapter, iresnet, mobileFaceNet, vit } from './index.js';
import golden from './networks.golden.json' with { type: 'json' };

const PICTURES = { name: 'pictures', dims: [4, 3, 112, 112] } as const;

interface Case {
  readonly layer: Layer;
  readonly x: { readonly name: string; readonly dims: readonly number[] };
}

const CASES: Readonly<Record<keyof typeof golden, Case>> = {
  mobileFaceNet: { layer: mobileFaceNet(), x: PICTURES },
  iresnet18: { layer: iresnet({ depth: 18, width: 16, features: 64 }), x: PICTURES },
  iresnet34: { layer: iresnet({ depth: 34, width: 8, features: 64 }), x: PICTURES },
  iresnet50: { layer: iresnet({ depth: 50, width: 8, features: 64 }), x: PICTURES },
  vit: { layer: vit({ width: 24, depth: 2, heads: 3, features: 32 }), x: PICTURES },
  adapter: { layer: adapter({ hidden: 64 }), x: { name: 'templates', dims: [8, 512] } },
};

function networkOf(layer: Layer, dims: readonly (number | string)[], training: boolean) {
  const graph = new GraphBuilder('network');
  const network = new NetworkBuilder(graph, { training, seed: 1 });
  return { network, features: layer(network, graph.input('x', dims)) };
}

async function run(graph: GraphBuilder, x: Case['x']) {
  const session = await openSession(encodeModel(lowerPlain(patterned(graph.build()))), { threads: 2 });
  const outputs = await session.run({ x: { dims: x.dims, data: pattern(x.name, x.dims) } });
  await session.close();
  return outputs;
}

const norm = (values: Float32Array): number => Math.sqrt(values.reduce((sum, v) => sum + v * v, 0));

/** Largest difference as a share of the largest expected value. */
function deviation(actual: ArrayLike<number>, expected: readonly number[]): number {
  const size = Math.max(...expected.map(Math.abs));
  return Math.max(...expected.map((value, i) => Math.abs(actual[i]! - value))) / size;
}

describe('at inference, for a batch of any size, the features are PyTorch’s', () => {
  for (const [name, { layer, x }] of Object.entries(CASES)) {
    it(name, async () => {
      const { network, features } = networkOf(layer, ['N', ...x.dims.slice(1)], false);
      network.graph.output('features', features);
      const { data, dims } = (await run(network.graph, x)).features!;
      const first = Array.from({ length: x.dims[0]! }, (_, i) => [
        ...data.subarray(i * dims[1]!, i * dims[1]! + 16),
      ]);
      expect(deviation(first.flat(), golden[name as keyof typeof golden].features)).toBeLessThan(1e-4);
    });
  }
});

describe('in training the loss, all gradients and the running means are PyTorch’s', () => {
  for (const [name, { layer, x }] of Object.entries(CASES)) {
    it(name, async () => {
      const { network, features } = networkOf(layer, x.dims, true);
      const { graph, parameters, states } = network;
      const [count, classes] = graph.shapeOf(features) as [number, number];
      const labels = graph.ints(Array.from({ length: count }, (_, i) => (i * 37 + 5) % classes));
      const loss = softmaxCrossEntropy(network, features, labels);
      const slopes = differentiate(
        graph,
        loss,
        parameters.map((p) => p.value),
      );
      graph.output('loss', loss);
      for (const { name: of, value } of parameters) graph.output(`by ${of}`, slopes.get(value)!);
      for (const { name: of, updated } of states) graph.output(`next ${of}`, updated);
      const outputs = await run(graph, x);

      const expected: Golden = golden[name as keyof typeof golden];
      expect(outputs.loss!.data[0]).toBeCloseTo(expected.loss, 3);
      const largest = Math.max(...Object.values(expected.norms));
      for (const [of, length] of Object.entries(expected.norms))
        expect(Math.abs(norm(outputs[`by ${of}`]!.data) - length), of).toBeLessThan(
          1e-3 * length + 1e-6 * largest,
        );
      for (const [of, values] of Object.entries(expected.gradients))
        expect(deviation(outputs[`by ${of}`]!.data, values), of).toBeLessThan(AT_A_KINK);
      for (const [of, values] of Object.entries(expected.means))
        expect(deviation(outputs[`next ${of}`]!.data, values), of).toBeLessThan(1e-3);
      expect(parameters).toHaveLength(Object.keys(expected.norms).length + inTransformer(name));
    });
  }
});

/**
 * Two of MobileFaceNet's activations lie so near PReLU's kink (one at 1.3e-7) that float32 takes the other slope, which
 * moves single entries of the gradients before them by 0.2 %. The networks without such a one agree to 2e-4.
 */
const AT_A_KINK = 5e-3;

interface Golden {
  readonly loss: number;
  readonly norms: Readonly<Record<string, number>>;
  readonly gradients: Readonly<Record<string, readonly number[]>>;
  readonly means: Readonly<Record<string, readonly number[]>>;
}

/** Parameters that PyTorch holds in one: weights and biases of query, key and value in each of two blocks. */
const inTransformer = (name: string): number => (name === 'vit' ? 2 * 6 : 0);

describe('adapter', () => {
  it('changes nothing but the length before it is trained', async () => {
    const { network, features } = networkOf(adapter({ hidden: 16 }), ['N', 8], false);
    network.graph.output('y', features);
    const session = await openSession(encodeModel(network.graph.build()));
    const x = pattern('templates', [3, 8]);
    const { y } = await session.run({ x: { dims: [3, 8], data: x } });
    await session.close();
    for (let i = 0; i < 3; i++) {
      const row = x.subarray(8 * i, 8 * i + 8);
      for (const [j, value] of row.entries()) expect(y!.data[8 * i + j]).toBeCloseTo(value / norm(row), 6);
    }
  });
});

describe('options', () => {
  it('MobileFaceNet and IResNet give features of the length asked for', () => {
    for (const layer of [mobileFaceNet({ features: 512 }), iresnet({ depth: 18, width: 8, features: 512 })]) {
      const { network, features } = networkOf(layer, ['N', 3, 112, 112], true);
      expect(network.graph.dimsOf(features as Value)).toEqual(['N', 512]);
    }
  });

  it('IResNet drops features before its last layer where told so', () => {
    const { network } = networkOf(iresnet({ depth: 18, width: 8, dropout: 0.4 }), ['N', 3, 112, 112], true);
    expect(network.noises).toEqual([{ name: 'dropout.noise', dims: ['N', 64 * 49] }]);
  });
});
