// Optimisers as plain data, and what goes with their update.

export type { AdamW } from './adamW.js';
export { type AppendAverage, type Averaging, appendAveraging } from './averaging.js';
export { type ClippedGradients, clipByGlobalNorm } from './clipping.js';
export { appendOptimiser, type Optimiser } from './optimiser.js';
export type { Sgd } from './sgd.js';
export {
  type AppendUpdate,
  type OptimiserState,
  type StepInputs,
  stateInput,
  type Updatable,
  type Update,
} from './update.js';
