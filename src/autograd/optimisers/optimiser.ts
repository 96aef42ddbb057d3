// Optimisers as plain data, and the operators of their update: from a parameter and its gradient to what the
// parameter and the optimiser's state are after the step.
//
// An elementwise operator is one pass over memory, so the formulas are arranged for few of them: all that hangs on
// the step alone (bias corrections, decay) is folded into scalars, once for all parameters.

import type { GraphBuilder } from '../../onnx/index.js';
import { type AdamW, adamW } from './adamW.js';
import { type Sgd, sgd } from './sgd.js';
import type { AppendUpdate, StepInputs } from './update.js';

export type Optimiser = Sgd | AdamW;

/**
 * Appends what all parameters share, and gives back what appends the update of one.
 * @throws `option_invalid` naming the number that is out of range
 */
export function appendOptimiser(graph: GraphBuilder, optimiser: Optimiser, inputs: StepInputs): AppendUpdate {
  switch (optimiser.kind) {
    case 'sgd':
      return sgd(graph, optimiser, inputs);
    case 'adamW':
      return adamW(graph, optimiser, inputs);
  }
}
