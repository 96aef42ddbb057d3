// Specimen documents: pages of states that do not exist, drawn from a seed.

export { drawHolder } from './drawHolder.js';
export { drawSpecimen, type SpecimenOptions } from './drawSpecimen.js';
export { drawBackdrop, EVERYDAY, laidSheet, type Photograph, photograph, zoneBox } from './scene/index.js';
export {
  type Holder,
  type PrintedField,
  type PrintedZone,
  SHEET_SIZE,
  type Sheet,
  SPECIMEN_KINDS,
  type SpecimenKind,
} from './sheet.js';
export { INVENTED_STATES, type InventedState, SPECIMEN_STATE } from './states.js';
export { drawStyle, type SpecimenStyle } from './style.js';
export { ZONE_GEOMETRY, type ZoneGeometry } from './zone/geometry.js';
export { specimenLines } from './zone/lines.js';
