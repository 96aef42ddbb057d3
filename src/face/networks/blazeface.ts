// BlazeFace (back camera, 256 × 256), from the weights that ship with @vladmandic/human.

import { appendGraphModel, GraphBuilder, type Model, type Value } from '../../onnx/index.js';
import { humanNetwork } from './sources.js';

/** Anchors on the 16 × 16 and on the 8 × 8 grid. */
const ANCHORS = [512, 384] as const;

/**
 * The detector: `picture [N, 3, 256, 256]` (RGB, −1 to 1) → `scores [N, 896]` (logits) and
 * `boxes [N, 896, 16]` (pixels, relative to the anchor).
 */
export async function composeBlazeFace(): Promise<Model> {
  const { nodes, weights } = await humanNetwork('blazeface');
  const graph = new GraphBuilder('blazeface');
  const input = graph.input('picture', ['N', 3, 256, 256]);
  const outputs = ['Identity', 'Identity_1', 'Identity_2', 'Identity_3'];
  const [scores16, scores8, boxes16, boxes8] = appendGraphModel(
    graph,
    nodes,
    weights,
    input,
    [256, 256, 3],
    outputs,
  ) as [Value, Value, Value, Value];
  const total = ANCHORS[0] + ANCHORS[1];
  const scores = graph.add('Concat', [scores16, scores8], { axis: 1 });
  graph.output('scores', graph.add('Reshape', [scores, graph.ints([0, total])]), ['N', total]);
  graph.output('boxes', graph.add('Concat', [boxes16, boxes8], { axis: 1 }), ['N', total, 16]);
  return graph.build();
}
