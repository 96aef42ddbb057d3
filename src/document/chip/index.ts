// The front door of the chip: files of an electronic passport, from bytes to zone, portrait and a verdict.

export type { Authenticity, Step, StepCode } from './authenticity.js';
export type { ChipCertificate, RevocationList } from './certificates.js';
export { type ChipContents, type ChipFile, readCom, recogniseChipFile } from './files.js';
export type { ChipPortrait, FeaturePoint, PortraitFormat, Pose } from './portrait.js';
export { type Chip, type ChipFiles, readChip, readTrustFile } from './readChip.js';
export { type ChipZone, readDg1 } from './readDg1.js';
export { type ChipPortraits, readDg2 } from './readDg2.js';
export type { TrustFile } from './trust.js';
