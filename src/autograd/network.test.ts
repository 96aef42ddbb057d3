import { describe, expect, it } from 'vitest';
import { GraphBuilder, type Value } from '../onnx/index.js';
import { filled, gaussian } from './initializers.js';
import { countParameters, NetworkBuilder } from './network.js';

const networkOf = (seed = 1) => {
  const network = new NetworkBuilder(new GraphBuilder('net'), { training: true, seed });
  return { network, x: network.graph.input('x', ['N', 4]) };
};

describe('NetworkBuilder', () => {
  it('names parameters, states and noise by the path of their layer', () => {
    const { network, x } = networkOf();
    network.apply(
      'stage1',
      (outer, value) =>
        outer.apply(
          'fc',
          (inner, v) => {
            inner.parameter('weight', [2, 4], gaussian(1));
            inner.update(inner.state('mean', [2], filled(0)), inner.parameter('bias', [2], filled(1), false));
            inner.noise(['N', 4]);
            return v;
          },
          value,
        ),
      x,
    );
    expect(network.parameters.map(({ name, decay }) => [name, decay])).toEqual([
      ['stage1.fc.weight', true],
      ['stage1.fc.bias', false],
    ]);
    expect(network.states.map((s) => s.name)).toEqual(['stage1.fc.mean']);
    expect(network.noises).toEqual([{ name: 'stage1.fc.noise', dims: ['N', 4] }]);
    expect(countParameters(network)).toBe(10);
  });

  it('fills parameters by seed and name, whatever stands before them', () => {
    const weights = (seed: number, before: boolean) => {
      const { network } = networkOf(seed);
      if (before) network.parameter('other', [9], gaussian(1));
      network.parameter('weight', [3], gaussian(1));
      return network.graph.constantOf('weight' as Value)!.data;
    };
    expect(weights(1, true)).toEqual(weights(1, false));
    expect(weights(1, true)).not.toEqual(weights(2, true));
  });

  it('refuses two parameters of one name', () => {
    const { network } = networkOf();
    network.parameter('weight', [1], filled(0));
    expect(() => network.parameter('weight', [1], filled(0))).toThrow(/two values are called weight/);
  });

  it('tells the sizes that layers need, and refuses those that only a batch would tell', () => {
    const { network, x } = networkOf();
    expect(network.sizeAlong(x, 1)).toBe(4);
    expect(network.sizeAlong(x, -1)).toBe(4);
    const missing = (axis: number) => network.graph.scope('fc', () => network.sizeAlong(x, axis));
    expect(() => missing(0)).toThrow('fc: the size along axis 0 of [N, 4] must be known');
    expect(() => missing(2)).toThrow('fc: the size along axis 2 of [N, 4] must be known');
  });

  it('remembers the values that the gradient does not go through', () => {
    const { network, x } = networkOf();
    const y = network.graph.add('Relu', [x]);
    expect(network.stop(y)).toBe(y);
    expect([...network.stopped]).toEqual([y]);
  });
});
