// Samples for the network that finds a corner: a square about where a first look might put it, photographed alone.

import sharp from 'sharp';
import { normal, type OpenSamples, type Random, randomStream } from '../../src/autograd/index.js';
import { CORNER_SIDE, cornerLook, diagonalOf } from '../../src/document/page/index.js';
import {
  blank,
  decode,
  type Homography,
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
  type Pose,
  type Scene,
  type Surface,
  surfaceOf,
} from '../../src/workbench/specimens/scene/index.js';
import type { Sheet } from '../../src/workbench/specimens/sheet.js';
import { CORNER_CELLS, CORNER_STRIDE } from './cornerNetwork.js';
import { type Pool, printOf } from './pool.js';
import { sharesAbout } from './sharesAbout.js';

export interface CornerSamplesData {
  readonly sheets: Pool<Sheet>;
}

/** Shares of samples: pages cut out, as scanners do; pages on ground of one colour, as programs compose pictures. */
const SCANS = 0.1;
const PLAIN = 0.17;
/** Of plain grounds: the very grey that stands for what lies beyond a photograph, and must not be taken for that. */
const GREY = 0.4;

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
  const lying = random();
  const printed = laidSheet(sheet);
  const isScan = lying < SCANS;
  const isPlain = lying < SCANS + PLAIN;
  const laid = isPlain && random() < 0.5 ? { ...printed, radius: 0 } : printed;
  const whole = isScan ? sizeOfScan(laid.surface, long, random) : sizeOfPhotograph(long, random);
  const { width, height } = whole;
  const pose = isScan ? scanned(laid.surface, whole, random) : drawPose(random, HARDER, laid.surface, whole);
  const drawn = drawScene(random, laid, table, HARDER);
  const scene = isPlain ? composed(drawn, random) : drawn;
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

function sizeOfPhotograph(long: number, random: Random): Size {
  const short = Math.round(long * (random() < 0.7 ? 0.75 : 0.5625));
  return random() < 0.5 ? { width: long, height: short } : { width: short, height: long };
}

interface Size {
  readonly width: number;
  readonly height: number;
}

/** By how much the edges that were cut along may be off, as a share of the longer side. */
const CUT = 0.012;

function sizeOfScan({ width, height }: Size, long: number, random: Random): Size {
  const side = (share: number) => Math.round(long * (share + CUT * (random() - 0.5)));
  return { width: side(1), height: side(height / width) };
}

function scanned(page: Size, { width, height }: Size, random: Random): Pose {
  const scale = (width / page.width) * (1 + CUT * (random() - 0.5));
  const [x, y] = [(width - scale * page.width) / 2, (height - scale * page.height) / 2];
  const turn = CUT * (random() - 0.5);
  const [c, s] = [scale * Math.cos(turn), scale * Math.sin(turn)];
  const toPicture: Homography = [c, -s, x, s, c, y, 0, 0, 1];
  const corners = rectangle(0, 0, page.width, page.height).map((corner) => project(toPicture, corner));
  return { toPicture, corners: corners as unknown as Quad };
}

/** On one colour, in even light, without a shadow. */
function composed(scene: Scene, random: Random): Scene {
  const light = Math.round(255 * random());
  const colour: `#${string}` =
    random() < GREY ? '#808080' : `#${light.toString(16).padStart(2, '0').repeat(3)}`;
  return {
    ...scene,
    ...{ backdrop: surfaceOf(blank(32, 32, colour), 0.1), booklet: null, glare: null, thumb: null },
    ...{ illumination: () => 1, tint: [1, 1, 1], drop: { x: 0, y: 0, depth: 0 } },
  };
}

/** As the looks before leave them: mostly within 2 % of the diagonal, now and then far off. */
function misplaced(corners: Quad, random: Random): Quad {
  const draw = normal(random);
  const by = diagonalOf(corners) * (random() < 0.3 ? 0.004 : random() < 0.85 ? 0.012 : 0.028);
  return corners.map(({ x, y }): Point => ({ x: x + by * draw(), y: y + by * draw() })) as unknown as Quad;
}
