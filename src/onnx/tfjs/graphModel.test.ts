// Golden against TensorFlow.js itself: the same nodes and the same weights, run there and run here.

import { createRequire } from 'node:module';
import { beforeAll, describe, expect, it } from 'vitest';
import { encodeModel } from '../encode.js';
import { GraphBuilder } from '../graph.js';
import { openSession } from '../session.js';
import { appendGraphModel, type TfNode } from './graphModel.js';
import type { Weight } from './weights.js';

// As CommonJS: its ES modules cannot be loaded by Node.
const tf = createRequire(import.meta.url)('@tensorflow/tfjs') as typeof import('@tensorflow/tfjs');

beforeAll(async () => {
  tf.enableProdMode(); // otherwise it advertises its native back end
  await tf.setBackend('cpu');
});

/** Numbers that look random and are the same each time, in −1 to 1. */
const noise = (length: number, seed = 1): Float32Array =>
  Float32Array.from(
    { length },
    (_, i) => ((Math.sin((i + 1) * 12.9898 + seed * 78.233) * 43758.5453) % 1) ** 3,
  );

const weight = (dims: number[], data?: readonly number[]): Weight => ({
  dims,
  data: data
    ? Float32Array.from(data)
    : noise(
        dims.reduce((p, d) => p * d, 1),
        dims.length,
      ),
});

/** One graph: nodes behind the placeholder `input`, the last of them wanted; constants by the names they are used by. */
interface Case {
  readonly shape: readonly [height: number, width: number, channels: number];
  readonly nodes: readonly TfNode[];
  readonly weights?: Readonly<Record<string, Weight>>;
}

const base64 = (text: string) => Buffer.from(text).toString('base64');
const list = (...i: number[]) => ({ list: { i: i.map(String) } });

const INPUT: TfNode = { name: 'input', op: 'Placeholder' };

/** What TensorFlow.js makes of the case: a flat array in its order of elements, channels last. */
async function original({ shape, nodes, weights = {} }: Case, picture: Float32Array): Promise<number[]> {
  const attr = { dtype: { type: 'DT_FLOAT' } };
  const constants = Object.keys(weights).map((name) => ({ name, op: 'Const', attr: typeOf(name) }));
  const model = await tf.loadGraphModel(
    tf.io.fromMemory({
      modelTopology: { node: [{ ...INPUT, attr }, ...constants, ...nodes], versions: {} },
      weightSpecs: Object.entries(weights).map(([name, { dims }]) => ({
        name,
        shape: [...dims],
        dtype: isIndex(name) ? 'int32' : 'float32',
      })),
      weightData: new Uint8Array(
        Buffer.concat(
          Object.entries(weights).map(([name, { data }]) =>
            Buffer.from((isIndex(name) ? Int32Array.from(data) : data).buffer),
          ),
        ),
      ).buffer,
    }),
  );
  const result = model.execute(
    tf.tensor4d(picture, [1, ...shape]),
    nodes.at(-1)!.name,
  ) as import('@tensorflow/tfjs').Tensor;
  return Array.from(await result.data());
}

/** By convention of this file, constants with these names are whole numbers. */
const isIndex = (name: string) => ['paddings', 'axes', 'shape'].includes(name);
const typeOf = (name: string) => ({ dtype: { type: isIndex(name) ? 'DT_INT32' : 'DT_FLOAT' } });

/** What ONNX Runtime makes of our form of the case, in the same order. */
async function converted({ shape, nodes, weights = {} }: Case, picture: Float32Array): Promise<number[]> {
  const [height, width, channels] = shape;
  const graph = new GraphBuilder('case');
  const input = graph.input('x', ['N', channels, height, width]);
  const last = nodes.at(-1)!.name;
  const [value] = appendGraphModel(graph, [INPUT, ...nodes], new Map(Object.entries(weights)), input, shape, [
    last,
  ]);
  graph.output('y', value!, []);
  // The output's shape is left open: its rank is the rule's business.
  const model = graph.build();
  const session = await openSession(
    encodeModel({ ...model, graph: { ...model.graph, outputs: [{ name: 'y', type: 'float32', dims: [] }] } }),
  );
  const { y } = await session.run({
    x: { data: channelsFirst(picture, height * width, channels), dims: [1, channels, height, width] },
  });
  await session.close();
  const { data, dims } = y!;
  return Array.from(dims.length === 4 ? channelsLast(data, dims[2]! * dims[3]!, dims[1]!) : data);
}

const channelsFirst = (data: Float32Array, pixels: number, channels: number): Float32Array =>
  Float32Array.from(data, (_, i) => data[(i % pixels) * channels + Math.floor(i / pixels)]!);

const channelsLast = (data: Float32Array, pixels: number, channels: number): Float32Array =>
  Float32Array.from(data, (_, i) => data[(i % channels) * pixels + Math.floor(i / channels)]!);

async function expectAgreement(example: Case): Promise<void> {
  const picture = noise(example.shape[0] * example.shape[1] * example.shape[2], 7);
  const [theirs, ours] = [await original(example, picture), await converted(example, picture)];
  expect(ours).toHaveLength(theirs.length);
  expect(Math.max(...theirs.map((v, i) => Math.abs(v - ours[i]!)))).toBeLessThan(1e-4);
  expect(Math.max(...theirs.map(Math.abs)), 'a result that says something').toBeGreaterThan(0.01);
}

/** What stands behind a convolution or a product. `num_args` is read by TensorFlow.js alone. */
const fusing = (inputs: number, operators: readonly string[]): NonNullable<TfNode['attr']> => {
  const count = { num_args: { i: String(inputs) } } as object;
  return { ...count, fused_ops: { list: { s: operators.map(base64) } } };
};

const convolution = (
  op: string,
  inputs: string[],
  padding: string,
  stride: number,
  dilation = 1,
): TfNode => ({
  name: 'result',
  op,
  input: inputs,
  attr: {
    padding: { s: base64(padding) },
    strides: list(1, stride, stride, 1),
    dilations: list(1, dilation, dilation, 1),
    data_format: { s: base64('NHWC') },
  },
});

describe('each rule gives what TensorFlow.js gives', () => {
  const geometries = ['SAME', 'VALID'].flatMap((padding) =>
    [1, 2].flatMap((stride) =>
      [
        [8, 8],
        [9, 7],
        [7, 10],
      ].flatMap(([height, width]) =>
        [2, 3, 5].map((kernel) => ({ padding, stride, height: height!, width: width!, kernel })),
      ),
    ),
  );

  it.each(geometries)(
    'Conv2D $padding, stride $stride, $height × $width, kernel $kernel',
    async ({ padding, stride, height, width, kernel }) => {
      await expectAgreement({
        shape: [height, width, 3],
        nodes: [convolution('Conv2D', ['input', 'filter'], padding, stride)],
        weights: { filter: weight([kernel, kernel, 3, 4]) },
      });
    },
  );

  it('Conv2D with a kernel that is not square and strides that differ', async () => {
    const node = convolution('Conv2D', ['input', 'filter'], 'SAME', 1);
    await expectAgreement({
      shape: [9, 11, 2],
      nodes: [{ ...node, attr: { ...node.attr, strides: list(1, 2, 3, 1) } }],
      weights: { filter: weight([5, 2, 2, 3]) },
    });
  });

  it.each(['SAME', 'VALID'])('Conv2D %s with dilation 2', async (padding) => {
    await expectAgreement({
      shape: [9, 8, 2],
      nodes: [convolution('Conv2D', ['input', 'filter'], padding, 1, 2)],
      weights: { filter: weight([3, 3, 2, 3]) },
    });
  });

  it.each(geometries.filter((g) => g.kernel === 3))(
    'DepthwiseConv2dNative $padding, stride $stride, $height × $width',
    async ({ padding, stride, height, width }) => {
      await expectAgreement({
        shape: [height, width, 4],
        nodes: [convolution('DepthwiseConv2dNative', ['input', 'filter'], padding, stride)],
        weights: { filter: weight([3, 3, 4, 1]) },
      });
    },
  );

  it('DepthwiseConv2dNative with two filters a channel', async () => {
    await expectAgreement({
      shape: [6, 6, 3],
      nodes: [convolution('DepthwiseConv2dNative', ['input', 'filter'], 'SAME', 1)],
      weights: { filter: weight([3, 3, 3, 2]) },
    });
  });

  it.each<[string, string[], string[]]>([
    ['a bias', ['bias'], ['BiasAdd']],
    ['a bias and Relu', ['bias'], ['BiasAdd', 'Relu']],
    ['a bias and Prelu', ['bias', 'slopes'], ['BiasAdd', 'Prelu']],
  ])('_FusedConv2D with %s', async (_, extra, fused) => {
    const node = convolution('_FusedConv2D', ['input', 'filter', ...extra], 'SAME', 2);
    const attr = { ...node.attr, ...fusing(extra.length, fused) };
    await expectAgreement({
      shape: [8, 8, 3],
      nodes: [{ ...node, attr }],
      weights: {
        filter: weight([3, 3, 3, 4]),
        bias: weight([4], [0.5, -0.5, 0.1, 0]),
        slopes: weight([1, 1, 4], [0.2, 1.5, -0.3, 1]),
      },
    });
  });

  it.each<[string, number[]]>([
    ['below one', [0, 0.25, 0.9]],
    ['above one', [1.1, 2, 7]],
    ['on both sides of one, and one itself', [0.5, 1, 3]],
    ['below zero', [-1, -0.25, -3]],
  ])('Prelu with slopes %s', async (_, slopes) => {
    await expectAgreement({
      shape: [5, 6, 3],
      nodes: [{ name: 'result', op: 'Prelu', input: ['input', 'slopes'] }],
      weights: { slopes: weight([1, 1, 3], slopes) },
    });
  });

  it.each(geometries.filter((g) => g.kernel !== 5))(
    'MaxPool $padding, stride $stride, $height × $width, window $kernel',
    async ({ padding, stride, height, width, kernel }) => {
      const node = convolution('MaxPool', ['input'], padding, stride);
      await expectAgreement({
        shape: [height, width, 3],
        nodes: [{ ...node, attr: { ...node.attr, ksize: list(1, kernel, kernel, 1) } }],
      });
    },
  );

  it.each([true, false])('Mean over the picture, dimensions kept: %s', async (keep) => {
    await expectAgreement({
      shape: [6, 5, 4],
      nodes: [{ name: 'result', op: 'Mean', input: ['input', 'axes'], attr: { keep_dims: { b: keep } } }],
      weights: { axes: weight([2], [1, 2]) },
    });
  });

  it('Pad: rows, columns and channels, before and after', async () => {
    await expectAgreement({
      shape: [3, 4, 2],
      nodes: [{ name: 'result', op: 'Pad', input: ['input', 'paddings'] }],
      weights: { paddings: weight([4, 2], [0, 0, 1, 2, 3, 0, 0, 5]) },
    });
  });

  it.each<[string, number[]]>([
    ['flat', [1, 24]],
    ['flat, its length left open', [1, -1]],
    ['to rows of two', [1, 12, 2]],
    ['to rows of two, their number left open', [1, -1, 2]],
  ])('Reshape %s, channels last', async (_, shape) => {
    await expectAgreement({
      shape: [3, 4, 2],
      nodes: [{ name: 'result', op: 'Reshape', input: ['input', 'shape'] }],
      weights: { shape: weight([shape.length], shape) },
    });
  });

  it.each<[string, string[]]>([
    ['a bias', ['BiasAdd']],
    ['a bias and Relu', ['BiasAdd', 'Relu']],
  ])('_FusedMatMul with %s, behind a Reshape', async (_, fused) => {
    const attr = fusing(1, fused);
    await expectAgreement({
      shape: [2, 3, 2],
      nodes: [
        { name: 'flat', op: 'Reshape', input: ['input', 'shape'] },
        {
          name: 'result',
          op: '_FusedMatMul',
          input: ['flat', 'kernel', 'bias'],
          attr,
        },
      ],
      weights: {
        shape: weight([2], [1, 12]),
        kernel: weight([12, 5]),
        bias: weight([5], [1, -1, 0.5, 0, 2]),
      },
    });
  });

  it.each<[string, string, Weight]>([
    ['AddV2', 'a number', weight([], [0.5])],
    ['AddV2', 'a number a channel', weight([3], [0.5, -1, 2])],
    ['Add', 'a number a channel', weight([1, 1, 3], [0.5, -1, 2])],
    ['Mul', 'a number', weight([], [-3])],
    ['Mul', 'a number a channel', weight([1, 1, 1, 3], [0.5, -1, 2])],
  ])('%s with %s', async (op, _, constant) => {
    await expectAgreement({
      shape: [4, 5, 3],
      nodes: [{ name: 'result', op, input: ['input', 'constant'] }],
      weights: { constant },
    });
  });

  it('AddV2 of two computed values', async () => {
    await expectAgreement({
      shape: [4, 5, 3],
      nodes: [
        { name: 'positive', op: 'Relu', input: ['input'] },
        { name: 'result', op: 'AddV2', input: ['positive', 'input'] },
      ],
    });
  });

  it.each<[string, string[]]>([
    ['Relu', ['input']],
    ['Sigmoid', ['input']],
    ['Softmax', ['input']],
    ['Minimum', ['input', 'constant']],
    ['Maximum', ['input', 'constant']],
    ['Identity', ['input']],
  ])('%s', async (op, input) => {
    await expectAgreement({
      shape: [4, 5, 3],
      nodes: [{ name: 'result', op, input }],
      weights: { constant: weight([], [0.05]) },
    });
  });

  it('a clip to 0 … 6, as MobileNets have it', async () => {
    await expectAgreement({
      shape: [4, 5, 3],
      nodes: [
        { name: 'larger', op: 'Mul', input: ['input', 'factor'] },
        { name: 'low', op: 'Maximum', input: ['larger', 'zero'] },
        { name: 'result', op: 'Minimum', input: ['low', 'six'] },
      ],
      weights: { factor: weight([], [30]), zero: weight([], [0]), six: weight([], [6]) },
    });
  });
});

describe('the walk over the graph', () => {
  const append = (nodes: readonly TfNode[], outputs: string[], weights: Record<string, Weight> = {}) => {
    const graph = new GraphBuilder('case');
    const input = graph.input('x', ['N', 3, 4, 4]);
    const values = appendGraphModel(
      graph,
      [INPUT, ...nodes],
      new Map(Object.entries(weights)),
      input,
      [4, 4, 3],
      outputs,
    );
    return { values, operators: graph.build().graph.nodes.map((n) => n.op) };
  };

  it('visits what the outputs need, once, and nothing else', () => {
    const { operators, values } = append(
      [
        { name: 'a', op: 'Relu', input: ['input'] },
        { name: 'b', op: 'AddV2', input: ['a', 'a'] },
        { name: 'unused', op: 'SomethingUnknown', input: ['a'] },
      ],
      ['b', 'a', 'b'],
    );
    expect(operators).toEqual(['Relu', 'Add']);
    expect(values[0]).toBe(values[2]);
  });

  it('reads `name:0` as the node’s first result', () => {
    expect(append([{ name: 'a', op: 'Relu', input: ['input:0'] }], ['a:0']).operators).toEqual(['Relu']);
  });

  const node = (op: string, ...input: string[]): TfNode => ({ name: 'bad', op, input });
  const conv = (padding: string, format = 'NHWC'): TfNode => {
    const plain = convolution('Conv2D', ['input', 'filter'], padding, 1);
    return { ...plain, name: 'bad', attr: { ...plain.attr, data_format: { s: base64(format) } } };
  };
  const fused: TfNode = {
    ...convolution('_FusedConv2D', ['input', 'filter', 'bias'], 'SAME', 1),
    name: 'bad',
    attr: { padding: { s: base64('SAME') }, fused_ops: { list: { s: [base64('BiasAdd'), base64('Gelu')] } } },
  };

  it.each<[string, TfNode, RegExp]>([
    ['an operator without a rule', node('Einsum', 'input'), /operator Einsum \(bad\)/],
    ['a fused operator without a rule', fused, /fused operator Gelu \(bad\)/],
    ['a node that is not there', node('Relu', 'ghost'), /no node ghost/],
    ['a node without its input', node('Relu'), /no node/],
    ['a node that is computed from itself', node('Relu', 'bad'), /bad is computed from itself/],
    ['a filter that is computed', node('Conv2D', 'input', 'input'), /bad: input 1 must be a constant/],
    ['explicit padding', conv('EXPLICIT'), /padding EXPLICIT/],
    ['channels first', conv('SAME', 'NCHW'), /channels first/],
    ['a mean over channels', node('Mean', 'input', 'three'), /axes 3/],
    ['a mean over all', node('Mean', 'input', 'axes'), /axes 0, 1, 2/],
    ['slopes of the wrong number', node('Prelu', 'input', 'two'), /slopes \[2\]/],
    ['a bound that is no scalar', node('Minimum', 'input', 'two'), /not one number/],
    ['a constant that fits no channel', node('AddV2', 'input', 'two'), /\[2\] does not fit/],
    ['a reshape to another size', node('Reshape', 'input', 'shape'), /cannot become \[5\]/],
    ['a reshape that leaves a fraction open', node('Reshape', 'input', 'open'), /cannot become/],
  ])('refuses %s, by name', (_, bad, message) => {
    const weights = {
      filter: weight([3, 3, 3, 4]),
      bias: weight([4]),
      two: weight([2]),
      three: weight([1], [3]),
      axes: weight([3], [0, 1, 2]),
      shape: weight([2], [1, 5]),
      open: weight([3], [1, 7, -1]),
    };
    expect(() => append([bad], ['bad'], weights)).toThrow(
      expect.objectContaining({ code: 'graph_invalid', message: expect.stringMatching(message) }),
    );
  });
});
