// FaceMesh (468 points, 192 × 192), from the weights that ship with @vladmandic/human.

import { appendGraphModel, GraphBuilder, type Model, type Value } from '../../onnx/index.js';
import { humanNetwork } from './sources.js';

/**
 * The landmark network: `face [N, 3, 192, 192]` (RGB, 0 to 1) → `mesh [N, 1404]` (x, y, z of 468 points in
 * pixels of the input) and `presence [N, 1]` (0 to 1).
 */
export async function composeFaceMesh(): Promise<Model> {
  const { nodes, weights } = await humanNetwork('facemesh');
  const graph = new GraphBuilder('facemesh');
  const input = graph.input('face', ['N', 3, 192, 192]);
  const [mesh, presence] = appendGraphModel(
    graph,
    nodes,
    weights,
    input,
    [192, 192, 3],
    ['Identity_2', 'Identity_1'],
  ) as [Value, Value];
  graph.output('mesh', mesh, ['N', 1404]);
  graph.output('presence', presence, ['N', 1]);
  return graph.build();
}
