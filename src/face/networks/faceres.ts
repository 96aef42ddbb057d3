// faceres: a MobileNet (1.0, 224) trained for age, gender and identity, from the weights that ship with
// @vladmandic/human. Its pooled features carry identity. A. Howard et al., "MobileNets", 2017.

import { appendGraphModel, type GraphBuilder, type Value } from '../../onnx/index.js';
import { humanNetwork } from './sources.js';

/** Side of the chip in pixels. */
export const FACERES_SIZE = 224;
/** Length of the features. */
export const FACERES_LENGTH = 1024;
/** Blue, green, red (0 to 255): the mean of the Caffe convention that the network was trained with. */
const MEAN_BGR = [103.939, 116.779, 123.68] as const;

/**
 * Appends the network.
 * @param input `[N, 3, 224, 224]`, RGB, 0 to 255
 * @returns `[N, 1024]`: features, none negative, not normalised
 */
export async function appendFaceres(graph: GraphBuilder, input: Value): Promise<Value> {
  const { nodes, weights } = await humanNetwork('faceres');
  const bgr = graph.add('Gather', [input, graph.ints([2, 1, 0])], { axis: 1 });
  const centred = graph.add('Sub', [bgr, graph.floats(MEAN_BGR, [3, 1, 1])]);
  const [features] = appendGraphModel(
    graph,
    nodes,
    weights,
    centred,
    [FACERES_SIZE, FACERES_SIZE, 3],
    ['global_pooling/Mean'],
  ) as [Value];
  return features;
}
