// A training step as ONNX: the network, its loss, the gradient by its parameters, and what the optimiser makes of
// them, in one graph.

import { GraphBuilder, type Model, type Value } from '../onnx/index.js';
import { differentiate } from './differentiate.js';
import type { FilterOrder } from './lowering/blocked/filterOrder.js';
import { type Lowered, lowerBlocked } from './lowering/blocked/index.js';
import { lowerPlain } from './lowering/plain.js';
import { withoutCopies } from './lowering/withoutCopies.js';
import type { NetworkBuilder } from './network.js';
import {
  type Averaging,
  appendAveraging,
  appendOptimiser,
  clipByGlobalNorm,
  type Optimiser,
  type OptimiserState,
  type Updatable,
} from './optimisers/index.js';
import { stateInput } from './optimisers/update.js';

/** What is made small, and what is told beside it. */
export interface Objective {
  /** A scalar. */
  readonly loss: Value;
  /** Other scalars to report, by name. */
  readonly metrics?: Readonly<Record<string, Value>>;
}

export interface UpdateOptions {
  readonly optimiser: Optimiser;
  /** Greatest length of all gradients together; reported as the metric `gradientNorm`. */
  readonly clip?: number;
  /** Keeps a moving average of the parameters, under `<parameter>.average`. */
  readonly average?: Averaging;
  /** Batches whose mean gradient makes one update. Default 1. */
  readonly accumulate?: number;
}

export interface LayoutOptions {
  /** Channels in a block; 1 for the plain layout. */
  readonly block: number;
  /** Whether slopes of PRelu may be above one. */
  readonly steepSlopes: boolean;
}

/** A tensor that is carried from step to step: an input, and the output that is its next value. */
export interface Carried {
  readonly name: string;
  readonly dims: readonly number[];
  /** How its elements lie in memory; undefined is the plain order. */
  readonly order: FilterOrder | undefined;
  /** What it is before the first step. */
  readonly start: { readonly constant: string } | 'zeros';
}

/** The name of the output that is the next value of an input. */
export const nextOf = (name: string): string => `${name}.next`;

export interface Program {
  /** Run for each batch. */
  readonly model: Model;
  /** What it carries from batch to batch. */
  readonly carried: readonly Carried[];
  /** Where gradients are accumulated: run once after so many batches. */
  readonly update?: {
    readonly model: Model;
    readonly carried: readonly Carried[];
    readonly scalars: readonly string[];
    readonly batches: number;
  };
  /** Outputs that are scalars to report; the first is the loss. */
  readonly scalars: readonly string[];
}

/** The forward pass, the loss and the gradients, appended to the network's graph: taken once, lowered as often as needed. */
export interface Differentiated {
  readonly network: NetworkBuilder;
  readonly objective: Objective;
  readonly gradients: ReadonlyMap<Value, Value>;
}

/** @throws `gradient_missing` naming an operator on the way from the loss to a parameter that has no rule */
export function differentiated(network: NetworkBuilder, objective: Objective): Differentiated {
  const values = network.parameters.map(({ value }) => value);
  return {
    network,
    objective,
    gradients: differentiate(network.graph, objective.loss, values, network.stopped),
  };
}

/** Chooses layout and formulas, and appends the update. */
export function assemble(
  { network, objective, gradients }: Differentiated,
  update: UpdateOptions,
  layout: LayoutOptions,
): Program {
  const trained = network.parameters.filter(({ value }) => gradients.has(value));
  const untrained = network.parameters.filter(({ value }) => !gradients.has(value));
  const lowered = lowerBlocked(
    network.graph,
    trained.map(({ value }) => ({ parameter: value, gradient: gradients.get(value)! })),
    { ...layout, states: [...network.states, ...untrained].map(({ value }) => value) },
  );
  const { graph } = lowered;
  const metrics = Object.entries(objective.metrics ?? {});
  graph.output('loss', lowered.valueOf(objective.loss), []);
  for (const [name, value] of metrics) graph.output(name, lowered.valueOf(value), []);
  // Part of the state, though nothing changes them: what is exported is made from the state alone.
  const kept = untrained.map(
    ({ name, value }): Carried => ({
      name,
      dims: network.graph.shapeOf(value),
      order: undefined,
      start: { constant: name },
    }),
  );
  const running = network.states.map(({ name, value, updated }): Carried => {
    graph.output(nextOf(name), lowered.valueOf(updated));
    return { name, dims: network.graph.shapeOf(value), order: undefined, start: { constant: name } };
  });
  const scalars = ['loss', ...metrics.map(([name]) => name)];
  const decays = new Map(trained.map(({ name, decay }) => [name, decay]));
  const parameters = lowered.parameters.map((p) => ({ ...p, decay: decays.get(p.name) ?? true }));
  const batches = update.accumulate ?? 1;
  if (batches === 1) {
    const carried = [...running, ...kept, ...appendUpdate(graph, parameters, update, scalars)];
    return { model: finished(graph), carried, scalars };
  }
  const sums = parameters.map((p): Carried => {
    const { name, before } = stateInput(graph, p, 'gradientSum');
    graph.output(nextOf(name), graph.add('Add', [before, p.gradient]));
    return { name, dims: p.dims, order: p.order, start: 'zeros' };
  });
  const fixed = parameters.map((p): Carried => ({ ...p, start: { constant: p.name } }));
  return {
    model: finished(graph),
    carried: [...running, ...kept, ...sums, ...fixed],
    update: { ...updateAlone(parameters, update, batches), batches },
    scalars,
  };
}

type Trained = Lowered['parameters'][number] & Updatable;

/** Appends optimiser, clipping and averaging; outputs the next value of all that they carry. */
function appendUpdate(
  graph: GraphBuilder,
  parameters: readonly Trained[],
  { optimiser, clip, average }: UpdateOptions,
  scalars: string[],
): Carried[] {
  const inputs = { learningRate: graph.input('learningRate', []), step: graph.input('step', []) };
  const given = parameters.map(({ gradient }) => gradient);
  const clipped = clip === undefined ? undefined : clipByGlobalNorm(graph, given, clip);
  if (clipped) {
    graph.output('gradientNorm', clipped.norm, []);
    scalars.push('gradientNorm');
  }
  const appendOne = appendOptimiser(graph, optimiser, inputs);
  const appendAverage = average && appendAveraging(graph, average, inputs.step);
  return parameters.flatMap((parameter, i) => {
    const { value, states } = appendOne(parameter, (clipped?.gradients ?? given)[i]!);
    graph.output(nextOf(parameter.name), value);
    const averaged = appendAverage ? [appendAverage(parameter, value)] : [];
    const carriedState = ({ name, after, start }: OptimiserState): Carried => {
      graph.output(nextOf(name), after);
      return { ...parameter, name, start: start === 'zeros' ? start : { constant: parameter.name } };
    };
    return [
      { ...parameter, start: { constant: parameter.name } },
      ...states.map(carriedState),
      ...averaged.map(carriedState),
    ];
  });
}

/** The update as a graph of its own, from sums of gradients. */
function updateAlone(parameters: readonly Trained[], update: UpdateOptions, batches: number) {
  const graph = new GraphBuilder('update');
  const summed = parameters.map((p): Trained => {
    const value = graph.input(p.name, p.dims);
    const sum = graph.input(`${p.name}.gradientSum`, p.dims);
    return { ...p, value, gradient: graph.add('Mul', [sum, graph.scalar(1 / batches)]) };
  });
  const scalars: string[] = [];
  const carried = appendUpdate(graph, summed, update, scalars);
  return { model: finished(graph), carried, scalars };
}

const finished = (graph: GraphBuilder): Model => withoutCopies(lowerPlain(graph.build()));
