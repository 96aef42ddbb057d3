// The document of a verification: read as a page where it is one, its chip preferred over its print, and everything
// that stands against it.

import {
  type Chip,
  type ChipFiles,
  type DocumentNetworks,
  type DocumentReading,
  type ReadPage,
  type ReadZone,
  readChip,
  readDocument,
} from '../document/index.js';
import type { AlignedFace, FaceEngine } from '../face/index.js';
import { type DecodedPicture, type DecodeOptions, product, toOriginal } from '../image/index.js';
import { choose, type Examined, examine } from './examine.js';
import { documentReason, type Reason } from './reasons.js';
import type { Objection } from './verify.js';

/** What is given of a document, as bytes. */
export interface DocumentBytes {
  readonly front: Uint8Array;
  /** The other side, where the zone is on it. */
  readonly back?: Uint8Array;
  readonly chip?: ChipFiles;
}

export interface ExaminedDocument extends Examined {
  readonly objections: readonly Objection[];
  /** The sides as they were read, the front first. */
  readonly readings: readonly DocumentReading[];
  readonly chip: Chip | null;
}

export interface ExamineOptions {
  readonly decode: DecodeOptions;
  /** The day of the check, `2026-11-28`. */
  readonly today: string;
}

/**
 * Reads the sides of a document and finds its portrait: in the chip where that was given, else on the page, else,
 * where there is no page, in the picture as it is.
 * @throws errors of the pictures and of the chip’s files
 */
export async function examineDocument(
  engine: FaceEngine,
  networks: DocumentNetworks,
  { front, back, chip: files }: DocumentBytes,
  { decode: decoding, today }: ExamineOptions,
): Promise<ExaminedDocument> {
  const chip = files ? readChip(files) : null;
  const options = { today, decode: decoding };
  const readings = [await readDocument(networks, engine, front, options)];
  if (back) readings.push(await readDocument(networks, engine, back, options));
  const examined = await portraitOf(engine, readings, front, chip, decoding);
  const { objections, notes } = weighDocument(readings, chip);
  return {
    ...examined,
    notes: [...examined.notes, ...notes],
    objections,
    readings,
    chip,
    timings: {
      decode: examined.timings.decode + sum(readings, 'decode'),
      faces:
        examined.timings.faces + sum(readings, 'page') + sum(readings, 'zone') + sum(readings, 'portrait'),
    },
  };
}

/** What stands against a document, whatever its faces say, and what else should be known of it. */
export function weighDocument(
  readings: readonly DocumentReading[],
  chip: Chip | null,
): { readonly objections: readonly Objection[]; readonly notes: readonly Reason[] } {
  const pages = readings.flatMap(({ page }) => (page ? [page] : []));
  return {
    objections: [...pages.flatMap(pageObjections), ...zoneObjections(pages), ...chipObjections(chip, pages)],
    notes: notesOf(pages, chip),
  };
}

const sum = (readings: readonly DocumentReading[], stage: keyof DocumentReading['timings']): number =>
  readings.reduce((total, { timings }) => total + timings[stage], 0);

async function portraitOf(
  engine: FaceEngine,
  readings: readonly DocumentReading[],
  front: Uint8Array,
  chip: Chip | null,
  decoding: DecodeOptions,
): Promise<Examined> {
  if (chip?.portrait) {
    const inChip = await examine(engine, chip.portrait.bytes, 'document', decoding);
    const print = printOf(engine, readings);
    return print ? { ...inChip, print } : inChip;
  }
  const shown = readings.find(({ page }) => page?.portrait) ?? readings.find(({ page }) => page);
  return shown?.page
    ? onPage(engine, shown.photograph, shown.page)
    : examine(engine, front, 'document', decoding, readings[0]!.photograph);
}

function printOf(engine: FaceEngine, readings: readonly DocumentReading[]): AlignedFace | undefined {
  const page = readings.find((reading) => reading.page?.portrait)?.page;
  return page?.portrait ? engine.align(page.rectified.picture, page.portrait.face) : undefined;
}

/** The portrait on a straightened page; its file is the photograph. */
function onPage(engine: FaceEngine, photograph: DecodedPicture, page: ReadPage): Examined {
  const { rectified, portrait, condition } = page;
  const picture: DecodedPicture = {
    ...rectified.picture,
    source: { ...photograph.source, scale: rectified.pixelsPerMm / condition.resolution },
  };
  const base = {
    picture,
    toOriginal: product(toOriginal(photograph), rectified.toPhotograph),
    role: 'document' as const,
    sha256: photograph.source.sha256,
  };
  const timings = { decode: 0, faces: 0 };
  if (!portrait)
    return { ...base, timings, ghosts: [], notes: [], failure: documentReason('portrait_not_found') };
  return { ...base, timings, ...choose(engine, picture, [portrait.face, ...portrait.ghosts], 'document') };
}

/** A page that is cut off is taken again in any case; what else is wrong with the picture only where it hid something. */
function pageObjections({ shortfalls, hasZone, zone, portrait }: ReadPage): Objection[] {
  const whole = portrait !== null && (!hasZone || zone?.status === 'read');
  return shortfalls
    .filter(({ code }) => code === 'document_cropped' || !whole)
    .map(({ code, advice, measured }) => ({
      effect: 'recapture',
      reason: { code, about: 'document', message: advice, measured },
    }));
}

function zoneObjections(pages: readonly ReadPage[]): Objection[] {
  if (pages.length === 0) return [];
  const zones = pages.flatMap(({ zone }) => (zone ? [zone] : []));
  const findings = pages.flatMap((page) => page.findings);
  const misread = pages.some(({ hasZone, zone }) => hasZone && (zone === null || isMisread(zone)));
  if (misread) return [{ effect: 'recapture', reason: documentReason('mrz_unreadable') }];
  // The front of a card has none; both its sides, or any other page, have one.
  const missing = zones.length === 0 && (pages.length > 1 || pages.every(({ size }) => size !== 'TD1'));
  return [
    ...(missing ? [{ effect: 'review' as const, reason: documentReason('mrz_not_found') }] : []),
    ...findings
      .filter(({ severity }) => severity === 'fails')
      .map(
        ({ code, message }): Objection => ({
          effect: 'review',
          reason: { code, about: 'document', message },
        }),
      ),
  ];
}

/** A zone whose check digits fail was misread if it is likelier that, as printed, they are right. */
export const isMisread = ({ status, consistent }: ReadZone): boolean =>
  status === 'failed' && consistent >= 0.5;

function chipObjections(chip: Chip | null, pages: readonly ReadPage[]): Objection[] {
  if (!chip) return [];
  const printed = pages.find(({ zone }) => zone?.status === 'read')?.zone?.zone.lines;
  const differs = printed && chip.zone && printed.join('') !== chip.zone.lines.join('');
  const review = (code: Parameters<typeof documentReason>[0]): Objection => ({
    effect: 'review',
    reason: documentReason(code),
  });
  return [
    ...(chip.authenticity?.verdict === 'forged' ? [review('chip_forged')] : []),
    ...(differs ? [review('chip_zone_differs')] : []),
  ];
}

function notesOf(pages: readonly ReadPage[], chip: Chip | null): Reason[] {
  const zones = pages.flatMap(({ zone }) => (zone ? [zone] : []));
  const hidden = pages.length === 1 && pages.every(({ hasZone, size }) => !hasZone && size === 'TD1');
  return [
    ...(pages.length === 0 && !chip?.portrait ? [documentReason('page_not_found')] : []),
    ...(hidden ? [documentReason('mrz_not_shown')] : []),
    ...(zones.some(({ status }) => status === 'doubtful') ? [documentReason('mrz_doubtful')] : []),
    ...(chip && chip.authenticity?.verdict !== 'authentic' && chip.authenticity?.verdict !== 'forged'
      ? [documentReason('chip_not_verified')]
      : []),
    ...pages
      .flatMap(({ zone, findings }) => (zone && isMisread(zone) ? [] : findings))
      .filter(({ severity }) => severity === 'hint')
      .map(({ code, message }): Reason => ({ code, about: 'document', message })),
  ];
}
