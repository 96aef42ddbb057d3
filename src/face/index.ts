// The front door of src/face: pictures → faces → templates.

export type { AlignedFace } from './align.js';
export type { Detection } from './detect.js';
export type { FaceToEmbed } from './embed.js';
export { type EngineModels, embedderManifest, FaceEngine } from './engine.js';
export type { Face } from './face.js';
export type { Search } from './find.js';
export type { Landmarks, MeshPoint } from './landmarks.js';
export {
  assessQuality,
  COMPONENTS,
  type ComponentName,
  LEAST_INTER_EYE,
  type PictureRole,
  QUALITY_LIMITS,
  type Quality,
  recaptureReasons,
} from './quality/index.js';
export { type AddOptions, addModel } from './registry/add.js';
export { writeCard } from './registry/card.js';
export {
  DEFAULT_MODELS,
  type DefaultModel,
  defaultDigest,
  defaultModels,
  ensureModel,
  PROFILES,
  type Profile,
} from './registry/defaults.js';
export type { Calibration, EmbedderManifest, ModelManifest } from './registry/manifest.js';
export {
  appendPromotion,
  type DefaultHistory,
  defaultEmbedder,
  defaultHistory,
  latest,
  type NamedModel,
  type Promotion,
} from './registry/promotions.js';
export { likenessHome, ModelStore, type StoredModel } from './registry/store.js';
export { comparisonScore, makeTemplate, type Template } from './template.js';
