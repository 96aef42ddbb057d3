// The front door of the chip: files of an electronic passport, from bytes to zone, portrait and a verdict.

export type { Authenticity, Step, StepCode } from './authenticity.js';
export {
  type ChipCertificate,
  type RevocationList,
  readCertificate,
  readRevocationList,
} from './certificates.js';
export { type ChipContents, type ChipFile, readCom, recogniseChipFile } from './files.js';
export type { ChipPortrait, FeaturePoint, PortraitFormat, Pose } from './portrait.js';
export { type Chip, type ChipFiles, readChip } from './readChip.js';
export { type ChipZone, readDg1 } from './readDg1.js';
export { type ChipPortraits, readDg2 } from './readDg2.js';
export { readSecurityObject, type SecurityObject } from './securityObject.js';
export { readTrustFile, type TrustFile } from './trust.js';
export { type SecurityQuestion, verifySecurityObject } from './verifySecurityObject.js';
