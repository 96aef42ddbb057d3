// From a trained network to the file that is served: the layers as they are in inference, with the numbers that
// training has found, in standard ONNX alone.

import { LikenessError } from '../../errors.js';
import { type Dim, GraphBuilder, type Model } from '../../onnx/index.js';
import { type Layer, NetworkBuilder } from '../network.js';
import type { TrainingState } from '../step.js';
import { foldBatchNorm } from './foldBatchNorm.js';
import { withState } from './withState.js';

export interface ExportOptions {
  /** Name of the graph. */
  readonly name: string;
  /** Symbolic dimensions are names: `[['N', 3, 112, 112]]`. */
  readonly input: { readonly name: string; readonly dims: readonly Dim[] };
  readonly output: string;
  /** The path under which the layer was applied in training: its parameters are found by it. */
  readonly path: string;
  readonly layer: Layer;
  readonly state: TrainingState;
  /** Takes the moving averages of the parameters, where the optimiser kept any. Default false. */
  readonly averaged?: boolean;
  readonly metadata?: Readonly<Record<string, string>>;
}

/**
 * The inference model of a layer. Batch normalisation is folded where it can be; the loss, the labels and what else
 * only training needs are not in it. `composedPrelu`, `halfWeights` and `quantised` make of it what is served fast
 * or small.
 * @throws `graph_invalid` where the shapes do not fit
 * @throws `checkpoint_mismatch` where the state is of another network or another path
 */
export function exportNetwork(options: ExportOptions): Model {
  const { input, path, layer, state, averaged = false } = options;
  const graph = new GraphBuilder(options.name);
  const network = new NetworkBuilder(graph, { training: false, seed: 0 });
  graph.output(options.output, network.apply(path, layer, graph.input(input.name, input.dims)));
  const missing = network.parameters.find(({ name }) => !state.has(name));
  if (missing) {
    throw new LikenessError(
      'checkpoint_mismatch',
      `${missing.name} is not in the state: was the layer applied under the path ${path} in training?`,
    );
  }
  return foldBatchNorm(withState(graph.build(options.metadata), state, averaged));
}
