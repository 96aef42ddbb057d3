// A document as JSON: the same shape in `likeness document`, `likeness verify` and the API. Places are pixels of the
// upright original.

import type {
  Chip,
  ReadPage,
  ReadZone,
  VisualCheck,
  Zone,
  ZoneDate,
  ZoneState,
} from '../../document/index.js';
import type { Face, Quality } from '../../face/index.js';
import {
  type DecodedPicture,
  type Homography,
  type Point,
  project,
  type Quad,
  toOriginal,
} from '../../image/index.js';
import { hundredths } from '../../numbers.js';
import { faceJson, pageToOriginal, pictureJson, pointJson } from './places.js';
import { chipAgrees, type ReadSide, type Side, type SideZone, zoneAbsence, zoneOf } from './sides.js';

/** The face that counts: null where there is none. */
export interface PlacedPortrait {
  readonly on: Side | 'chip';
  readonly face: Face;
  readonly quality: Quality | null;
  readonly toOriginal: Homography;
}

/** What is held against the printed zone. */
export interface Beside {
  readonly chip: Chip | null;
  readonly visual: readonly VisualCheck[] | null;
}

export type DocumentJson = ReturnType<typeof documentJson>;

/** @param sides the front first */
export function documentJson(
  sides: readonly ReadSide[],
  portrait: PlacedPortrait | null,
  { chip, visual }: Beside,
) {
  const [front, back] = sides;
  const zone = zoneOf(sides);
  return {
    ...sideJson(front!),
    back: back ? sideJson(back) : null,
    portrait: portrait && { on: portrait.on, ...faceJson(portrait.face, portrait.toOriginal) },
    ghosts: sides.flatMap(ghostsJson),
    quality: portrait?.quality ?? null,
    mrz: zone && zoneJson(zone),
    // Why there is none.
    mrzReason: zone ? null : zoneAbsence(sides),
    // What is printed for people: facts that were found; null where that was not asked for.
    visual: visual === null ? null : visual.map(checkJson),
    chip: chip && chipJson(chip, zone),
  };
}

const sideJson = ({ reading: { photograph, page } }: ReadSide) => ({
  ...pictureJson(photograph),
  page: page && pageJson(photograph, page),
});

const pageJson = (photograph: DecodedPicture, page: ReadPage) => ({
  corners: quadJson(page.corners, toOriginal(photograph)),
  confidence: page.confidence,
  size: page.size,
  condition: page.condition,
  shortfalls: page.shortfalls,
  hasZone: page.hasZone,
});

const ghostsJson = ({ side, reading: { photograph, page } }: ReadSide) =>
  page?.portrait
    ? page.portrait.ghosts.map((face) => ({ on: side, ...faceJson(face, pageToOriginal(photograph, page)) }))
    : [];

/** A posterior to six decimals: more than that no reader of characters knows. */
const shortened = (probability: number): number => Math.round(1e6 * probability) / 1e6;

function zoneJson({ on, zone: read }: SideZone) {
  const { zone, status, confidence, corrections, doubtful, consistent } = read;
  return {
    on: on.side,
    status,
    ...factsJson(zone),
    confidence: confidence.map((line) => line.map(shortened)),
    corrections: corrections.map((one) => ({ ...one, posterior: shortened(one.posterior) })),
    doubtful: doubtful.map((one) => ({ ...one, posterior: shortened(one.posterior) })),
    consistent: shortened(consistent),
    corners: cornersJson(on, read),
    presence: shortened(read.presence),
  };
}

const cornersJson = ({ reading: { photograph } }: ReadSide, { corners }: ReadZone) =>
  quadJson(corners, toOriginal(photograph));

const factsJson = ({ names, ...zone }: Zone) => ({
  format: zone.format,
  lines: zone.lines,
  documentCode: zone.documentCode,
  issuingState: stateJson(zone.issuingState),
  nationality: stateJson(zone.nationality),
  documentNumber: zone.documentNumber,
  surname: names.surname,
  givenNames: names.givenNames,
  namesTruncated: names.truncated,
  birthDate: dateJson(zone.birthDate),
  sex: zone.sex,
  expiryDate: dateJson(zone.expiryDate),
  optionalData: zone.optionalData,
  optionalData2: zone.optionalData2,
  valid: zone.valid,
  checks: zone.checks,
  problems: zone.problems,
});

const checkJson = (check: VisualCheck) => ({ ...check, confidence: hundredths(check.confidence) });

const stateJson = ({ code, name }: ZoneState) => ({ code, name: name ?? null });

const dateJson = ({ value, text }: ZoneDate) => ({ value, text });

function chipJson(chip: Chip, printed: SideZone | null) {
  const { zone, portrait, authenticity } = chip;
  return {
    zone: zone && { ...zone, agreesWithPrint: chipAgrees(chip, printed) },
    portrait: portrait && {
      format: portrait.format,
      declaredFormat: portrait.declaredFormat,
      declaredSize: portrait.declaredSize,
      bytes: portrait.bytes.byteLength,
      encoding: portrait.encoding,
      kind: portrait.kind,
      created: portrait.created,
    },
    authenticity: authenticity && {
      verdict: authenticity.verdict,
      reason: authenticity.reason?.code ?? null,
      signer: authenticity.signer,
      steps: authenticity.steps,
    },
  };
}

const quadJson = (corners: Quad, by: Homography): Point[] =>
  corners.map((corner) => pointJson(project(by, corner)));

/** Milliseconds to hundredths. */
export const timingsJson = <Stage extends string>(timings: Readonly<Record<Stage, number>>) =>
  Object.fromEntries(
    Object.entries<number>(timings).map(([stage, ms]) => [stage, hundredths(ms)]),
  ) as Readonly<Record<Stage, number>>;
