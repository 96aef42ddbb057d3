// A model with the numbers that training has found.

import type { Model } from '../../onnx/index.js';
import type { TrainingState } from '../step.js';

/**
 * The model with each constant replaced by the state of the same name.
 * @param averaged takes the moving averages of the parameters (`<name>.average`) where there are any
 */
export function withState(model: Model, state: TrainingState, averaged: boolean): Model {
  const constants = new Map(model.graph.constants);
  for (const [name, { type }] of constants) {
    const trained = (averaged ? state.get(`${name}.average`) : undefined) ?? state.get(name);
    if (!trained || type !== 'float32') continue;
    const { data, dims } = trained;
    constants.set(name, {
      type,
      dims,
      data: new Uint8Array(data.buffer, data.byteOffset, data.byteLength).slice(),
    });
  }
  return { ...model, graph: { ...model.graph, constants } };
}
