import { describe, expect, it } from 'vitest';
import { GraphBuilder } from '../onnx/index.js';
import { countFlops } from './flops.js';

describe('countFlops', () => {
  const counted = (build: (graph: GraphBuilder) => unknown, sizes?: Record<string, number>) => {
    const graph = new GraphBuilder('flops');
    build(graph);
    return countFlops(graph.build().graph, sizes);
  };
  const zeros = (graph: GraphBuilder, ...dims: number[]) =>
    graph.floats(new Float32Array(dims.reduce((p, d) => p * d, 1)), dims);
  const window = (side: number, group = 1, stride = 1) => ({
    kernel_shape: [side, side],
    strides: [stride, stride],
    pads: [1, 1, 1, 1],
    dilations: [1, 1],
    group,
  });

  it('counts a product for each element of the window, input channel of the group and output', () => {
    const conv = (graph: GraphBuilder) =>
      graph.add('Conv', [graph.input('x', ['N', 8, 10, 10]), zeros(graph, 16, 8, 3, 3)], window(3, 1, 2));
    expect(counted(conv)).toEqual({
      total: 5 * 5 * 16 * 8 * 9,
      byOperator: { Conv: 5 * 5 * 16 * 8 * 9 },
    });
    expect(counted(conv, { N: 32 }).total).toBe(32 * 28_800);
    const depthwise = (graph: GraphBuilder) =>
      graph.add('Conv', [graph.input('x', ['N', 8, 10, 10]), zeros(graph, 8, 1, 3, 3)], window(3, 8));
    expect(counted(depthwise).total).toBe(10 * 10 * 8 * 9);
  });

  it('counts matrix products, transposed or batched, and nothing elementwise', () => {
    const built = counted((graph) => {
      const x = graph.input('x', ['N', 7]);
      const y = graph.add('Relu', [graph.add('Gemm', [x, zeros(graph, 5, 7)], { transB: 1 })]);
      const rows = graph.add('Reshape', [y, graph.ints([-1, 1, 5])]);
      return graph.add('MatMul', [rows, zeros(graph, 5, 3)]);
    });
    expect(built).toEqual({ total: 35 + 15, byOperator: { Gemm: 35, MatMul: 15 } });
    const transposed = counted((graph) =>
      graph.add('Gemm', [zeros(graph, 4, 2), zeros(graph, 4, 3)], { transA: 1 }),
    );
    expect(transposed.total).toBe(2 * 4 * 3);
  });

  it('counts the gradients of a convolution as much as the convolution', () => {
    const built = counted((graph) => {
      const [x, w] = [graph.input('x', ['N', 8, 10, 10]), zeros(graph, 16, 8, 3, 3)];
      const y = graph.add('Conv', [x, w], window(3, 1, 2));
      const input = { ...window(3, 1, 2), input_shape: [10, 10] };
      graph.add('ConvInputGrad', [y, w], input, 'likeness');
      return graph.add('ConvFilterGrad', [x, y], window(3, 1, 2), 'likeness');
    });
    expect(built.byOperator).toEqual({
      Conv: 28_800,
      'likeness::ConvInputGrad': 28_800,
      'likeness::ConvFilterGrad': 28_800,
    });
  });
});
