// Likeness as a library: is this selfie the person in this passport?

export {
  type AuthenticateOptions,
  type Authentication,
  DEFAULT_POLICY,
  type DocumentSource,
  type ImageSource,
  type InspectedFace,
  type Inspection,
  type Judgement,
  Likeness,
  type LikenessOptions,
  type OperatingPoint,
  type Outcome,
  type Policy,
  REASONS,
  type Reason,
  type Role,
  type Verification,
  type VerifiedPicture,
  type VerifyOptions,
} from './decision/index.js';
export {
  type Chip,
  type ChipFiles,
  type DocumentReading,
  type ReadPage,
  type ReadZone,
  readTrustFile,
  type TrustFile,
  type Zone,
} from './document/index.js';
export { ERRORS, type ErrorCode, LikenessError } from './errors.js';
export type {
  EmbedderManifest,
  Face,
  Landmarks,
  ModelManifest,
  Profile,
  Quality,
  Template,
} from './face/index.js';
export type { Box, DecodedPicture, Picture, Point } from './image/index.js';
