import { describe, expect, it } from 'vitest';
import {
  encodeModel,
  float,
  GraphBuilder,
  type Model,
  openSession,
  summarizeModel,
  type Value,
} from '../../../onnx/index.js';
import {
  batchNorm,
  conv,
  depthwiseConv,
  flatten,
  linear,
  prelu,
  relu,
  residual,
  sequential,
} from '../../layers/index.js';
import { type Layer, NetworkBuilder } from '../../network.js';
import { randomStream } from '../../random.js';
import { quantised } from './quantised.js';

const refused = (code: string) => expect.objectContaining({ code });

function pictures(seed: number, count = 4, size = 16, reach = 1) {
  const random = randomStream(seed, 'pictures');
  const data = Float32Array.from({ length: count * 3 * size * size }, () => reach * (2 * random() - 1));
  return { x: { type: 'float32', dims: [count, 3, size, size], data } } as const;
}

/** A layer with its first weights as a model. */
function modelOf(layer: Layer): Model {
  const graph = new GraphBuilder('net');
  const network = new NetworkBuilder(graph, { training: false, seed: 3 });
  graph.output('y', network.apply('net', layer, graph.input('x', ['N', 3, 16, 16])));
  return graph.build();
}

async function resultOf(model: Model, seed = 9): Promise<Float32Array> {
  const session = await openSession(encodeModel(model));
  const { y } = await session.compute(pictures(seed));
  await session.close();
  return y!.data as Float32Array;
}

/** Length of the difference by the length of the first. */
function apart(a: Float32Array, b: Float32Array): number {
  return Math.hypot(...a.map((v, i) => v - b[i]!)) / Math.hypot(...a);
}

const opsOf = ({ graph }: Model): string[] => graph.nodes.map(({ op }) => op);

const network = sequential({
  stem: conv({ channels: 16, kernel: 3, pad: 1, bias: false }),
  norm: batchNorm(),
  act: relu,
  block: residual(
    sequential({
      conv: conv({ channels: 16, kernel: 3, pad: 1, bias: true }),
      act: prelu,
      depthwise: depthwiseConv({ kernel: 3, pad: 1, bias: true }),
    }),
  ),
  pointwise: conv({ channels: 8, kernel: 1, bias: true }),
  act2: relu,
  flat: flatten,
  fc: linear({ features: 32 }),
});

describe('quantised', () => {
  it('gives what the float32 model gives, but for the rounding, on pictures that it has not seen', async () => {
    const model = modelOf(network);
    const eight = await quantised(model, [pictures(1), pictures(2)]);
    const distance = apart(await resultOf(model), await resultOf(eight));
    expect(distance).toBeGreaterThan(0);
    expect(distance).toBeLessThan(0.03);
  });

  it('takes samples as they come from a disk, and makes of the same samples the same file', async () => {
    const model = modelOf(network);
    async function* loaded() {
      for (const seed of [1, 2]) yield pictures(seed);
    }
    const [first, again] = [
      await quantised(model, loaded()),
      await quantised(model, [pictures(1), pictures(2)]),
    ];
    expect(encodeModel(first)).toEqual(encodeModel(again));
  });

  it('is standard ONNX, a quarter of the size, for any batch', async () => {
    const wide = modelOf(
      sequential({
        a: conv({ channels: 64, kernel: 3 }),
        b: conv({ channels: 64, kernel: 3 }),
        c: conv({ channels: 4, kernel: 1 }),
      }),
    );
    const bytes = encodeModel(await quantised(wide, [pictures(1)]));
    expect(bytes.length).toBeLessThan(0.3 * encodeModel(wide).length);
    expect(Object.keys(summarizeModel(bytes).opsets)).toEqual(['']);
    const session = await openSession(bytes);
    expect((await session.compute(pictures(1, 7))).y!.dims[0]).toBe(7);
    await session.close();
  });

  it('keeps weights from −64 to 64, where no processor saturates', async () => {
    const { graph } = await quantised(modelOf(network), [pictures(1)]);
    const whole = [...graph.constants.values()].filter(
      ({ type, dims }) => type === 'int8' && dims.length > 1,
    );
    expect(whole).toHaveLength(5);
    for (const { data } of whole)
      expect(Math.max(...new Int8Array(data.slice().buffer).map(Math.abs))).toBe(64);
  });

  it('does not saturate where all bytes and all weights are the largest', async () => {
    const graph = new GraphBuilder('net');
    const x = graph.input('x', ['N', 3, 16, 16]);
    const a = graph.add('Conv', [x, graph.floats(new Float32Array(8 * 27).fill(0.5), [8, 3, 3, 3])]);
    graph.output('y', graph.add('Conv', [a, graph.floats(new Float32Array(8).fill(0.125), [1, 8, 1, 1])]));
    const ones = { x: { ...pictures(1).x, data: new Float32Array(4 * 3 * 16 * 16).fill(1) } };
    const session = await openSession(encodeModel(await quantised(graph.build(), [ones])));
    const { y } = await session.compute(ones);
    await session.close();
    for (const value of y!.data as Float32Array) expect(value).toBeCloseTo(13.5, 4);
  });

  it('a rectifier behind a layer is part of its rounding, a residual sum and a pooling are computed on bytes', async () => {
    const graph = new GraphBuilder('net');
    const x = graph.input('x', ['N', 3, 16, 16]);
    const weight = (seed: number, inputs: number): Value => {
      const random = randomStream(seed, 'weight');
      return graph.floats(
        Float32Array.from({ length: 8 * inputs }, () => random() - 0.5),
        [8, inputs, 1, 1],
      );
    };
    const clipped = (value: Value): Value =>
      graph.add('Clip', [graph.add('Clip', [value, undefined, graph.scalar(1)]), graph.scalar(0)]);
    const a = clipped(graph.add('Conv', [x, weight(1, 3)]));
    const pooled = graph.add('MaxPool', [a], { kernel_shape: [2, 2], strides: [2, 2] });
    const padded = graph.add('Pad', [pooled, graph.ints([0, 0, 1, 1, 0, 0, 1, 1])]);
    const b = graph.add('Relu', [graph.add('Conv', [padded, weight(2, 8)])]);
    const sum = graph.add('Relu', [graph.add('Add', [b, padded])]);
    graph.output(
      'y',
      graph.add('Conv', [graph.add('AveragePool', [sum], { kernel_shape: [2, 2] }), weight(3, 8)]),
    );
    const model = graph.build();
    const eight = await quantised(model, [pictures(1), pictures(2)]);
    expect(opsOf(eight).filter((op) => op === 'Relu' || op === 'Clip')).toEqual([]);
    const makerOf = (name: string) => eight.graph.nodes.find(({ outputs }) => outputs[0] === name)!;
    for (const op of ['MaxPool', 'Pad']) {
      const node = eight.graph.nodes.find((n) => n.op === op)!;
      expect(['QuantizeLinear', 'MaxPool']).toContain(makerOf(node.inputs[0]!).op);
    }
    expect(apart(await resultOf(model), await resultOf(eight))).toBeLessThan(0.03);
  });

  it.each([
    ['up to one', [0.25, 1, 0, -0.5], false],
    ['above one', [0.25, 1.5, 0, -0.5], true],
  ])('PReLU with slopes %s', async (_, slopes, staysFloat) => {
    const graph = new GraphBuilder('net');
    const random = randomStream(5, 'weight');
    const weights = (length: number) => Float32Array.from({ length }, () => random() - 0.5);
    const x = graph.input('x', ['N', 3, 16, 16]);
    const a = graph.add('Conv', [x, graph.floats(weights(12), [4, 3, 1, 1]), graph.floats(weights(4))]);
    const bent = graph.add('PRelu', [a, graph.floats(slopes, [4, 1, 1])]);
    const b = graph.add('Conv', [bent, graph.floats(weights(16), [4, 4, 1, 1])]);
    graph.output('y', graph.add('Conv', [b, graph.floats(weights(16), [4, 4, 1, 1])]));
    const model = graph.build();
    const eight = await quantised(model, [pictures(1), pictures(2)]);
    expect(opsOf(eight).includes('PRelu')).toBe(staysFloat);
    expect(opsOf(eight).includes('Max')).toBe(!staysFloat);
    expect(apart(await resultOf(model), await resultOf(eight))).toBeLessThan(0.03);
  });

  it('factors and offsets a channel go into the convolution before them', async () => {
    const graph = new GraphBuilder('net');
    const x = graph.input('x', ['N', 3, 16, 16]);
    const a = graph.add('Conv', [x, graph.floats(new Float32Array(6).fill(0.5), [2, 3, 1, 1])]);
    const scaled = graph.add('Mul', [graph.floats([2, -3], [1, 2, 1, 1]), a]);
    const moved = graph.add('Add', [scaled, graph.floats([0.5], [])]);
    graph.output('y', graph.add('Conv', [moved, graph.floats([1, 1], [1, 2, 1, 1])]));
    const model = graph.build();
    const eight = await quantised(model, [pictures(1), pictures(2)]);
    expect(opsOf(eight).filter((op) => op === 'Mul' || op === 'Add')).toEqual([]);
    expect(apart(await resultOf(model), await resultOf(eight))).toBeLessThan(0.02);
  });

  it('a value that the graph gives out, or that others read, is rounded under its own name', async () => {
    const graph = new GraphBuilder('net');
    const x = graph.input('x', ['N', 3, 16, 16]);
    const weight = graph.floats([1, 0.5, -1, 2, 0.25, 1, 0, 1, 1], [3, 3, 1, 1]);
    const a = graph.add('Conv', [x, weight]);
    const sigmoid = graph.add('Sigmoid', [a]);
    const b = graph.add('Conv', [graph.add('Relu', [a]), weight]);
    graph.output('y', graph.add('Sub', [sigmoid, b]));
    graph.output('a', a);
    const model = graph.build();
    const eight = await quantised(model, [pictures(1), pictures(2)]);
    expect(eight.graph.outputs).toEqual(model.graph.outputs);
    expect(apart(await resultOf(model), await resultOf(eight))).toBeLessThan(0.03);
  });

  it('a channel without weights keeps its bias, and a value that is always zero stays zero', async () => {
    const graph = new GraphBuilder('net');
    const x = graph.input('x', ['N', 3, 16, 16]);
    const weight = graph.floats([1e-20, 0, 0, 0, 0, 0, 1, 1, 1], [3, 3, 1, 1]);
    const a = graph.add('Relu', [graph.add('Conv', [x, weight, graph.floats([7, -2, 0])])]);
    const dead = graph.add('Relu', [graph.add('Conv', [a, graph.floats([-1, -1, -1], [1, 3, 1, 1])])]);
    graph.output(
      'y',
      graph.add('Conv', [
        graph.add('Concat', [a, dead], { axis: 1 }),
        graph.floats([1, 1, 1, 1], [1, 4, 1, 1]),
      ]),
    );
    const model = graph.build();
    const eight = await quantised(model, [pictures(1), pictures(2)]);
    expect(apart(await resultOf(model), await resultOf(eight))).toBeLessThan(0.01);
  });

  it('refuses what it cannot do', async () => {
    const model = modelOf(network);
    await expect(quantised(model, [])).rejects.toThrowError(refused('option_invalid'));
    await expect(quantised({ ...model, opsets: { '': 11 } }, [pictures(1)])).rejects.toThrowError(
      refused('graph_invalid'),
    );
    await expect(quantised(model, [{ z: pictures(1).x }])).rejects.toThrowError(refused('runtime_failed'));
    await expect(quantised(model, [pictures(1, 4, 16, Number.POSITIVE_INFINITY)])).rejects.toThrowError(
      refused('model_invalid'),
    );
    const taken = new GraphBuilder('taken');
    const offset = taken.constant({ type: 'float32', dims: [1], data: new Uint8Array(4) }, 'x.scale');
    const weight = taken.floats([1, 1, 1], [1, 3, 1, 1]);
    const rows = taken.add('Conv', [taken.input('x', ['N', 3, 16, 16]), weight]);
    taken.output('y', taken.add('Sub', [rows, offset]));
    await expect(quantised(taken.build(), [pictures(1)])).rejects.toThrowError(refused('graph_invalid'));
    const graph = new GraphBuilder('none');
    graph.output('y', graph.add('LeakyRelu', [graph.input('x', ['N', 3])], { alpha: float(0.1) }));
    await expect(quantised(graph.build(), [])).rejects.toThrowError(refused('graph_invalid'));
  });
});
