// Makes specimens: invented people with somebody's face, on paper of a state that does not exist, flat or photographed,
// each side with the truth about it.

import { type Random, randomStream } from '../../autograd/index.js';
import { boxAbout, pointJson } from '../../decision/index.js';
import { LikenessError } from '../../errors.js';
import {
  encodePng,
  type Homography,
  type Picture,
  type Point,
  project,
  rectangle,
} from '../../image/index.js';
import {
  drawBackdrop,
  drawHolder,
  drawSpecimen,
  drawStyle,
  EVERYDAY,
  type Holder,
  laidSheet,
  photograph,
  type Sheet,
  type SpecimenKind,
  type SpecimenStyle,
  zoneBox,
} from '../../workbench/index.js';
import { hundredths } from '../output.js';

export const DOCUMENT_KINDS = ['TD3', 'TD2', 'TD1'] as const;
export type DocumentKind = (typeof DOCUMENT_KINDS)[number];

export interface SpecimenOrder {
  readonly kind: DocumentKind;
  /** They take turns. */
  readonly portraits: readonly Picture[];
  /** What is not given is invented. */
  readonly holder: Partial<Holder>;
  readonly seed: number;
  /** The day by which dates are invented. */
  readonly today: string;
  readonly photographed: boolean;
}

/** A side as its files hold it. */
export interface SpecimenSide {
  /** Without its ending; so that files sort by number, then side. */
  readonly name: string;
  readonly picture: { readonly ending: 'png' | 'jpg'; readonly bytes: Uint8Array };
  readonly truth: SpecimenTruth;
}

export type SpecimenTruth = ReturnType<typeof truthOf>;

/** Pixels a millimetre, about 300 dots an inch. */
const PIXELS_PER_MM = 12;

const SIDES: Readonly<Record<DocumentKind, readonly SpecimenKind[]>> = {
  TD3: ['TD3'],
  TD2: ['TD2'],
  TD1: ['TD1-front', 'TD1-back'],
};

/**
 * The sides of specimen `number`, from 1. The same order and number give the same bytes.
 * @throws `specimen_invalid`, `specimen_unprintable`, `zone_details_invalid` for a holder whom no document can name
 */
export async function makeSpecimen(order: SpecimenOrder, number: number): Promise<SpecimenSide[]> {
  const { seed, today, photographed } = order;
  const { sheets, holder, style } = await drawSheets(order, number);
  const made: SpecimenSide[] = [];
  for (const sheet of sheets) {
    const scene = randomStream(seed, `scene ${number} ${sheet.kind}`);
    const shown = photographed ? await onTable(sheet, scene) : await flat(sheet);
    const name = `specimen-${String(number).padStart(4, '0')}-${sheet.kind}${photographed ? '-photo' : ''}`;
    const { ending, bytes, ...placed } = shown;
    const about = { file: `${name}.${ending}`, number, seed, today };
    made.push({ name, picture: { ending, bytes }, truth: truthOf(about, sheet, holder, style, placed) });
  }
  return made;
}

/** Somebody may be invented whose name the design's typefaces cannot print: then somebody else is. */
async function drawSheets({ kind, portraits, seed, today, holder: given }: SpecimenOrder, number: number) {
  const random = randomStream(seed, `specimen ${number}`);
  const portrait = portraits[(number - 1) % portraits.length]!;
  for (let attempt = 1; ; attempt++) {
    const holder = completed(drawHolder(random, new Date(`${today}T00:00:00Z`)), given);
    const style = drawStyle(random);
    try {
      const sheets: Sheet[] = [];
      for (const side of SIDES[kind])
        sheets.push(
          await drawSpecimen(side, holder, style, portrait, {
            pixelsPerMm: PIXELS_PER_MM,
            seed: (seed + number) % 2 ** 32,
          }),
        );
      return { sheets, holder, style };
    } catch (error) {
      const isChance = error instanceof LikenessError && error.code === 'specimen_unprintable';
      if (!isChance || attempt === MOST_ATTEMPTS) throw error;
    }
  }
}

/** A given name that cannot be printed stays so. */
const MOST_ATTEMPTS = 12;

/** Of the dates that were not given, issue and expiry follow from each other, and nothing is issued before the birth. */
function completed(invented: Holder, given: Partial<Holder>): Holder {
  const holder = { ...invented, ...given };
  const { birth } = holder;
  const issued =
    given.issued ?? (given.expiry === undefined ? invented.issued : yearsLater(given.expiry, -VALID));
  const begun = given.issued === undefined && issued < birth ? birth : issued;
  const expiry = given.expiry ?? (begun === invented.issued ? invented.expiry : yearsLater(begun, VALID));
  return { ...holder, issued: begun, expiry };
}

/** Years that a passport is valid at most in most states. */
const VALID = 10;

/** What is no day stays as it is, and is refused in the words of whoever draws. */
function yearsLater(day: string, years: number): string {
  const date = new Date(`${day}T00:00:00Z`);
  if (Number.isNaN(date.getTime())) return day;
  date.setUTCFullYear(date.getUTCFullYear() + years);
  return date.toISOString().slice(0, 10);
}

interface Shown {
  readonly ending: 'png' | 'jpg';
  readonly bytes: Uint8Array;
  readonly width: number;
  readonly height: number;
  /** From mm on the page to pixels. */
  readonly toPicture: Homography;
  readonly pixelsPerMm: number;
}

async function flat({ picture, pixelsPerMm }: Sheet): Promise<Shown> {
  const { width, height } = picture;
  const toPicture = [pixelsPerMm, 0, 0, 0, pixelsPerMm, 0, 0, 0, 1];
  return { ending: 'png', bytes: await encodePng(picture), width, height, toPicture, pixelsPerMm };
}

async function onTable(sheet: Sheet, random: Random): Promise<Shown> {
  const taken = await photograph(laidSheet(sheet), drawBackdrop(random), EVERYDAY, random);
  const { bytes, width, height, toPicture, pixelsPerMm } = taken;
  return { ending: 'jpg', bytes, width, height, toPicture, pixelsPerMm };
}

function truthOf(
  about: { readonly file: string; readonly number: number; readonly seed: number; readonly today: string },
  sheet: Sheet,
  holder: Holder,
  style: SpecimenStyle,
  { width, height, toPicture, pixelsPerMm }: Omit<Shown, 'ending' | 'bytes'>,
) {
  const corners = (x: number, y: number, w: number, h: number): Point[] =>
    rectangle(x, y, w, h).map((corner) => pointJson(project(toPicture, corner)));
  const placed = (box: { x: number; y: number; width: number; height: number } | null) => {
    if (!box) return null;
    const quad = corners(box.x, box.y, box.width, box.height);
    return { corners: quad, box: boxAbout(quad) };
  };
  return {
    ...about,
    specimen: true,
    kind: sheet.kind,
    width,
    height,
    /** Of the page, in mm, and in pixels of the picture. */
    page: {
      width: sheet.width,
      height: sheet.height,
      corners: corners(0, 0, sheet.width, sheet.height),
      pixelsPerMm: hundredths(pixelsPerMm),
    },
    portrait: placed(sheet.portrait),
    ghost: placed(sheet.ghost),
    zone: sheet.zone && { lines: sheet.zone.lines, ...placed(zoneBox(sheet.zone)) },
    fields: sheet.fields.map(({ name, text, box }) => ({ name, text, ...placed(box) })),
    holder,
    state: style.state.name,
  };
}
