// Samples for the network that finds a page: a specimen on a table, seen whole or roughly straightened, with the truth.

import sharp from 'sharp';
import { normal, type OpenSamples, type Random, randomStream } from '../../src/autograd/index.js';
import { closerLook, firstLook } from '../../src/document/page/index.js';
import {
  decode,
  type Homography,
  homographyBetween,
  inverse,
  type Picture,
  product,
  project,
  type Quad,
  rectangle,
  toPlanes,
  warpPerspective,
} from '../../src/image/index.js';
import {
  composeScene,
  type Disturbance,
  drawBackdrop,
  drawPose,
  drawScene,
  EVERYDAY,
  exposed,
  laidSheet,
  type Surface,
  zoneBox,
} from '../../src/workbench/specimens/scene/index.js';
import type { Sheet } from '../../src/workbench/specimens/sheet.js';
import { AREAS, CORNERS, PAGE_CELLS, PAGE_INPUT, PAGE_STRIDE } from './pageNetwork.js';
import { type Pool, printOf } from './pool.js';
import { sharesAbout } from './sharesAbout.js';

export interface PageSamplesData {
  readonly sheets: Pool<Sheet>;
  /** Files of photographs without a page: portraits, selfies. */
  readonly strangers: readonly string[];
}

/** Harder than photographs are that will be measured, so that those lie well inside what was seen. */
const HARDER: Disturbance = {
  ...EVERYDAY,
  size: [0.38, 0.97],
  tilt: [0, 38],
  margin: 0,
  thumb: 0.3,
};

const BACKDROPS = 300;
/** Share of samples that are a card's front whatever comes up: it has neither a zone nor a fold to be known by. */
const FRONTS = 0.2;
/** Shares of samples: without any page; the rest seen whole or a second time. */
const EMPTY = 0.08;
const CLOSER = 0.45;
/**
 * Spread of the first look's mistakes that a second look must mend, as a share of the page's diagonal: mostly small, now
 * and then so large that the network must not believe that the page lies where it usually does.
 */
const JITTERS = [0.008, 0.022, 0.06] as const;
/** Share of second looks at a page of which the first one took another side for the top. */
const TURNED = 0.12;

export const openSamples: OpenSamples<PageSamplesData> = ({ sheets, strangers }) => {
  sharp.concurrency(1);
  const fronts = sheets.prints.filter(({ kind }) => kind === 'TD1-front');
  const backdrops = new Map<number, Surface>();
  const backdrop = (seed: number) => {
    const known = backdrops.get(seed) ?? drawBackdrop(randomStream(seed, 'table'), 1.2);
    backdrops.set(seed, known);
    return known;
  };
  return async (_, random) => {
    const table = backdrop(Math.floor(BACKDROPS * random()));
    if (random() < EMPTY) return emptySample(strangers, table, random);
    const from = random() < FRONTS ? fronts : sheets.prints;
    const sheet = from[Math.floor(from.length * random())]!;
    return pageSample(printOf(sheets, sheet), table, random);
  };
};

async function pageSample(sheet: Sheet, table: Surface, random: Random) {
  const closer = random() < CLOSER;
  const long = Math.round((closer ? 380 : 300) + 160 * random());
  const short = Math.round(long * (random() < 0.7 ? 0.75 : 0.5625 + 0.4375 * random()));
  const [width, height] = random() < 0.5 ? [long, short] : [short, long];
  const whole = { width, height };
  const laid = laidSheet(sheet);
  const scan = random() < 0.06;
  const ranges: Disturbance = closer
    ? { ...HARDER, size: [0.6, 0.97] }
    : scan
      ? { ...HARDER, size: [0.99, 1], tilt: [0, 1], turn: [-2, 2], margin: -0.01, thumb: 0 }
      : random() < 0.5
        ? HARDER
        : { ...HARDER, turn: nearQuarter(random) };
  // A page that is cut off: the corners that are left must still be found, and the others where they would be.
  const cut = !scan && random() < 0.12 ? { margin: -0.12 } : {};
  const pose = drawPose(random, { ...ranges, ...cut }, laid.surface, whole);
  const scene = drawScene(random, laid, table, ranges);
  const light = composeScene(laid, scene, pose.toPicture, { left: 0, top: 0, width, height, whole });
  const picture = await filmed(light, random);
  const look = closer ? closerLook(firstGuess(pose.corners, random)) : firstLook(whole);
  const toInput = product(inverse(look), pose.toPicture);
  return sampleOf(warpPerspective(picture, look, PAGE_INPUT, PAGE_INPUT), toInput, sheet);
}

/** Upright, on a side or upside down, as people hold things. */
function nearQuarter(random: Random): readonly [number, number] {
  const quarter = 90 * Math.floor(4 * random() ** 1.6);
  return [quarter - 14, quarter + 14];
}

/** Blur, noise and compression as far as they are left in a small picture. */
async function filmed(light: Picture, random: Random): Promise<Picture> {
  const settings = {
    blur: random() < 0.5 ? 0 : 0.3 + 0.7 * random(),
    motion: random() < 0.2 ? 3 * random() : 0,
    direction: Math.PI * random(),
    noise: 7 * random() ** 2,
    quality: 45 + 50 * random(),
  };
  return decode(await exposed(light, settings, random));
}

function firstGuess(corners: Quad, random: Random): Quad {
  const guess = jittered(corners, random);
  const turn = random() < TURNED ? 1 + Math.floor(3 * random()) : 0;
  return guess.map((_, i) => guess[(i + turn) % 4]!) as unknown as Quad;
}

function jittered(corners: Quad, random: Random): Quad {
  const draw = normal(random);
  const diagonal = Math.hypot(corners[2].x - corners[0].x, corners[2].y - corners[0].y);
  const by = diagonal * JITTERS[Math.floor(JITTERS.length * random())]!;
  return corners.map(({ x, y }) => ({ x: x + by * draw(), y: y + by * draw() })) as unknown as Quad;
}

async function emptySample(strangers: readonly string[], table: Surface, random: Random) {
  const whole = { width: 320, height: 320 };
  const look = firstLook(whole);
  const file = strangers[Math.floor(strangers.length * random())];
  if (file && random() < 0.7) {
    const { readFile } = await import('node:fs/promises');
    const photo = await decode(await readFile(file));
    return sampleOf(warpPerspective(photo, firstLook(photo), PAGE_INPUT, PAGE_INPUT), null, null);
  }
  const nothing = { surface: table, radius: 0, bound: false, kept: [] };
  const scene = drawScene(random, nothing, table, { ...HARDER, thumb: 0 });
  const frame = { left: 0, top: 0, ...whole, whole };
  const toPicture: Homography = [1.4, 0, -170 * random(), 0, 1.4, -170 * random(), 0, 0, 1];
  const picture = await filmed(composeScene(nothing, scene, toPicture, frame), random);
  return sampleOf(warpPerspective(picture, look, PAGE_INPUT, PAGE_INPUT), null, null);
}

/** @param toInput from mm on the page to pixels of the input; null where there is no page */
function sampleOf(input: Picture, toInput: Homography | null, sheet: Sheet | null) {
  const x = new Float32Array(3 * PAGE_INPUT * PAGE_INPUT);
  toPlanes(input, [0, 0, 0], 1 / 255, 'rgb', 'nchw', x, 0);
  const places = PAGE_CELLS * PAGE_CELLS;
  const corners = new Float32Array(CORNERS * places);
  const areas = new Float32Array(AREAS * places);
  if (toInput && sheet) {
    const page = rectangle(0, 0, sheet.width, sheet.height);
    place(page, 0);
    if (sheet.zone) {
      const { x: left, y: top, width, height } = zoneBox(sheet.zone);
      place(rectangle(left, top, width, height), 1);
    }
  }
  return { x, corners, areas };

  function place(quad: Quad, which: 0 | 1): void {
    const seen = quad.map((corner) => project(toInput!, corner)) as unknown as Quad;
    seen.forEach((corner, i) => {
      const map = corners.subarray((4 * which + i) * places, (4 * which + i + 1) * places);
      sharesAbout(map, PAGE_CELLS, corner, PAGE_STRIDE);
    });
    fill(areas.subarray(which * places, (which + 1) * places), seen);
  }
}

/** Cells whose middle lies in the quadrangle. */
function fill(area: Float32Array, quad: Quad): void {
  const toUnit = homographyBetween(quad, rectangle(0, 0, 1, 1));
  for (let v = 0; v < PAGE_CELLS; v++)
    for (let u = 0; u < PAGE_CELLS; u++) {
      const { x, y } = project(toUnit, { x: (u + 0.5) * PAGE_STRIDE, y: (v + 0.5) * PAGE_STRIDE });
      if (x >= 0 && y >= 0 && x <= 1 && y <= 1) area[v * PAGE_CELLS + u] = 1;
    }
}
