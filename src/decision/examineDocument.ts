// The document of a verification: read as a page where it is one, its chip preferred over its print, and everything
// that stands against it.

import {
  type Chip,
  type ChipFiles,
  type DocumentNetworks,
  type DocumentReading,
  type ReadingStage,
  type ReadPage,
  readChip,
  readDocument,
  type VisualCheck,
} from '../document/index.js';
import type { AlignedFace, FaceEngine } from '../face/index.js';
import { type DecodedPicture, type DecodeOptions, product, toOriginal } from '../image/index.js';
import { choose, type Examined, examine } from './examine.js';
import type { Policy } from './policy.js';
import { documentReason } from './reasons.js';
import type { Objection } from './verify.js';
import { weighDocument } from './weighDocument.js';

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
  /** What is printed for people, held against the zone; null where that was not asked for, or there is none. */
  readonly visual: readonly VisualCheck[] | null;
}

export interface ExamineOptions {
  readonly decode: DecodeOptions;
  /** The day of the check, `2026-11-28`. */
  readonly today: string;
  readonly requires: Policy['requires'];
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
  { decode: decoding, today, requires }: ExamineOptions,
): Promise<ExaminedDocument> {
  const chip = files ? await readChip(files) : null;
  const options = { today, decode: decoding };
  const readings = [await readDocument(networks, engine, front, options)];
  if (back) readings.push(await readDocument(networks, engine, back, options));
  const examined = await portraitOf(engine, readings, front, chip, decoding);
  const { objections, notes, visual } = weighDocument(readings, chip, { today, requires });
  return {
    ...examined,
    notes: [...examined.notes, ...notes],
    objections,
    readings,
    chip,
    visual,
    timings: {
      decode: examined.timings.decode + sum(readings, 'decode'),
      faces: examined.timings.faces + LOOKING.reduce((total, stage) => total + sum(readings, stage), 0),
    },
  };
}

const LOOKING: readonly ReadingStage[] = ['page', 'zone', 'portrait', 'visual'];

const sum = (readings: readonly DocumentReading[], stage: ReadingStage): number =>
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
