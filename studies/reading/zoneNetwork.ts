// The network that reads a zone: at each cell of a strip, which character has its middle there, if any. It knows
// nothing of lines or formats; what it says is fitted to them afterwards.

import { conv, GraphBuilder, type Layer, NetworkBuilder, sequential } from '../../src/autograd/index.js';
import { block, unit } from './layers.js';

/** What it is shown in training: a window on a strip, in pixels. */
export const ZONE_INPUT = { width: 384, height: 96 } as const;
/** Pixels of the input per cell of the answer. */
export const ZONE_STRIDE = 4;
/** Nothing, then 0–9, A–Z, <. */
export const ZONE_CLASSES = 38;

/** [N, 1, H, W], grey levels brought to mean 0 and deviation 1 → [N, 38, H / 4, W / 4] logits. */
export const zoneNetwork: Layer = sequential({
  stem: unit(24, 2),
  stem2: unit(48, 2),
  a: block(48),
  b: block(48),
  c: block(48),
  mix: unit(96, 1, 1),
  out: conv({ channels: ZONE_CLASSES, kernel: 1 }),
});

export function zoneObjective(batch: number, seed: number) {
  const graph = new GraphBuilder('zone');
  const network = new NetworkBuilder(graph, { training: true, seed });
  const x = graph.input('x', [batch, 1, ZONE_INPUT.height, ZONE_INPUT.width]);
  const cells = (ZONE_INPUT.height * ZONE_INPUT.width) / ZONE_STRIDE ** 2;
  const label = graph.input('label', [batch, 1, cells], 'int64');
  const weight = graph.input('weight', [batch, 1, cells]);
  const logits = network.apply('network', zoneNetwork, x);
  const flat = graph.add('Reshape', [logits, graph.ints([batch, ZONE_CLASSES, cells])]);
  const logShares = graph.add('LogSoftmax', [flat], { axis: 1 });
  const ofLabel = graph.add('GatherElements', [logShares, label], { axis: 1 });
  const hits = graph.add('ReduceSum', [graph.add('Mul', [weight, ofLabel])], { keepdims: 0 });
  const total = graph.add('ReduceSum', [weight], { keepdims: 0 });
  const loss = graph.add('Neg', [graph.add('Div', [hits, total])]);
  return { network, loss };
}
