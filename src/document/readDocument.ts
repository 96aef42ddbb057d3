// One picture of an identity document: its page, its portrait, its zone, and whether they hold together.

import { LikenessError } from '../errors.js';
import type { FaceEngine } from '../face/index.js';
import {
  type DecodedPicture,
  type DecodeOptions,
  decode,
  inverse,
  type Picture,
  type Point,
  project,
  type Quad,
} from '../image/index.js';
import { findContradictions } from './coherence.js';
import type { Finding } from './finding.js';
import type { DocumentNetworks } from './networks.js';
import {
  bandOnPage,
  type ConditionShortfall,
  conditionOf,
  type FoundPage,
  findPage,
  finenessOf,
  type PageCondition,
  type PageSize,
  proportionsOf,
  type RectifiedPage,
  rectify,
  shortfallsOf,
  sizeOfProportions,
} from './page/index.js';
import { choosePortrait, type PagePortrait } from './portrait.js';
import { readZone } from './reading/index.js';
import type { VisualLine } from './visual/index.js';
import { type SettledZone, settleZone, ZONE_FORMATS } from './zone/index.js';

export interface DocumentReading {
  /** As it was decoded for reading. All places but those of `page` and `portrait` are in its pixels. */
  readonly photograph: DecodedPicture;
  /** Null where the picture shows no page: a mere portrait, or nothing of the kind. */
  readonly page: ReadPage | null;
  /** Milliseconds. */
  readonly timings: Readonly<Record<ReadingStage, number>>;
}

/** `visual` takes no time where it was not asked for. */
export type ReadingStage = 'decode' | 'page' | 'zone' | 'portrait' | 'visual';

export interface ReadPage {
  readonly corners: Quad;
  readonly confidence: number;
  readonly size: PageSize;
  readonly rectified: RectifiedPage;
  readonly condition: PageCondition;
  /** What a second photograph should do better. */
  readonly shortfalls: readonly ConditionShortfall[];
  readonly portrait: PagePortrait | null;
  /** Whether there are lines of a zone, readable or not. */
  readonly hasZone: boolean;
  /** Null where none was found, as on the front of a TD1, or could not be read. */
  readonly zone: ReadZone | null;
  /** What is printed for people; null where that was not asked for. */
  readonly visual: readonly VisualLine[] | null;
  readonly findings: readonly Finding[];
}

export interface ReadZone extends SettledZone {
  /** Of the zone's characters. */
  readonly corners: Quad;
  /** Share of its places where a character was seen, 0–1. */
  readonly presence: number;
  /** Pixels of the photograph from one character to the next. */
  readonly pitch: number;
}

export interface ReadOptions {
  /** The day of the check, `2026-11-28`. Default: today, in UTC. */
  readonly today?: string;
  readonly decode?: DecodeOptions;
}

/** Longer side that a photograph keeps where it is halved while decoding: at that, most pages can be read as well. */
const ENOUGH = 1280;
/** No page is looked for in less: the 44 characters of its zone would have some 8 pixels each. */
const LEAST_SIDE = 400;
/** Pixels a millimetre that reading needs: sixteen to a character of the zone. It takes eight where it can have them. */
const NEEDED = 6.3;
const WANTED = 8;

/**
 * Reads one side of a document.
 * @throws LikenessError errors of the picture (`image_…`, `file_too_large`), `zone_details_invalid` where `today` is no day
 */
export async function readDocument(
  networks: DocumentNetworks,
  engine: FaceEngine,
  bytes: Uint8Array,
  { today = new Date().toISOString().slice(0, 10), decode: decoding = {} }: ReadOptions = {},
): Promise<DocumentReading> {
  const watch = stopwatch();
  const most = decoding.maxSide ?? Number.POSITIVE_INFINITY;
  let photograph = await decode(bytes, { ...decoding, maxSide: Math.min(2 * ENOUGH, most), enough: ENOUGH });
  watch.lap('decode');
  const large = Math.max(photograph.width, photograph.height) >= LEAST_SIDE;
  let found = large ? await findPage(networks, photograph) : null;
  watch.lap('page');
  if (!found) return { photograph, page: null, timings: watch.laps() };
  const wanted = longSideWanted(photograph, found, most);
  if (wanted > Math.max(photograph.width, photograph.height)) {
    const finer = await decode(bytes, { ...decoding, maxSide: wanted });
    found = scaled(found, finer.width / photograph.width, finer.height / photograph.height);
    photograph = finer;
    watch.lap('decode');
  }
  const proportions = proportionsOf(found.corners, middleOf(photograph));
  const zoneSeen = await seeZone(networks, photograph, found, proportions, today);
  watch.lap('zone');
  const size = zoneSeen ? sizeOfZone(zoneSeen) : sizeOfProportions(proportions);
  const rectified = rectify(photograph, found.corners, size);
  const condition = conditionOf(photograph, found.corners, size, rectified, 1 / photograph.source.scale);
  watch.lap('page');
  const portrait = isBack(size, zoneSeen) ? null : await seePortrait(engine, rectified);
  watch.lap('portrait');
  const visual = networks.visual ? await networks.visual.read(aboveZone(rectified, zoneSeen)) : null;
  watch.lap('visual');
  const { corners, confidence } = found;
  const page: ReadPage = {
    ...{ corners, confidence, size, rectified, condition, portrait, visual },
    shortfalls: shortfallsOf(condition),
    hasZone: found.zone !== null,
    zone: zoneSeen,
    findings: zoneSeen ? findContradictions({ today, zone: zoneSeen.zone }) : [],
  };
  return { photograph, page, timings: watch.laps() };
}

const middleOf = ({ width, height }: { width: number; height: number }): Point => ({
  x: width / 2,
  y: height / 2,
});

/** As many pixels as the page has, or, where these are too few, as reading wants and the original has. */
function longSideWanted(
  { source, width, height }: DecodedPicture,
  { corners }: FoundPage,
  most: number,
): number {
  const long = Math.max(width, height);
  const original = Math.max(source.width, source.height);
  const fineness = finenessOf(corners, 'TD3');
  return fineness >= NEEDED ? long : Math.ceil(Math.min(original, most, (long * WANTED) / fineness));
}

function scaled(found: FoundPage, sx: number, sy: number): FoundPage {
  const quad = (corners: Quad) => corners.map(({ x, y }) => ({ x: x * sx, y: y * sy })) as unknown as Quad;
  return { ...found, corners: quad(found.corners), zone: found.zone && quad(found.zone) };
}

async function seeZone(
  networks: DocumentNetworks,
  photograph: DecodedPicture,
  { corners, zone }: FoundPage,
  proportions: number,
  today: string,
): Promise<ReadZone | null> {
  if (!zone) return null;
  const reading = await readZone(networks.zone, photograph, bandOnPage(corners, proportions, zone));
  if (!reading) return null;
  try {
    const { sightings, corners: of, presence, pitch } = reading;
    return { ...settleZone(sightings, { today }), corners: of, presence, pitch };
  } catch (error) {
    // Lines of a zone’s shape that are none of Doc 9303’s: there is nothing to report of them.
    if (error instanceof LikenessError && UNREADABLE.has(error.code)) return null;
    throw error;
  }
}

const UNREADABLE: ReadonlySet<string> = new Set(['zone_shape_unknown', 'zone_format_unsupported']);

/** A card of size TD1 has its zone on the back and its portrait on the front (Doc 9303-5): no face is sought there. */
const isBack = (size: PageSize, zone: ReadZone | null): boolean => size === 'TD1' && zone !== null;

const seePortrait = async (engine: FaceEngine, { picture }: RectifiedPage): Promise<PagePortrait | null> =>
  choosePortrait(picture, await engine.faces(picture, 'quick'));

/** A visa of size A fills the page of a passport, one of size B is as large as a TD2. */
const SIZES = { TD1: 'TD1', TD2: 'TD2', TD3: 'TD3', 'MRV-A': 'TD3', 'MRV-B': 'TD2' } as const;

const sizeOfZone = ({ zone }: ReadZone): PageSize => SIZES[ZONE_FORMATS[zone.format].name];

/** Characters of the zone reach this far above the corners of their lattice, in mm. */
const ABOVE = 1;

/** The page down to its zone, which stands last on every format and would be found again in its own words. */
function aboveZone({ picture, pixelsPerMm, toPhotograph }: RectifiedPage, zone: ReadZone | null): Picture {
  if (!zone) return picture;
  const toPage = inverse(toPhotograph);
  const top = Math.min(...zone.corners.slice(0, 2).map((corner) => project(toPage, corner).y));
  const height = Math.floor(top - ABOVE * pixelsPerMm);
  if (height < LEAST_PRINT * pixelsPerMm) return picture;
  return { ...picture, height, data: picture.data.subarray(0, 3 * picture.width * height) };
}

/** Less than this above the zone, in mm, holds no line. */
const LEAST_PRINT = 4;

function stopwatch() {
  const times: Record<ReadingStage, number> = { decode: 0, page: 0, zone: 0, portrait: 0, visual: 0 };
  let last = performance.now();
  return {
    lap(stage: ReadingStage) {
      const now = performance.now();
      times[stage] += now - last;
      last = now;
    },
    laps: () => ({ ...times }),
  };
}
