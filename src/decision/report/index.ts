// Answers as JSON, one shape for the command line and the API. Nothing of a file but its pixels is named: whoever was
// given paths adds them.

export { type AuthenticationJson, authenticationJson } from './authentication.js';
export { type Claim, claimOf, rateWithInterval } from './claim.js';
export { type DocumentJson, documentJson, type PlacedPortrait, timingsJson } from './document.js';
export { boxAbout, faceJson, pageToOriginal, pictureJson, pointJson } from './places.js';
export {
  chipAgrees,
  pagesOf,
  type ReadSide,
  type Side,
  type SideZone,
  sidesOf,
  type ZoneAbsence,
  zoneAbsence,
  zoneOf,
} from './sides.js';
export { portraitOn, type VerificationJson, verificationJson } from './verification.js';
