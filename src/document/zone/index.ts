// The text of the machine-readable zone (ICAO Doc 9303, 8th edition, parts 3 to 7): composing, reading and settling it.

export { checkDigit, FILLER, ZONE_ALPHABET } from './checkDigit.js';
export type { ZoneCheck } from './checks.js';
export { composeZone, type ZoneDetails } from './compose.js';
export { isRealDate, requireDay, type ZoneDate } from './dates.js';
export {
  alphabetAt,
  type CheckName,
  formatsOfShape,
  type Position,
  ZONE_FORMATS,
  type ZoneFieldName,
  type ZoneFormat,
  type ZoneFormatName,
} from './formats.js';
export type { ZoneNames } from './names.js';
export {
  type ParseZoneOptions,
  parseZone,
  type Zone,
  type ZoneProblem,
  type ZoneProblemCode,
} from './parse.js';
export {
  type Correction,
  type Doubt,
  type SettledZone,
  type SettleOptions,
  type Sighting,
  settleZone,
} from './settle.js';
export { stateName, type ZoneState } from './states.js';
export {
  type CyrillicLanguage,
  type LatinConvention,
  nameComponents,
  type Spelling,
  spellings,
} from './transliterate.js';
