import { describe, expect, it } from 'vitest';
import {
  encodeModel,
  GraphBuilder,
  type Model,
  openSession,
  summarizeModel,
  type Value,
} from '../../onnx/index.js';
import {
  batchNorm,
  conv,
  depthwiseConv,
  flatten,
  globalAveragePool,
  linear,
  prelu,
  sequential,
} from '../layers/index.js';
import { softmaxCrossEntropy } from '../losses/index.js';
import { type Layer, NetworkBuilder } from '../network.js';
import { openTrainingStep } from '../openTrainingStep.js';
import { randomStream } from '../random.js';
import type { TrainingState } from '../step.js';
import { composedPrelu } from './composedPrelu.js';
import { exportNetwork } from './exportNetwork.js';
import { foldBatchNorm } from './foldBatchNorm.js';
import { halfWeights } from './halfWeights.js';
import { withState } from './withState.js';

const layer: Layer = sequential({
  conv: conv({ channels: 16, kernel: 3, pad: 1, bias: false }),
  norm: batchNorm(),
  act: prelu,
  depthwise: depthwiseConv({ kernel: 3, pad: 1, bias: true }),
  norm2: batchNorm(),
  pool: globalAveragePool,
  flat: flatten,
  fc: linear({ features: 32 }),
  norm3: batchNorm(),
});

const N = 8;
const random = randomStream(1, 'pictures');
const pictures = Float32Array.from({ length: N * 3 * 8 * 8 }, () => 2 * random() - 1);

/** A network that has been trained for some steps, so that running statistics and parameters are not as they were. */
async function trainedState(average = false): Promise<TrainingState> {
  const graph = new GraphBuilder('exported');
  const network = new NetworkBuilder(graph, { training: true, seed: 2 });
  const x = graph.input('x', [N, 3, 8, 8]);
  const labels = graph.input('labels', [N], 'int64');
  const features = network.apply('net', layer, x);
  const loss = softmaxCrossEntropy(network, features, labels);
  const step = await openTrainingStep(
    network,
    { loss },
    {
      optimiser: { kind: 'adamW', beta1: 0.9, beta2: 0.999, epsilon: 1e-8, weightDecay: 0 },
      seed: 1,
      threads: 1,
      ...(average && { average: { decay: 0.5, warmUp: false } }),
    },
  );
  const batch = {
    x: { type: 'float32', dims: [N, 3, 8, 8], data: pictures },
    labels: { type: 'int64', dims: [N], data: BigInt64Array.from({ length: N }, (_, i) => BigInt(i)) },
  } as const;
  for (let i = 0; i < 6; i++) await step.run(batch, { learningRate: 0.02, step: i });
  const state = step.read();
  await step.close();
  return state;
}

const options = {
  name: 'net',
  input: { name: 'x', dims: ['N', 3, 8, 8] },
  output: 'features',
  path: 'net',
  layer,
};

/** The layers in inference mode as they were built, nothing folded. */
function unfolded(state: TrainingState): Model {
  const graph = new GraphBuilder('net');
  const network = new NetworkBuilder(graph, { training: false, seed: 0 });
  graph.output('features', network.apply('net', layer, graph.input('x', ['N', 3, 8, 8])));
  return withState(graph.build(), state, false);
}

async function featuresOf(model: Model): Promise<Float32Array> {
  const session = await openSession(encodeModel(model));
  const { features } = await session.run({ x: { data: pictures, dims: [N, 3, 8, 8] } });
  await session.close();
  return features!.data;
}

const distance = (a: Float32Array, b: Float32Array): number =>
  Math.max(...a.map((v, i) => Math.abs(v - b[i]!))) / Math.max(...a.map(Math.abs));

describe('exportNetwork', () => {
  it('folds every batch normalisation and gives the features that the trained layers give', async () => {
    const state = await trainedState();
    const exported = exportNetwork({ ...options, state });
    expect(exported.graph.nodes.map(({ op }) => op)).not.toContain('BatchNormalization');
    expect(unfolded(state).graph.nodes.filter(({ op }) => op === 'BatchNormalization')).toHaveLength(3);
    expect(distance(await featuresOf(unfolded(state)), await featuresOf(exported))).toBeLessThan(1e-5);
  });

  it('is standard ONNX alone, takes any batch size and holds no number that nothing reads', async () => {
    const exported = exportNetwork({ ...options, state: await trainedState() });
    const summary = summarizeModel(encodeModel(exported));
    expect(Object.keys(summary.opsets)).toEqual(['']);
    expect(exported.graph.inputs[0]!.dims[0]).toBe('N');
    const read = new Set(exported.graph.nodes.flatMap(({ inputs }) => inputs));
    expect([...exported.graph.constants.keys()].filter((name) => !read.has(name))).toEqual([]);
  });

  it('refuses a state that lacks the layer, or has it in another shape', async () => {
    const state = await trainedState();
    const refused = expect.objectContaining({ code: 'checkpoint_mismatch' });
    expect(() => exportNetwork({ ...options, path: 'elsewhere', state })).toThrowError(refused);
    const wrong = new Map(state).set('net.fc.bias', {
      type: 'float32',
      dims: [1],
      data: new Float32Array(1),
    });
    expect(() => exportNetwork({ ...options, state: wrong })).toThrowError(refused);
  });

  it('takes the moving averages where it is asked to', async () => {
    const state = await trainedState(true);
    const [last, averaged] = [
      exportNetwork({ ...options, state }),
      exportNetwork({ ...options, state, averaged: true }),
    ];
    const bias = (model: Model) =>
      [...model.graph.constants].find(([name]) => name.startsWith('net.fc.weight.bias'))![1];
    expect(bias(last).data).not.toEqual(bias(averaged).data);
    expect(distance(await featuresOf(last), await featuresOf(averaged))).toBeLessThan(0.5);
  });
});

describe('foldBatchNorm', () => {
  it('leaves a normalisation whose convolution is read elsewhere too', () => {
    const graph = new GraphBuilder('shared');
    const x = graph.input('x', ['N', 2, 4, 4]);
    const y = graph.add('Conv', [x, graph.floats(new Float32Array(4).fill(1), [2, 2, 1, 1])]);
    const vector = (v: number): Value => graph.floats([v, v]);
    const norm = graph.add('BatchNormalization', [y, vector(2), vector(1), vector(0), vector(1)]);
    graph.output('z', graph.add('Add', [y, norm]));
    expect(foldBatchNorm(graph.build()).graph.nodes.map(({ op }) => op)).toContain('BatchNormalization');
  });
});

describe('halfWeights', () => {
  it('halves a model and keeps its features to the rounding of the weights', async () => {
    const exported = exportNetwork({ ...options, state: await trainedState() });
    const half = halfWeights(exported);
    expect(half.graph.constants.has('net.fc.weight.half')).toBe(false);
    expect(
      [...half.graph.constants.values()].filter(({ type }) => type === 'float16').length,
    ).toBeGreaterThan(0);
    const apart = distance(await featuresOf(exported), await featuresOf(half));
    expect(apart).toBeGreaterThan(0);
    expect(apart).toBeLessThan(2e-3);
  });
});

describe('composedPrelu', () => {
  it('gives what PReLU gives, to rounding, without the operator', async () => {
    const exported = exportNetwork({ ...options, state: await trainedState() });
    const composed = composedPrelu(exported);
    expect(exported.graph.nodes.map(({ op }) => op)).toContain('PRelu');
    expect(composed.graph.nodes.map(({ op }) => op)).not.toContain('PRelu');
    expect(distance(await featuresOf(exported), await featuresOf(composed))).toBeLessThan(1e-6);
  });

  it.each([
    ['rows, for which a convolution does not exist', ['N', 4], [4]],
    ['one slope for all channels', ['N', 4, 2, 2], [1, 1, 1]],
    ['a slope for each pixel', ['N', 4, 2, 2], [4, 2, 2]],
  ])('leaves PReLU of %s', (_, x, slopes) => {
    const graph = new GraphBuilder('net');
    const slope = graph.floats(new Float32Array(slopes.reduce((a, b) => a * b)).fill(0.25), slopes);
    graph.output('y', graph.add('PRelu', [graph.input('x', x), slope]));
    expect(composedPrelu(graph.build()).graph.nodes[0]!.op).toBe('PRelu');
  });
});
