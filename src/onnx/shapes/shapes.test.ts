import { describe, expect, it } from 'vitest';
import { bindDim, type Dim } from '../dims.js';
import { encodeModel } from '../encode.js';
import { GraphBuilder, type Value } from '../graph.js';
import { type Attribute, type Constant, type ElementType, float } from '../model.js';
import { OPERATORS } from './index.js';

process.env.ORT_DISABLE_TELEMETRY = '1';
const { InferenceSession, Tensor } = await import('onnxruntime-node');

/** An input that is given at each run, or a constant. */
type Given = { readonly type: ElementType; readonly dims: readonly Dim[] } | Constant | undefined;

/** The domain stands before the operator. N in a shape is the batch size. */
type Case = readonly [
  op: string,
  inputs: readonly Given[],
  attributes?: Readonly<Record<string, Attribute>> | undefined,
  results?: number | undefined,
];

const BATCH = 2;
const N = 'N';

const input =
  (type: ElementType) =>
  (...dims: Dim[]): Given => ({ type, dims });
const f = input('float32');
const f16 = input('float16');
const f64 = input('float64');
const i64 = input('int64');
const i32 = input('int32');
const i8 = input('int8');
const u8 = input('uint8');
const bool = input('bool');

const bytes = (array: { readonly buffer: ArrayBuffer }): Uint8Array => new Uint8Array(array.buffer);
const ints = (values: readonly number[], dims: readonly number[] = [values.length]): Constant => ({
  type: 'int64',
  dims,
  data: bytes(BigInt64Array.from(values, BigInt)),
});
const int = (value: number): Constant => ints([value], []);
const floats = (values: readonly number[], dims: readonly number[] = [values.length]): Constant => ({
  type: 'float32',
  dims,
  data: bytes(Float32Array.from(values)),
});
const bools = (values: readonly number[]): Constant => ({
  type: 'bool',
  dims: [values.length],
  data: Uint8Array.from(values),
});

const each = (ops: readonly string[], ...rest: readonly [readonly Given[], Case[2]?, Case[3]?]): Case[] =>
  ops.map((op) => [op, ...rest]);

const channel = (count: number): Given[] => Array.from({ length: 4 }, () => f(count));
const NCHWC = 'com.microsoft.nchwc::';
const nchwcConv = { dilations: [1, 1], group: 1, auto_pad: 'NOTSET' };

const CASES: readonly Case[] = [
  // elementwise
  ...each(
    [
      'Acos',
      'Acosh',
      'Asin',
      'Asinh',
      'Atan',
      'Atanh',
      'Ceil',
      'Cos',
      'Cosh',
      'Exp',
      'Floor',
      'Log',
      'Neg',
      'Abs',
    ],
    [f(N, 3)],
  ),
  ...each(
    ['Reciprocal', 'Round', 'Sin', 'Sinh', 'Sqrt', 'Tan', 'Sign', 'IsNaN', 'IsInf', 'Identity'],
    [f(N, 3)],
  ),
  ...each(['Sqrt', 'Exp', 'Abs', 'Neg'], [f64(N, 3)]),
  ...each(['Abs', 'Neg', 'Sign'], [i64(N, 3)]),
  ['Not', [bool(N)]],
  ...each(
    ['Add', 'Sub', 'Mul', 'Div', 'Pow', 'Equal', 'Greater', 'GreaterOrEqual', 'Less', 'LessOrEqual'],
    [f(N, 1, 4), f(3, 1)],
  ),
  ...each(['Add', 'Sub', 'Mul', 'Div', 'Pow', 'Mod', 'Equal', 'Less'], [i64(2, 3), i64()]),
  ['Pow', [f(N, 3), i64()]],
  ['Mod', [f(N, 3), f(3)], { fmod: 1 }],
  ...each(['And', 'Or', 'Xor'], [bool(N, 3), bool(3)]),
  ...each(['Min', 'Max', 'Sum', 'Mean'], [f(N, 1), f(3), f(1, 1, 1)]),
  ...each(['Min', 'Max', 'Sum', 'Mean'], [f(N, 3)]),
  ['BitShift', [u8(3), u8(3)], { direction: 'LEFT' }],
  ['Where', [bool(N, 1), f(3), f()]],
  ['Where', [bool(3), i64(N, 3), i64()]],
  ...[1, 6, 7, 9, 10, 11, 2, 3].map((to): Case => ['Cast', [f(N, 3)], { to }]),
  ['Cast', [f16(N, 3)], { to: 1 }],
  ['CastLike', [f(N, 3), i64()]],
  ['QuantizeLinear', [f(N, 3), f(), i8()]],
  ['QuantizeLinear', [f(N, 3), f()]],
  ['DequantizeLinear', [u8(N, 3), f(3), u8(3)], { axis: 1 }],
  ['DynamicQuantizeLinear', [f(4, 3)], {}, 3],
  // activations
  ...each(
    ['Celu', 'Elu', 'Erf', 'HardSigmoid', 'HardSwish', 'LeakyRelu', 'Relu', 'Selu', 'Shrink'],
    [f(N, 3)],
  ),
  ...each(['Sigmoid', 'Softplus', 'Softsign', 'Tanh', 'ThresholdedRelu'], [f(N, 3)]),
  ...each(['Softmax', 'LogSoftmax', 'Hardmax'], [f(N, 3, 4)], { axis: 1 }),
  ['Softmax', [f(N, 3)]],
  ['Clip', [f(N, 3), undefined, f()]],
  ['PRelu', [f(N, 3, 4), f(3, 1)]],
  ['Dropout', [f(N, 3)], {}, 2],
  ['Dropout', [f(N, 3), f(), bool()]],
  // convolutions
  ['Conv', [f(N, 3, 8, 9), f(4, 3, 3, 3), f(4)], { pads: [1, 0, 2, 1], strides: [2, 3] }],
  ['Conv', [f(N, 4, 8, 9), f(8, 1, 3, 2)], { group: 4, dilations: [2, 1] }],
  ['Conv', [f(N, 3, 8), f(4, 3, 5)], { auto_pad: 'SAME_UPPER', strides: [3] }],
  ['Conv', [f(N, 3, 8), f(4, 3, 5)], { auto_pad: 'VALID', strides: [2] }],
  ['Conv', [f(N, 1, 4, 4, 4), f(2, 1, 2, 2, 2)]],
  ['ConvTranspose', [f(N, 4, 5, 6), f(4, 2, 3, 3), f(2)], { strides: [2, 3], pads: [1, 0, 1, 2] }],
  ['ConvTranspose', [f(N, 4, 5, 6), f(4, 2, 3, 3)], { strides: [2, 2], output_padding: [1, 1], group: 2 }],
  ['ConvTranspose', [f(N, 4, 5, 6), f(4, 2, 3, 3)], { strides: [2, 2], output_shape: [10, 12] }],
  ['ConvTranspose', [f(N, 4, 5, 6), f(4, 2, 3, 3)], { strides: [2, 2], auto_pad: 'SAME_UPPER' }],
  ['ConvTranspose', [f(N, 4, 5, 6), f(4, 2, 3, 3)], { dilations: [2, 2] }],
  ['AveragePool', [f(N, 3, 8, 9)], { kernel_shape: [3, 3], strides: [2, 2], pads: [1, 1, 1, 1] }],
  ...[6, 7, 8, 9, 10, 11].flatMap((side): Case[] =>
    [
      { kernel_shape: [3, 3], strides: [2, 3], ceil_mode: 1 },
      { kernel_shape: [2, 3], strides: [3, 2], ceil_mode: 1, pads: [1, 1, 0, 1] },
    ].flatMap((attributes): Case[] => [
      ['AveragePool', [f(N, 3, side, side)], attributes],
      ['MaxPool', [f(N, 3, side, side)], attributes],
    ]),
  ),
  ['MaxPool', [f(N, 3, 8, 9)], { kernel_shape: [3, 3], dilations: [2, 1] }, 2],
  ['MaxPool', [f(N, 3, 8, 9)], { kernel_shape: [2, 2], strides: [2, 2], auto_pad: 'SAME_LOWER' }],
  ['LpPool', [f(N, 3, 8, 9)], { kernel_shape: [3, 3], strides: [2, 2] }],
  ...each(['GlobalAveragePool', 'GlobalMaxPool', 'GlobalLpPool'], [f(N, 3, 8, 9)]),
  // normalisation
  ['BatchNormalization', [f(N, 3, 4, 4), ...channel(3)]],
  ['BatchNormalization', [f(N, 3), ...channel(3)]],
  ['BatchNormalization', [f(N, 3, 4, 4), ...channel(3)], { training_mode: 1 }, 3],
  ['InstanceNormalization', [f(N, 3, 4, 4), f(3), f(3)]],
  ['LayerNormalization', [f(N, 3, 4), f(4), f(4)]],
  ['LayerNormalization', [f(N, 3, 4), f(3, 4)], { axis: 1 }, 3],
  ['LpNormalization', [f(N, 3)], { axis: 1, p: 2 }],
  ['LRN', [f(N, 3, 4, 4)], { size: 3 }],
  ['MeanVarianceNormalization', [f(N, 3, 4, 4)]],
  // products
  ['MatMul', [f(N, 3), f(3, 4)]],
  ['MatMul', [f(N, 1, 2, 3), f(5, 3, 4)]],
  ['MatMul', [f(3), f(3, 4)]],
  ['MatMul', [f(N, 3), f(3)]],
  ['MatMul', [f(3), f(3)]],
  ['MatMul', [f(N, 5, 4, 3), f(3)]],
  ['MatMul', [f64(N, 3), f64(3, 4)]],
  ['MatMulInteger', [u8(N, 3), i8(3, 4)]],
  ['Gemm', [f(N, 3), f(4, 3), f(4)], { transB: 1, alpha: float(0.5) }],
  ['Gemm', [f(3, N), f(3, 4), f()], { transA: 1 }],
  ['Einsum', [f(N, 3, 4), f(N, 4, 5)], { equation: 'bij,bjk->bik' }],
  ['Einsum', [f(N, 3, 4), f(4, 5)], { equation: '...ij, jk -> ...ik' }],
  ['Einsum', [f(3, 4), f(4, 5)], { equation: 'ij,jk' }],
  ['Einsum', [f(N, 3)], { equation: 'ij->' }],
  // reductions
  ...each(
    ['L1', 'L2', 'LogSum', 'LogSumExp', 'Max', 'Mean', 'Min', 'Prod', 'SumSquare'].map((r) => `Reduce${r}`),
    [f(N, 3, 4)],
    { axes: [-1, 1] },
  ),
  ['ReduceMean', [f(N, 3, 4)], { axes: [1], keepdims: 0 }],
  ['ReduceMax', [f(N, 3, 4)], { keepdims: 0 }],
  ['ReduceSum', [f(N, 3, 4), ints([0, 2])], { keepdims: 0 }],
  ['ReduceSum', [f(N, 3, 4), ints([0, 1, 2])]],
  ['ReduceSum', [f(N, 3, 4)]],
  ['ReduceSum', [f(N, 3, 4)], { noop_with_empty_axes: 1 }],
  ['ArgMax', [f(N, 3, 4)], { axis: 1 }],
  ['ArgMin', [f(N, 3, 4)], { axis: -1, keepdims: 0 }],
  ['ArgMax', [f(N, 3, 4)]],
  ['CumSum', [f(N, 3), int(1)]],
  ['TopK', [f(N, 5), ints([3])], { axis: 1 }, 2],
  ['NegativeLogLikelihoodLoss', [f(N, 5), ints([0, 4])]],
  ['NegativeLogLikelihoodLoss', [f(2, 5), ints([0, 4]), f(5)], { reduction: 'none' }],
  ['SoftmaxCrossEntropyLoss', [f(N, 5), ints([0, 4])], {}, 2],
  // movement
  ['Reshape', [f(N, 3, 4), ints([0, -1])]],
  ['Reshape', [f(N, 3, 4), ints([-1, 2, 0])]],
  ['Reshape', [f(N, 6), ints([6, -1])]],
  ['Reshape', [f(0, 3), ints([3, 0])], { allowzero: 1 }],
  ['Flatten', [f(N, 3, 4)]],
  ['Flatten', [f(N, 3, 4)], { axis: 0 }],
  ['Flatten', [f(N, 3, 4)], { axis: 3 }],
  ['Flatten', [f(N, 3, 4)], { axis: -1 }],
  ['Transpose', [f(N, 3, 4)], { perm: [2, 0, 1] }],
  ['Transpose', [f(N, 3, 4)]],
  ['Squeeze', [f(N, 1, 4, 1), ints([1, -1])]],
  ['Squeeze', [f(3, 1, 4, 1)]],
  ['Unsqueeze', [f(N, 4), ints([0, -1])]],
  ['Unsqueeze', [f(), ints([0])]],
  ['Concat', [f(N, 3), f(N, 4), f(N, 1)], { axis: 1 }],
  ['Concat', [f(N, 3), f(N, 3), f(5, 3)], { axis: -2 }],
  ['Split', [f(N, 6)], { axis: 1 }, 3],
  ['Split', [f(N, 6), ints([1, 0, 5])], { axis: -1 }, 3],
  ['Split', [f(4, 3)], {}, 2],
  ['Expand', [f(N, 1, 4), ints([3, 1])]],
  ['Expand', [f(3, 1), ints([2, 1, 4])]],
  ['Tile', [f(N, 3), ints([2, 1])]],
  ['Pad', [f(N, 3, 4), ints([0, 1, 2, 0, 3, 0])]],
  ['Pad', [f(N, 3, 4), ints([0, -1, 0, 0, 0, -2]), f()]],
  ['Pad', [f(N, 3, 4), ints([0, 0, 2, 0, 0, 1])], { mode: 'reflect' }],
  ['DepthToSpace', [f(N, 12, 2, 3)], { blocksize: 2 }],
  ['SpaceToDepth', [f(N, 3, 4, 6)], { blocksize: 2 }],
  ['Resize', [f(N, 3, 4, 5), undefined, floats([1, 1, 2, 1.5])]],
  ['Resize', [f(N, 3, 4, 5), undefined, floats([1, 1, 0.5, 0.7])], { mode: 'linear' }],
  ['Resize', [f(2, 3, 4, 5), undefined, undefined, ints([2, 3, 7, 3])]],
  // selection
  ['Slice', [f(N, 8), ints([1]), ints([7]), ints([1]), ints([2])]],
  ['Slice', [f(N, 8), ints([-1]), ints([-9]), ints([1]), ints([-1])]],
  ['Slice', [f(N, 8), ints([-1]), ints([-(2 ** 40)]), ints([0]), ints([-1])]],
  ['Slice', [f(N, 8), ints([6]), ints([1]), ints([-1]), ints([-2])]],
  ['Slice', [f(N, 8), ints([1]), ints([2 ** 40]), ints([0])]],
  ['Slice', [f(N, 8), ints([0, -3]), ints([-1, -1])]],
  ['Slice', [f(3, 8), ints([5, 2]), ints([9, 1])]],
  ['Slice', [f(N, 8), i64(1), i64(1), ints([1])]],
  ['Gather', [f(N, 8), ints([1, 0], [2, 1])], { axis: 1 }],
  ['Gather', [f(5, 8), int(-1)]],
  ['Gather', [f(5, 8), i32(N, 3)]],
  ['GatherElements', [f(5, 8), i64(N, 3)], { axis: 1 }],
  ['GatherND', [f(N, 8, 3), ints([0, 1], [1, 2])]],
  ['GatherND', [f(N, 8, 3), ints([0, 1], [2, 1])], { batch_dims: 1 }],
  ['ScatterElements', [f(5, 8), ints([1, 0], [1, 2]), f(1, 2)]],
  ['ScatterND', [f(5, 8, 3), ints([1, 0], [1, 2]), f(1, 3)]],
  ['OneHot', [i64(N, 3), int(7), f(2)]],
  ['OneHot', [i64(N, 3), ints([7]), f(2)], { axis: 0 }],
  ['Trilu', [f(N, 4, 5)], { upper: 0 }],
  ['NonZero', [f(N, 3)]],
  ['Compress', [f(N, 3), bools([1, 0, 1])], { axis: 1 }],
  ['Compress', [f(N, 3), bools([1, 0, 1])]],
  ['ReverseSequence', [f(4, N), ints([1, 2])]],
  ['GridSample', [f(N, 3, 4, 5), f(N, 6, 7, 2)]],
  // creation
  ['Constant', [], { value: { tensor: floats([1, 2, 3, 4], [2, 2]) } }],
  ['ConstantOfShape', [ints([2, 3])]],
  ['ConstantOfShape', [ints([2, 3])], { value: { tensor: ints([7]) } }],
  ['Shape', [f(N, 3, 4)]],
  ['Shape', [f(N, 3, 4)], { start: 1, end: -1 }],
  ['Size', [f(N, 3)]],
  ['Range', [int(2), int(9), int(3)]],
  ['Range', [int(9), int(2), int(-2)]],
  ['Range', [floats([0], []), floats([1], []), floats([0.3], [])]],
  ['Range', [int(2), i64(), int(1)]],
  ['EyeLike', [f(N, 3)], { dtype: 7 }],
  ['RandomUniform', [], { shape: [2, 3] }],
  ['RandomNormal', [], { shape: [2, 3], dtype: 11 }],
  ['RandomUniformLike', [f(N, 3)]],
  ['RandomNormalLike', [i64(N, 3)], { dtype: 1 }],
  ['Bernoulli', [f(N, 3)]],
  // ONNX Runtime's own
  ['com.microsoft::FusedMatMul', [f(N, 3), f(4, 3)], { transB: 1, alpha: float(2) }],
  ['com.microsoft::FusedMatMul', [f(3, N), f(3, 4)], { transA: 1 }],
  ['com.microsoft::FusedMatMul', [f(N, 5, 3), f(4, N, 5)], { transA: 1, transB: 1, transBatchB: 1 }],
  ['com.microsoft::FusedConv', [f(N, 3, 8, 8), f(4, 3, 3, 3), f(4)], { activation: 'Relu' }],
  ['com.microsoft::FusedGemm', [f(N, 3), f(3, 4), f(4)], { activation: 'Relu' }],
  ...each(
    ['Gelu', 'QuickGelu', 'FastGelu'].map((op) => `com.microsoft::${op}`),
    [f(N, 3)],
  ),
  ...each(
    ['BiasGelu', 'FastGelu'].map((op) => `com.microsoft::${op}`),
    [f(N, 3), f(3)],
  ),
  ['com.microsoft::SkipLayerNormalization', [f(N, 3, 4), f(N, 3, 4), f(4), f(4)]],
  // ONNX Runtime's blocked layout; 64 channels are whole blocks everywhere
  [`${NCHWC}ReorderInput`, [f(N, 64, 5, 6)], { channels_last: 0 }],
  [`${NCHWC}ReorderInput`, [f(N, 5, 6, 64)], { channels_last: 1 }],
  [`${NCHWC}ReorderOutput`, [f(N, 64, 5, 6)], { channels: 64 }],
  [`${NCHWC}ReorderOutput`, [f(N, 64, 5, 6)], { channels: 50, channels_last: 1 }],
  [
    `${NCHWC}Conv`,
    [f(N, 64, 5, 6), f(64, 64, 3, 3), f(64), f(N, 64, 3, 3)],
    { kernel_shape: [3, 3], strides: [2, 2], pads: [1, 1, 1, 1], ...nchwcConv, activation: 'Relu' },
  ],
  ...each(
    ['MaxPool', 'AveragePool'].map((op) => `${NCHWC}${op}`),
    [f(N, 64, 5, 6)],
    { kernel_shape: [3, 3], strides: [2, 2], pads: [1, 1, 1, 1], dilations: [1, 1], auto_pad: 'NOTSET' },
  ),
  ...each(
    ['GlobalMaxPool', 'GlobalAveragePool'].map((op) => `${NCHWC}${op}`),
    [f(N, 64, 5, 6)],
  ),
  [`${NCHWC}Upsample`, [f(N, 64, 5, 6)], { scales: [1, 1, 2, 3] }],
];

interface Built {
  readonly graph: GraphBuilder;
  readonly values: readonly Value[];
  readonly results: readonly Value[];
}

/** One operator whose results are the graph's. */
function build([op, given, attributes = {}, count = 1]: Case, batch: Dim): Built {
  const graph = new GraphBuilder('one');
  const values = given.map((g, i) => {
    if (!g) return undefined;
    if ('data' in g) return graph.constant(g);
    const dims = g.dims.map((d) => (d === N ? batch : d));
    return graph.input(`x${i}`, dims, g.type);
  });
  const [name, domain = ''] = op.split('::').reverse() as [string, string?];
  const results = graph.addMany(name, values, count, attributes, domain);
  for (const [i, result] of results.entries()) graph.output(`y${i}`, result, anyDims(graph.dimsOf(result)));
  return { graph, values: values.filter((v) => v !== undefined), results };
}

/** ONNX Runtime holds results to their declared shapes; here it is to say what they are. */
const anyDims = (dims: readonly Dim[]): Dim[] => dims.map((_, i) => `d${i}`);

const ARRAYS = {
  float32: Float32Array,
  float64: Float64Array,
  float16: Uint16Array,
  int8: Int8Array,
  uint8: Uint8Array,
  int32: Int32Array,
  bool: Uint8Array,
} as const;

function feed(type: ElementType, dims: readonly number[]): InstanceType<typeof Tensor> {
  const length = dims.reduce((p, d) => p * d, 1);
  // Between 0.25 and 1 where all functions are defined; ones for integers, so that they serve as indices too.
  if (type === 'int64') return new Tensor('int64', new BigInt64Array(length).fill(1n), dims);
  const values = Array.from({ length }, (_, i) => (type.startsWith('float') ? 0.25 + (i % 4) / 4 : 1));
  return new Tensor(type as 'float32', ARRAYS[type].from(values) as Float32Array, dims);
}

async function runtimeSays({ graph, values }: Built) {
  const session = await InferenceSession.create(encodeModel(graph.build()), {
    logSeverityLevel: 3,
    intraOpNumThreads: 1,
    graphOptimizationLevel: 'disabled',
  });
  const feeds = values
    .filter((v) => !graph.constantOf(v))
    .map(
      (v) =>
        [
          v,
          feed(
            graph.typeOf(v),
            graph.dimsOf(v).map((d) => (d === N ? BATCH : (d as number))),
          ),
        ] as const,
    );
  const results = await session.run(Object.fromEntries(feeds));
  await session.release();
  return session.outputNames.map((name) => {
    const { type, dims, data } = results[name]!;
    return { type, dims, data };
  });
}

const title = ([op, given, attributes]: Case): string =>
  `${op} ${given.map((g) => (g ? `[${g.dims}]` : '–')).join(' ')} ${JSON.stringify(attributes ?? {})}`;

describe('the inferred type and shape are those of ONNX Runtime’s result', () => {
  it.each(CASES.map((c) => [title(c), c] as const))('%s', async (_, c) => {
    for (const batch of usesBatch(c) ? [BATCH, N] : [BATCH]) {
      const built = build(c, batch);
      const said = await runtimeSays(built);
      for (const [i, result] of built.results.entries()) {
        const { type, dims, data } = said[i]!;
        const inferred = built.graph.dimsOf(result).map((d) => bindDim(d, { N: BATCH }));
        expect({ type: built.graph.typeOf(result), rank: inferred.length }).toEqual({
          type,
          rank: dims.length,
        });
        expect(
          inferred.map((d, axis) => (typeof d === 'string' && d.startsWith('?') ? dims[axis] : d)),
        ).toEqual(dims);
        const known = built.graph.intsOf(result)?.map((d) => bindDim(d, { N: BATCH }));
        if (known) expect(known).toEqual(Array.from(data as BigInt64Array, Number));
      }
    }
  });

  const usesBatch = ([, given]: Case): boolean => given.some((g) => g?.dims.some((d) => d === N));

  it('for every operator of the table that is ever run', () => {
    const tested = new Set(CASES.map(([op]) => op));
    expect(OPERATORS.filter((op) => !op.startsWith('likeness::') && !tested.has(op))).toEqual([]);
  });
});
