// Adam with decoupled weight decay (Loshchilov and Hutter, arXiv:1711.05101, algorithm 2, green; Adam: Kingma and Ba,
// arXiv:1412.6980, algorithm 1), as torch.optim.AdamW:
//   m ← β₁·m + (1 − β₁)·g,   v ← β₂·v + (1 − β₂)·g²
//   w ← (1 − rate·decay)·w − rate·(m / (1 − β₁ᵗ)) / (√(v / (1 − β₂ᵗ)) + ε)
// The moments are kept divided by 1 − β, M = m / (1 − β₁) and V = v / (1 − β₂), and the constants then gather in two
// scalars: with k = √((1 − β₂ᵗ) / (1 − β₂)),
//   w ← (1 − rate·decay)·w − rate·k·(1 − β₁) / (1 − β₁ᵗ) · M / (√V + k·ε)

import type { GraphBuilder } from '../../onnx/index.js';
import { Scalars, within } from './scalars.js';
import { type AppendUpdate, type StepInputs, stateInput } from './update.js';

export interface AdamW {
  readonly kind: 'adamW';
  /** 0.9 in the paper. */
  readonly beta1: number;
  /** 0.999 in the paper. */
  readonly beta2: number;
  /** 1e-8 in the paper. */
  readonly epsilon: number;
  /** Times the learning rate: the share by which a step shortens parameters that decay. */
  readonly weightDecay: number;
}

/** States `firstMoment` and `secondMoment`, each divided by 1 − β. Ten passes, one more for decay. */
export function adamW(graph: GraphBuilder, optimiser: AdamW, inputs: StepInputs): AppendUpdate {
  const { beta1, beta2, epsilon, weightDecay } = optimiser;
  within('beta1', beta1, 0, 1);
  within('beta2', beta2, 0, 1);
  within('epsilon', epsilon, 0, Number.POSITIVE_INFINITY);
  within('weightDecay', weightDecay, 0, Number.POSITIVE_INFINITY);
  const { rate, floor, keep } = scalarsOf(graph, optimiser, inputs);
  return (parameter, gradient) => {
    const first = stateInput(graph, parameter, 'firstMoment');
    const second = stateInput(graph, parameter, 'secondMoment');
    const mul = (...x: Parameters<typeof graph.add>[1]) => graph.add('Mul', x);
    const moment = graph.add('Add', [mul(first.before, graph.scalar(beta1)), gradient]);
    const square = graph.add('Add', [mul(second.before, graph.scalar(beta2)), mul(gradient, gradient)]);
    const spread = graph.add('Add', [graph.add('Sqrt', [square]), floor]);
    const step = mul(graph.add('Div', [moment, spread]), rate);
    const kept = parameter.decay && weightDecay > 0 ? mul(parameter.value, keep) : parameter.value;
    return {
      value: graph.add('Sub', [kept, step]),
      states: [
        { ...first, after: moment, start: 'zeros' },
        { ...second, after: square, start: 'zeros' },
      ],
    };
  };
}

/** The step's scalars: what M / (√V + floor) is multiplied by, that floor, and the share of w that decay leaves. */
function scalarsOf(graph: GraphBuilder, optimiser: AdamW, { learningRate, step }: StepInputs) {
  const { beta1, beta2, epsilon, weightDecay } = optimiser;
  const s = new Scalars(graph);
  const learning = s.from(learningRate);
  const count = s.on('Add', s.from(step), 1);
  const missing = (beta: number) => s.on('Sub', 1, s.on('Pow', beta, count));
  const k = s.on('Sqrt', s.on('Div', missing(beta2), 1 - beta2));
  const share = s.on('Div', 1 - beta1, missing(beta1));
  return {
    rate: s.give(s.on('Mul', s.on('Mul', learning, k), share)),
    floor: s.give(s.on('Mul', k, epsilon)),
    keep: s.give(s.on('Sub', 1, s.on('Mul', learning, weightDecay))),
  };
}
