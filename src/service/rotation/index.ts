// The front door of rotation: subjects' keys follow the master key.

export { type MasterKeyState, type OpenMasterKeys, openMasterKeys } from './command.js';
export { type RewrapOptions, rewrapSubjects, workOnRewrapping } from './rewrap.js';
