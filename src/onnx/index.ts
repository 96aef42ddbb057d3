// The front door of src/onnx: write, read and run ONNX.

export { decodeModel } from './decode.js';
export { type Dim, showDims, sizeOf, times } from './dims.js';
export { constantOf, floatElements } from './elements.js';
export { encodeModel } from './encode.js';
export { GraphBuilder, type Value } from './graph.js';
export {
  type Attribute,
  type Constant,
  ELEMENT_TYPES,
  type ElementType,
  float,
  type Graph,
  type Model,
  type Node,
  type ValueInfo,
} from './model.js';
export { readModelFile, type WriteOptions, writeModelFile } from './modelFile.js';
export { type DoubleTensor, evaluate, type NumbersGiven } from './reference/index.js';
export {
  DEVICES,
  type Device,
  type FloatTensor,
  openSession,
  type Port,
  RUNTIME_VERSION,
  Session,
  type SessionOptions,
} from './session.js';
export { contextOf, type RuleContext } from './shapes/rule.js';
export { type ModelSummary, summarizeModel } from './summary.js';
export type { Tensor, TensorOf } from './tensor.js';
export { regularFilter } from './tfjs/filters.js';
export { appendGraphModel, type TfNode } from './tfjs/graphModel.js';
export { readWeights, type Weight, type Weights, type WeightsGroup } from './tfjs/weights.js';
export { upgradeModel } from './upgrade/index.js';
