// The network that finds one corner of a page in a small square about where it should be.

import { conv, GraphBuilder, type Layer, NetworkBuilder, sequential } from '../../src/autograd/index.js';
import { CORNER_SIDE } from '../../src/document/page/index.js';
import { block, unit } from './layers.js';

/** Pixels of the square per cell of the answer. */
export const CORNER_STRIDE = 4;
export const CORNER_CELLS = CORNER_SIDE / CORNER_STRIDE;

/** Edges are followed over the whole square: half of it is seen again at half the size. */
export const cornerNetwork: Layer = (network, x) => {
  const fine = network.apply('fine', sequential({ a: unit(16, 2), b: unit(32, 2), c: block(32) }), x);
  const coarse = network.apply(
    'coarse',
    sequential({
      a: unit(64, 2),
      b: block(64),
      c: block(64),
      narrow: conv({ channels: 32, kernel: 1, bias: false }),
    }),
    fine,
  );
  const { graph } = network;
  const wide = graph.add(
    'Resize',
    [coarse, graph.floats(new Float32Array(0)), graph.floats(Float32Array.of(1, 1, 2, 2))],
    { mode: 'nearest', coordinate_transformation_mode: 'asymmetric', nearest_mode: 'floor' },
  );
  const both = graph.add('Add', [fine, wide]);
  return network.apply(
    'head',
    sequential({ a: unit(32), b: unit(32), out: conv({ channels: 1, kernel: 1 }) }),
    both,
  );
};

/** The corner is one of the cells: minus the logarithm of what is given to the true one and its neighbours. */
export function cornerObjective(batch: number, seed: number) {
  const graph = new GraphBuilder('corner');
  const network = new NetworkBuilder(graph, { training: true, seed });
  const x = graph.input('x', [batch, 3, CORNER_SIDE, CORNER_SIDE]);
  const places = CORNER_CELLS * CORNER_CELLS;
  const corner = graph.input('corner', [batch, places]);
  const logits = network.apply('network', cornerNetwork, x);
  const flat = graph.add('Reshape', [logits, graph.ints([batch, places])]);
  const logShares = graph.add('LogSoftmax', [flat], { axis: -1 });
  const hits = graph.add('ReduceSum', [graph.add('Mul', [corner, logShares])], { keepdims: 0 });
  return { network, loss: graph.add('Mul', [hits, graph.scalar(-1 / batch)]) };
}
