// Each gradient against PyTorch on the same numbers (gradients.golden.py), computed by the float64 reference.

import { describe, expect, it } from 'vitest';
import { float } from '../../onnx/index.js';
import { evaluate } from '../../onnx/reference/index.js';
import { lowerPlain } from '../lowering/plain.js';
import { pattern } from '../pattern.fixture.js';
import { type Case, fixed, gradientModel, ints, of } from './check.fixture.js';
import golden from './gradients.golden.json' with { type: 'json' };

/** The pattern of an input within other bounds than −1 and 1. */
const within = (low: number, high: number, position: number, dims: readonly number[]) => ({
  dims,
  data: pattern(`x${position}`, dims).map((v) => low + ((high - low) * (v + 1)) / 2),
});
const wide = within(-4, 4, 0, [15]);
const epsilon = float(1e-3);
const square = { kernel_shape: [3, 3], strides: [2, 2], pads: [1, 1, 1, 1] };
const halfPixel = { mode: 'linear' };

const CASES: Readonly<Record<keyof typeof golden, Case>> = {
  'Conv, strided, padded, dilated, in groups': [
    'Conv',
    [of(2, 4, 7, 6), of(6, 2, 3, 2), of(6)],
    { strides: [2, 1], pads: [1, 2, 1, 2], dilations: [1, 2], group: 2 },
  ],
  'Conv, each channel by itself': ['Conv', [of(2, 3, 6, 7), of(3, 1, 3, 3)], { ...square, group: 3 }],
  'Conv, asymmetric pads': ['Conv', [of(1, 2, 4, 5), of(3, 2, 3, 3)], { pads: [1, 0, 0, 2] }],
  'Conv, one dimension': ['Conv', [of(2, 3, 8), of(2, 3, 4)], { strides: [3], pads: [2, 2] }],
  'Conv, three dimensions': ['Conv', [of(1, 2, 3, 4, 3), of(2, 2, 2, 2, 2)], { strides: [1, 2, 1] }],
  ConvTranspose: [
    'ConvTranspose',
    [of(2, 4, 3, 3), of(4, 3, 3, 3), of(6)],
    { ...square, output_padding: [1, 1], group: 2 },
  ],
  MaxPool: ['MaxPool', [of(2, 2, 6, 5)], square],
  AveragePool: ['AveragePool', [of(2, 2, 6, 5)], square],
  'AveragePool, pads counted': ['AveragePool', [of(2, 2, 6, 5)], { ...square, count_include_pad: 1 }],
  'AveragePool, ceil': ['AveragePool', [of(1, 2, 6, 8)], { ...square, count_include_pad: 1, ceil_mode: 1 }],
  'BatchNormalization, training': [
    'BatchNormalization',
    [of(3, 2, 3, 2), of(2), of(2), fixed([0, 0]), fixed([1, 1])],
    { training_mode: 1, epsilon },
    3,
    1,
  ],
  BatchNormalization: [
    'BatchNormalization',
    [of(3, 2, 3), of(2), of(2), fixed([0.25, -0.5]), fixed([0.5, 2])],
    { epsilon },
  ],
  LayerNormalization: ['LayerNormalization', [of(2, 3, 4), of(3, 4), of(3, 4)], { axis: 1, epsilon }],
  InstanceNormalization: ['InstanceNormalization', [of(2, 3, 4, 2), of(3), of(3)], { epsilon }],
  LpNormalization: ['LpNormalization', [of(2, 3, 4)], { axis: 1 }],
  MatMul: ['MatMul', [of(2, 1, 3, 4), of(3, 4, 2)]],
  Gemm: ['Gemm', [of(4, 3), of(2, 4), of(2)], { transA: 1, transB: 1, alpha: float(0.5), beta: float(2) }],
  Einsum: ['Einsum', [of(2, 2, 3, 4), of(2, 2, 3, 4)], { equation: 'bhid,bhjd->bhij' }],
  PRelu: ['PRelu', [of(2, 3, 4), { dims: [3, 1], data: pattern('x1', [3]) }]],
  Elu: ['Elu', [wide], { alpha: float(0.7) }],
  Selu: ['Selu', [wide]],
  Celu: ['Celu', [wide], { alpha: float(0.7) }],
  LeakyRelu: ['LeakyRelu', [wide], { alpha: float(0.2) }],
  Softplus: ['Softplus', [wide]],
  HardSigmoid: ['HardSigmoid', [wide], { alpha: float(1 / 6) }],
  HardSwish: ['HardSwish', [wide]],
  Gelu: ['com.microsoft::Gelu', [wide]],
  Erf: ['Erf', [of(15)]],
  Clip: ['Clip', [wide, fixed([-1], []), fixed([2.5], [])]],
  Softmax: ['Softmax', [of(2, 3, 4)], { axis: 1 }],
  LogSoftmax: ['LogSoftmax', [of(2, 3, 4)]],
  Div: ['Div', [of(4, 1, 3), within(0.2, 3, 1, [2, 1])]],
  Pow: ['Pow', [within(0.2, 3, 0, [4, 1, 3]), of(2, 1)]],
  Max: ['Max', [of(4, 1, 3), of(2, 1)]],
  ReduceLogSumExp: ['ReduceLogSumExp', [of(2, 3, 4)], { axes: [0, 2], keepdims: 0 }],
  ReduceL2: ['ReduceL2', [of(2, 3, 4)], { axes: [0, 2] }],
  Gather: ['Gather', [of(2, 3, 4), ints([0, 2, 2, 1])], { axis: 1 }],
  ScatterElements: [
    'ScatterElements',
    [of(2, 3), ints([0, 0, 1, 2], [2, 2]), { dims: [2, 2], data: pattern('x1', [2, 2]) }],
    { axis: 1, reduction: 'add' },
  ],
  'Pad, reflect': ['Pad', [of(1, 2, 4, 5), ints([0, 0, 1, 2, 0, 0, 2, 1])], { mode: 'reflect' }],
  'Pad, edge': ['Pad', [of(1, 2, 4, 5), ints([0, 0, 1, 2, 0, 0, 2, 1])], { mode: 'edge' }],
  'Resize, nearest': ['Resize', [of(1, 2, 3, 4), undefined, fixed([1, 1, 2, 2])]],
  'Resize, linear': ['Resize', [of(1, 2, 3, 4), undefined, undefined, ints([1, 2, 7, 6])], halfPixel],
  'Resize, linear, corners aligned': [
    'Resize',
    [of(1, 2, 3, 4), undefined, undefined, ints([1, 2, 2, 6])],
    { mode: 'linear', coordinate_transformation_mode: 'align_corners' },
  ],
  DepthToSpace: ['DepthToSpace', [of(2, 8, 2, 3)], { blocksize: 2, mode: 'CRD' }],
  CumSum: ['CumSum', [of(2, 5), ints([1], [])]],
  TopK: ['TopK', [of(2, 5), ints([2])], {}, 2],
};

describe('gradients, beside PyTorch', () => {
  it.each(Object.keys(golden) as (keyof typeof golden)[])('%s', (name) => {
    const model = lowerPlain(gradientModel(CASES[name]));
    const given = CASES[name][1];
    const feeds = model.graph.inputs.map(({ name: input, dims }) => {
      const own = given[Number(input.replace('x', ''))];
      const patterned = { dims: dims as number[], data: pattern(input, dims as number[]) };
      return [input, own && 'data' in own && !('type' in own) ? own : patterned] as const;
    });
    const results = evaluate(model, Object.fromEntries(feeds));
    const gradients = Object.entries(results).filter(([output]) => output !== 'loss');
    expect(gradients.length).toBe(golden[name].length);
    gradients.forEach(([output, { data }], i) => {
      const expected = golden[name][i]!;
      const scale = Math.max(...expected.map(Math.abs));
      expect(data.length, output).toBe(expected.length);
      // float32 constants in the graph (√½, 1/6, epsilon) leave 1e-7 of a difference.
      data.forEach((value, j) => {
        expect(Math.abs(value - expected[j]!), `${output}[${j}]: ${value}, ${expected[j]}`).toBeLessThan(
          1e-6 * scale,
        );
      });
    });
  });
});
