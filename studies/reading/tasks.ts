// What is trained: three small networks, each with its objective, its samples, and how far off it is.

import { existsSync } from 'node:fs';
import { join } from 'node:path';
import type { Layer, Sample } from '../../src/autograd/index.js';
import { CORNER_SIDE } from '../../src/document/page/index.js';
import type { Dim } from '../../src/onnx/index.js';
import type { Sheet } from '../../src/workbench/specimens/sheet.js';
import { CORNER_CELLS, cornerNetwork, cornerObjective } from './cornerNetwork.js';
import * as cornerSamples from './cornerSamples.js';
import { CORNERS, PAGE_CELLS, PAGE_INPUT, pageNetwork, pageObjective } from './pageNetwork.js';
import * as pageSamples from './pageSamples.js';
import { type Pool, readPool } from './pool.js';
import { portraitFiles } from './portraitFiles.js';
import { ZONE_CLASSES, ZONE_INPUT, zoneNetwork, zoneObjective } from './zoneNetwork.js';
import * as zoneSamples from './zoneSamples.js';

export interface Task {
  readonly batch: number;
  readonly layer: Layer;
  readonly objective: typeof pageObjective | typeof cornerObjective | typeof zoneObjective;
  /** Of the file that is served. */
  readonly input: readonly Dim[];
  /** Of one sample. */
  readonly sample: readonly number[];
  readonly module: URL;
  /** @param photos folder of photographs, a folder a subject */
  readonly open: (cache: string, photos: string) => { readonly data: unknown; readonly load: Load };
  /** Errors of one sample that was watched, by name, each a share or a distance. */
  readonly errors: (sample: Sample, answer: Float32Array) => Readonly<Record<string, readonly number[]>>;
}

type Load = ReturnType<typeof pageSamples.openSamples>;

export const TASKS: Readonly<Record<'page' | 'corner' | 'zone', Task>> = {
  page: {
    batch: 16,
    layer: pageNetwork,
    objective: pageObjective,
    input: ['N', 3, PAGE_INPUT, PAGE_INPUT],
    sample: [1, 3, PAGE_INPUT, PAGE_INPUT],
    module: new URL('./pageSamples.ts', import.meta.url),
    open(cache, photos) {
      const data = { sheets: readPool<Sheet>(cache, 'sheets'), strangers: portraitFiles(photos).training };
      return { data, load: pageSamples.openSamples(data) };
    },
    errors: ({ corners }, answer) => distances(corners as Float32Array, answer, CORNERS, PAGE_CELLS),
  },
  corner: {
    batch: 32,
    layer: cornerNetwork,
    objective: cornerObjective,
    input: ['N', 3, CORNER_SIDE, CORNER_SIDE],
    sample: [1, 3, CORNER_SIDE, CORNER_SIDE],
    module: new URL('./cornerSamples.ts', import.meta.url),
    open(cache) {
      const data = { sheets: readPool<Sheet>(cache, 'sheets') };
      return { data, load: cornerSamples.openSamples(data) };
    },
    errors: ({ corner }, answer) => distances(corner as Float32Array, answer, 1, CORNER_CELLS),
  },
  zone: {
    batch: 32,
    layer: zoneNetwork,
    objective: zoneObjective,
    input: ['N', 1, 'H', 'W'],
    sample: [1, 1, ZONE_INPUT.height, ZONE_INPUT.width],
    module: new URL('./zoneSamples.ts', import.meta.url),
    open(cache) {
      const none: Pool<Sheet> = { prints: [], pixels: new SharedArrayBuffer(0) };
      const sheets = existsSync(join(cache, 'zones.json')) ? readPool<Sheet>(cache, 'zones') : none;
      const data = { sheets, texts: readPool<zoneSamples.Printed>(cache, 'texts') };
      return { data, load: zoneSamples.openSamples(data) };
    },
    errors: ({ label, weight }, answer) => mistakes(label as BigInt64Array, weight as Float32Array, answer),
  },
};

/** From the likeliest cell to the truest, in cells, of each map that has a truth. */
function distances(truth: Float32Array, answer: Float32Array, maps: number, cells: number) {
  const places = cells * cells;
  const away: number[] = [];
  for (let k = 0; k < maps; k++) {
    const right = greatest(truth.subarray(k * places, (k + 1) * places));
    if (truth[k * places + right] === 0) continue;
    const told = greatest(answer.subarray(k * places, (k + 1) * places));
    away.push(
      Math.hypot((told % cells) - (right % cells), Math.floor(told / cells) - Math.floor(right / cells)),
    );
  }
  return { distance: away, far: away.map((d) => (d > 3 ? 1 : 0)) };
}

function greatest(values: Float32Array): number {
  let best = 0;
  for (let i = 1; i < values.length; i++) if (values[i]! > values[best]!) best = i;
  return best;
}

/** Cells of characters taken for another one, and cells of nothing taken for one. */
function mistakes(label: BigInt64Array, weight: Float32Array, answer: Float32Array) {
  const [wrong, ghosts]: [number[], number[]] = [[], []];
  for (let i = 0; i < label.length; i++) {
    if (weight[i] === 0) continue;
    const isNothing = label[i] === 0n;
    let best = isNothing ? 0 : 1;
    for (let c = best; c < ZONE_CLASSES; c++)
      if (answer[c * label.length + i]! > answer[best * label.length + i]!) best = c;
    (isNothing ? ghosts : wrong).push(best === Number(label[i]) ? 0 : 1);
  }
  return { wrong, ghosts };
}
