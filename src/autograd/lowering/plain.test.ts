import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { encodeModel, GraphBuilder, type Model, openSession, type Value } from '../../onnx/index.js';
import { evaluate } from '../../onnx/reference/index.js';
import { pattern } from '../pattern.fixture.js';
import { lowerPlain } from './plain.js';

/** One operator of the domain `likeness`; results that nothing reads have no name in `read`. */
function gradientModel(
  op: string,
  inputs: Readonly<Record<string, readonly (number | string)[]>>,
  attributes: Parameters<GraphBuilder['add']>[2] = {},
  results = ['dx'],
  read: readonly string[] = results,
): Model {
  const graph = new GraphBuilder('gradient');
  const given = Object.entries(inputs).map(([name, dims]) => graph.input(name, dims));
  const y = graph.scope('layer', () => graph.addMany(op, given, results.length, attributes, 'likeness'));
  for (const name of read) graph.output(name, y[results.indexOf(name)] as Value);
  return graph.build();
}

const feedsOf = (model: Model, sizes: Readonly<Record<string, number>> = {}) =>
  Object.fromEntries(
    model.graph.inputs.map(({ name, dims }) => {
      const shape = dims.map((d) => (typeof d === 'number' ? d : sizes[d]!));
      return [name, { dims: shape, data: pattern(name, shape) }];
    }),
  );

/** The lowered graph computes what the operators are defined as, in double precision and on ONNX Runtime. */
async function expectSame(model: Model, sizes: Readonly<Record<string, number>> = {}): Promise<void> {
  const feeds = feedsOf(model, sizes);
  const plain = lowerPlain(model);
  const [defined, lowered] = [evaluate(model, feeds), evaluate(plain, feeds)];
  const session = await openSession(encodeModel(plain));
  const fast = await session.run(feeds);
  await session.close();
  for (const { name } of model.graph.outputs) {
    expect(lowered[name]!.dims).toEqual(defined[name]!.dims);
    const scale = Math.max(1, ...defined[name]!.data.map(Math.abs));
    defined[name]!.data.forEach((expected, i) => {
      expect(Math.abs(lowered[name]!.data[i]! - expected) / scale, `${name}[${i}]`).toBeLessThan(1e-12);
      expect(Math.abs(Number(fast[name]!.data[i]) - expected) / scale, `${name}[${i}]`).toBeLessThan(2e-6);
    });
  }
}

const norm = { x: [2, 3, 4], dy: [2, 3, 4], scale: [3] };

describe('lowerPlain', () => {
  it.each<[string, Model]>([
    ['ReluGrad', gradientModel('ReluGrad', { y: [2, 9], dy: [2, 9] })],
    [
      'PReluGrad',
      gradientModel('PReluGrad', { x: [2, 3, 4], dy: [2, 3, 4], slope: [3, 1] }, {}, ['dx', 'dslope']),
    ],
    [
      'BatchNormGrad',
      gradientModel('BatchNormGrad', norm, { epsilon: { float: 1e-3 } }, ['dx', 'dscale', 'dbias']),
    ],
  ])('%s means what it is defined as', (_, model) => expectSame(model));

  const side = fc.record({
    kernel: fc.integer({ min: 1, max: 3 }),
    stride: fc.integer({ min: 1, max: 3 }),
    dilation: fc.integer({ min: 1, max: 2 }),
    before: fc.integer({ min: 0, max: 2 }),
    after: fc.integer({ min: 0, max: 2 }),
    room: fc.integer({ min: 0, max: 5 }),
  });
  const convolution = fc.record({
    batch: fc.integer({ min: 1, max: 3 }),
    group: fc.integer({ min: 1, max: 3 }),
    perGroup: fc.constantFrom(1, 2, 16),
    filters: fc.integer({ min: 1, max: 2 }),
    sides: fc.array(side, { minLength: 1, maxLength: 3 }),
    symbolic: fc.boolean(),
  });

  it('takes convolution gradients of any window, rank and grouping', async () => {
    await fc.assert(
      fc.asyncProperty(convolution, async ({ batch, group, perGroup, filters, sides, symbolic }) => {
        const extents = sides.map(({ kernel, dilation }) => (kernel - 1) * dilation + 1);
        const spatial = sides.map((s, i) => Math.max(1, extents[i]! - s.before - s.after + s.room));
        const places = sides.map(
          (s, i) => Math.floor((spatial[i]! + s.before + s.after - extents[i]!) / s.stride) + 1,
        );
        const attributes = {
          kernel_shape: sides.map((s) => s.kernel),
          strides: sides.map((s) => s.stride),
          dilations: sides.map((s) => s.dilation),
          pads: [...sides.map((s) => s.before), ...sides.map((s) => s.after)],
          group,
        };
        const n = symbolic ? 'N' : batch;
        const x = [n, group * perGroup, ...spatial];
        const dy = [n, group * filters, ...places];
        const w = [group * filters, perGroup, ...attributes.kernel_shape];
        const sizes = { N: batch };
        await expectSame(gradientModel('ConvFilterGrad', { x, dy }, attributes), sizes);
        await expectSame(
          gradientModel('ConvInputGrad', { dy, w }, { ...attributes, input_shape: spatial }),
          sizes,
        );
      }),
      { numRuns: 60 },
    );
  });

  it('leaves no operator of the domain, keeps names of results and of other nodes, and says the domain no more', () => {
    const graph = new GraphBuilder('names');
    const y = graph.add('Relu', [graph.input('x', [2])]);
    const [dx] = graph.addMany('ReluGrad', [y, y], 1, {}, 'likeness');
    const after = graph.add('Neg', [dx]);
    graph.output('result', after);
    const { graph: lowered, opsets } = lowerPlain(graph.build());
    expect(lowered.nodes.every(({ domain }) => domain === '')).toBe(true);
    expect(lowered.nodes.flatMap(({ outputs }) => outputs)).toEqual(
      expect.arrayContaining([y, dx, after, 'result']),
    );
    expect(opsets).toEqual({ '': 17 });
  });

  it('names what stands for an operator after it, so that profiles and errors tell the layer', () => {
    const { nodes } = lowerPlain(gradientModel('ReluGrad', { y: [2], dy: [2] })).graph;
    expect(nodes.slice(0, 2).map(({ name }) => name)).toEqual([
      expect.stringMatching(/^layer\/ReluGrad_0\/HardSigmoid_/),
      expect.stringMatching(/^layer\/ReluGrad_0\/Mul_/),
    ]);
  });

  it('computes no result that nothing reads', () => {
    const names = ['dx', 'dslope'];
    const inputs = { x: [2, 3], dy: [2, 3], slope: [3] };
    const ops = (read: readonly string[]) =>
      lowerPlain(gradientModel('PReluGrad', inputs, {}, names, read)).graph.nodes.map(({ op }) => op);
    expect(ops(['dx', 'dslope'])).toContain('ReduceSum');
    expect(ops(['dx'])).not.toContain('ReduceSum');
    expect(ops(['dslope'])).not.toContain('HardSigmoid');
  });

  it('leaves a model without such operators as it is', () => {
    const graph = new GraphBuilder('plain');
    graph.output('y', graph.add('Add', [graph.input('x', ['N', 2]), graph.floats([1, 2])]));
    const model = graph.build();
    expect(lowerPlain(model)).toEqual(model);
  });
});
