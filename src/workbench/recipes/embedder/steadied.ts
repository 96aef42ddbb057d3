// Roots of features that are nought: their slope is infinite there, and one such feature would end a training.

import { constantOf, type Model } from '../../../onnx/index.js';

/** Features below this are taken for it under a root, so that no slope is above 50. */
const LEAST = 1e-4;

const NAME = 'steadied.least';

/**
 * The same network with every `Sqrt` read from LEAST on, to be trained; what is served keeps its roots, whose results
 * differ by 0.01 at most.
 */
export function steadied(model: Model): Model {
  const { nodes, constants } = model.graph;
  const isRoot = ({ op, domain }: (typeof nodes)[number]) => op === 'Sqrt' && domain === '';
  if (!nodes.some(isRoot)) return model;
  return {
    ...model,
    graph: {
      ...model.graph,
      constants: new Map(constants).set(NAME, constantOf('float32', [], [LEAST])),
      nodes: nodes.flatMap((node) => {
        if (!isRoot(node)) return [node];
        const held = `${node.outputs[0]}.steadied`;
        return [
          { op: 'Clip', domain: '', inputs: [node.inputs[0]!, NAME], outputs: [held], attributes: {} },
          { ...node, inputs: [held] },
        ];
      }),
    },
  };
}
