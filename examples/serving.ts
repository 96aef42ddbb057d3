// What an example asks its trained network: the exported model on ONNX Runtime, as a server would run it.

import { exportNetwork, type Layer, type TrainingState } from '../src/autograd/index.js';
import { encodeModel, openSession } from '../src/onnx/index.js';

export interface Serving {
  /** Rows of numbers in, rows of results out, one after the other. */
  answer(rows: Float32Array): Promise<Float32Array>;
  close(): Promise<void>;
}

/**
 * @param layer what was trained under the path `network`
 * @param dims of one row of its input
 */
export async function serve(layer: Layer, dims: readonly number[], state: TrainingState): Promise<Serving> {
  const input = { name: 'x', dims: ['N', ...dims] };
  const model = exportNetwork({ name: 'example', path: 'network', input, output: 'y', layer, state });
  const session = await openSession(encodeModel(model), { threads: 2 });
  const length = dims.reduce((product, dim) => product * dim, 1);
  return {
    answer: async (rows) =>
      (await session.run({ x: { data: rows, dims: [rows.length / length, ...dims] } })).y!.data,
    close: () => session.close(),
  };
}
