import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { LikenessError } from '../../errors.js';
import type { Dim } from '../dims.js';
import { GraphBuilder, type Value } from '../graph.js';
import type { Attribute, ElementType } from '../model.js';
import { inferTypes, OPERATORS, type ValueType } from './index.js';

const graphOf = (): GraphBuilder => new GraphBuilder('net');

type Build = (g: GraphBuilder, input: (...dims: Dim[]) => Value) => unknown;

/** What is wrong, and how the layer says it. */
const REFUSALS: readonly [string, Build, string][] = [
  ['an operator that nobody knows', (g, x) => g.add('Guess', [x(2)]), 'no shape rule is known for Guess'],
  [
    'a name that every object has',
    (g, x) => g.add('constructor', [x(2)]),
    'no shape rule is known for constructor',
  ],
  ['an input that is missing', (g) => g.add('Relu', []), 'input 0 is missing'],
  ['too many results', (g, x) => g.addMany('Relu', [x(2)], 2), 'Relu: it has 1 results here, not 2'],
  [
    'shapes that do not broadcast',
    (g, x) => g.add('Add', [x('N', 3), x(4)]),
    '[N, 3] and [4] do not broadcast',
  ],
  [
    'float32 and int64',
    (g, x) => g.add('Add', [x('N', 3), g.ints([1, 2, 3])]),
    'float32 [N, 3] and int64 [3] are of different element types',
  ],
  [
    'roots of integers',
    (g) => g.add('Sqrt', [g.ints([4])]),
    'input 0 is int64 [1]; it takes float32, float64, float16',
  ],
  [
    'an attribute of another kind',
    (g, x) => g.add('Flatten', [x(2, 3)], { axis: 'one' }),
    'attribute axis is of another kind',
  ],
  [
    'an axis beyond the rank',
    (g, x) => g.add('Softmax', [x(2, 3)], { axis: 2 }),
    'axis 2 of a tensor of rank 2',
  ],
  [
    'filters for other channels',
    (g, x) => g.add('Conv', [x('N', 3, 8, 8), x(8, 4, 3, 3)]),
    'filters of [8, 4, 3, 3] in one group take 4 channels; [N, 3, 8, 8] has 3',
  ],
  [
    'filters that do not part into groups',
    (g, x) => g.add('Conv', [x('N', 4, 8, 8), x(7, 2, 3, 3)], { group: 2 }),
    '7 filters of [7, 2, 3, 3] do not part into 2 groups',
  ],
  [
    'a kernel larger than the padded picture',
    (g, x) => g.add('Conv', [x('N', 3, 4, 4), x(8, 3, 7, 7)], { pads: [1, 1, 1, 1] }),
    'a kernel of [7, 7] is larger than [4, 4] with pads [1, 1, 1, 1]',
  ],
  [
    'a kernel_shape that the filters do not have',
    (g, x) => g.add('Conv', [x('N', 3, 8, 8), x(8, 3, 3, 3)], { kernel_shape: [5, 5] }),
    'kernel_shape is [5, 5]; filters are [8, 3, 3, 3]',
  ],
  [
    'a bias for other channels',
    (g, x) => g.add('Conv', [x('N', 3, 8, 8), x(8, 3, 3, 3), x(7)]),
    'a bias of [7] for 8 channels',
  ],
  [
    'pads for another rank',
    (g, x) => g.add('Conv', [x('N', 3, 8, 8), x(8, 3, 3, 3)], { pads: [1, 1] }),
    'pads is [1, 1]; it takes 4 numbers',
  ],
  [
    'a vector as picture',
    (g, x) => g.add('GlobalAveragePool', [x('N', 3)]),
    '[N, 3] is not [N, C, …] with spatial dimensions',
  ],
  [
    'statistics of other channels',
    (g, x) => g.add('BatchNormalization', [x('N', 3, 4), x(3), x(3), x(4), x(3)]),
    'input 3 is [4]; [N, 3, 4] has 3 channels',
  ],
  [
    'a slope that would stretch the input',
    (g, x) => g.add('PRelu', [x('N', 1, 4), x(3, 1)]),
    'a slope of [3, 1] does not broadcast to [N, 1, 4]',
  ],
  [
    'matrices whose inner dimensions differ',
    (g, x) => g.add('MatMul', [x('N', 3), x(4, 5)]),
    '[N, 3] by [4, 5]: inner dimensions differ',
  ],
  [
    'a product of two batches',
    (g, x) => g.add('MatMul', [x('N', 2, 3), x('T', 3, 4)]),
    '[N] and [T] do not broadcast',
  ],
  [
    'a Gemm of tensors',
    (g, x) => g.add('Gemm', [x(1, 2, 3), x(3, 4)]),
    '[1, 2, 3] by [3, 4]: both must be matrices',
  ],
  [
    'labels that mean two sizes',
    (g, x) => g.add('Einsum', [x(2, 3), x(4, 5)], { equation: 'ij,jk->ik' }),
    'jk in ij,jk->ik does not fit [4, 5]',
  ],
  [
    'a reshape that loses elements',
    (g, x) => g.add('Reshape', [x('N', 6), g.ints([0, 5])]),
    '[N, 6] cannot become [0, 5]',
  ],
  [
    'a reshape that does not come out even',
    (g, x) => g.add('Reshape', [x(2, 5), g.ints([-1, 4])]),
    '[2, 5] cannot become [-1, 4]',
  ],
  [
    'a reshape to no known rank',
    (g, x) => g.add('Reshape', [x(2), g.input('s', ['K'], 'int64')]),
    'a shape of [K] gives a tensor of no known rank',
  ],
  [
    'an order that forgets an axis',
    (g, x) => g.add('Transpose', [x(2, 3)], { perm: [0, 0] }),
    'perm [0, 0] does not order the axes of [2, 3]',
  ],
  [
    'squeezing what is not 1',
    (g, x) => g.add('Squeeze', [x(2, 3), g.ints([1])]),
    'axis 1 of [2, 3] is not 1',
  ],
  [
    'joining what differs',
    (g, x) => g.add('Concat', [x(2, 3), x(3, 3)], { axis: 1 }),
    '[2, 3] and [3, 3] cannot be joined along axis 1',
  ],
  [
    'uneven parts',
    (g, x) => g.addMany('Split', [x(5, 3)], 2),
    'axis 0 of [5, 3] does not part into 2 equal parts',
  ],
  [
    'parts that do not add up',
    (g, x) => g.addMany('Split', [x(5), g.ints([2, 2])], 2),
    'parts of [2, 2] do not make up axis 0 of [5]',
  ],
  [
    'pads for another rank',
    (g, x) => g.add('Pad', [x(2, 3), g.ints([1, 1])]),
    '2 pads for [2, 3], two an axis are needed',
  ],
  [
    'an index beyond the end',
    (g, x) => g.add('Gather', [x(5, 3), g.ints([5])]),
    'indices [5] into axis 0 of [5, 3]',
  ],
  [
    'channels that do not make blocks',
    (g, x) => g.add('DepthToSpace', [x('N', 6, 2, 2)], { blocksize: 2 }),
    'axis 1 of [N, 6, 2, 2] is not a multiple of 4',
  ],
  [
    'more than there are',
    (g, x) => g.addMany('TopK', [x(2, 3), g.ints([4])], 2),
    'the 4 largest of axis 1 of [2, 3]',
  ],
  [
    'a gradient of another shape',
    (g, x) => g.add('ReluGrad', [x('N', 3), x('N', 4)], {}, 'likeness'),
    'a gradient of [N, 4] by a result of [N, 3]',
  ],
  [
    'a filter gradient of another picture',
    (g, x) =>
      g.add('ConvFilterGrad', [x('N', 3, 8, 8), x('N', 4, 8, 8)], { kernel_shape: [3, 3] }, 'likeness'),
    'a gradient of [N, 4, 8, 8] by a result of [N, 4, 6, 6]',
  ],
];

describe('what does not fit is refused at once, by layer, operator and both shapes', () => {
  it.each(REFUSALS)('%s', (_, build, message) => {
    const graph = graphOf();
    let inputs = 0;
    const input = (...dims: Dim[]) => graph.input(`x${inputs++}`, dims);
    expect(() => build(graph, input)).toThrow(
      expect.objectContaining({ code: 'graph_invalid', message: expect.stringContaining(message) }),
    );
  });

  it('with the path of the layer', () => {
    const graph = graphOf();
    const [x, w] = [graph.input('x', ['N', 3]), graph.input('w', [4, 5])];
    const layer = () => graph.scope('stage1', () => graph.scope('fc', () => graph.add('MatMul', [x, w])));
    expect(layer).toThrow('stage1.fc/MatMul_0: MatMul: [N, 3] by [4, 5]: inner dimensions differ');
  });
});

describe('any operator on any inputs ends in types or a refusal', () => {
  const number = fc.integer({ min: -3, max: 6 });
  const dims = fc.array(fc.oneof(fc.nat(6), fc.constantFrom<Dim>('N', 'T', '2*N')), { maxLength: 5 });
  const floating: fc.Arbitrary<ValueType> = dims.map((d) => ({ type: 'float32', dims: d }));
  const vector: fc.Arbitrary<ValueType> = fc
    .array(fc.oneof(number, fc.constant<Dim>('N')), { maxLength: 8 })
    .map((ints) => ({ type: 'int64', dims: [ints.length], ints }));
  const other: fc.Arbitrary<ValueType> = fc
    .tuple(fc.constantFrom<ElementType>('int64', 'int32', 'bool', 'uint8', 'float64'), dims)
    .map(([type, d]) => ({ type, dims: d }));
  const input = fc.option(fc.oneof({ arbitrary: floating, weight: 4 }, vector, other), {
    nil: undefined,
    freq: 9,
  });
  const attribute: fc.Arbitrary<Attribute> = fc.oneof(
    number,
    fc.array(number, { maxLength: 6 }),
    fc.constantFrom('SAME_UPPER', 'ij,jk->ik', '...->', ''),
    fc.constant({ float: 0.5 }),
  );
  const NAMES = ['axis', 'axes', 'perm', 'pads', 'strides', 'dilations', 'kernel_shape', 'group', 'keepdims'];
  const MORE = [
    'equation',
    'auto_pad',
    'blocksize',
    'batch_dims',
    'output_shape',
    'start',
    'to',
    'transA',
    'scales',
  ];
  const attributes = fc.dictionary(fc.constantFrom(...NAMES, ...MORE), attribute, { maxKeys: 4 });

  it.each(OPERATORS)('%s', (key) => {
    const [op, domain = ''] = key.split('::').reverse() as [string, string?];
    fc.assert(
      fc.property(
        fc.array(input, { maxLength: 5 }),
        attributes,
        fc.integer({ min: 1, max: 3 }),
        (given, a, count) => {
          const outputs = ['y0', 'y1', 'y2'].slice(0, count);
          const node = { op, domain, inputs: given.map((_, i) => `x${i}`), outputs, attributes: a };
          try {
            for (const { dims } of inferTypes(node, given, 'layer'))
              for (const d of dims)
                expect(typeof d === 'string' || (Number.isInteger(d) && d >= 0)).toBe(true);
          } catch (error) {
            if (!(error instanceof LikenessError)) throw error;
            expect(error.code).toBe('graph_invalid');
          }
        },
      ),
      { numRuns: 200 },
    );
  });
});

describe('gradients have the shapes of what they are the gradients by', () => {
  const conv = { kernel_shape: [3, 3], strides: [2, 2], pads: [1, 1, 1, 1], dilations: [1, 1], group: 2 };
  const shapes = (
    op: string,
    inputs: readonly Dim[][],
    attributes: object,
    results: number,
  ): (readonly Dim[])[] => {
    const graph = graphOf();
    const values = inputs.map((dims, i) => graph.input(`x${i}`, dims));
    return graph.addMany(op, values, results, { ...attributes }, 'likeness').map((v) => graph.dimsOf(v));
  };

  it('of a convolution', () => {
    const [x, w, dy]: Dim[][] = [
      ['N', 4, 9, 8],
      [6, 2, 3, 3],
      ['N', 6, 5, 4],
    ];
    expect(shapes('ConvInputGrad', [dy!, w!], { ...conv, input_shape: [9, 8] }, 1)).toEqual([x]);
    expect(shapes('ConvFilterGrad', [x!, dy!], conv, 1)).toEqual([w]);
  });

  it('of a batch normalisation, a PRelu and a Relu', () => {
    const x: Dim[] = ['N', 4, 9, 8];
    expect(shapes('BatchNormGrad', [x, x, [4]], {}, 3)).toEqual([x, [4], [4]]);
    expect(shapes('PReluGrad', [x, x, [4, 1, 1]], {}, 2)).toEqual([x, [4, 1, 1]]);
    expect(shapes('ReluGrad', [x, x], {}, 1)).toEqual([x]);
  });
});

describe('shapes that a graph computes are followed', () => {
  const shapeOf = (g: GraphBuilder, x: Value) => g.add('Shape', [x]);
  const pick = (g: GraphBuilder, shape: Value, i: number) => g.add('Gather', [shape, g.ints([i], [])]);
  const vector = (g: GraphBuilder, scalar: Value) => g.add('Unsqueeze', [scalar, g.ints([0])]);

  it('as PyTorch exports x.view(x.shape[0], -1)', () => {
    const g = graphOf();
    const x = g.input('x', ['N', 64, 7, 7]);
    const target = g.add('Concat', [vector(g, pick(g, shapeOf(g, x), 0)), g.ints([-1])], { axis: 0 });
    expect(g.dimsOf(g.add('Reshape', [x, target]))).toEqual(['N', 3136]);
  });

  it('as PyTorch exports channel shuffle, through division', () => {
    const g = graphOf();
    const x = g.input('x', ['N', 8, 'H', 'W']);
    const s = shapeOf(g, x);
    const [n, c, h, w] = [0, 1, 2, 3].map((i) => pick(g, s, i)) as [Value, Value, Value, Value];
    const parts = [n, g.ints([2], []), g.add('Div', [c, g.ints([2], [])]), h, w].map((v) => vector(g, v));
    const shuffled = g.add('Reshape', [x, g.add('Concat', parts, { axis: 0 })]);
    expect(g.dimsOf(shuffled)).toEqual(['N', 2, 4, 'H', 'W']);
    const turned = g.add('Transpose', [shuffled], { perm: [0, 2, 1, 3, 4] });
    const back = g.add(
      'Concat',
      [n, g.ints([-1], []), h, w].map((v) => vector(g, v)),
      { axis: 0 },
    );
    expect(g.dimsOf(g.add('Reshape', [turned, back]))).toEqual(['N', 8, 'H', 'W']);
  });

  it('as PyTorch exports x.expand(shape): −1 keeps a dimension', () => {
    const g = graphOf();
    const x = g.input('x', ['N', 1, 4]);
    const wanted = g.add('Concat', [vector(g, pick(g, shapeOf(g, x), 0)), g.ints([3]), g.ints([-1])], {
      axis: 0,
    });
    const ones = g.add('ConstantOfShape', [g.add('Shape', [wanted])], {
      value: { tensor: { type: 'int64', dims: [1], data: new Uint8Array(BigInt64Array.of(1n).buffer) } },
    });
    const isKept = g.add('Equal', [wanted, g.add('Mul', [ones, g.ints([-1], [])])]);
    expect(g.dimsOf(g.add('Expand', [x, g.add('Where', [isKept, ones, wanted])]))).toEqual(['N', 3, 4]);
  });

  it('as TensorFlow exports flattening, through Slice, ReduceProd and casts', () => {
    const g = graphOf();
    const x = g.input('x', ['N', 4, 5]);
    const s = g.add('Cast', [shapeOf(g, x)], { to: 6 });
    const first = g.add('Slice', [s, g.ints([0]), g.ints([1]), g.ints([0])]);
    const rest = g.add('Slice', [g.add('Cast', [s], { to: 7 }), g.ints([1]), g.ints([3]), g.ints([0])]);
    const size = g.add('ReduceProd', [rest], { axes: [0] });
    const target = g.add('Concat', [g.add('Cast', [first], { to: 7 }), size], { axis: 0 });
    expect(g.dimsOf(g.add('Reshape', [x, target]))).toEqual(['N', 20]);
  });

  it('through resizing to the size of another picture', () => {
    const g = graphOf();
    const [x, y] = [g.input('x', ['N', 8, 'H', 'W']), g.input('y', ['N', 4, 32, 32])];
    const head = g.add('Slice', [shapeOf(g, x), g.ints([0]), g.ints([2]), g.ints([0])]);
    const tail = g.add('Slice', [shapeOf(g, y), g.ints([2]), g.ints([2 ** 40]), g.ints([0])]);
    const sizes = g.add('Concat', [head, tail], { axis: 0 });
    expect(g.dimsOf(g.add('Resize', [x, undefined, undefined, sizes]))).toEqual(['N', 8, 32, 32]);
  });

  it('and where one cannot be known, it is a symbol of its own that fits anything', () => {
    const g = graphOf();
    const x = g.input('x', [4, 3]);
    const rows = g.add('Gather', [x, g.add('Squeeze', [g.add('NonZero', [g.input('m', [4])]), g.ints([0])])]);
    expect(g.dimsOf(rows)).toEqual(['?nonzero_0.1', 3]);
    expect(g.dimsOf(g.add('Add', [rows, g.input('y', ['N', 3])]))).toEqual(['N', 3]);
  });

  it('and a residual block of a picture of unknown size fits', () => {
    const g = graphOf();
    const x = g.input('x', ['N', 4, 'H', 'W']);
    const filter = (side: number): Value =>
      g.floats(new Float32Array(8 * 4 * side * side), [8, 4, side, side]);
    const main = g.add('Conv', [x, filter(3)], { strides: [2, 2], pads: [1, 1, 1, 1] });
    const shortcut = g.add('Conv', [x, filter(1)], { strides: [2, 2] });
    expect(g.dimsOf(g.add('Add', [main, shortcut]))).toEqual(['N', 8, 'floor((H+1)/2)', 'floor((W+1)/2)']);
  });
});

it.each<ElementType>(['float64', 'float16'])('%s passes through layers as float32 does', (type) => {
  const g = graphOf();
  const [x, w] = [g.input('x', ['N', 3, 8, 8], type), g.input('w', [4, 3, 3, 3], type)];
  const y = g.add('Relu', [g.add('Conv', [x, w])]);
  expect([g.typeOf(y), g.dimsOf(y)]).toEqual([type, ['N', 4, 6, 6]]);
});
