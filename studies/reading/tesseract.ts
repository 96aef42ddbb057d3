// tesseract.js on the same pictures: once on the whole photograph, once on the zone as our page finder cuts it out,
// upright and straight. Set as was best for it in trials on ten zones (page segmentation 4, 6, 7 and 11, characters 20,
// 28 and 40 pixels apart, grey or in colour, both of its English models, with and without the list of letters).

import { createRequire } from 'node:module';
import { dirname } from 'node:path';
import { createWorker, PSM } from 'tesseract.js';
import type { ReadPage } from '../../src/document/index.js';
import {
  encodePng,
  homographyBetween,
  type Picture,
  type Quad,
  rectangle,
  warpPerspective,
} from '../../src/image/index.js';
import type { TesseractOutcome } from './outcome.js';

export interface Tesseract {
  read(photograph: Picture, page: ReadPage | null, truth: readonly string[]): Promise<TesseractOutcome>;
  close(): Promise<void>;
}

/** Pixels from one character to the next in the strip. */
const PITCH = 20;

export async function openTesseract(): Promise<Tesseract> {
  const data = createRequire(import.meta.url).resolve('@tesseract.js-data/eng/package.json');
  const worker = await createWorker('eng', 1, {
    langPath: `${dirname(data)}/4.0.0_best_int`,
    gzip: true,
    cacheMethod: 'none',
  });
  const read = async (picture: Picture, mode: PSM) => {
    const png = Buffer.from(await encodePng(picture));
    const start = performance.now();
    await worker.setParameters({
      tessedit_char_whitelist: 'ABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789<',
      tessedit_pageseg_mode: mode,
    });
    const { data: answer } = await worker.recognize(png);
    return { lines: linesOf(answer.text), milliseconds: performance.now() - start };
  };
  return {
    async read(photograph, page, truth) {
      const whole = await read(photograph, PSM.AUTO);
      const strip = page?.zone
        ? await read(stripOf(photograph, page.zone.corners, truth), PSM.SINGLE_BLOCK)
        : null;
      return {
        wholeWrong: wrongOf(truth, whole.lines),
        stripWrong: strip && wrongOf(truth, strip.lines),
        wholeMilliseconds: whole.milliseconds,
        stripMilliseconds: strip?.milliseconds ?? null,
      };
    },
    close: async () => {
      await worker.terminate();
    },
  };
}

const linesOf = (text: string): string[] =>
  text
    .split('\n')
    .map((line) => line.replace(/\s/g, ''))
    .filter((line) => line.length > 0);

function stripOf(photograph: Picture, corners: Quad, truth: readonly string[]): Picture {
  const [columns, lines] = [truth[0]!.length, truth.length];
  const [width, height] = [columns * PITCH, (lines === 3 ? 4.4 : 3.6) * PITCH];
  const margin = PITCH;
  const inside = rectangle(margin, margin, width, height);
  return greyed(
    warpPerspective(
      photograph,
      homographyBetween(inside, corners),
      Math.round(width + 2 * margin),
      Math.round(height + 2 * margin),
    ),
  );
}

/** ITU-R BT.601 luma. */
function greyed({ width, height, data }: Picture): Picture {
  const grey = new Uint8Array(data.length);
  for (let i = 0; i < data.length; i += 3)
    grey.fill(Math.round(0.299 * data[i]! + 0.587 * data[i + 1]! + 0.114 * data[i + 2]!), i, i + 3);
  return { width, height, data: grey };
}

/** Edits (Levenshtein) between the true lines and the best run of as many lines of what was read. */
function wrongOf(truth: readonly string[], read: readonly string[]): number {
  const target = truth.join('');
  let best = target.length;
  for (let i = 0; i + truth.length <= Math.max(read.length, truth.length); i++)
    best = Math.min(best, edits(target, read.slice(i, i + truth.length).join('')));
  return best;
}

function edits(a: string, b: string): number {
  let row = Array.from({ length: b.length + 1 }, (_, j) => j);
  for (let i = 1; i <= a.length; i++) {
    const next = [i];
    for (let j = 1; j <= b.length; j++)
      next[j] = Math.min(row[j]! + 1, next[j - 1]! + 1, row[j - 1]! + (a[i - 1] === b[j - 1] ? 0 : 1));
    row = next;
  }
  return row[b.length]!;
}
