// Reads a document with an open engine: both sides, what the chip holds, and what it all comes to.

import { chipZone, type Likeness } from '../../decision/index.js';
import type { Chip, ReadingStage, Zone } from '../../document/index.js';
import type { GivenChip, Trust } from './chipFiles.js';
import { type JudgedDocument, judgeDocument } from './judge.js';
import { chipPortrait, printedPortrait, type ReadPortrait } from './portrait.js';
import { type DocumentFiles, type FiledSide, filedSides } from './sides.js';

/** All that the lines, the JSON and the sheet show. */
export interface ReadDocument {
  /** The front first. */
  readonly sides: readonly FiledSide[];
  readonly chip: Chip | null;
  readonly chipZone: Zone | null;
  /** How much of whom is trusted; null where nobody was given. */
  readonly trust: Trust | null;
  /** The one that counts: the chip's before the print. */
  readonly portrait: ReadPortrait | null;
  readonly printed: ReadPortrait | null;
  readonly judged: JudgedDocument;
  /** The day of the check. */
  readonly today: string;
  readonly timings: Readonly<Record<ReadingStage | 'total', number>>;
}

export interface DocumentInput {
  readonly files: DocumentFiles;
  readonly pictures: { readonly front: Uint8Array; readonly back?: Uint8Array };
  readonly chip: GivenChip | null;
  readonly today: string;
}

export async function readWhole(
  likeness: Likeness,
  { files, pictures: { front, back }, chip: given, today }: DocumentInput,
): Promise<ReadDocument> {
  const start = performance.now();
  const chip = given?.chip ?? null;
  const readings = [await likeness.readDocument(front, { today })];
  if (back) readings.push(await likeness.readDocument(back, { today }));
  const sides = filedSides(files, readings);
  const printed = printedPortrait(sides);
  const portrait = (await chipPortrait(likeness, chip)) ?? printed;
  const judged = judgeDocument(sides, chip, portrait, today);
  const sum = (stage: ReadingStage) => readings.reduce((total, { timings }) => total + timings[stage], 0);
  return {
    ...{ sides, chip, portrait, printed, judged, today },
    chipZone: chipZone(chip, today),
    trust: given?.trust ?? null,
    timings: {
      ...{ decode: sum('decode'), page: sum('page'), zone: sum('zone'), portrait: sum('portrait') },
      visual: sum('visual'),
      total: performance.now() - start,
    },
  };
}
