// Ten steps of each optimiser against torch.optim on the same gradients (optimisers.golden.py): by the float64
// reference, and by ONNX Runtime.

import { describe, expect, it } from 'vitest';
import { encodeModel, GraphBuilder, type Model, openSession, type Value } from '../../onnx/index.js';
import { evaluate, type NumbersGiven } from '../../onnx/reference/index.js';
import { pattern } from '../pattern.fixture.js';
import {
  appendAveraging,
  appendOptimiser,
  clipByGlobalNorm,
  type Optimiser,
  type OptimiserState,
  type StepInputs,
  type Updatable,
} from './index.js';
import golden from './optimisers.golden.json' with { type: 'json' };

const SHAPES = { 'a.weight': [3, 4], 'a.bias': [3] } as const;

type Name = keyof typeof SHAPES;
const NAMES = Object.keys(SHAPES) as Name[];

/** What a step makes of the parameters; states are carried along. */
interface Made {
  readonly values: readonly Value[];
  readonly states: readonly OptimiserState[];
}

type Make = (
  graph: GraphBuilder,
  parameters: readonly Updatable[],
  gradients: readonly Value[],
  inputs: StepInputs,
) => Made;

/** One step as a model. */
function modelOf(make: Make) {
  const graph = new GraphBuilder('step');
  const parameters = NAMES.map((name) => ({
    name,
    value: graph.input(name, SHAPES[name]),
    decay: name.endsWith('weight'),
  }));
  const gradients = NAMES.map((name) => graph.input(`${name}.gradient`, SHAPES[name]));
  const inputs = { learningRate: graph.input('rate', []), step: graph.input('step', []) };
  const { values, states } = make(graph, parameters, gradients, inputs);
  for (const [i, value] of values.entries()) graph.output(`next ${NAMES[i]}`, value);
  for (const { name, after } of states) graph.output(`next ${name}`, after);
  return { model: graph.build(), states };
}

const optimise =
  (optimiser: Optimiser): Make =>
  (graph, parameters, gradients, inputs) => {
    const append = appendOptimiser(graph, optimiser, inputs);
    const updates = parameters.map((parameter, i) => append(parameter, gradients[i]!));
    return { values: updates.map((u) => u.value), states: updates.flatMap((u) => u.states) };
  };

type Compute = (
  inputs: Readonly<Record<string, NumbersGiven>>,
) => Readonly<Record<string, NumbersGiven>> | Promise<Readonly<Record<string, NumbersGiven>>>;

const rateAt = (step: number): number => 0.1 * (1 - step / 20);

/** All values after ten steps. */
async function tenSteps(make: Make, compute: (model: Model) => Compute) {
  const { model, states } = modelOf(make);
  const step = compute(model);
  const values = new Map<string, NumbersGiven>();
  for (const name of NAMES) values.set(name, { dims: SHAPES[name], data: pattern(name, SHAPES[name]) });
  for (const { name, start } of states) {
    const of = values.get(name.slice(0, name.lastIndexOf('.')))!;
    values.set(name, start === 'zeros' ? { dims: of.dims, data: new Float64Array(of.data.length) } : of);
  }
  for (let i = 0; i < 10; i++) {
    const gradients = NAMES.map((name) => [
      `${name}.gradient`,
      { dims: SHAPES[name], data: pattern(`${name} ${i}`, SHAPES[name]) },
    ]);
    const next = await step({
      ...Object.fromEntries(values),
      ...Object.fromEntries(gradients),
      rate: { dims: [], data: [rateAt(i)] },
      step: { dims: [], data: [i] },
    });
    for (const name of values.keys()) values.set(name, next[`next ${name}`]!);
  }
  return values;
}

const byReference = (model: Model): Compute => {
  const wanted = new Set(model.graph.inputs.map((i) => i.name));
  return (inputs) =>
    evaluate(model, Object.fromEntries(Object.entries(inputs).filter(([name]) => wanted.has(name))));
};

const byRuntime = (model: Model): Compute => {
  const session = openSession(encodeModel(model));
  return async (inputs) => {
    const open = await session;
    const wanted = new Set(open.inputs.map((i) => i.name));
    const feeds = Object.entries(inputs).flatMap(([name, { dims, data }]) =>
      wanted.has(name) ? [[name, { dims, data: Float32Array.from(data) }]] : [],
    );
    return open.run(Object.fromEntries(feeds));
  };
};

const SGD = { kind: 'sgd', momentum: 0, nesterov: false, weightDecay: 0 } as const;
const ADAM_W = { kind: 'adamW', beta1: 0.9, beta2: 0.999, epsilon: 1e-8, weightDecay: 0 } as const;

const averaging =
  (decay: number, warmUp: boolean): Make =>
  (graph, parameters, gradients, inputs) => {
    const { values } = optimise(SGD)(graph, parameters, gradients, inputs);
    const append = appendAveraging(graph, { decay, warmUp }, inputs.step);
    return { values, states: parameters.map((parameter, i) => append(parameter, values[i]!)) };
  };

const CASES: Readonly<Record<string, Make>> = {
  sgd: optimise(SGD),
  'sgd, momentum': optimise({ ...SGD, momentum: 0.9 }),
  'sgd, momentum, decay': optimise({ ...SGD, momentum: 0.9, weightDecay: 0.05 }),
  'sgd, nesterov, decay': optimise({ ...SGD, momentum: 0.9, nesterov: true, weightDecay: 0.05 }),
  adamW: optimise(ADAM_W),
  'adamW, decay': optimise({ ...ADAM_W, weightDecay: 0.2 }),
  clipped: (graph, parameters, gradients, inputs) => {
    const clipped = clipByGlobalNorm(graph, gradients, 1.5);
    return optimise({ ...SGD, momentum: 0.9 })(graph, parameters, clipped.gradients, inputs);
  },
};

describe.each([
  ['in float64', byReference, 6],
  ['on ONNX Runtime in float32', byRuntime, 5],
] as const)('ten steps are those of PyTorch, %s:', (_, compute, places) => {
  for (const [name, make] of Object.entries(CASES)) {
    it(name, async () => {
      const values = await tenSteps(make, compute);
      for (const parameter of NAMES) {
        const expected = golden[name as keyof typeof golden][parameter];
        for (const [i, value] of expected.entries())
          expect(values.get(parameter)!.data[i]).toBeCloseTo(value, places);
      }
    });
  }

  it.each([
    ['average', averaging(0.9, false)],
    ['average, warming up', averaging(0.5, true)],
  ] as const)('%s', async (name, make) => {
    const values = await tenSteps(make, compute);
    for (const parameter of NAMES)
      for (const [i, value] of golden[name][parameter].entries())
        expect(values.get(`${parameter}.average`)!.data[i]).toBeCloseTo(value, places);
  });
});

describe('clipByGlobalNorm', () => {
  const clip = (maximum: number) => {
    const graph = new GraphBuilder('clip');
    const inputs = [graph.input('a', [2]), graph.input('b', [1])];
    const { gradients, norm } = clipByGlobalNorm(graph, inputs, maximum);
    for (const [i, gradient] of gradients.entries()) graph.output(`${i}`, gradient);
    graph.output('norm', norm);
    return evaluate(graph.build(), { a: { dims: [2], data: [2, 3] }, b: { dims: [1], data: [6] } });
  };

  it('tells the length of all gradients together, before', () => {
    expect(clip(1).norm!.data[0]).toBe(7);
  });

  it('leaves what is short enough as it is, and else keeps the direction', () => {
    expect([...clip(8)['0']!.data]).toEqual([2, 3]);
    expect(clip(1)['0']!.data[0]).toBeCloseTo(2 / 7, 6);
    expect(clip(1)['1']!.data[0]).toBeCloseTo(6 / 7, 6);
  });
});

describe('an update is few passes over memory', () => {
  const passes = (optimiser: Optimiser, decay: boolean) => {
    const graph = new GraphBuilder('passes');
    const scalar = (name: string) => graph.input(name, []);
    const append = appendOptimiser(graph, optimiser, {
      learningRate: scalar('rate'),
      step: scalar('step'),
    });
    const before = graph.nodes.length;
    append({ name: 'w', value: graph.input('w', [5]), decay }, graph.input('g', [5]));
    return graph.nodes.length - before;
  };

  it.each([
    [SGD, 2, 4],
    [{ ...SGD, momentum: 0.9 }, 4, 6],
    [{ ...SGD, momentum: 0.9, nesterov: true }, 6, 8],
    [ADAM_W, 10, 11],
  ] as const)('%o: %i, with decay %i', (optimiser, without, withDecay) => {
    const decaying = { ...optimiser, weightDecay: 0.01 };
    expect(passes(decaying, false)).toBe(without);
    expect(passes(decaying, true)).toBe(withDecay);
    expect(passes(optimiser, true)).toBe(without);
  });
});

describe('numbers out of range are refused', () => {
  it.each([
    [{ ...SGD, momentum: 1 }, /momentum is 1/],
    [{ ...SGD, nesterov: true }, /Nesterov/],
    [{ ...SGD, weightDecay: -1 }, /weightDecay is -1/],
    [{ ...ADAM_W, beta2: 1 }, /beta2 is 1/],
    [{ ...ADAM_W, epsilon: Number.NaN }, /epsilon is NaN/],
  ] as const)('%o', (optimiser, message) => {
    expect(() => modelOf(optimise(optimiser))).toThrow(message);
  });
});
