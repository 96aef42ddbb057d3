// A model with the numbers that training has found.

import { LikenessError } from '../../errors.js';
import { type Model, showDims } from '../../onnx/index.js';
import type { TrainingState } from '../step.js';

/**
 * The model with each constant replaced by the state of the same name.
 * @param averaged takes the moving averages of the parameters (`<name>.average`) where there are any
 * @throws `checkpoint_mismatch` naming a constant whose shape is another in the state
 */
export function withState(model: Model, state: TrainingState, averaged: boolean): Model {
  const constants = new Map(model.graph.constants);
  for (const [name, constant] of constants) {
    const { type } = constant;
    const trained = (averaged ? state.get(`${name}.average`) : undefined) ?? state.get(name);
    if (!trained || type !== 'float32') continue;
    const { data, dims } = trained;
    if (dims.join() !== constant.dims.join()) {
      const shapes = `${showDims(constant.dims)} in the model and ${showDims(dims)} in the state`;
      throw new LikenessError('checkpoint_mismatch', `${name} is ${shapes}`);
    }
    constants.set(name, {
      type,
      dims,
      data: new Uint8Array(data.buffer, data.byteOffset, data.byteLength).slice(),
    });
  }
  return { ...model, graph: { ...model.graph, constants } };
}
