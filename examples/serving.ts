// From a training's state to a model that answers: the same layers once more, not as in training, with the
// parameters as constants and batches of any size. What `openSession` opens here is the file that would be served.

import { type Layer, NetworkBuilder, type TrainingState } from '../src/autograd/index.js';
import { encodeModel, GraphBuilder, openSession } from '../src/onnx/index.js';

export interface Serving {
  /** Rows of `length` numbers in, rows of results out. */
  answer(rows: Float32Array): Promise<Float32Array>;
  /** Bytes of the ONNX file. */
  readonly bytes: number;
  close(): Promise<void>;
}

/** @param dims of one row of the input */
export async function serve(layer: Layer, dims: readonly number[], state: TrainingState): Promise<Serving> {
  const network = new NetworkBuilder(new GraphBuilder('served'), { training: false, seed: 0 });
  const { graph } = network;
  graph.output('y', layer(network, graph.input('x', ['N', ...dims])));
  const model = graph.build();
  const constants = new Map(model.graph.constants);
  for (const [name, { dims, data }] of state)
    if (constants.has(name))
      constants.set(name, { type: 'float32', dims, data: new Uint8Array(data.buffer) });
  const file = encodeModel({ ...model, graph: { ...model.graph, constants } });
  const session = await openSession(file, { threads: 2 });
  const length = dims.reduce((product, dim) => product * dim, 1);
  return {
    answer: async (rows) =>
      (await session.run({ x: { data: rows, dims: [rows.length / length, ...dims] } })).y!.data,
    bytes: file.length,
    close: () => session.close(),
  };
}
