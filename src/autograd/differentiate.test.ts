import { describe, expect, it } from 'vitest';
import { encodeModel, GraphBuilder, openSession, type Value } from '../onnx/index.js';
import { evaluate } from '../onnx/reference/index.js';
import { differentiate } from './differentiate.js';
import { lowerPlain } from './lowering/plain.js';
import { pattern } from './pattern.fixture.js';

const sum = (graph: GraphBuilder, x: Value): Value => graph.add('ReduceSum', [x], { keepdims: 0 });
const operators = (graph: GraphBuilder): string[] => graph.nodes.map(({ op }) => op);

/** Gradients of a loss at x, in double precision. */
function gradientsAt(x: readonly number[], loss: (graph: GraphBuilder, x: Value) => Value): number[] {
  const graph = new GraphBuilder('at');
  const input = graph.input('x', [x.length]);
  const gradient = differentiate(graph, loss(graph, input), [input]).get(input)!;
  graph.output('dx', gradient);
  return Array.from(evaluate(lowerPlain(graph.build()), { x: { dims: [x.length], data: x } }).dx!.data);
}

describe('differentiate', () => {
  it('follows the chain rule: d(Σ sin(x)²)/dx = 2 sin(x) cos(x)', () => {
    const gradient = gradientsAt([0.3, -1.2], (g, x) => {
      const y = g.add('Sin', [x]);
      return sum(g, g.add('Mul', [y, y]));
    });
    expect(gradient[0]).toBeCloseTo(Math.sin(0.6), 12);
    expect(gradient[1]).toBeCloseTo(Math.sin(-2.4), 12);
  });

  it('adds up what comes back over several ways', () => {
    const gradient = gradientsAt([2, 3], (g, x) => {
      const y = g.add('Mul', [x, x]);
      return sum(g, g.add('Add', [g.add('Add', [y, x]), g.add('Mul', [y, x])]));
    });
    expect(gradient).toEqual([2 * 2 + 1 + 3 * 4, 2 * 3 + 1 + 3 * 9]);
  });

  it('gives the loss itself a gradient of one', () => {
    expect(gradientsAt([5], (_, x) => x)).toEqual([1]);
  });

  it('differentiates by values in between, and by what they are made of', () => {
    const graph = new GraphBuilder('between');
    const x = graph.input('x', [1]);
    const y = graph.add('Exp', [x]);
    const gradients = differentiate(graph, sum(graph, graph.add('Mul', [y, y])), [x, y]);
    graph.output('dx', gradients.get(x)!);
    graph.output('dy', gradients.get(y)!);
    const { dx, dy } = evaluate(graph.build(), { x: { dims: [1], data: [0.5] } });
    expect(dy!.data[0]).toBeCloseTo(2 * Math.exp(0.5), 12);
    expect(dx!.data[0]).toBeCloseTo(2 * Math.exp(1), 12);
  });

  it('gives every gradient the shape of what it is the gradient by', () => {
    const graph = new GraphBuilder('shapes');
    const x = graph.input('x', ['N', 3]);
    const weight = graph.constant({ type: 'float32', dims: [4, 3], data: new Uint8Array(48) }, 'weight');
    const bias = graph.constant({ type: 'float32', dims: [4], data: new Uint8Array(16) }, 'bias');
    const y = graph.add('Gemm', [x, weight, bias], { transB: 1 });
    const gradients = differentiate(graph, sum(graph, y), [x, weight, bias]);
    expect([...gradients].map(([v, g]) => [v, graph.dimsOf(g)])).toEqual([
      ['x', ['N', 3]],
      ['weight', [4, 3]],
      ['bias', [4]],
    ]);
  });

  it('does no work for layers that are frozen', () => {
    const graph = new GraphBuilder('frozen');
    const x = graph.input('x', [1, 2, 5, 5]);
    const filters = () => graph.floats(new Float32Array(2 * 2 * 9), [2, 2, 3, 3]);
    const [frozen, trained] = [filters(), filters()];
    const y = graph.add('Conv', [graph.add('Relu', [graph.add('Conv', [x, frozen])]), trained]);
    const before = graph.nodes.length;
    differentiate(graph, sum(graph, y), [trained]);
    const added = operators(graph).slice(before + 1);
    expect(added.filter((op) => op.startsWith('Conv'))).toEqual(['ConvFilterGrad']);
    expect(added).not.toContain('ReluGrad');
  });

  it('does not walk what the loss does not hang on', () => {
    const graph = new GraphBuilder('aside');
    const x = graph.input('x', [2]);
    graph.add('ReduceProd', [x]); // has no rule
    expect(differentiate(graph, sum(graph, x), [x]).size).toBe(1);
  });

  it('leaves out values on which the loss does not hang, and what only goes through steps or integers', () => {
    const graph = new GraphBuilder('unused');
    const [x, unused] = [graph.input('x', [2]), graph.input('unused', [2])];
    const stepped = graph.add('Floor', [x]);
    const counted = graph.add('Cast', [graph.add('ArgMax', [x], { axis: 0 })], { to: 1 });
    const loss = sum(graph, graph.add('Add', [stepped, counted]));
    const before = graph.nodes.length;
    expect(differentiate(graph, loss, [x, unused]).size).toBe(0);
    expect(graph.nodes.length).toBe(before);
  });

  it('holds stopped values fixed: d(x · stop(x))/dx = x', () => {
    const graph = new GraphBuilder('stopped');
    const x = graph.input('x', [1]);
    const still = graph.add('Identity', [x]);
    const loss = sum(graph, graph.add('Mul', [x, still]));
    graph.output('dx', differentiate(graph, loss, [x], new Set([still])).get(x)!);
    expect(evaluate(graph.build(), { x: { dims: [1], data: [3] } }).dx!.data[0]).toBe(3);
  });

  it('stands under the scope `gradient` and the layer that it is the gradient of', () => {
    const graph = new GraphBuilder('named');
    const x = graph.input('x', [2]);
    const y = graph.scope('stage1.0.act', () => graph.add('Tanh', [x]));
    const before = graph.nodes.length;
    differentiate(graph, sum(graph, y), [x]);
    const names = graph.nodes.slice(before + 1).map(({ name }) => name);
    expect(names.filter((name) => name?.startsWith('gradient.stage1.0.act/Mul_')).length).toBe(2);
    expect(names.every((name) => name?.startsWith('gradient'))).toBe(true);
  });

  it('names the layer and the operator that has no gradient', () => {
    const graph = new GraphBuilder('missing');
    const x = graph.input('x', [2, 3]);
    const y = graph.scope('head.pool', () => graph.add('ReduceProd', [x]));
    expect(() => differentiate(graph, sum(graph, y), [x])).toThrow(
      expect.objectContaining({
        code: 'gradient_missing',
        message: 'head.pool/ReduceProd_0: the gradient of ReduceProd: no rule is known',
      }),
    );
  });

  it.each([
    ['many numbers', (g: GraphBuilder) => g.input('x', [2])],
    ['as many numbers as the batch has', (g: GraphBuilder) => g.input('x', ['N'])],
    ['an integer', (g: GraphBuilder) => g.input('x', [], 'int64')],
  ])('refuses a loss that is %s', (_, make) => {
    const graph = new GraphBuilder('loss');
    const x = make(graph);
    expect(() => differentiate(graph, x, [x])).toThrow(
      expect.objectContaining({ code: 'graph_invalid', message: expect.stringContaining('loss: ') }),
    );
  });

  it('differentiates twice: the second derivative of x³ is 6x', () => {
    const graph = new GraphBuilder('twice');
    const x = graph.input('x', [2]);
    const cube = graph.add('Mul', [graph.add('Mul', [x, x]), x]);
    const first = differentiate(graph, sum(graph, cube), [x]).get(x)!;
    const second = differentiate(graph, sum(graph, first), [x]).get(x)!;
    graph.output('second', second);
    const { second: result } = evaluate(graph.build(), { x: { dims: [2], data: [2, -1] } });
    expect(Array.from(result!.data)).toEqual([12, -6]);
  });

  it('takes the gradient of a small network, in double precision and on ONNX Runtime', async () => {
    const { model, feeds, parameters } = smallNetwork();
    const exact = evaluate(model, feeds);
    const session = await openSession(encodeModel(model));
    const fast = await session.run(feeds);
    await session.close();
    const step = 1e-5;
    for (const name of parameters) {
      const { dims, data } = feeds[name]!;
      const lossAt = (i: number, by: number) => {
        const moved = Float64Array.from(data, (v, j) => (i === j ? v + by : v));
        return evaluate(model, { ...feeds, [name]: { dims, data: moved } }).loss!.data[0]!;
      };
      for (let i = 0; i < data.length; i += 4) {
        const gradient = exact[`d ${name}`]!.data[i]!;
        expect(gradient, `${name}[${i}]`).toBeCloseTo((lossAt(i, step) - lossAt(i, -step)) / (2 * step), 6);
        expect(fast[`d ${name}`]!.data[i], `${name}[${i}]`).toBeCloseTo(gradient, 4);
      }
    }
  });
});

/** Convolution, batch norm, PReLU, a shortcut, pooling, a linear layer and cross-entropy; parameters are inputs. */
function smallNetwork() {
  const graph = new GraphBuilder('small');
  const parameters = {
    conv: [4, 2, 3, 3],
    scale: [4],
    bias: [4],
    slope: [4, 1, 1],
    depthwise: [4, 1, 3, 3],
    fc: [3, 4],
  };
  const x = graph.input('x', [3, 2, 7, 7]);
  const [conv, scale, bias, slope, depthwise, fc] = Object.entries(parameters).map(([name, dims]) =>
    graph.input(name, dims),
  );
  const features = graph.add('Conv', [x, conv], { strides: [2, 2], pads: [1, 1, 1, 1] });
  const still = [0, 1].map((v) => graph.floats(new Float32Array(4).fill(v)));
  const [normal] = graph.addMany('BatchNormalization', [features, scale, bias, ...still], 3, {
    training_mode: 1,
  });
  const active = graph.add('PRelu', [normal, slope]);
  const mixed = graph.add('Conv', [active, depthwise], { pads: [1, 1, 1, 1], group: 4 });
  const pooled = graph.add('GlobalAveragePool', [graph.add('Add', [mixed, active])]);
  const logits = graph.add('Gemm', [graph.add('Flatten', [pooled]), fc], { transB: 1 });
  const likelihood = graph.add(
    'GatherElements',
    [graph.add('LogSoftmax', [logits]), graph.ints([0, 2, 1], [3, 1])],
    {
      axis: 1,
    },
  );
  const loss = graph.add('Neg', [graph.add('ReduceMean', [likelihood], { keepdims: 0 })]);
  const wrt = Object.keys(parameters) as Value[];
  const gradients = differentiate(graph, loss, wrt);
  graph.output('loss', loss);
  for (const value of wrt) graph.output(`d ${value}`, gradients.get(value)!);
  const feeds = Object.fromEntries(
    Object.entries({ x: [3, 2, 7, 7], ...parameters }).map(([name, dims]) => [
      name,
      { dims, data: pattern(name, dims) },
    ]),
  );
  return { model: lowerPlain(graph.build()), feeds, parameters: wrt };
}
