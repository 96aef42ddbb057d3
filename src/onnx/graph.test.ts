import { describe, expect, it } from 'vitest';
import { encodeModel } from './encode.js';
import { GraphBuilder, type Value } from './graph.js';
import { openSession } from './session.js';

async function run(graph: GraphBuilder, inputs: Record<string, { data: Float32Array; dims: number[] }>) {
  const session = await openSession(encodeModel(graph.build()));
  const results = await session.run(inputs);
  await session.close();
  return results;
}

describe('GraphBuilder', () => {
  it('describes a network from the top down: y = relu(x · W + b)', async () => {
    const graph = new GraphBuilder('dense');
    const x = graph.input('x', ['N', 2]);
    const product = graph.add('MatMul', [x, graph.floats([1, 0, -1, 0, 1, -1], [2, 3])]);
    const sum = graph.add('Add', [product, graph.floats([0.5, 0.5, 0.5], [3])]);
    graph.output('y', graph.add('Relu', [sum]), ['N', 3]);
    const { y } = await run(graph, { x: { data: Float32Array.of(1, 2, -3, 4), dims: [2, 2] } });
    expect(Array.from(y!.data)).toEqual([1.5, 2.5, 0, 0, 4.5, 0]);
    expect(y!.dims).toEqual([2, 3]);
  });

  it('names values in order, so that the same calls give the same names', () => {
    const graph = new GraphBuilder('names');
    const x = graph.input('x', [1, 2, 3]);
    expect(x).toBe('x');
    expect(graph.floats([1], [1])).toBe('c_0');
    expect(graph.add('Relu', [x])).toBe('relu_1');
    expect(graph.add('GlobalAveragePool', [x])).toBe('globalaveragepool_2');
  });

  it('gives one value several names where several outputs want it', async () => {
    const graph = new GraphBuilder('twins');
    const x = graph.input('x', [2]);
    graph.output('a', x, [2]);
    graph.output('b', x, [2]);
    const { a, b } = await run(graph, { x: { data: Float32Array.of(3, 4), dims: [2] } });
    expect([...a!.data, ...b!.data]).toEqual([3, 4, 3, 4]);
  });

  it('leaves optional inputs out', async () => {
    const graph = new GraphBuilder('clip');
    const x = graph.input('x', [2]);
    graph.output('y', graph.add('Clip', [x, undefined, graph.floats([1], [])]), [2]);
    const { y } = await run(graph, { x: { data: Float32Array.of(-9, 9), dims: [2] } });
    expect(Array.from(y!.data)).toEqual([-9, 1]);
  });

  it('takes integers beyond 32 bits and below zero', async () => {
    const graph = new GraphBuilder('integers');
    const values = graph.ints([-1, 2 ** 40]);
    graph.output('y', graph.add('Cast', [values], { to: 1 }), [2]);
    const { y } = await run(graph, {});
    expect(Array.from(y!.data)).toEqual([-1, 2 ** 40]);
  });

  it('takes a view into a larger array, and only what it shows', async () => {
    const graph = new GraphBuilder('view');
    const whole = Float32Array.of(9, 1, 2, 9);
    graph.output('y', graph.add('Neg', [graph.floats(whole.subarray(1, 3), [2])]), [2]);
    const { y } = await run(graph, {});
    expect(Array.from(y!.data)).toEqual([-1, -2]);
  });

  it('declares the standard operator set and each further domain', () => {
    const graph = new GraphBuilder('domains');
    const x = graph.input('x', [1, 2]);
    graph.add('Gelu', [x], {}, 'com.microsoft');
    graph.add('Relu', [x]);
    const { opsets, producer, metadata } = graph.build({ licence: 'MIT' });
    expect(opsets).toEqual({ '': 17, 'com.microsoft': 1 });
    expect({ producer, metadata }).toEqual({ producer: 'likeness', metadata: { licence: 'MIT' } });
  });

  it('holds inputs to their declared type', async () => {
    const graph = new GraphBuilder('typed');
    const x = graph.input('x', ['N'], 'int64');
    graph.output('y', graph.add('Cast', [x], { to: 1 }), ['N']);
    const session = await openSession(encodeModel(graph.build()));
    expect(session.inputs).toEqual([{ name: 'x', type: 'int64', dims: ['N'] }]);
    await session.close();
  });

  it.each([
    ['numbers that do not fill their shape', (g: GraphBuilder) => g.floats([1, 2, 3], [2, 2])],
    ['a scalar of two numbers', (g: GraphBuilder) => g.floats([1, 2], [])],
    ['integers that do not fill their shape', (g: GraphBuilder) => g.ints([1, 2], [3])],
    ['an integer that is not whole', (g: GraphBuilder) => g.ints([1.5])],
    ['an integer that is not a number', (g: GraphBuilder) => g.ints([Number.NaN])],
  ])('refuses %s', (_, call: (graph: GraphBuilder) => Value) => {
    expect(() => call(new GraphBuilder('bad'))).toThrow(
      expect.objectContaining({ code: 'graph_invalid', message: expect.stringMatching(/^bad: /) }),
    );
  });
});
