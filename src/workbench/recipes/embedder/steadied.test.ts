// A root of nought: as it is, its slope is not finite; steadied, it is nought, and every other number stays.

import { expect, test } from 'vitest';
import { differentiate } from '../../../autograd/index.js';
import { evaluate, GraphBuilder, type Model, type Value } from '../../../onnx/index.js';
import { steadied } from './steadied.js';

const FEATURES = [0, 1e-4, 0.25, 4];

function rootsOf(): Model {
  const graph = new GraphBuilder('roots');
  graph.output('roots', graph.add('Sqrt', [graph.input('features', [4])]));
  return graph.build();
}

/** Results, and the gradient of their sum by each feature. */
function through(model: Model): { readonly roots: number[]; readonly slopes: number[] } {
  const graph = GraphBuilder.from(model.graph, {});
  const sum = graph.add('ReduceSum', ['roots' as Value], { keepdims: 0 });
  const slopes = differentiate(graph, sum, ['features' as Value]).get('features' as Value)!;
  graph.output('slopes', slopes);
  const given = { features: { dims: [4], data: FEATURES } };
  const numbers = (of: Model, name: string) => Array.from(evaluate(of, given)[name]!.data);
  return { roots: numbers(model, 'roots'), slopes: numbers(graph.build(), 'slopes') };
}

test('as it is, a feature of nought has no finite slope', () => {
  expect(through(rootsOf()).slopes[0]).not.toSatisfy(Number.isFinite);
});

test('steadied, it has the slope nought or that of the least, and the others keep root and slope', () => {
  const { roots, slopes } = through(steadied(rootsOf()));
  expect(slopes.every(Number.isFinite)).toBe(true);
  expect(slopes[0]).toBe(0);
  expect(roots[0]).toBeCloseTo(0.01, 6);
  expect(roots.slice(2)).toEqual([0.5, 2]);
  expect(slopes.slice(2)).toEqual([1, 0.25]);
});

test('a network without roots is left as it is', () => {
  const graph = new GraphBuilder('plain');
  graph.output('y', graph.add('Relu', [graph.input('x', [1])]));
  const model = graph.build();
  expect(steadied(model)).toBe(model);
});
