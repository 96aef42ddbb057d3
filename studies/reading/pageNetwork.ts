// The network that finds a page: eight corners as places of a coarse grid, and two areas. Small, since it sees the
// picture at 256 pixels and is asked twice: once of the whole photograph, then of the page roughly straightened.

import {
  binaryCrossEntropy,
  conv,
  GraphBuilder,
  type Layer,
  NetworkBuilder,
  relu,
  sequential,
  type Value,
} from '../../src/autograd/index.js';
import { residualUnits, unit } from './layers.js';

/** Side of the square picture that it is shown, in pixels. */
export const PAGE_INPUT = 256;
/** Pixels of the input per cell of the answer. */
export const PAGE_STRIDE = 4;
export const PAGE_CELLS = PAGE_INPUT / PAGE_STRIDE;
/** Corners of the page, then of the zone: each top left, top right, bottom right, bottom left as one reads. */
export const CORNERS = 8;
/** The page's area, then the zone's. */
export const AREAS = 2;

/** Of the stages at 64, 32, 16 and 8 cells. */
const CHANNELS = [24, 48, 72, 96] as const;

/** [N, 3, 256, 256], grey levels / 255 → [N, 10, 64, 64] logits: eight corners, two areas. */
export const pageNetwork: Layer = (network, x) => {
  let y = network.apply('stem', sequential({ a: unit(16, 2), b: unit(CHANNELS[0], 2) }), x);
  const stages: Value[] = [];
  CHANNELS.forEach((channels, i) => {
    if (i > 0) y = network.apply(`down${i}`, unit(channels, 2), y);
    y = network.apply(
      `stage${i}`,
      i === 0
        ? sequential({ a: residualUnits(channels), act: relu })
        : sequential({ a: residualUnits(channels), act: relu, b: residualUnits(channels), act2: relu }),
      y,
    );
    stages.push(y);
  });
  for (let i = CHANNELS.length - 2; i >= 0; i--) {
    const narrow = network.apply(`up${i}`, conv({ channels: CHANNELS[i]!, kernel: 1, bias: false }), y);
    const wide = network.graph.add(
      'Resize',
      [narrow, network.graph.floats(new Float32Array(0)), network.graph.floats(Float32Array.of(1, 1, 2, 2))],
      {
        mode: 'nearest',
        coordinate_transformation_mode: 'asymmetric',
        nearest_mode: 'floor',
      },
    );
    y = network.graph.add('Add', [wide, stages[i]!]);
    y = network.apply(`merge${i}`, unit(CHANNELS[i]!), y);
  }
  return network.apply(
    'head',
    sequential({ mix: unit(32), out: conv({ channels: CORNERS + AREAS, kernel: 1 }) }),
    y,
  );
};

/** How much the areas count beside the corners. */
const AREA_WEIGHT = 4;

export function pageObjective(batch: number, seed: number) {
  const graph = new GraphBuilder('page');
  const network = new NetworkBuilder(graph, { training: true, seed });
  const x = graph.input('x', [batch, 3, PAGE_INPUT, PAGE_INPUT]);
  const places = PAGE_CELLS * PAGE_CELLS;
  // Where each corner is, as shares over the grid that add up to one; all zero where it cannot be seen.
  const corners = graph.input('corners', [batch, CORNERS, places]);
  const areas = graph.input('areas', [batch, AREAS, places]);
  const logits = network.apply('network', pageNetwork, x);
  const flat = graph.add('Reshape', [logits, graph.ints([batch, CORNERS + AREAS, places])]);
  const [cornerLogits, areaLogits] = graph.addMany('Split', [flat, graph.ints([CORNERS, AREAS])], 2, {
    axis: 1,
  });
  const logShares = graph.add('LogSoftmax', [cornerLogits!], { axis: -1 });
  const hits = graph.add('ReduceSum', [graph.add('Mul', [corners, logShares])], { keepdims: 0 });
  const cornerLoss = graph.add('Mul', [hits, graph.scalar(-1 / (batch * CORNERS))]);
  const areaLoss = graph.add('Mul', [
    binaryCrossEntropy(network, areaLogits!, areas),
    graph.scalar(AREA_WEIGHT),
  ]);
  return { network, loss: graph.add('Add', [cornerLoss, areaLoss]), terms: { cornerLoss, areaLoss } };
}
