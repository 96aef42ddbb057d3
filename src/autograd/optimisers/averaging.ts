// An exponential moving average of the weights, which often generalises better than the last ones.

import type { GraphBuilder, Value } from '../../onnx/index.js';
import { Scalars, within } from './scalars.js';
import { type OptimiserState, stateInput, type Updatable } from './update.js';

export interface Averaging {
  /** Share of the old average that a step keeps, such as 0.9999. */
  readonly decay: number;
  /** Whether early steps keep less, min(decay, (1 + t) / (10 + t)), so that the start is soon forgotten. */
  readonly warmUp: boolean;
}

/** Appends the average of one parameter. */
export type AppendAverage = (parameter: Pick<Updatable, 'name' | 'value'>, updated: Value) => OptimiserState;

/**
 * a ← decay·a + (1 − decay)·w, as TensorFlow's ExponentialMovingAverage with `num_updates` where it warms up
 * (averaging of the iterates: Polyak and Juditsky, 1992). State `average`, three passes.
 * @param step number of the step from 0, float32 scalar
 * @throws `option_invalid` where the decay is not in [0, 1)
 */
export function appendAveraging(graph: GraphBuilder, averaging: Averaging, step: Value): AppendAverage {
  within('decay of the average', averaging.decay, 0, 1);
  const s = new Scalars(graph);
  const decay = averaging.warmUp ? warmingUp(s, averaging.decay, step) : s.of(averaging.decay);
  const [kept, taken] = [s.give(decay), s.give(s.on('Sub', 1, decay))];
  return (parameter, updated) => {
    const average = stateInput(graph, parameter, 'average');
    const after = graph.add('Add', [
      graph.add('Mul', [average.before, kept]),
      graph.add('Mul', [updated, taken]),
    ]);
    return { ...average, after, start: 'parameter' };
  };
}

function warmingUp(s: Scalars, decay: number, step: Value): Value {
  const t = s.from(step);
  return s.on('Min', s.on('Div', s.on('Add', t, 1), s.on('Add', t, 10)), decay);
}
