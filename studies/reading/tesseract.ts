// tesseract.js on the same pictures, set as well as its documentation tells: the zone's letters alone, lines of text;
// once on the whole photograph, once on the zone as our page finder cuts it out, upright and straight.

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

/** Pixels from one character to the next in the strip: capitals of some 30 pixels, which tesseract likes best. */
const PITCH = 28;

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
  return warpPerspective(
    photograph,
    homographyBetween(inside, corners),
    Math.round(width + 2 * margin),
    Math.round(height + 2 * margin),
  );
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
