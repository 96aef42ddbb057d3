// Three independent looks at one gradient: the rule, lowered to standard ONNX, in double precision; central finite
// differences of the forward pass in double precision; the same graph on ONNX Runtime in float32.

import { expect } from 'vitest';
import {
  type Constant,
  encodeModel,
  evaluate,
  type FloatTensor,
  GraphBuilder,
  type Model,
  type Node,
  type NumbersGiven,
  openSession,
  type Value,
} from '../../onnx/index.js';
import { differentiate } from '../differentiate.js';
import { lowerPlain } from '../lowering/plain.js';

/** What an operator is given: numbers to differentiate by, or a constant. */
export type Given = readonly number[] | FloatTensor | Constant | undefined;

/** An operator by its key, inputs, attributes, number of results. A shape is filled with numbers between −1 and 1. */
export type Case = readonly [
  op: string,
  inputs: readonly Given[],
  attributes?: Node['attributes'],
  results?: number,
  /** How many of the results the loss hangs on. Default all. */
  read?: number,
];

/** A shape. */
export const of = (...dims: number[]): readonly number[] => dims;

const sizeOf = (dims: readonly number[]): number => dims.reduce((p, d) => p * d, 1);

/**
 * Numbers in (−1, 1), exact in float32, no two of them and none of them and 0 closer than 2e-4: a finite difference
 * crosses no kink and no tie.
 */
export function numbers(dims: readonly number[], from = 0, low = -1, high = 1): FloatTensor {
  const data = Float32Array.from({ length: sizeOf(dims) }, (_, i) => {
    const share = ((((i + 1) * (1237 + 37 * from)) % 2003) + 0.25 * from + 0.3) / 2004;
    return low + (high - low) * share;
  });
  return { dims, data };
}

/** As `numbers`, within other bounds. */
export const between = (low: number, high: number, dims: readonly number[]): FloatTensor =>
  numbers(dims, 0, low, high);

export const floats = (
  values: readonly number[],
  dims: readonly number[] = [values.length],
): FloatTensor => ({
  dims,
  data: Float32Array.from(values),
});

export const ints = (values: readonly number[], dims: readonly number[] = [values.length]): Constant => ({
  type: 'int64',
  dims,
  data: new Uint8Array(BigInt64Array.from(values, BigInt).buffer),
});

export const bools = (values: readonly number[], dims: readonly number[] = [values.length]): Constant => ({
  type: 'bool',
  dims,
  data: Uint8Array.from(values),
});

export const fixed = (values: readonly number[], dims: readonly number[] = [values.length]): Constant => ({
  type: 'float32',
  dims,
  data: new Uint8Array(Float32Array.from(values).buffer),
});

const isConstant = (given: Given): given is Constant => given !== undefined && 'type' in given;

/** The tensors of a case that it is differentiated by, by name. */
function feedsOf([, inputs]: Case): Record<string, FloatTensor> {
  return Object.fromEntries(
    inputs.flatMap((given, i) => {
      if (given === undefined || isConstant(given)) return [];
      return [[`x${i}`, 'data' in given ? given : numbers(given, i)]];
    }),
  );
}

interface Forward {
  readonly graph: GraphBuilder;
  readonly x: readonly Value[];
  readonly loss: Value;
  readonly weights: readonly Value[];
}

/** The loss is the sum of all results, each element times a number of its own that is an input. */
function forwardOf([key, inputs, attributes = {}, results = 1, read]: Case, batch?: string): Forward {
  const [domain, op] = key.includes('::') ? (key.split('::') as [string, string]) : ['', key];
  const graph = new GraphBuilder('case');
  const x: Value[] = [];
  const feeds = feedsOf([key, inputs]);
  const given = inputs.map((value, i) => {
    if (value === undefined) return undefined;
    if (isConstant(value)) return graph.constant(value, `x${i}`);
    const { dims } = feeds[`x${i}`]!;
    x.push(graph.input(`x${i}`, batch && i === 0 ? [batch, ...dims.slice(1)] : dims));
    return x.at(-1);
  });
  const y = graph.scope('layer', () => graph.addMany(op, given, results, attributes, domain));
  const smooth = y.slice(0, read).filter((value) => graph.typeOf(value) === 'float32');
  const weights = smooth.map((value, i) => graph.input(`weights${i}`, graph.dimsOf(value)));
  const terms = smooth.map((value, i) =>
    graph.add('ReduceSum', [graph.add('Mul', [value, weights[i]])], { keepdims: 0 }),
  );
  return { graph, x, weights, loss: terms.reduce((a, b) => graph.add('Add', [a, b])) };
}

/** Weights need the shapes of the results, which with a symbolic batch only a run tells. */
function weightsOf(c: Case): Record<string, FloatTensor> {
  const { graph, weights } = forwardOf(c);
  return Object.fromEntries(weights.map((w, i) => [w, numbers(graph.shapeOf(w), 50 + i)]));
}

function finiteDifference(model: Model, feeds: Record<string, FloatTensor>, name: string): number[] {
  const step = 2e-5;
  const exact = Object.fromEntries(
    Object.entries(feeds).map(([key, { dims, data }]) => [key, { dims, data: Float64Array.from(data) }]),
  );
  const { dims, data } = exact[name]!;
  const lossAt = (i: number, by: number): number => {
    const moved: NumbersGiven = { dims, data: data.with(i, data[i]! + by) };
    return evaluate(model, { ...exact, [name]: moved }).loss!.data[0]!;
  };
  return Array.from(data, (_, i) => (lossAt(i, step) - lossAt(i, -step)) / (2 * step));
}

/** To a share of the largest number of all. */
function expectClose(
  actual: ArrayLike<number>,
  expected: ArrayLike<number>,
  share: number,
  what: string,
): void {
  expect(actual.length, what).toBe(expected.length);
  const scale = Math.max(1e-3, ...Array.from(expected, Math.abs));
  for (let i = 0; i < expected.length; i++) {
    const off = Math.abs(actual[i]! - expected[i]!);
    if (!(off <= share * scale)) expect.fail(`${what}[${i}] is ${actual[i]}, not ${expected[i]}`);
  }
}

/** The model that computes a case's loss and its gradients, as differentiation leaves it. */
export function gradientModel(c: Case, batch?: string): Model {
  const { graph, x, loss } = forwardOf(c, batch);
  const gradients = differentiate(graph, loss, x);
  graph.output('loss', loss);
  for (const value of x) graph.output(`d_${value}`, gradients.get(value)!, graph.dimsOf(value));
  return graph.build();
}

/** All feeds of such a model. */
export const allFeeds = (c: Case): Record<string, FloatTensor> => ({ ...feedsOf(c), ...weightsOf(c) });

/** @param batch a symbol for the first dimension of the first input */
export async function checkGradient(c: Case, batch?: string): Promise<void> {
  const feeds = allFeeds(c);
  const named = gradientModel(c, batch);
  const plain = lowerPlain(named);
  const [exact, byDefinition] = [evaluate(plain, feeds), evaluate(named, feeds)];
  const session = await openSession(encodeModel(plain));
  const float32 = await session.run(feeds);
  await session.close();

  const { graph, loss } = forwardOf(c);
  graph.output('loss', loss);
  const forward = graph.build();
  for (const name of Object.keys(feedsOf(c))) {
    const { dims, data } = exact[`d_${name}`]!;
    expect(dims).toEqual([...feeds[name]!.dims]);
    expectClose(data, finiteDifference(forward, feeds, name), 1e-6, `float64 gradient by ${name}`);
    expectClose(data, byDefinition[`d_${name}`]!.data, 1e-12, `lowered gradient by ${name}`);
    expectClose(float32[`d_${name}`]!.data, data, 1e-5, `float32 gradient by ${name}`);
  }
}
