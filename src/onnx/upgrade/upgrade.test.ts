import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { decodeModel } from '../decode.js';
import { type Dim, showDims } from '../dims.js';
import { constantOf } from '../elements.js';
import { encodeModel } from '../encode.js';
import { GraphBuilder } from '../graph.js';
import { type Attribute, type Constant, type ElementType, float, type Model } from '../model.js';
import { openSession } from '../session.js';
import type { Tensor } from '../tensor.js';
import { upgradeModel } from './index.js';

/** What PyTorch 1.13 exported and computed: upgrade.golden.py. */
interface Golden {
  readonly name: string;
  readonly x: { readonly data: readonly number[]; readonly dims: readonly number[] };
  readonly y: Golden['x'];
  readonly models: Readonly<Record<string, string>>;
}

const GOLDEN: readonly Golden[] = JSON.parse(
  readFileSync(new URL('./upgrade.golden.json', import.meta.url), 'utf8'),
);

async function run(model: Model, x?: Tensor): Promise<Record<string, Tensor>> {
  const session = await openSession(encodeModel(model));
  try {
    return await session.compute(x ? { x } : {});
  } finally {
    await session.close();
  }
}

describe('networks that PyTorch exported', () => {
  const cases = GOLDEN.flatMap((golden) =>
    Object.keys(golden.models).map((version) => [golden.name, version, golden] as const),
  );

  it.each(cases)(
    '%s of operator set %s computes the same in 17, built on with any batch size',
    async (_, version, golden) => {
      const { x, y, models } = golden;
      const model = upgradeModel(decodeModel(Buffer.from(models[version]!, 'base64')));
      expect(model.opsets).toEqual({ '': 17 });
      const results = await run(model, {
        type: 'float32',
        data: Float32Array.from(x.data),
        dims: [...x.dims],
      });
      const [result] = Object.values(results);
      expect(result!.dims).toEqual(y.dims);
      for (const [i, v] of Array.from(result!.data, Number).entries())
        expect(Math.abs(v - y.data[i]!)).toBeLessThan(1e-5 * (1 + Math.abs(v)));
      for (const batch of ['N', 3]) {
        const builder = GraphBuilder.from(model.graph, typeof batch === 'number' ? { N: batch } : {});
        expect(builder.dimsOf(model.graph.outputs[0]!.name as never)).toEqual([batch, ...y.dims.slice(1)]);
      }
    },
  );
});

interface Case {
  readonly op: string;
  readonly version: number;
  readonly dims: readonly Dim[];
  readonly attributes?: Readonly<Record<string, Attribute>>;
  readonly constants?: readonly (Constant | undefined)[];
  readonly outputs?: number;
  readonly type?: ElementType;
}

/** `y0, … = op(x, …constants)` in an operator set; the batch, N, is 2 when it is run. */
function oneOperator({
  op,
  version,
  dims,
  attributes = {},
  constants = [],
  outputs = 1,
  type = 'float32',
}: Case): Model {
  const names = Array.from({ length: outputs }, (_, i) => `y${i}`);
  return {
    graph: {
      name: 'one',
      nodes: [
        {
          name: 'layer',
          op,
          domain: '',
          inputs: [...(op === 'Constant' ? [] : ['x']), ...constants.map((c, i) => (c ? `c${i}` : ''))],
          outputs: names,
          attributes,
        },
      ],
      inputs: op === 'Constant' ? [] : [{ name: 'x', type, dims }],
      outputs: names.map((name) => ({ name, type: resultType(op, name) ?? type, dims: [] })),
      constants: new Map(constants.flatMap((c, i) => (c ? [[`c${i}`, c] as const] : []))),
    },
    opsets: { '': version },
    producer: '',
    metadata: {},
  };
}

const resultType = (op: string, name: string): ElementType | undefined =>
  op === 'TopK' && name === 'y1' ? 'int64' : op === 'Dropout' && name === 'y1' ? 'bool' : undefined;

const ints = (...values: number[]): Constant => constantOf('int64', [values.length], values);
const floats = (...values: number[]): Constant => constantOf('float32', [values.length], values);
const scalar = (value: number): Constant => constantOf('float32', [], [value]);

const picture = ['N', 4, 5, 6] as const;
const channels = [floats(1, 2, 3, 4), floats(4, 3, 2, 1), floats(0.5, 0, 0, 1), floats(1, 2, 1, 2)];

const CASES: readonly Case[] = [
  // older
  {
    op: 'BatchNormalization',
    version: 7,
    dims: picture,
    attributes: { spatial: 1, epsilon: float(0.01) },
    constants: channels,
  },
  { op: 'BatchNormalization', version: 9, dims: picture, constants: channels },
  { op: 'Clip', version: 7, dims: picture, attributes: { min: float(-0.5), max: float(0.25) } },
  { op: 'Clip', version: 10, dims: picture, attributes: { max: float(0.25) } },
  { op: 'Constant', version: 12, dims: [], attributes: { value_float: float(1.5) } },
  { op: 'Constant', version: 13, dims: [], attributes: { value_floats: { floats: [1.5, 2] } } },
  { op: 'Dropout', version: 7, dims: picture, attributes: { ratio: float(0.25) } },
  { op: 'Dropout', version: 10, dims: picture },
  { op: 'Pad', version: 7, dims: ['N', 3], attributes: { pads: [0, 1, 1, 2], value: float(7) } },
  { op: 'Pad', version: 10, dims: ['N', 3], attributes: { pads: [0, 1, 0, 2], mode: 'reflect' } },
  { op: 'ReduceSum', version: 11, dims: picture, attributes: { axes: [-1, 1], keepdims: 0 } },
  { op: 'ReduceSum', version: 7, dims: picture },
  { op: 'Resize', version: 10, dims: picture, constants: [floats(1, 1, 2, 1.5)] },
  { op: 'Resize', version: 10, dims: picture, constants: [floats(1, 1, 0.5, 0.7)] },
  {
    op: 'Resize',
    version: 10,
    dims: picture,
    constants: [floats(1, 1, 2, 0.5)],
    attributes: { mode: 'linear' },
  },
  {
    op: 'Resize',
    version: 11,
    dims: picture,
    constants: [floats(), floats(1, 1, 2, 3)],
    attributes: { mode: 'linear' },
  },
  { op: 'Slice', version: 7, dims: picture, attributes: { starts: [1, -4], ends: [3, -1], axes: [1, 3] } },
  {
    op: 'Slice',
    version: 9,
    dims: ['N', 5],
    attributes: { starts: [0, 1], ends: [Number.MAX_SAFE_INTEGER, 4] },
  },
  ...['Softmax', 'LogSoftmax', 'Hardmax'].flatMap((op): Case[] => [
    { op, version: 7, dims: ['N', 5] },
    { op, version: 11, dims: ['N', 5, 1, 1] },
    { op, version: 11, dims: picture, attributes: { axis: 2 } },
    { op, version: 12, dims: picture, attributes: { axis: -1 } },
    { op, version: 7, dims: [3, 5], attributes: { axis: 0 } },
  ]),
  { op: 'Split', version: 11, dims: ['N', 5], attributes: { axis: 1, split: [2, 3] }, outputs: 2 },
  { op: 'Split', version: 7, dims: ['N', 6], attributes: { axis: 1 }, outputs: 2 },
  { op: 'Squeeze', version: 7, dims: ['N', 1, 3, 1], attributes: { axes: [1, 3] } },
  { op: 'Squeeze', version: 11, dims: [1, 3, 1] },
  { op: 'Unsqueeze', version: 11, dims: ['N', 3], attributes: { axes: [0, -1] } },
  { op: 'TopK', version: 9, dims: ['N', 5], attributes: { k: 2 }, outputs: 2 },
  { op: 'Upsample', version: 7, dims: picture, attributes: { scales: { floats: [1, 1, 2, 2.5] } } },
  {
    op: 'Upsample',
    version: 9,
    dims: picture,
    attributes: { mode: 'linear' },
    constants: [floats(1, 1, 2, 2)],
  },
  {
    op: 'Scatter',
    version: 9,
    dims: [3, 4],
    constants: [constantOf('int64', [1, 2], [1, 0]), constantOf('float32', [1, 2], [8, 9])],
  },
  // newer
  ...['L1', 'L2', 'LogSum', 'LogSumExp', 'Max', 'Mean', 'Min', 'Prod', 'SumSquare'].flatMap(
    (name): Case[] => [
      {
        op: `Reduce${name}`,
        version: 18,
        dims: picture,
        constants: [ints(1, -1)],
        attributes: { keepdims: 0 },
      },
      { op: `Reduce${name}`, version: 18, dims: picture },
    ],
  ),
  { op: 'ReduceMean', version: 18, dims: picture, attributes: { noop_with_empty_axes: 1 } },
  { op: 'ReduceSum', version: 18, dims: picture, constants: [ints(1)] },
  { op: 'Split', version: 18, dims: ['N', 7], attributes: { axis: 1, num_outputs: 3 }, outputs: 3 },
  { op: 'Split', version: 18, dims: ['N', 7], attributes: { axis: -1 }, constants: [ints(3, 4)], outputs: 2 },
  { op: 'Pad', version: 18, dims: picture, constants: [ints(1, 2, 3, 0), scalar(5), ints(-1, 1)] },
  { op: 'Pad', version: 19, dims: ['N', 3], constants: [ints(0, 1, 1, 2)] },
  {
    op: 'Resize',
    version: 18,
    dims: picture,
    constants: [undefined, floats(2, 3)],
    attributes: { axes: [2, 3], mode: 'linear' },
  },
  {
    op: 'Resize',
    version: 18,
    dims: picture,
    constants: [undefined, undefined, ints(7, 9)],
    attributes: { axes: [2, -1] },
  },
  {
    op: 'Resize',
    version: 19,
    dims: picture,
    constants: [undefined, floats(1, 1, 2, 2)],
    attributes: { antialias: 0 },
  },
  { op: 'AveragePool', version: 19, dims: picture, attributes: { kernel_shape: [2, 2], dilations: [1, 1] } },
  { op: 'LpPool', version: 18, dims: picture, attributes: { kernel_shape: [2, 2], dilations: [1, 1] } },
  { op: 'Cast', version: 19, dims: picture, attributes: { to: 1, saturate: 1 } },
  { op: 'Gelu', version: 20, dims: picture },
  { op: 'Gelu', version: 20, dims: picture, attributes: { approximate: 'tanh' } },
  { op: 'Mish', version: 18, dims: picture },
  {
    op: 'GroupNormalization',
    version: 18,
    dims: picture,
    attributes: { num_groups: 2, epsilon: float(0.01) },
    constants: [floats(2, 3), floats(-1, 1)],
  },
  {
    op: 'GroupNormalization',
    version: 21,
    dims: picture,
    attributes: { num_groups: 2 },
    constants: channels.slice(0, 2),
  },
  {
    op: 'GridSample',
    version: 20,
    dims: [1, 4, 5, 6],
    attributes: { mode: 'linear' },
    constants: [constantOf('float32', [1, 2, 2, 2], [-0.5, 0, 0.5, 0.3, 1, -1, 0.2, 0.9])],
  },
  {
    op: 'ScatterElements',
    version: 18,
    dims: [3, 4],
    attributes: { reduction: 'add' },
    constants: [constantOf('int64', [1, 2], [1, 0]), constantOf('float32', [1, 2], [8, 9])],
  },
];

describe('one operator computes the same before and after', () => {
  const title = (c: Case) =>
    `${c.op} of ${c.version}, ${showDims(c.dims)} ${JSON.stringify(c.attributes ?? {})}`;

  it.each(CASES.map((c) => [title(c), c] as const))('%s', async (_, c) => {
    const declared = withRanks(oneOperator(c));
    const upgraded = upgradeModel(declared);
    const dims = c.dims.map((d) => (d === 'N' ? 2 : (d as number)));
    const values = Array.from({ length: dims.reduce((p, d) => p * d, 1) }, (_, i) => Math.sin(i * 1.7 + 0.3));
    // Logarithms want what is above zero.
    if (c.op.startsWith('ReduceLog')) for (const [i, v] of values.entries()) values[i] = Math.abs(v) + 0.1;
    const data = c.type === 'float64' ? Float64Array.from(values) : Float32Array.from(values);
    const x = c.op === 'Constant' ? undefined : ({ type: c.type ?? 'float32', data, dims } as Tensor);
    const [before, after] = [await run(declared, x), await run(upgraded, x)];
    for (const [name, { dims: shape, data: expected }] of Object.entries(before)) {
      expect(after[name]!.dims).toEqual(shape);
      const [got, wanted] = [Array.from(after[name]!.data, Number), Array.from(expected, Number)];
      for (const [i, v] of wanted.entries())
        expect(Math.abs(got[i]! - v)).toBeLessThan(1e-5 * (1 + Math.abs(v)));
    }
  });

  /** ONNX Runtime wants the ranks of results, which the upgraded graph knows. */
  function withRanks(model: Model): Model {
    const { graph } = upgradeModel(model);
    const builder = GraphBuilder.from(graph);
    const outputs = graph.outputs.map((o) => ({
      ...o,
      dims: builder.dimsOf(o.name as never).map((_, i) => `${o.name}_${i}`),
    }));
    return { ...model, graph: { ...model.graph, outputs } };
  }
});

describe('what operator set 17 cannot say is refused by the name of layer and operator', () => {
  const cases: readonly [string, Case, RegExp][] = [
    ['operator set 6', { op: 'Relu', version: 6, dims: [2] }, /operator set 6; Likeness reads 7 to 21/],
    ['operator set 22', { op: 'Relu', version: 22, dims: [2] }, /operator set 22/],
    [
      'BatchNormalization by position',
      {
        op: 'BatchNormalization',
        version: 7,
        dims: picture,
        attributes: { spatial: 0 },
        constants: channels,
      },
      /layer \(BatchNormalization of operator set 7\): statistics/,
    ],
    [
      'old training statistics',
      { op: 'BatchNormalization', version: 9, dims: picture, constants: channels, outputs: 5 },
      /training mode/,
    ],
    ['the mask of a Dropout', { op: 'Dropout', version: 7, dims: picture, outputs: 2 }, /its mask/],
    [
      'a Constant of text',
      { op: 'Constant', version: 13, dims: [], attributes: { value_string: 'a' } },
      /value_string/,
    ],
    [
      'nearest both ways',
      { op: 'Resize', version: 10, dims: picture, constants: [floats(1, 1, 2, 0.5)] },
      /some larger/,
    ],
    [
      'tf_half_pixel_for_nn',
      {
        op: 'Resize',
        version: 11,
        dims: picture,
        constants: [floats(), floats(1, 1, 2, 2)],
        attributes: { coordinate_transformation_mode: 'tf_half_pixel_for_nn' },
      },
      /tf_half_pixel_for_nn/,
    ],
    [
      'antialias',
      {
        op: 'Resize',
        version: 18,
        dims: picture,
        constants: [undefined, floats(1, 1, 2, 2)],
        attributes: { antialias: 1 },
      },
      /antialias/,
    ],
    [
      'wrapping',
      { op: 'Pad', version: 19, dims: ['N', 3], constants: [ints(0, 1, 0, 1)], attributes: { mode: 'wrap' } },
      /mode wrap/,
    ],
    [
      'uneven parts of an unknown size',
      { op: 'Split', version: 18, dims: ['N', 7], attributes: { num_outputs: 2 }, outputs: 2 },
      /N may not part evenly into 2/,
    ],
    [
      'dilated pooling',
      {
        op: 'AveragePool',
        version: 19,
        dims: picture,
        attributes: { kernel_shape: [2, 2], dilations: [2, 1] },
      },
      /dilations/,
    ],
    [
      'scattering the largest',
      {
        op: 'ScatterND',
        version: 18,
        dims: [3],
        attributes: { reduction: 'max' },
        constants: [constantOf('int64', [1, 1], [0]), floats(1)],
      },
      /reduction max/,
    ],
    [
      'quantisation in blocks',
      { op: 'DequantizeLinear', version: 21, dims: picture, attributes: { block_size: 2 } },
      /block_size/,
    ],
    [
      'a reduction over no axes',
      { op: 'ReduceL2', version: 18, dims: picture, attributes: { noop_with_empty_axes: 1 } },
      /over no axes/,
    ],
  ];

  it.each(cases)('%s', (_, c, message) => {
    expect(() => upgradeModel(oneOperator(c))).toThrow(
      expect.objectContaining({ code: 'model_invalid', message: expect.stringMatching(message) }),
    );
  });

  it('axes that the graph computes', () => {
    const model = oneOperator({ op: 'ReduceMean', version: 18, dims: picture, constants: [ints(1)] });
    const inputs = [...model.graph.inputs, { name: 'c0', type: 'int64' as const, dims: [1] }];
    const computed = { ...model, graph: { ...model.graph, inputs, constants: new Map() } };
    expect(() => upgradeModel(computed)).toThrow(/input 1 must be a constant/);
  });

  it('an operator without a shape rule', () => {
    expect(() => upgradeModel(oneOperator({ op: 'BitwiseNot', version: 18, dims: [2] }))).toThrow(
      expect.objectContaining({ code: 'graph_invalid', message: expect.stringContaining('BitwiseNot') }),
    );
  });
});

it('a model that is in the forms of 17 already stays as it is', () => {
  const graph = new GraphBuilder('now');
  const x = graph.input('x', ['N', 3, 8, 8]);
  const y = graph.add('Conv', [x, graph.floats(new Float32Array(36), [4, 3, 1, 3])]);
  graph.output(
    'y',
    graph.add('ReduceSum', [graph.add('Clip', [y, undefined, graph.scalar(6)]), graph.ints([1])]),
  );
  const model = graph.build();
  expect(upgradeModel(model)).toEqual(model);
});
