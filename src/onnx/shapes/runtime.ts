// Operators of ONNX Runtime itself: `com.microsoft` (docs/ContribOperators.md), and those of its blocked layout,
// `com.microsoft.nchwc` (onnxruntime/core/graph/contrib_ops/nchwc_schema_defs.cc).
//
// In the blocked layout the logical shape stays [N, C, H, W]; only the order of the elements in memory is another.

import { type Dim, showDims, times } from '../dims.js';
import { conv, globalPool, pool } from './convolution.js';
import { unary } from './elementwise.js';
import { gemm, matrixProduct } from './product.js';
import type { RuleContext, ShapeRule } from './rule.js';

const swapped = (dims: readonly Dim[]): readonly Dim[] =>
  dims.length < 2 ? dims : [...dims.slice(0, -2), dims.at(-1)!, dims.at(-2)!];

/** The first of the leading dimensions comes behind the others, before the rows. */
const batchBehindRows = (dims: readonly Dim[]): readonly Dim[] =>
  dims.length < 3 ? dims : [...dims.slice(1, -1), dims[0]!, dims.at(-1)!];

const fusedMatMul: ShapeRule = (c) => {
  const type = c.oneType([0, 1], 'float');
  const operand = (position: number, by: string) => {
    const { dims } = c.input(position);
    const batched = c.int(`transBatch${by}`, 0) ? batchBehindRows(dims) : dims;
    return c.int(`trans${by}`, 0) ? swapped(batched) : batched;
  };
  return [{ type, dims: matrixProduct(c, operand(0, 'A'), operand(1, 'B')) }];
};

/** x and a bias along its last axis. */
const withBias: ShapeRule = (c) => {
  const type = c.oneType([0, 1], 'float');
  const { dims } = c.input(0);
  const bias = c.optional(1)?.dims;
  if (bias) {
    const why = () => `a bias of ${showDims(bias)} for ${showDims(dims)}`;
    if (bias.length !== 1 || dims.length === 0) c.refuse(why());
    c.agree(bias[0]!, dims.at(-1)!, why);
  }
  return [{ type, dims }];
};

/** A convolution, then a tensor of its result's shape added, then an activation. */
const convAndSum: ShapeRule = (c) => {
  const [result] = conv(c);
  const added = c.optional(3, 'float')?.dims;
  if (added) {
    const why = () => `${showDims(added)} cannot be added to ${showDims(result!.dims)}`;
    if (added.length !== result!.dims.length) c.refuse(why());
    for (const [i, size] of result!.dims.entries()) c.agree(added[i]!, size, why);
  }
  return [result!];
};

const skipLayerNormalization: ShapeRule = (c) => {
  const type = c.oneType([...c.inputs.keys()], 'float');
  const { dims } = c.input(0);
  const statistics = { type: 'float32' as const, dims: dims.with(c.axis(-1, dims.length), 1) };
  return [{ type, dims }, statistics, statistics, { type, dims }];
};

/** `[N, C, H, W]`, or `[N, H, W, C]` where channels come last, whose channels `reorder` may change. */
const reordered =
  (result: (c: RuleContext, nchw: readonly Dim[]) => readonly Dim[]): ShapeRule =>
  (c) => {
    const { type, dims } = c.input(0, 'float');
    if (dims.length < 3) c.refuse(`${showDims(dims)} is not [N, C, …] with spatial dimensions`);
    return [{ type, dims: result(c, dims) }];
  };

const channelsLast = (c: RuleContext): boolean => c.int('channels_last', 0) !== 0;

const reorderInput = reordered((c, dims) =>
  channelsLast(c) ? [dims[0]!, dims.at(-1)!, ...dims.slice(1, -1)] : dims,
);

const reorderOutput = reordered((c, dims) => {
  const channels = c.int('channels', 0);
  if (channels < 1) c.refuse('channels is missing');
  if (typeof dims[1] === 'number' && channels > dims[1])
    c.refuse(`${channels} channels of ${showDims(dims)}, which has fewer`);
  return channelsLast(c) ? [dims[0]!, ...dims.slice(2), channels] : [dims[0]!, channels, ...dims.slice(2)];
});

const upsample: ShapeRule = (c) => {
  const { type, dims } = c.input(0, 'float');
  const scales = c.intList('scales') ?? dims.map(() => 1);
  if (scales.length !== dims.length) c.refuse(`scales ${showDims(scales)} for ${showDims(dims)}`);
  return [{ type, dims: dims.map((d, i) => times(d, scales[i]!)) }];
};

export const RUNTIME: Readonly<Record<string, ShapeRule>> = {
  'com.microsoft::FusedMatMul': fusedMatMul,
  'com.microsoft::FusedConv': convAndSum,
  'com.microsoft::FusedGemm': gemm,
  'com.microsoft::Gelu': unary('float'),
  'com.microsoft::QuickGelu': unary('float'),
  'com.microsoft::FastGelu': withBias,
  'com.microsoft::BiasGelu': withBias,
  'com.microsoft::SkipLayerNormalization': skipLayerNormalization,
  'com.microsoft.nchwc::Conv': convAndSum,
  'com.microsoft.nchwc::MaxPool': pool,
  'com.microsoft.nchwc::AveragePool': pool,
  'com.microsoft.nchwc::GlobalMaxPool': globalPool,
  'com.microsoft.nchwc::GlobalAveragePool': globalPool,
  'com.microsoft.nchwc::Upsample': upsample,
  'com.microsoft.nchwc::ReorderInput': reorderInput,
  'com.microsoft.nchwc::ReorderOutput': reorderOutput,
};
