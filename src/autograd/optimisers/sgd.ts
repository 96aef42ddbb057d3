// Stochastic gradient descent with momentum (Polyak, 1964; Nesterov, 1983) as PyTorch writes it (torch.optim.SGD):
//   v ← momentum·v + g + weightDecay·w,   w ← w − learningRate·v
// Nesterov's form steps along g + weightDecay·w + momentum·v instead (Sutskever et al., 2013).

import { LikenessError } from '../../errors.js';
import type { GraphBuilder, Value } from '../../onnx/index.js';
import { within } from './scalars.js';
import { type AppendUpdate, type StepInputs, stateInput } from './update.js';

export interface Sgd {
  readonly kind: 'sgd';
  /** 0 to below 1; 0 keeps no state. */
  readonly momentum: number;
  readonly nesterov: boolean;
  /** L2 penalty, added to the gradient of parameters that decay. */
  readonly weightDecay: number;
}

/** State `velocity`. Four passes, two more each for decay and for Nesterov's form. */
export function sgd(graph: GraphBuilder, optimiser: Sgd, { learningRate }: StepInputs): AppendUpdate {
  const { momentum, nesterov, weightDecay } = optimiser;
  within('momentum', momentum, 0, 1);
  within('weightDecay', weightDecay, 0, Number.POSITIVE_INFINITY);
  if (nesterov && momentum === 0)
    throw new LikenessError('option_invalid', 'Nesterov’s form is one of momentum, which is 0');
  /** x + factor·y */
  const plus = (x: Value, y: Value, factor: number) =>
    graph.add('Add', [x, graph.add('Mul', [y, graph.scalar(factor)])]);
  const stepAlong = (value: Value, direction: Value) =>
    graph.add('Sub', [value, graph.add('Mul', [direction, learningRate])]);
  return (parameter, gradient) => {
    const { value } = parameter;
    const slope = parameter.decay && weightDecay > 0 ? plus(gradient, value, weightDecay) : gradient;
    if (momentum === 0) return { value: stepAlong(value, slope), states: [] };
    const velocity = stateInput(graph, parameter, 'velocity');
    const after = plus(slope, velocity.before, momentum);
    const direction = nesterov ? plus(slope, after, momentum) : after;
    return { value: stepAlong(value, direction), states: [{ ...velocity, after, start: 'zeros' }] };
  };
}
