// Results under their own names: without the copies that only rename.
//
// A graph's outputs are declared by Identity, and ONNX Runtime keeps such a copy where it ends in an output: for the
// parameters of a network that is a pass over all of them.

import type { Model, Node } from '../../onnx/index.js';

/** The same model; a value that one output is a copy of gets the output's name. */
export function withoutCopies(model: Model): Model {
  const { graph } = model;
  const outputs = new Set(graph.outputs.map(({ name }) => name));
  const made = new Set(graph.nodes.flatMap(({ outputs: results }) => results));
  const names = new Map<string, string>();
  const nodes = graph.nodes.filter((node) => {
    const [from, to] = [node.inputs[0]!, node.outputs[0]!];
    const renames =
      node.op === 'Identity' && outputs.has(to) && made.has(from) && !names.has(from) && !outputs.has(from);
    if (renames) names.set(from, to);
    return !renames;
  });
  const renamed = (name: string): string => names.get(name) ?? name;
  return {
    ...model,
    graph: {
      ...graph,
      nodes: nodes.map(
        (node): Node => ({ ...node, inputs: node.inputs.map(renamed), outputs: node.outputs.map(renamed) }),
      ),
    },
  };
}
