// The front door of src/onnx: write, read and run ONNX.

export { GraphBuilder, type Value } from './graph.js';
export {
  type Attribute,
  type Constant,
  type ElementType,
  encodeModel,
  float,
  type Graph,
  type Model,
  type ModelSummary,
  type Node,
  summarizeModel,
  type ValueInfo,
} from './model.js';
export {
  type FloatTensor,
  openSession,
  type Port,
  RUNTIME_VERSION,
  Session,
  type SessionOptions,
} from './session.js';
export { regularFilter } from './tfjs/filters.js';
export { appendGraphModel, type TfNode } from './tfjs/graphModel.js';
export { readWeights, type Weight, type Weights, type WeightsGroup } from './tfjs/weights.js';
