// In what condition a page was photographed, and what to do about it: measures that a second photograph can better.

import type { Box, Picture, Quad } from '../../image/index.js';
import { diagonalOf } from './corners.js';
import type { PageSize } from './proportions.js';
import { finenessOf, type RectifiedPage } from './rectify.js';

export interface PageCondition {
  /** By how much the page reaches beyond the photograph, as a share of its diagonal; 0 where all of it is there. */
  readonly cropped: number;
  /** Pixels of the photograph a millimetre of the page, along its most shortened side. */
  readonly resolution: number;
  /** Standard deviation of the blur of edges, in mm on the page; null where nothing has edges. */
  readonly blur: number | null;
  /** Share of the page's area that is washed out by a reflection, 0–1. */
  readonly glare: number;
}

export type ConditionCode = 'document_cropped' | 'document_too_small' | 'document_blurred' | 'document_glare';

/** One thing to do better, with what was measured and the limit that it missed. */
export interface ConditionShortfall {
  readonly code: ConditionCode;
  /** A sentence for whoever holds the phone. */
  readonly advice: string;
  readonly measured: { readonly value: number; readonly limit: number };
}

/**
 * Limits by judgement, not yet by what was measured where zones failed. Cropped: corners are mostly found to within 1 %
 * of the diagonal. Resolution: 3.2 pixels a millimetre are 8 to a character of the zone, the fewest that its reader was
 * trained on. Blur: strokes of OCR-B are 0.35 mm wide. Glare: a tenth of the page hides what is under it.
 */
export const CONDITION_LIMITS = { cropped: 0.02, resolution: 3.2, blur: 0.3, glare: 0.1 } as const;

const ADVICE: Readonly<Record<ConditionCode, string>> = {
  document_cropped: 'Part of the document is cut off. Show the whole page with all four corners.',
  document_too_small:
    'The document is too small in the picture. Move closer, until it nearly fills the frame.',
  document_blurred: 'The document is blurred. Hold the phone still, and let it focus.',
  document_glare: 'Light is reflected in the document. Tilt it or move away from the lamp.',
};

/** @param resolution of the original photograph, per pixel of the one that was looked at: 1 where it was not shrunk */
export function conditionOf(
  photograph: { readonly width: number; readonly height: number },
  corners: Quad,
  size: PageSize,
  page: RectifiedPage,
  resolution: number,
): PageCondition {
  return {
    cropped: beyond(photograph, corners),
    resolution: finenessOf(corners, size) * resolution,
    blur: blurOf(page.picture, page.pixelsPerMm),
    glare: glareOf(page.picture),
  };
}

export function shortfallsOf({ cropped, resolution, blur, glare }: PageCondition): ConditionShortfall[] {
  const { cropped: most, resolution: least, blur: widest, glare: largest } = CONDITION_LIMITS;
  const missed = (code: ConditionCode, misses: boolean, value: number, limit: number) =>
    misses ? [{ code, advice: ADVICE[code], measured: { value, limit } }] : [];
  return [
    ...missed('document_cropped', cropped > most, cropped, most),
    ...missed('document_too_small', resolution < least, resolution, least),
    ...missed('document_blurred', blur !== null && blur > widest, blur ?? 0, widest),
    ...missed('document_glare', glare > largest, glare, largest),
  ];
}

function beyond({ width, height }: { width: number; height: number }, corners: Quad): number {
  const out = corners.map(({ x, y }) => Math.hypot(Math.max(0, -x, x - width), Math.max(0, -y, y - height)));
  return Math.max(...out) / diagonalOf(corners);
}

/** Grey levels from which on a pixel has lost what was printed there. */
const WASHED_OUT = 250;

/** Share of cells of 8 × 8 pixels that are washed out nearly everywhere, where others of the page are not. */
function glareOf(picture: Picture): number {
  const { cells, count } = cellsOf(picture, { x: 0, y: 0, width: picture.width, height: picture.height });
  const washed = cells.filter((share) => share > 0.8).length;
  return washed / count;
}

const CELL = 8;

function cellsOf({ data, width }: Picture, box: Box) {
  const cells: number[] = [];
  for (let y = box.y; y + CELL <= box.y + box.height; y += CELL)
    for (let x = box.x; x + CELL <= box.x + box.width; x += CELL) {
      let washed = 0;
      for (let j = 0; j < CELL; j++)
        for (let i = 0; i < CELL; i++) {
          const at = 3 * ((y + j) * width + x + i);
          if (Math.min(data[at]!, data[at + 1]!, data[at + 2]!) >= WASHED_OUT) washed++;
        }
      cells.push(washed / (CELL * CELL));
    }
  return { cells, count: cells.length };
}

/**
 * The width of the sharpest edges. An edge of contrast C blurred by a Gaussian rises with a slope of C / (√(2π)·σ) at
 * its steepest, and by C·erf(r / (√2·σ)) between r on either side, so that the two give σ·erf(r / (√2·σ)). Among many
 * strong edges the tenth with the least are those that were sharp in print.
 */
function blurOf({ data, width, height }: Picture, pixelsPerMm: number): number | null {
  const grey = (x: number, y: number) => data[3 * (y * width + x) + 1]!;
  const reach = Math.max(3, Math.round(REACH * pixelsPerMm));
  const widths: number[] = [];
  for (let y = reach; y < height - reach; y += 2)
    for (let x = reach + 1; x < width - reach - 1; x++) {
      const slope = Math.abs(grey(x + 1, y) - grey(x - 1, y)) / 2;
      if (slope < LEAST_SLOPE) continue;
      const before = Math.abs(grey(x, y) - grey(x - 2, y)) / 2;
      const after = Math.abs(grey(x + 2, y) - grey(x, y)) / 2;
      if (slope < before || slope < after) continue;
      const contrast = Math.abs(grey(x + reach, y) - grey(x - reach, y));
      if (contrast < LEAST_CONTRAST) continue;
      widths.push(contrast / (Math.sqrt(2 * Math.PI) * slope));
    }
  if (widths.length < LEAST_EDGES) return null;
  widths.sort((a, b) => a - b);
  return deviationOf(widths[Math.floor(widths.length / 10)]!, reach) / pixelsPerMm;
}

/** σ of σ·erf(reach / (√2·σ)), by halving; never more than the reach. */
function deviationOf(seen: number, reach: number): number {
  let [low, high] = [0, reach];
  for (let i = 0; i < 20; i++) {
    const middle = (low + high) / 2;
    if (middle * erf(reach / (Math.SQRT2 * middle)) < seen) low = middle;
    else high = middle;
  }
  return high;
}

/** Abramowitz and Stegun, formula 7.1.26; within 1.5e-7. */
function erf(x: number): number {
  const t = 1 / (1 + 0.3275911 * x);
  const series =
    t * (0.254829592 + t * (-0.284496736 + t * (1.421413741 + t * (-1.453152027 + t * 1.061405429))));
  return 1 - series * Math.exp(-x * x);
}

/** How far to either side of an edge its two levels are looked for, in mm: wider than blur, narrower than what is printed. */
const REACH = 0.6;

const LEAST_SLOPE = 6;
const LEAST_CONTRAST = 40;
const LEAST_EDGES = 60;
