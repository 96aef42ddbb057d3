import { describe, expect, it } from 'vitest';
import { encodeModel, GraphBuilder, type Model, openSession, type Value } from '../onnx/index.js';
import { withState } from './exporting/withState.js';
import { importNetwork } from './importNetwork.js';
import { linear } from './layers/index.js';
import { softmaxCrossEntropy } from './losses/index.js';
import { openTrainingStep } from './openTrainingStep.js';
import { randomStream } from './random.js';

/** A small network as another tool would have written it: weights as initialisers under names of their own. */
function stranger(): Model {
  const graph = new GraphBuilder('stranger');
  const random = randomStream(3, 'stranger');
  const weight = (name: string, ...dims: number[]): Value =>
    graph.constant(
      {
        type: 'float32',
        dims,
        data: new Uint8Array(
          Float32Array.from({ length: dims.reduce((p, d) => p * d, 1) }, () => random() - 0.5).buffer,
        ),
      },
      name,
    );
  const x = graph.input('image', ['batch', 3, 8, 8]);
  const conv = graph.add('Conv', [x, weight('w1', 16, 3, 3, 3), weight('b1', 16)], { pads: [1, 1, 1, 1] });
  const norm = graph.add('BatchNormalization', [
    graph.add('Relu', [conv]),
    weight('scale', 16),
    weight('shift', 16),
    weight('mean', 16),
    graph.floats(new Float32Array(16).fill(0.7)),
  ]);
  const pooled = graph.add('Flatten', [graph.add('GlobalAveragePool', [norm])]);
  graph.output('embedding', graph.add('Gemm', [pooled, weight('w2', 16, 4), weight('b2', 4)]));
  return graph.build();
}

const N = 16;
const random = randomStream(8, 'images');
/** Every second one is redder. */
const images = Float32Array.from(
  { length: N * 3 * 64 },
  (_, i) => random() + (Math.floor(i / 192) % 2 === 1 && i % 192 < 64 ? 0.5 : 0),
);
const batch = {
  image: { type: 'float32', dims: [N, 3, 8, 8], data: images },
  labels: { type: 'int64', dims: [N], data: BigInt64Array.from({ length: N }, (_, i) => BigInt(i % 2)) },
} as const;

async function tuned(trainable?: (name: string) => boolean) {
  const { network, outputs } = importNetwork(stranger(), {
    sizes: { batch: N },
    seed: 1,
    ...(trainable && { trainable }),
  });
  const logits = network.apply('head', linear({ features: 2 }), outputs.embedding!);
  const loss = softmaxCrossEntropy(network, logits, network.graph.input('labels', [N], 'int64'));
  const step = await openTrainingStep(
    network,
    { loss },
    { optimiser: { kind: 'sgd', momentum: 0.9, nesterov: false, weightDecay: 0 }, seed: 1, threads: 1 },
  );
  const losses: number[] = [];
  for (let i = 0; i < 40; i++) losses.push((await step.run(batch, { learningRate: 0.1, step: i })).loss);
  const state = step.read();
  await step.close();
  return { losses, state };
}

describe('importNetwork', () => {
  it('fine-tunes a model of another maker: all its weights move, its statistics stay', async () => {
    const { losses, state } = await tuned();
    expect(losses.at(-1)).toBeLessThan(losses[0]! / 2);
    const before = stranger().graph.constants;
    for (const name of ['w1', 'b1', 'scale', 'shift', 'w2', 'b2'])
      expect(new Uint8Array(state.get(name)!.data.buffer), name).not.toEqual(before.get(name)!.data);
    expect(state.has('mean')).toBe(false);
  });

  it('leaves what is frozen as it was, and computes no gradient for it', async () => {
    const { losses, state } = await tuned((name) => name === 'w2' || name === 'b2');
    expect(losses.at(-1)).toBeLessThan(losses[0]!);
    expect([...state.keys()].filter((name) => !name.includes('.'))).toEqual(['w2', 'b2']);
  });

  it('gives back the model with its new weights, which runs as before and answers otherwise', async () => {
    const { state } = await tuned();
    const model = stranger();
    const answers = await Promise.all(
      [model, withState(model, state, false)].map(async (m) => {
        const session = await openSession(encodeModel(m));
        const { embedding } = await session.run({
          image: { data: images.slice(0, 3 * 64), dims: [1, 3, 8, 8] },
        });
        await session.close();
        return embedding!;
      }),
    );
    expect(answers.map(({ dims }) => dims)).toEqual([
      [1, 4],
      [1, 4],
    ]);
    expect(answers[0]!.data).not.toEqual(answers[1]!.data);
  });

  it('does not decay biases, scales and shifts', () => {
    const { network } = importNetwork(stranger(), { sizes: { batch: N }, seed: 1 });
    expect(network.parameters.filter(({ decay }) => decay).map(({ name }) => name)).toEqual(['w1', 'w2']);
  });

  it('takes the bias that an exporter wrote as a sum for a weight, and weights listed as inputs for no input', () => {
    const graph = new GraphBuilder('older');
    const floats = (name: string, ...dims: number[]): Value =>
      graph.constant(
        { type: 'float32', dims, data: new Uint8Array(4 * dims.reduce((p, d) => p * d, 1)) },
        name,
      );
    const x = graph.input('x', ['batch', 3]);
    graph.output('y', graph.add('Add', [graph.add('MatMul', [x, floats('w', 3, 2)]), floats('b', 2)]));
    const model = graph.build();
    const listed = { name: 'w', type: 'float32', dims: [3, 2] } as const;
    const older = { ...model, graph: { ...model.graph, inputs: [...model.graph.inputs, listed] } };
    const { network, inputs } = importNetwork(older, { sizes: { batch: N }, seed: 1 });
    expect(network.parameters.map(({ name, decay }) => [name, decay])).toEqual([
      ['w', true],
      ['b', false],
    ]);
    expect(Object.keys(inputs)).toEqual(['x']);
  });

  it('says so where nothing is chosen to be trained', () => {
    expect(() =>
      importNetwork(stranger(), { sizes: { batch: N }, seed: 1, trainable: () => false }),
    ).toThrowError(expect.objectContaining({ code: 'graph_invalid' }));
  });
});
