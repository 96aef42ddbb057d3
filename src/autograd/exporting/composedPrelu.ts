// PReLU out of operators that ONNX Runtime’s blocked layout knows: a PRelu leaves that layout, and each one costs two
// copies of the picture.

import { type Constant, constantOf, floatElements, type Model, type Node } from '../../onnx/index.js';

/**
 * The same model with every PRelu that has a slope for each channel of a picture written as `a·x + (1 − a)·relu(x)`,
 * the factors as depthwise convolutions. The last thing to be done to a float32 model: `quantised` wants PRelu itself,
 * which it computes on bytes. What it gains: studies/results/variants.md.
 */
export function composedPrelu(model: Model): Model {
  const constants = new Map(model.graph.constants);
  const nodes = model.graph.nodes.flatMap((node) => {
    const slopes = slopesOf(node, constants);
    return slopes ? composed(node, slopes, constants) : [node];
  });
  const read = new Set(nodes.flatMap(({ inputs }) => inputs));
  return {
    ...model,
    graph: { ...model.graph, nodes, constants: new Map([...constants].filter(([name]) => read.has(name))) },
  };
}

/** The slopes of a PRelu of pictures, `[channels, 1, 1]`; undefined of anything else. */
function slopesOf(
  { op, domain, inputs }: Node,
  constants: ReadonlyMap<string, Constant>,
): readonly number[] | undefined {
  const slope = op === 'PRelu' && domain === '' ? constants.get(inputs[1]!) : undefined;
  if (slope?.type !== 'float32' || slope.dims.length !== 3) return undefined;
  const [channels, height, width] = slope.dims as [number, number, number];
  return height === 1 && width === 1 && channels > 1 ? floatElements(slope) : undefined;
}

function composed(prelu: Node, slopes: readonly number[], constants: Map<string, Constant>): readonly Node[] {
  const [x] = prelu.inputs as [string];
  const [y] = prelu.outputs as [string];
  const node = (op: string, inputs: string[], output: string, attributes: Node['attributes'] = {}): Node => ({
    name: `${output}/${op}`,
    op,
    domain: '',
    inputs,
    outputs: [output],
    attributes,
  });
  const scaled = (from: string, to: string, factors: readonly number[]): Node => {
    constants.set(`${to}.factors`, constantOf('float32', [factors.length, 1, 1, 1], factors));
    return node('Conv', [from, `${to}.factors`], to, { kernel_shape: [1, 1], group: factors.length });
  };
  return [
    node('Relu', [x], `${y}.relu`),
    scaled(x, `${y}.linear`, slopes),
    scaled(
      `${y}.relu`,
      `${y}.bent`,
      slopes.map((a) => 1 - a),
    ),
    node('Add', [`${y}.linear`, `${y}.bent`], y),
  ];
}
