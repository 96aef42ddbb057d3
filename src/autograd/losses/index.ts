// Losses: functions from features and labels to the mean loss of a batch.

export { binaryCrossEntropy, softmaxCrossEntropy } from './entropy.js';
export { type ImprintingOptions, imprintedMargin } from './imprinting.js';
export {
  type AdaFaceOptions,
  adaFace,
  arcFace,
  type CentreOptions,
  cosFace,
  type MarginOptions,
} from './margins.js';
export { supervisedContrastive, tripletLoss } from './pairs.js';
export { type SampledClasses, sampleClasses } from './sampling.js';
