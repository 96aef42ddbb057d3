// A model of half the size: weights kept as float16, and widened when the model is opened. It computes in float32
// as before, so it is as fast; what it costs is the rounding of the weights (2⁻¹¹ of each).

import { type Constant, constantOf, floatElements, type Model, type Node } from '../../onnx/index.js';

/** Fewer elements than this are not worth a node. */
const WORTH = 256;

/** Largest float16; weights beyond it stay float32. */
const LARGEST = 65504;

/** The same model with its large float32 constants as float16. */
export function halfWeights(model: Model): Model {
  const constants = new Map<string, Constant>();
  const casts: Node[] = [];
  for (const [name, constant] of model.graph.constants) {
    const data = constant.type === 'float32' ? floatElements(constant) : [];
    if (data.length < WORTH || data.some((v) => !(Math.abs(v) <= LARGEST))) {
      constants.set(name, constant);
      continue;
    }
    constants.set(`${name}.half`, constantOf('float16', constant.dims, data));
    casts.push({ op: 'Cast', domain: '', inputs: [`${name}.half`], outputs: [name], attributes: { to: 1 } });
  }
  return { ...model, graph: { ...model.graph, nodes: [...casts, ...model.graph.nodes], constants } };
}
