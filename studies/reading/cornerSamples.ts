// Samples for the network that finds a corner: a square about where a first look might put it, photographed alone.

import sharp from 'sharp';
import { normal, type OpenSamples, type Random, randomStream } from '../../src/autograd/index.js';
import { CORNER_SIDE, cornerLook, diagonalOf } from '../../src/document/page/index.js';
import {
  decode,
  inverse,
  type Point,
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
} from '../../src/workbench/specimens/scene/index.js';
import type { Sheet } from '../../src/workbench/specimens/sheet.js';
import { CORNER_CELLS, CORNER_STRIDE } from './cornerNetwork.js';
import { type Pool, printOf } from './pool.js';
import { sharesAbout } from './sharesAbout.js';

export interface CornerSamplesData {
  readonly sheets: Pool<Sheet>;
}

const HARDER: Disturbance = { ...EVERYDAY, size: [0.4, 0.97], tilt: [0, 38], margin: -0.01, thumb: 0.3 };
const BACKDROPS = 60;

export const openSamples: OpenSamples<CornerSamplesData> = ({ sheets }) => {
  sharp.concurrency(1);
  const tables = new Map<number, Surface>();
  return async (_, random) => {
    const seed = Math.floor(BACKDROPS * random());
    const table = tables.get(seed) ?? drawBackdrop(randomStream(seed, 'table'), 1.2);
    tables.set(seed, table);
    const sheet = sheets.prints[Math.floor(sheets.prints.length * random())]!;
    return cornerSample(printOf(sheets, sheet), table, random);
  };
};

async function cornerSample(sheet: Sheet, table: Surface, random: Random) {
  // As large as pages are in the photographs that are looked at, which are some 1,000 pixels wide.
  const long = Math.round(700 * 2.2 ** random());
  const short = Math.round(long * (random() < 0.7 ? 0.75 : 0.5625));
  const [width, height] = random() < 0.5 ? [long, short] : [short, long];
  const whole = { width, height };
  const laid = laidSheet(sheet);
  const pose = drawPose(random, HARDER, laid.surface, whole);
  const scene = drawScene(random, laid, table, HARDER);
  const which = Math.floor(4 * random());
  const look = cornerLook(misplaced(pose.corners, random), which);
  const seen = rectangle(0, 0, CORNER_SIDE, CORNER_SIDE).map((corner) => project(look, corner));
  const [xs, ys] = [seen.map(({ x }) => x), seen.map(({ y }) => y)];
  const left = Math.max(0, Math.floor(Math.min(...xs)) - 6);
  const top = Math.max(0, Math.floor(Math.min(...ys)) - 6);
  const frame = {
    left,
    top,
    width: Math.max(40, Math.min(width, Math.ceil(Math.max(...xs)) + 6) - left),
    height: Math.max(40, Math.min(height, Math.ceil(Math.max(...ys)) + 6) - top),
    whole,
  };
  const light = composeScene(laid, scene, pose.toPicture, frame);
  const settings = {
    blur: random() < 0.3 ? 0 : 0.3 + 1.3 * random() ** 2,
    motion: random() < 0.3 ? 4 * random() : 0,
    direction: Math.PI * random(),
    noise: 7 * random() ** 2,
    quality: 45 + 50 * random(),
  };
  const photo = await decode(await exposed(light, settings, random));
  const toPhoto = product([1, 0, -left, 0, 1, -top, 0, 0, 1], look);
  const input = warpPerspective(photo, toPhoto, CORNER_SIDE, CORNER_SIDE);
  const x = new Float32Array(3 * CORNER_SIDE * CORNER_SIDE);
  toPlanes(input, [0, 0, 0], 1 / 255, 'rgb', 'nchw', x, 0);
  const corner = new Float32Array(CORNER_CELLS * CORNER_CELLS);
  sharesAbout(corner, CORNER_CELLS, project(inverse(look), pose.corners[which]!), CORNER_STRIDE);
  return { x, corner };
}

/** As the looks before leave them: mostly within 2 % of the diagonal, now and then far off. */
function misplaced(corners: Quad, random: Random): Quad {
  const draw = normal(random);
  const by = diagonalOf(corners) * (random() < 0.3 ? 0.004 : random() < 0.85 ? 0.012 : 0.028);
  return corners.map(({ x, y }): Point => ({ x: x + by * draw(), y: y + by * draw() })) as unknown as Quad;
}
