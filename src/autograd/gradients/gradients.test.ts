import { describe, expect, it } from 'vitest';
import { float } from '../../onnx/index.js';
import { evaluate } from '../../onnx/reference/index.js';
import { lowerPlain } from '../lowering/plain.js';
import {
  allFeeds,
  between,
  bools,
  type Case,
  checkGradient,
  fixed,
  floats,
  gradientModel,
  ints,
  of,
} from './check.fixture.js';
import { GRADIENTS } from './index.js';
import { flat } from './rule.js';

const unary = (...ops: string[]): Case[] => ops.map((op) => [op, [of(2, 7)]]);
const onPositive = (...ops: string[]): Case[] => ops.map((op) => [op, [between(0.2, 3, [2, 5])]]);
const wide = between(-5, 5, [21]);

const POINTWISE: Case[] = [
  ...unary('Identity', 'Neg', 'Abs', 'Exp', 'Sin', 'Cos', 'Tan', 'Atan', 'Sinh', 'Cosh', 'Tanh', 'Erf'),
  ...unary(
    'Sigmoid',
    'Softplus',
    'Softsign',
    'Relu',
    'LeakyRelu',
    'com.microsoft::Gelu',
    'Elu',
    'Celu',
    'Selu',
  ),
  ...unary('HardSigmoid', 'HardSwish', 'Dropout'),
  ...onPositive('Sqrt', 'Log', 'Reciprocal'),
  ['Asin', [between(-0.9, 0.9, [7])]],
  ['Acos', [between(-0.9, 0.9, [7])]],
  ['LeakyRelu', [wide], { alpha: float(0.3) }],
  ['LeakyRelu', [wide], { alpha: float(-0.3) }],
  ['ThresholdedRelu', [wide], { alpha: float(0.7) }],
  ['Elu', [wide], { alpha: float(0.7) }],
  ['Celu', [wide], { alpha: float(0.7) }],
  ['Selu', [wide], { alpha: float(0.7), gamma: float(1.4) }],
  ['HardSigmoid', [wide], { alpha: float(0.3), beta: float(0.4) }],
  ['HardSwish', [wide]],
  ['com.microsoft::Gelu', [wide]],
  ['PRelu', [of(2, 3, 4, 2), of(3, 1, 1)]],
  ['PRelu', [of(2, 5), of(2, 5)]],
  ['PRelu', [of(2, 3, 4), of()]],
  ['Clip', [wide, fixed([-1], []), fixed([2.5], [])]],
  ['Clip', [wide, floats([-1], []), floats([2.5], [])]],
  ['Clip', [wide, undefined, fixed([2.5], [])]],
  ['Clip', [wide]],
  ['Cast', [of(2, 3)], { to: 1 }],
  ['Dropout', [of(2, 3), fixed([0.5], []), bools([0], [])]],
];

const BROADCASTING: Case[] = [
  ...['Add', 'Sub', 'Mul', 'Min', 'Max', 'Sum', 'Mean'].flatMap((op): Case[] => [
    [op, [of(2, 3), of(2, 3)]],
    [op, [of(4, 1, 3), of(2, 1)]],
    [op, [of(3), of(2, 1, 1, 1)]],
    [op, [of(), of(2, 3)]],
  ]),
  ['Sum', [of(2, 3)]],
  ['Mean', [of(2, 3), of(3), of(2, 1)]],
  ['Max', [of(2, 3), of(3), of(2, 1)]],
  ['Div', [of(4, 1, 3), between(0.3, 2, [2, 1])]],
  ['Pow', [between(0.3, 2, [4, 1, 3]), of(2, 1)]],
  ['Pow', [of(2, 3), fixed([2], [])]],
  ['Pow', [of(2, 3), ints([3], [])]],
  ['Where', [bools([1, 0, 0], [3]), of(2, 3), of(2, 1)]],
];

const REDUCTIONS: Case[] = [
  ...['Mean', 'Max', 'Min', 'L1', 'L2', 'SumSquare', 'LogSumExp'].flatMap((kind): Case[] => [
    [`Reduce${kind}`, [of(2, 3, 4)], { axes: [-1, 0] }],
    [`Reduce${kind}`, [of(2, 3, 4)], { axes: [2, 0], keepdims: 0 }],
    [`Reduce${kind}`, [of(2, 3)]],
  ]),
  ['ReduceSum', [of(2, 3, 4), ints([-1, 0])]],
  ['ReduceSum', [of(2, 3, 4), ints([1])], { keepdims: 0 }],
  ['ReduceSum', [of(2, 3)], { noop_with_empty_axes: 1 }],
  ['ReduceSum', [of(2, 3)], { keepdims: 0 }],
  ['ReduceLogSum', [between(0.2, 3, [2, 3])], { axes: [1] }],
  ['Softmax', [of(2, 3, 4)], { axis: 1 }],
  ['LogSoftmax', [of(2, 3, 4)]],
  ['LpNormalization', [of(2, 3, 4)], { axis: 1 }],
  ['LpNormalization', [of(2, 3, 4)], { p: 1 }],
  ['CumSum', [of(2, 5), ints([1], [])]],
  ['CumSum', [of(2, 5), ints([-1], [])], { exclusive: 1, reverse: 1 }],
];

const turns = [0, 1].flatMap((transA) => [0, 1].map((transB) => ({ transA, transB })));
const PRODUCTS: Case[] = [
  ['MatMul', [of(3, 4), of(4, 2)]],
  ['MatMul', [of(2, 3, 4), of(2, 4, 2)]],
  ['MatMul', [of(2, 1, 3, 4), of(3, 4, 2)]],
  ['MatMul', [of(2, 2, 3, 4), of(4, 2)]],
  ['MatMul', [of(3, 4), of(2, 4, 2)]],
  ['MatMul', [of(4), of(2, 4, 3)]],
  ['MatMul', [of(2, 3, 4), of(4)]],
  ['MatMul', [of(4), of(4)]],
  ...turns.flatMap(({ transA, transB }): Case[] => {
    const [a, b] = [transA ? of(4, 3) : of(3, 4), transB ? of(2, 4) : of(4, 2)];
    return [
      ['Gemm', [a, b, of(2)], { transA, transB, alpha: float(0.5), beta: float(2) }],
      ['com.microsoft::FusedMatMul', [[2, ...a], b], { transA, transB, alpha: float(0.5) }],
      [
        'com.microsoft::FusedMatMul',
        [
          [2, ...a],
          [2, ...b],
        ],
        { transA, transB },
      ],
    ];
  }),
  ['Gemm', [of(3, 4), of(4, 2)]],
  ['Gemm', [of(3, 4), of(4, 2), of(3, 1)]],
  ['Einsum', [of(2, 3, 4), of(2, 4, 2)], { equation: 'bij,bjk->bik' }],
  ['Einsum', [of(2, 3, 4), of(2, 4)], { equation: '...ij,kj->...ik' }],
  ['Einsum', [of(2, 3), of(2, 3)], { equation: '...i, ...i' }],
  ['Einsum', [of(2, 3), of(4)], { equation: 'ij,k->ki' }],
  ['Einsum', [of(2, 3, 4)], { equation: 'ijk->ki' }],
  ['Einsum', [of(3, 4, 3)], { equation: 'iji->ji' }],
  ['Einsum', [of(3, 3)], { equation: 'ii' }],
  ['Einsum', [of(2, 3), of(3, 2), of(2)], { equation: 'ij,jk,k->i' }],
];

const CONV = { kernel_shape: [3, 2], strides: [2, 1], dilations: [1, 2], pads: [1, 0, 2, 1] };
const WINDOWS: Case[] = [
  ['Conv', [of(2, 3, 5, 4), of(4, 3, 3, 3), of(4)], { pads: [1, 1, 1, 1] }],
  ['Conv', [of(2, 4, 6, 5), of(6, 2, 3, 2), of(6)], { ...CONV, group: 2 }],
  ['Conv', [of(2, 3, 7, 7), of(3, 1, 3, 3)], { strides: [2, 2], pads: [1, 1, 1, 1], group: 3 }],
  ['Conv', [of(2, 3, 6, 7), of(6, 1, 3, 3)], { strides: [2, 2], pads: [1, 1, 1, 1], group: 3 }],
  ['Conv', [of(2, 2, 7, 7), of(3, 2, 3, 3)], { dilations: [2, 2], pads: [2, 2, 2, 2] }],
  ['Conv', [of(2, 3, 5, 5), of(4, 3, 1, 1)]],
  ['Conv', [of(1, 16, 3, 3), of(2, 16, 1, 1)]],
  ['Conv', [of(2, 32, 4, 3), of(2, 16, 3, 2)], { ...CONV, group: 2 }],
  ['Conv', [of(2, 3, 5, 6), of(4, 3, 1, 1)], { strides: [2, 2] }],
  ['Conv', [of(2, 2, 8), of(3, 2, 3), of(3)], { strides: [3], pads: [0, 2] }],
  ['Conv', [of(1, 2, 3, 4, 3), of(2, 2, 2, 2, 2)], { strides: [1, 2, 1], pads: [0, 1, 0, 0, 0, 1] }],
  ['Conv', [of(1, 2, 5, 6), of(2, 2, 3, 3)], { auto_pad: 'SAME_UPPER', strides: [2, 2] }],
  ['Conv', [of(1, 2, 5, 6), of(2, 2, 2, 2)], { auto_pad: 'SAME_LOWER' }],
  ['Conv', [of(1, 2, 5, 6), of(2, 2, 2, 2)], { auto_pad: 'VALID', strides: [2, 2] }],
  ['ConvTranspose', [of(2, 4, 3, 3), of(4, 3, 3, 2), of(6)], { ...CONV, group: 2, output_padding: [1, 0] }],
  ['ConvTranspose', [of(2, 3, 4), of(3, 2, 3)], { strides: [2] }],
  ['ConvTranspose', [of(1, 2, 3, 3), of(2, 2, 3, 3)], { strides: [2, 2], output_shape: [6, 7] }],
  ['ConvTranspose', [of(1, 2, 3, 3), of(2, 2, 3, 3)], { strides: [2, 2], auto_pad: 'SAME_UPPER' }],
  ['MaxPool', [of(2, 3, 4, 6)], { kernel_shape: [2, 2], strides: [2, 2] }],
  ['MaxPool', [of(2, 2, 6, 5)], { kernel_shape: [3, 2], strides: [2, 1], pads: [1, 0, 1, 1] }],
  ['MaxPool', [of(1, 2, 8, 6)], { kernel_shape: [3, 3], strides: [2, 2], ceil_mode: 1, dilations: [2, 1] }],
  ['MaxPool', [of(2, 2, 7)], { kernel_shape: [3], strides: [2] }, 2],
  ['AveragePool', [of(2, 3, 4, 6)], { kernel_shape: [2, 2], strides: [2, 2] }],
  ['AveragePool', [of(2, 2, 6, 5)], { kernel_shape: [3, 2], strides: [2, 1], pads: [1, 0, 1, 1] }],
  [
    'AveragePool',
    [of(2, 2, 7, 6)],
    { kernel_shape: [3, 3], pads: [1, 1, 0, 1], count_include_pad: 1, strides: [3, 2] },
  ],
  ['AveragePool', [of(1, 2, 8, 6)], { kernel_shape: [3, 3], strides: [2, 2], ceil_mode: 1 }],
  ['AveragePool', [of(1, 2, 7)], { kernel_shape: [4], strides: [2], auto_pad: 'SAME_LOWER' }],
  ['GlobalAveragePool', [of(2, 3, 3, 2)]],
  ['GlobalMaxPool', [of(2, 3, 3, 2)]],
];

const training = { training_mode: 1, epsilon: float(1e-3) };
const NORMALISATION: Case[] = [
  ['BatchNormalization', [of(3, 2, 2, 2), of(2), of(2), fixed([0, 0]), fixed([1, 1])], training, 3, 1],
  ['BatchNormalization', [of(5, 2), of(2), of(2), fixed([0, 0]), fixed([1, 1])], training, 3, 1],
  ['BatchNormalization', [of(3, 2, 2), of(2), of(2), of(2), between(0.3, 2, [2])]],
  ['LayerNormalization', [of(2, 3, 4), of(4), of(4)]],
  ['LayerNormalization', [of(2, 3, 4), of(3, 4)], { axis: 1, epsilon: float(1e-3) }],
  ['InstanceNormalization', [of(2, 3, 2, 3), of(3), of(3)], { epsilon: float(1e-2) }],
];

const MOVEMENT: Case[] = [
  ['Reshape', [of(2, 3, 4), ints([0, -1, 2])]],
  ['Flatten', [of(2, 3, 4)], { axis: 2 }],
  ['Squeeze', [of(1, 3, 1), ints([-1])]],
  ['Unsqueeze', [of(2, 3), ints([0, -1])]],
  ['Expand', [of(3, 1), ints([2, 1, 4])]],
  ['Transpose', [of(2, 3, 4)], { perm: [2, 0, 1] }],
  ['Transpose', [of(2, 3)]],
  ['Tile', [of(2, 3), ints([3, 2])]],
  ['Concat', [of(2, 3), of(2, 1), of(2, 2)], { axis: -1 }],
  ['Split', [of(2, 6), ints([1, 3, 2])], { axis: 1 }, 3],
  ['Split', [of(4, 2)], {}, 2],
  ['Slice', [of(5, 6), ints([1, -3]), ints([4, -1])]],
  ['Slice', [of(5, 6), ints([1, -1]), ints([9, -9]), ints([-2, 1]), ints([2, -2])]],
  ['Slice', [of(5, 3, 4), ints([4]), ints([0]), ints([0]), ints([-3])]],
  ['Slice', [of(2, 3, 6), ints([1]), ints([-1]), ints([2])]],
  ['Pad', [of(2, 3), ints([1, 0, 0, 2])]],
  ['Pad', [of(2, 3), ints([1, 0, 0, 2]), of(1)]],
  ['Pad', [of(4, 5), ints([-1, 1, 2, -2])]],
  ['Pad', [of(4, 5), ints([2, 0, 3, 2])], { mode: 'reflect' }],
  ['Pad', [of(2, 3, 2, 2), ints([0, 1, 0, 2, 0, 1, 2, 1])], { mode: 'edge' }],
  ['DepthToSpace', [of(2, 8, 2, 3)], { blocksize: 2 }],
  ['DepthToSpace', [of(2, 8, 2, 3)], { blocksize: 2, mode: 'CRD' }],
  ['SpaceToDepth', [of(2, 2, 4, 6)], { blocksize: 2 }],
  ['Trilu', [of(2, 3, 4)], { upper: 0 }],
  ['Trilu', [of(3, 4), ints([1], [])]],
];

const INDEXING: Case[] = [
  ['Gather', [of(4, 3), ints([0, -1, 2, 0], [2, 2])]],
  ['Gather', [of(4, 3, 2), ints([0, -1, 2, 0], [2, 2])], { axis: 1 }],
  ['Gather', [of(2, 3, 4), ints([1, 1, 0])], { axis: -1 }],
  ['Gather', [of(4, 3), ints([2], [])]],
  ['Gather', [of(4, 3), ints([-1], [])], { axis: 1 }],
  ['GatherElements', [of(4, 3), ints([0, -1, 2, 1, 1, 0, 0, 0, 0], [3, 3])]],
  ['GatherElements', [of(2, 3), ints([0, 0, 2, 1], [2, 2])], { axis: 1 }],
  ['GatherND', [of(4, 3, 2), ints([0, 1, -1, 2, 0, 1], [3, 2])]],
  ['GatherND', [of(2, 3, 2), ints([1, 2, 1, 1], [2, 2, 1])], { batch_dims: 1 }],
  ['ScatterElements', [of(4, 3), ints([0, -1, 2, 1, 2, 0], [2, 3]), of(2, 3)]],
  ['ScatterElements', [of(4, 3), ints([0, 0, 1, 1], [2, 2]), of(2, 2)], { axis: 1, reduction: 'add' }],
  ['ScatterND', [of(4, 3), ints([1, -1], [2, 1]), of(2, 3)]],
  ['ScatterND', [of(4, 3), ints([1, 1, 1, 1], [2, 2]), of(2)], { reduction: 'add' }],
  ['TopK', [of(2, 5), ints([2])], {}, 2],
  ['TopK', [of(5, 2), ints([3])], { axis: 0, largest: 0 }, 2],
];

const RESIZE: Case[] = [
  ['Resize', [of(1, 2, 3, 4), undefined, fixed([1, 1, 2, 3])]],
  [
    'Resize',
    [of(2, 2, 3), undefined, fixed([1, 1, 2])],
    { coordinate_transformation_mode: 'asymmetric', nearest_mode: 'floor' },
  ],
  ['Resize', [of(1, 2, 6, 8), undefined, undefined, ints([1, 2, 4, 3])]],
  ['Resize', [of(2, 3), undefined, undefined, ints([4, 6])]],
  ...['half_pixel', 'asymmetric', 'align_corners', 'pytorch_half_pixel'].flatMap((coordinates): Case[] => [
    [
      'Resize',
      [of(1, 2, 3, 4), undefined, fixed([1, 1, 2, 2.6])],
      { mode: 'linear', coordinate_transformation_mode: coordinates },
    ],
    [
      'Resize',
      [of(1, 1, 5, 6), undefined, undefined, ints([1, 1, 2, 4])],
      { mode: 'linear', coordinate_transformation_mode: coordinates },
    ],
    [
      'Resize',
      [of(1, 2, 3, 4), undefined, fixed([1, 1, 2, 1.5])],
      { coordinate_transformation_mode: coordinates, nearest_mode: 'ceil' },
    ],
  ]),
];

const FAMILIES = {
  POINTWISE,
  BROADCASTING,
  REDUCTIONS,
  PRODUCTS,
  WINDOWS,
  NORMALISATION,
  MOVEMENT,
  INDEXING,
  RESIZE,
};
const titled = (cases: readonly Case[]) =>
  cases.map((c) => [c[0], JSON.stringify(c.slice(1, 3)).slice(0, 110), c] as const);

describe.each(Object.entries(FAMILIES))('gradients, %s', (_, cases) => {
  it.each(titled(cases))('%s agrees with finite differences and with ONNX Runtime: %s', (_op, _inputs, c) =>
    checkGradient(c),
  );
});

describe('gradients with a symbolic batch', () => {
  const cases: readonly Case[] = [
    ['Relu', [of(2, 3)]],
    ['Add', [of(2, 3), of(3)]],
    ['Mul', [of(2, 3), of(1, 3)]],
    ['ReduceMean', [of(2, 3)], { axes: [0] }],
    ['ReduceSum', [of(2, 3, 2)]],
    ['ReduceMax', [of(2, 3)], { axes: [0], keepdims: 0 }],
    ['Softmax', [of(2, 3)]],
    ['MatMul', [of(2, 3, 4), of(4, 2)]],
    ['Gemm', [of(3, 4), of(4, 2), of(2)]],
    ['Conv', [of(2, 4, 6, 5), of(6, 2, 3, 2), of(6)], { ...CONV, group: 2 }],
    ['Conv', [of(2, 16, 3, 4), of(2, 16, 3, 2)], { pads: [1, 0, 2, 1] }],
    ['ConvTranspose', [of(2, 3, 4), of(3, 2, 3), of(2)], { strides: [2] }],
    ['MaxPool', [of(2, 2, 6, 5)], { kernel_shape: [3, 2], strides: [2, 1], pads: [1, 0, 1, 1] }],
    ['AveragePool', [of(2, 2, 6, 5)], { kernel_shape: [3, 2], strides: [2, 1] }],
    ['GlobalAveragePool', [of(2, 3, 3, 2)]],
    ['BatchNormalization', [of(3, 2, 2, 2), of(2), of(2), fixed([0, 0]), fixed([1, 1])], training, 3, 1],
    ['LayerNormalization', [of(2, 3, 4), of(4), of(4)]],
    ['PRelu', [of(2, 3, 4, 2), of(3, 1, 1)]],
    ['Reshape', [of(2, 3, 4), ints([0, -1])]],
    ['Flatten', [of(2, 3, 4)]],
    ['Concat', [of(2, 3), fixed([1, 2], [2, 1])], { axis: 1 }],
    ['Split', [of(2, 6), ints([1, 3, 2])], { axis: 1 }, 3],
    ['Slice', [of(2, 3, 6), ints([-1]), ints([0]), ints([2]), ints([-2])]],
    ['Pad', [of(2, 3, 4), ints([0, 1, 0, 0, 0, 2])], { mode: 'edge' }],
    ['DepthToSpace', [of(2, 8, 2, 3)], { blocksize: 2, mode: 'CRD' }],
    ['Gather', [of(2, 3, 4), ints([1, 1, 0])], { axis: 1 }],
    ['Resize', [of(1, 2, 3, 4), undefined, fixed([1, 1, 2, 2.6])], { mode: 'linear' }],
  ];
  it.each(titled(cases))('%s: %s', (_op, _inputs, c) => checkGradient(c, 'N'));
});

describe('gradients at kinks and ties are subgradients', () => {
  it.each<[string, Case, number[]]>([
    ['Relu at 0: flat', ['Relu', [floats([-1, 0, 1])]], [0, 0, 1]],
    ['LeakyRelu at 0: the slope below', ['LeakyRelu', [floats([0])], { alpha: float(0.25) }], [0.25]],
    ['PRelu at 0: the slope below', ['PRelu', [floats([0, 2]), fixed([0.25])]], [0.25, 1]],
    ['Abs at 0: flat', ['Abs', [floats([-2, 0])]], [-1, 0]],
    [
      'Clip on its bounds: as within',
      ['Clip', [floats([1, 2, 3]), fixed([1], []), fixed([2], [])]],
      [1, 1, 0],
    ],
    ['Max of equals: half each', ['Max', [floats([1, 3]), fixed([1, 2])]], [0.5, 1]],
    ['ReduceMax: equal shares', ['ReduceMax', [floats([2, 1, 2])]], [0.5, 0, 0.5]],
    [
      'MaxPool: to the first',
      ['MaxPool', [floats([1, 1, 0, 1], [1, 1, 4])], { kernel_shape: [3] }],
      [1, 1, 0, 0],
    ],
    [
      'MaxPool: added where windows overlap',
      ['MaxPool', [floats([0, 5, 1], [1, 1, 3])], { kernel_shape: [2] }],
      [0, 2, 0],
    ],
    ['ReduceL2 of zeros: flat', ['ReduceL2', [floats([0, 0])]], [0, 0]],
    ['Pow of 0', ['Pow', [floats([0, 0]), fixed([1, 2])]], [1, 0]],
  ])('%s', async (_, c, expected) => {
    const model = lowerPlain(gradientModel(c));
    const feeds = Object.entries(allFeeds(c)).map(([name, { dims, data }]) => [
      name,
      { dims, data: name === 'weights0' ? data.map(() => 1) : data },
    ]);
    expect(Array.from(evaluate(model, Object.fromEntries(feeds)).d_x0!.data)).toEqual(expected);
  });
});

describe('what has no gradient', () => {
  it.each<[string, Case]>([
    ['a further result of a normalisation', ['LayerNormalization', [of(2, 3), of(3), of(3)], {}, 2]],
    ['Dropout in training', ['Dropout', [of(2, 3), fixed([0.5], []), bools([1], [])]]],
    ['a cubic Resize', ['Resize', [of(1, 1, 2, 2), undefined, fixed([1, 1, 2, 2])], { mode: 'cubic' }]],
    ['a Slice whose bounds are not known', ['Slice', [of(4), ints([1], [1, 1]), ints([2], [1, 1])]]],
    ['a product of many', ['ReduceProd', [of(2, 3)]]],
    ['a multiplying ScatterND', ['ScatterND', [of(4), ints([1], [1, 1]), of(1)], { reduction: 'mul' }]],
  ])('%s is refused, naming layer and operator', (_, c) => {
    expect(() => gradientModel(c)).toThrow(
      expect.objectContaining({
        code: 'gradient_missing',
        message: expect.stringContaining(`layer/${c[0]}_0: `),
      }),
    );
  });
});

describe('the table of gradients', () => {
  it('has a case for every rule', () => {
    const rules = [...GRADIENTS].filter(([, rule]) => rule !== flat).map(([op]) => op);
    const tried = new Set(Object.values(FAMILIES).flatMap((cases) => cases.map(([op]) => op)));
    expect(rules.filter((op) => !tried.has(op))).toEqual([]);
  });
});
