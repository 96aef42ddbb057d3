// How large pictures and faces are, in pixels as decoded: pictures with a longer side of more than 1,600 pixels are
// decoded at 1,600.

import { LEAST_INTER_EYE } from '../../../face/index.js';
import type { DatasetRecord } from '../../datasets/record.js';
import type { Inspection } from '../inspection.js';
import { binned, percentilesOf } from './distribution.js';

const SIDES = [0, 100, 200, 300, 400, 600, 800, 1200];
/** ISO/IEC 39794-5 asks for 90 where a portrait for a passport is made. */
export const PASSPORT_INTER_EYE = 90;
const DISTANCES = [0, LEAST_INTER_EYE, 32, 45, 64, PASSPORT_INTER_EYE, 128, 180, 256];

export function sizesOf(records: readonly DatasetRecord[]): Inspection['sizes'] {
  const sides = records.flatMap(({ size }) => (size ? [Math.min(...size)] : []));
  const distances = records.flatMap((record) => interEyeOf(record) ?? []);
  return {
    shortSide: { histogram: binned(sides, SIDES), pixels: percentilesOf(sides) },
    interEye: { histogram: binned(distances, DISTANCES), pixels: percentilesOf(distances) },
    undecoded: records.filter(({ size }) => size === null).length,
  };
}

/** From the centre of one eye to that of the other; undefined without a face. */
export function interEyeOf({ face }: DatasetRecord): number | undefined {
  if (face.kind === 'failure') return undefined;
  const [x0, y0, x1, y1] = face.landmarks as [number, number, number, number];
  return Math.hypot(x1 - x0, y1 - y0);
}
