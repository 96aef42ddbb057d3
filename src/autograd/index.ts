// The front door of src/autograd: describe a network, train it, export it. Everything runs on ONNX Runtime.

export { GraphBuilder, type Value } from '../onnx/index.js';
export type { Objective, UpdateOptions } from './assemble.js';
export { differentiate } from './differentiate.js';
export { composedPrelu } from './exporting/composedPrelu.js';
export { type ExportOptions, exportNetwork } from './exporting/exportNetwork.js';
export { halfWeights } from './exporting/halfWeights.js';
export { quantised } from './exporting/quantising/quantised.js';
export { withState } from './exporting/withState.js';
export { countFlops, type Flops } from './flops.js';
export { type ImportOptions, importNetwork } from './importNetwork.js';
export { filled, gaussian, given, glorotUniform, heNormal, type Initializer } from './initializers.js';
export * from './layers/index.js';
export * from './losses/index.js';
export {
  countParameters,
  type Layer,
  NetworkBuilder,
  type NetworkOptions,
  type Parameter,
} from './network.js';
export * from './networks/index.js';
export { openTrainingStep, type TrainingStepOptions } from './openTrainingStep.js';
export type { AdamW, Averaging, Optimiser, Sgd } from './optimisers/index.js';
export { normal, type Random, randomStream, shuffled } from './random.js';
export { learningRateAt, type Schedule, warmedUp } from './schedules.js';
export type { Batch, StepResult, StepSettings, TrainingState, TrainingStep } from './step.js';
export { type BatchSource, batchesOf, type Sample, type SampleValue } from './training/batches.js';
export { type Checkpoint, readCheckpoint, type Standing } from './training/checkpoint.js';
export { newestCheckpoint } from './training/checkpointFolder.js';
export { drawCurve } from './training/curve.js';
export { type LoadingOptions, type LoadSample, type OpenSamples, openBatches } from './training/loading.js';
export { balancedOrder, type Draw, type SampleOrder, shuffledOrder } from './training/order.js';
export { type ProgressStream, showTraining } from './training/progress.js';
export { type LogLine, readRunLog } from './training/runLog.js';
export {
  type CheckpointSettings,
  type Evaluation,
  type Span,
  type TrainingEvent,
  type TrainingReport,
  type TrainOptions,
  train,
} from './training/train.js';
export type { Watch } from './training/watch.js';
