import { describe, expect, it } from 'vitest';
import { encodeModel } from '../encode.js';
import { type Constant, type ElementType, float, type Model, type Node } from '../model.js';
import { openSession } from '../session.js';
import { evaluate, KERNELS } from './index.js';
import { erf } from './pointwise.js';
import { count } from './tensor.js';

/** A shape is filled with numbers between −1 and 1; tensors are constants of the model. */
type Given = readonly number[] | Constant | undefined;
type Case = readonly [
  op: string,
  inputs: readonly Given[],
  attributes?: Node['attributes'],
  results?: number,
];

const BYTES: Partial<Record<ElementType, (values: readonly number[]) => Uint8Array>> = {
  float32: (v) => new Uint8Array(Float32Array.from(v).buffer),
  int64: (v) => new Uint8Array(BigInt64Array.from(v, BigInt).buffer),
  bool: (v) => Uint8Array.from(v),
};
const constant =
  (type: ElementType) =>
  (values: readonly number[], dims: readonly number[] = [values.length]): Constant => ({
    type,
    dims,
    data: BYTES[type]!(values),
  });
const of = (...dims: number[]): readonly number[] => dims;
const ints = constant('int64');
const floats = constant('float32');
const bools = constant('bool');
const positive = floats([0.3, 1.5, 2.25, 0.01, 7, 12], [2, 3]);
const whole = floats([-2.5, -1.5, -0.5, 0.5, 1.5, 2.5, 3.2, -3.2]);

const unary = (...ops: string[]): Case[] => ops.map((op) => [op, [of(2, 7)]]);
const windowed = { kernel_shape: [3, 2], strides: [2, 1], pads: [1, 0, 2, 1] };

const CASES: readonly Case[] = [
  ...unary('Identity', 'Neg', 'Abs', 'Sign', 'Floor', 'Ceil', 'Exp', 'Sin', 'Cos', 'Tan', 'Asin', 'Acos'),
  ...unary('Atan', 'Sinh', 'Cosh', 'Tanh', 'Erf', 'Sigmoid', 'Softplus', 'Softsign', 'Relu', 'HardSwish'),
  ...unary('LeakyRelu', 'Elu', 'Celu', 'Selu', 'HardSigmoid', 'com.microsoft::Gelu'),
  ['Round', [whole]],
  ['Sqrt', [positive]],
  ['Log', [positive]],
  ['Reciprocal', [positive]],
  ['LeakyRelu', [of(9)], { alpha: float(0.3) }],
  ['Elu', [of(9)], { alpha: float(0.7) }],
  ['Celu', [of(9)], { alpha: float(0.7) }],
  ['Selu', [of(9)], { alpha: float(0.7), gamma: float(1.4) }],
  ['HardSigmoid', [of(9)], { alpha: float(0.9), beta: float(0.4) }],
  ['ThresholdedRelu', [of(9)], { alpha: float(0.25) }],
  ['Not', [bools([0, 1])]],
  ['IsNaN', [floats([1, Number.NaN, Infinity])]],
  ['IsInf', [floats([1, Number.NaN, -Infinity])]],
  ['Cast', [whole], { to: 7 }],
  ['Cast', [ints([-1, 0, 2])], { to: 9 }],
  ['Clip', [of(9), floats([-0.5], []), floats([0.25], [])]],
  ['Clip', [of(9), undefined, floats([0.25], [])]],
  ['Dropout', [of(3, 4)], {}, 2],
  // arithmetic
  ['Add', [of(2, 1, 3), of(4, 1)]],
  ['Sub', [of(3), of(2, 3)]],
  ['Mul', [of(2, 3), of()]],
  ['Div', [of(2, 3), positive]],
  ['Div', [ints([7, -7, 9]), ints([2, 2, -4])]],
  ['Pow', [positive, of(2, 3)]],
  ['PRelu', [of(2, 3, 4), of(3, 1)]],
  ['Min', [of(2, 3), of(3), of(2, 1)]],
  ['Max', [of(2, 3), of(3), of(2, 1)]],
  ['Sum', [of(2, 3), of(3), of(2, 1)]],
  ['Mean', [of(2, 3), of(3), of(2, 1)]],
  ...['Equal', 'Less', 'Greater', 'LessOrEqual', 'GreaterOrEqual'].map(
    (op): Case => [op, [ints([1, 2, 3]), ints([2], [1])]],
  ),
  ...['And', 'Or', 'Xor'].map((op): Case => [op, [bools([0, 0, 1, 1]), bools([0, 1, 0, 1])]]),
  ['Where', [bools([1, 0], [2, 1]), of(3), of(2, 3)]],
  // reductions
  ...[...KERNELS.keys()]
    .filter((op) => op.startsWith('Reduce') && op !== 'ReduceSum' && op !== 'ReduceLogSum')
    .flatMap((op): Case[] => [
      [op, [of(2, 3, 4)], { axes: [0, -1], keepdims: 0 }],
      [op, [of(2, 3, 4)], {}],
      [op, [of(2, 3, 4)], { axes: [1] }],
    ]),
  ['ReduceSum', [of(2, 3, 4), ints([0, -1])], { keepdims: 0 }],
  ['ReduceSum', [of(2, 3, 4)], { noop_with_empty_axes: 1 }],
  ['ReduceSum', [of(2, 3, 4)]],
  ['ReduceLogSum', [positive], { axes: [1] }],
  ['Softmax', [of(2, 3, 4)], { axis: 1 }],
  ['LogSoftmax', [of(2, 3, 4)]],
  ['LpNormalization', [of(2, 3, 4)], { axis: 1 }],
  ['LpNormalization', [of(2, 3, 4)], { p: 1 }],
  ['CumSum', [of(2, 5), ints([1], [])]],
  ['CumSum', [of(2, 5), ints([-1], [])], { exclusive: 1, reverse: 1 }],
  ['ArgMax', [of(2, 5)], { axis: 1, keepdims: 0 }],
  ['ArgMin', [floats([1, 0, 0, 3])], { select_last_index: 1 }],
  ['TopK', [of(2, 5), ints([2])], { axis: 1 }, 2],
  ['TopK', [of(5, 2), ints([3])], { axis: 0, largest: 0 }, 2],
  // products
  ['MatMul', [of(2, 1, 3, 4), of(5, 4, 2)]],
  ['MatMul', [of(4), of(3, 4, 2)]],
  ['MatMul', [of(3, 4), of(4)]],
  ['MatMul', [of(4), of(4)]],
  ['Gemm', [of(3, 4), of(4, 2), of(2)]],
  ['Gemm', [of(4, 3), of(2, 4), of(3, 1)], { transA: 1, transB: 1, alpha: float(0.5), beta: float(2) }],
  ['Einsum', [of(2, 3, 4), of(2, 4, 5)], { equation: 'bij,bjk->bik' }],
  ['Einsum', [of(2, 3, 4), of(4, 5)], { equation: '...j, jk' }],
  ['Einsum', [of(3, 3)], { equation: 'ii' }],
  ['Einsum', [of(2, 3, 3)], { equation: '...ii->...i' }],
  ['Einsum', [of(2, 3), of(3), of(4)], { equation: 'ij,j,k->ki' }],
  ['com.microsoft::FusedMatMul', [of(2, 4, 3), of(2, 5, 4)], { transA: 1, transB: 1, alpha: float(0.5) }],
  // windows
  ['Conv', [of(2, 4, 7, 6), of(6, 2, 3, 2), of(6)], { ...windowed, group: 2, dilations: [1, 2] }],
  ['Conv', [of(2, 3, 9), of(4, 3, 3)], { auto_pad: 'SAME_LOWER', strides: [2] }],
  ['Conv', [of(1, 2, 4, 5, 4), of(3, 2, 2, 2, 3)], { auto_pad: 'VALID', strides: [1, 2, 1] }],
  [
    'ConvTranspose',
    [of(2, 4, 4, 3), of(4, 3, 3, 2), of(6)],
    { ...windowed, group: 2, output_padding: [1, 0] },
  ],
  ['ConvTranspose', [of(2, 3, 5), of(3, 4, 3)], { auto_pad: 'SAME_UPPER', strides: [2], dilations: [2] }],
  ['ConvTranspose', [of(1, 2, 4, 4), of(2, 2, 3, 3)], { output_shape: [8, 7], strides: [2, 2] }],
  ['MaxPool', [of(2, 3, 7, 6)], { kernel_shape: [3, 2], strides: [2, 1], pads: [1, 0, 1, 1] }, 2],
  [
    'MaxPool',
    [of(2, 3, 8, 6)],
    { kernel_shape: [3, 3], strides: [2, 2], ceil_mode: 1, dilations: [2, 1] },
    2,
  ],
  ['MaxPool', [of(2, 3, 7)], { kernel_shape: [2], strides: [3], auto_pad: 'SAME_UPPER' }],
  ['AveragePool', [of(2, 3, 7, 6)], { ...windowed, pads: [1, 0, 1, 1] }],
  ['AveragePool', [of(2, 3, 7, 6)], { ...windowed, pads: [1, 0, 1, 1], count_include_pad: 1 }],
  ['AveragePool', [of(2, 3, 8, 6)], { kernel_shape: [3, 3], strides: [2, 2], ceil_mode: 1 }],
  ['AveragePool', [of(2, 3, 9)], { kernel_shape: [4], strides: [2], auto_pad: 'SAME_LOWER' }],
  ['GlobalAveragePool', [of(2, 3, 4, 5)]],
  ['GlobalMaxPool', [of(2, 3, 4, 5)]],
  // normalisation
  [
    'BatchNormalization',
    [of(2, 3, 4, 2), of(3), of(3), of(3), floats([0.5, 1, 2])],
    { epsilon: float(1e-3) },
  ],
  ['BatchNormalization', [of(2, 3, 4), of(3), of(3), of(3), floats([0.5, 1, 2])], { training_mode: 1 }, 3],
  ['LayerNormalization', [of(2, 3, 4), of(4), of(4)], {}, 3],
  ['LayerNormalization', [of(2, 3, 4), of(3, 4)], { axis: 1, epsilon: float(1e-3) }],
  ['InstanceNormalization', [of(2, 3, 4, 2), of(3), of(3)]],
  // shaping
  ['Constant', [], { value: { tensor: floats([1, 2], [2, 1]) } }],
  ['Constant', [], { value_ints: [1, 2] }],
  ['ConstantOfShape', [ints([2, 3])]],
  ['ConstantOfShape', [ints([2])], { value: { tensor: ints([5]) } }],
  ['Shape', [of(2, 3, 4)], { start: 1 }],
  ['Shape', [of(2, 3, 4)], { start: -2, end: -1 }],
  ['Size', [of(2, 3, 4)]],
  ['Range', [ints([3], []), ints([12], []), ints([4], [])]],
  ['EyeLike', [of(3, 4)], { k: 1 }],
  ['Trilu', [of(2, 3, 4)], { upper: 0 }],
  ['Trilu', [of(3, 4), ints([1], [])]],
  ['Reshape', [of(2, 3, 4), ints([0, -1, 2])]],
  ['Flatten', [of(2, 3, 4)], { axis: 2 }],
  ['Squeeze', [of(1, 3, 1), ints([-1])]],
  ['Squeeze', [of(1, 3, 1)]],
  ['Unsqueeze', [of(2, 3), ints([0, -1])]],
  ['Transpose', [of(2, 3, 4)], { perm: [2, 0, 1] }],
  ['Transpose', [of(2, 3, 4)]],
  ['Expand', [of(3, 1), ints([2, 1, 4])]],
  ['Tile', [of(2, 3), ints([2, 2])]],
  ['Concat', [of(2, 3), of(2, 1), of(2, 2)], { axis: -1 }],
  ['Split', [of(2, 6), ints([1, 3, 2])], { axis: 1 }, 3],
  ['Split', [of(6, 2)], {}, 2],
  ['Slice', [of(5, 6), ints([1, -1]), ints([9, -9]), ints([0, 1]), ints([2, -2])]],
  ['Slice', [of(5, 6), ints([-3]), ints([-1])]],
  ['Pad', [of(2, 3), ints([1, 0, 0, 2]), floats([0.5], [])]],
  ['Pad', [of(4, 5), ints([-1, 1, 2, -2])]],
  ['Pad', [of(4, 5), ints([2, 0, 3, 2])], { mode: 'reflect' }],
  ['Pad', [of(4, 5), ints([2, 0, 1, 2])], { mode: 'edge' }],
  ['DepthToSpace', [of(2, 8, 2, 3)], { blocksize: 2 }],
  ['DepthToSpace', [of(2, 8, 2, 3)], { blocksize: 2, mode: 'CRD' }],
  ['SpaceToDepth', [of(2, 3, 4, 6)], { blocksize: 2 }],
  // indexing
  ['Gather', [of(4, 3, 2), ints([0, -1, 2, 0], [2, 2])], { axis: 1 }],
  ['Gather', [of(4, 3), ints([2], [])]],
  ['GatherElements', [of(4, 3), ints([0, -1, 2, 1, 1, 0], [2, 3])]],
  ['GatherND', [of(4, 3, 2), ints([0, 1, -1, 2], [2, 2])]],
  ['GatherND', [of(2, 3, 2), ints([1, 2], [2, 1])], { batch_dims: 1 }],
  ['ScatterElements', [of(4, 3), ints([0, -1, 2, 1, 1, 0], [2, 3]), of(2, 3)]],
  ['ScatterElements', [of(4, 3), ints([0, 0, 1, 1], [2, 2]), of(2, 2)], { axis: 1, reduction: 'add' }],
  ['ScatterND', [of(4, 3), ints([1, -1], [2, 1]), of(2, 3)]],
  ['ScatterND', [of(4, 3), ints([1, 1], [2, 1]), of(2, 3)], { reduction: 'add' }],
  ['ScatterND', [of(4, 3), ints([1, 1], [2, 1]), of(2, 3)], { reduction: 'mul' }],
  ['OneHot', [ints([1, -1, 0]), ints([4], []), floats([2, 5])], { axis: 0 }],
  // resize
  ['Resize', [of(1, 2, 3, 4), undefined, floats([1, 1, 2, 3])]],
  ['Resize', [of(1, 2, 6, 8), undefined, undefined, ints([1, 2, 4, 3])]],
  ...['half_pixel', 'asymmetric', 'align_corners', 'pytorch_half_pixel'].flatMap((coordinates): Case[] => [
    [
      'Resize',
      [of(1, 2, 3, 4), undefined, floats([1, 1, 2, 2.5])],
      { mode: 'linear', coordinate_transformation_mode: coordinates },
    ],
    ...['floor', 'ceil', 'round_prefer_ceil'].map(
      (nearest): Case => [
        'Resize',
        [of(1, 2, 3, 4), undefined, floats([1, 1, 2, 1.5])],
        { coordinate_transformation_mode: coordinates, nearest_mode: nearest },
      ],
    ),
  ]),
];

function modelOf([key, inputs, attributes = {}, results = 1]: Case): Model {
  const [domain, op] = key.includes('::') ? (key.split('::') as [string, string]) : ['', key];
  const isShape = (given: Given): given is readonly number[] => Array.isArray(given);
  return {
    graph: {
      name: 'case',
      nodes: [
        {
          op,
          domain,
          inputs: inputs.map((given, i) => (given ? `x${i}` : '')),
          outputs: Array.from({ length: results }, (_, i) => `y${i}`),
          attributes,
        },
      ],
      inputs: inputs.flatMap((given, i) =>
        isShape(given) ? [{ name: `x${i}`, type: 'float32' as const, dims: given }] : [],
      ),
      outputs: Array.from({ length: results }, (_, i) => ({
        name: `y${i}`,
        type: 'float32' as const,
        dims: [],
      })),
      constants: new Map(inputs.flatMap((given, i) => (given && !isShape(given) ? [[`x${i}`, given]] : []))),
    },
    opsets: { '': 17, ...(domain && { [domain]: 1 }) },
    producer: 'test',
    metadata: {},
  };
}

const numbers = (dims: readonly number[], from: number) => ({
  dims: [...dims],
  data: Float32Array.from({ length: count(dims) }, (_, i) => (((i + from * 31) * 7919) % 2003) / 1001.5 - 1),
});

describe('evaluate', () => {
  it.each(CASES.map((c) => [c[0], JSON.stringify(c.slice(1, 3)).slice(0, 100), c] as const))(
    '%s computes what ONNX Runtime computes: %s',
    async (_, __, c) => {
      const model = modelOf(c);
      const inputs = Object.fromEntries(
        model.graph.inputs.map(({ name, dims }, i) => [name, numbers(dims as number[], i)]),
      );
      const ours = evaluate(model, inputs);
      const typed = model.graph.outputs.map(({ name }) => ({
        name,
        type: ours[name].type,
        dims: ours[name].dims,
      }));
      const session = await openSession(encodeModel({ ...model, graph: { ...model.graph, outputs: typed } }));
      const theirs = await session.run(inputs);
      await session.close();
      for (const { name } of typed) {
        expect(ours[name].dims).toEqual([...theirs[name].dims]);
        const expected = Array.from(theirs[name].data as ArrayLike<unknown>, Number);
        expected.forEach((value, i) => {
          expect(ours[name].data[i]).toSatisfy(
            (x: number) => Object.is(x, value) || Math.abs(x - value) <= 2e-6 * (1 + Math.abs(value)),
            `${name}[${i}]: ${ours[name].data[i]} beside ${value}`,
          );
        });
      }
    },
  );

  it('has a case for every standard operator', () => {
    const standard = [...KERNELS.keys()].filter((op) => !op.startsWith('likeness::'));
    expect(standard.filter((op) => !CASES.some((c) => c[0] === op))).toEqual([]);
  });

  it('computes in double precision', () => {
    const model = modelOf(['Add', [[1], [1]]]);
    const { y0 } = evaluate(model, { x0: { dims: [1], data: [1] }, x1: { dims: [1], data: [1e-15] } });
    expect(y0.data[0]).toBe(1 + 1e-15);
  });

  // scipy.special.erf
  it.each([
    [0.1, 0.1124629160182849],
    [-0.5, -0.5204998778130465],
    [1, 0.8427007929497149],
    [2.5, 0.999593047982555],
    [5, 0.9999999999984626],
    [9, 1],
  ])('knows erf(%s) to the last digits', (x, expected) => {
    expect(erf(x)).toBeCloseTo(expected, 14);
  });

  it('names an operator that it does not know, and the layer', () => {
    const model = modelOf(['Loop', [[1]]]);
    const nodes = model.graph.nodes.map((node) => ({ ...node, name: 'head.loop/Loop_1' }));
    expect(() => evaluate({ ...model.graph, nodes }, { x0: { dims: [1], data: [1] } })).toThrow(
      expect.objectContaining({
        code: 'graph_invalid',
        message: expect.stringContaining('head.loop/Loop_1'),
      }),
    );
  });

  it.each([
    ['that is missing', {}],
    ['that does not fill its shape', { x0: { dims: [2], data: [1] } }],
  ])('refuses an input %s', (_, inputs) => {
    expect(() => evaluate(modelOf(['Neg', [[2]]]), inputs)).toThrow(
      expect.objectContaining({ code: 'graph_invalid', message: expect.stringContaining('x0') }),
    );
  });
});
