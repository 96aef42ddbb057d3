// Samples for the network that reads a zone: a window on printed characters, photographed, and roughly straightened.

import sharp from 'sharp';
import { normal, type OpenSamples, type Random, randomStream } from '../../src/autograd/index.js';
import { STRIP_PITCH, stripNumbers } from '../../src/document/reading/index.js';
import { ZONE_ALPHABET } from '../../src/document/zone/index.js';
import {
  decode,
  type Homography,
  inverse,
  type Picture,
  type Point,
  product,
  project,
  warpPerspective,
} from '../../src/image/index.js';
import {
  composeScene,
  type Disturbance,
  drawBackdrop,
  drawScene,
  EVERYDAY,
  exposed,
  type Surface,
  surfaceOf,
  viewOf,
} from '../../src/workbench/specimens/scene/index.js';
import type { Sheet } from '../../src/workbench/specimens/sheet.js';
import { type Pool, printOf } from './pool.js';
import { ZONE_INPUT, ZONE_STRIDE } from './zoneNetwork.js';

export interface ZoneSamplesData {
  /** Specimens with a zone. */
  readonly sheets: Pool<Sheet>;
  /** Made-up text. */
  readonly texts: Pool<Printed>;
}

/** Printed characters on a flat piece of paper, lengths in mm. */
export interface Printed {
  readonly picture: Picture;
  readonly pixelsPerMm: number;
  readonly characters: readonly { readonly character: string; readonly at: Point }[];
  readonly pitch: number;
  readonly height: number;
}

/** Harder than what is measured. */
const HARDER: Disturbance = {
  ...EVERYDAY,
  glare: { share: 0.35, light: [20, 150], extent: [4, 25] },
  shadow: { share: 0.45, depth: [0.1, 0.6] },
  exposure: [-1.1, 0.6],
};

/** Pixels from one character to the next in the photograph, by equal ratios. */
const PITCH = [8, 34] as const;
/** Share of samples whose text is made up, letter by letter, so that no character is rare. */
const MADE_UP = 0.5;

export const openSamples: OpenSamples<ZoneSamplesData> = ({ sheets, texts }) => {
  // Pictures this small are not worth a second thread of the codec.
  sharp.concurrency(1);
  const tables = new Map<number, Surface>();
  return async (_, random) => {
    const printed =
      sheets.prints.length === 0 || random() < MADE_UP
        ? printOf(texts, one(texts.prints, random))
        : fromSheet(printOf(sheets, one(sheets.prints, random)));
    const seed = Math.floor(12 * random());
    const table = tables.get(seed) ?? drawBackdrop(randomStream(seed, 'table'), 0.5);
    tables.set(seed, table);
    return photographed(printed, table, random);
  };
};

const one = <T>(items: readonly T[], random: Random): T => items[Math.floor(items.length * random())]!;

function fromSheet({ picture, pixelsPerMm, zone }: Sheet): Printed {
  const { lines, origins, pitch, height } = zone!;
  const characters = lines.flatMap((line, row) =>
    [...line].map((character, i) => ({
      character,
      at: { x: origins[row]!.x + i * pitch, y: origins[row]!.y },
    })),
  );
  return { picture, pixelsPerMm, characters, pitch, height };
}

async function photographed(printed: Printed, table: Surface, random: Random) {
  const { characters, pitch } = printed;
  const surface = surfaceOf(printed.picture, printed.pixelsPerMm);
  const laid = { surface, radius: 0, bound: false, kept: [{ x: 0, y: 0, width: 300, height: 300 }] };
  const scene = drawScene(random, laid, table, HARDER);
  const scale = (PITCH[0] * (PITCH[1] / PITCH[0]) ** random()) / pitch;
  const middle = characters[Math.floor(characters.length * random())]!.at;
  const draw = normal(random);
  // Where the strip lies on the page: the zone's corners were found to about a millimetre.
  const [size, turn] = [STRIP_PITCH / pitch / (1 + 0.035 * draw()), 0.012 * draw()];
  const [cos, sin] = [Math.cos(turn) / size, Math.sin(turn) / size];
  const stretch = 1 + 0.05 * draw();
  const [cx, cy] = [
    ZONE_INPUT.width / 2 + 60 * (random() - 0.5),
    ZONE_INPUT.height / 2 + 44 * (random() - 0.5),
  ];
  const toPage: Homography = [
    ...[cos, -sin * stretch, middle.x - cos * cx + sin * stretch * cy],
    ...[sin, cos * stretch, middle.y - sin * cx - cos * stretch * cy],
    ...[0.00006 * draw(), 0.00006 * draw(), 1],
  ];
  const tilted = viewOf(
    {
      tilt: (38 * Math.PI * random()) / 180,
      towards: 2 * Math.PI * random(),
      turn: random() < 0.75 ? 0.12 * draw() : 2 * Math.PI * random(),
      focal: 3500 * (0.6 + 0.6 * random()),
      scale,
    },
    { width: 2 * middle.x, height: 2 * middle.y },
    { x: 0, y: 0 },
  );
  const corners = [
    [0, 0],
    [ZONE_INPUT.width, 0],
    [0, ZONE_INPUT.height],
    [ZONE_INPUT.width, ZONE_INPUT.height],
  ].map(([x, y]) => project(product(tilted, toPage), { x: x!, y: y! }));
  const [xs, ys] = [corners.map(({ x }) => x), corners.map(({ y }) => y)];
  const left = Math.floor(Math.min(...xs)) - 8;
  const top = Math.floor(Math.min(...ys)) - 8;
  const [width, height] = [Math.ceil(Math.max(...xs)) + 8 - left, Math.ceil(Math.max(...ys)) + 8 - top];
  // Only the window is made; the light lies over a photograph some times as wide.
  const [spread, away] = [2 + 3 * random(), { x: random(), y: random() }];
  const frame = {
    ...{ left, top, width, height },
    whole: { width: spread * width, height: spread * height },
  };
  const shifted = {
    ...scene,
    illumination: (x: number, y: number) =>
      scene.illumination(
        x - left / frame.whole.width + away.x * (1 - 1 / spread),
        y - top / frame.whole.height + away.y * (1 - 1 / spread),
      ),
  };
  const light = composeScene(laid, shifted, tilted, frame);
  const between = ([from, to]: readonly [number, number]) => from + (to - from) * random();
  const bytes = await exposed(
    light,
    {
      blur: Math.hypot(between(HARDER.defocus) * scale * (random() < 0.15 ? 1.6 : 1), 0.45),
      motion: between(HARDER.motion) * scale,
      direction: Math.PI * random(),
      noise: between(HARDER.noise) * 1.2,
      quality: between(HARDER.jpeg),
    },
    random,
  );
  const photo = await decode(bytes);
  const toPhoto: Homography = product([1, 0, -left, 0, 1, -top, 0, 0, 1], product(tilted, toPage));
  const input = warpPerspective(photo, toPhoto, ZONE_INPUT.width, ZONE_INPUT.height);
  return { x: stripNumbers(input), ...truthOf(printed, inverse(toPage)) };
}

/** Half of a character's core, and of what does not count about it, as shares of pitch and height: between neighbours there is nothing. */
const CORE = { x: 0.27, y: 0.36 } as const;
const RING = { x: 0.4, y: 0.52 } as const;

/** Cells about a character's middle carry its class; between them and nothing lies what does not count. */
function truthOf({ characters, pitch, height }: Printed, toStrip: Homography) {
  const [columns, rows] = [ZONE_INPUT.width / ZONE_STRIDE, ZONE_INPUT.height / ZONE_STRIDE];
  const label = new BigInt64Array(columns * rows);
  const weight = new Float32Array(columns * rows).fill(BACKGROUND_WEIGHT);
  const [reachX, reachY] = [STRIP_PITCH / ZONE_STRIDE, (STRIP_PITCH / pitch / ZONE_STRIDE) * height];
  for (const { character, at } of characters) {
    const { x, y } = project(toStrip, at);
    const [cx, cy] = [x / ZONE_STRIDE - 0.5, y / ZONE_STRIDE - 0.5];
    for (let v = Math.ceil(cy - reachY); v <= cy + reachY; v++)
      for (let u = Math.ceil(cx - reachX); u <= cx + reachX; u++) {
        if (u < 0 || v < 0 || u >= columns || v >= rows) continue;
        const within = ({ x, y }: typeof CORE | typeof RING) =>
          Math.hypot((u - cx) / (x * reachX), (v - cy) / (y * reachY)) <= 1;
        const cell = v * columns + u;
        if (within(CORE)) {
          label[cell] = BigInt(1 + ZONE_ALPHABET.indexOf(character));
          weight[cell] = 1;
        } else if (within(RING) && label[cell] === 0n) weight[cell] = 0;
      }
  }
  return { label, weight };
}

/** Most cells show nothing. */
const BACKGROUND_WEIGHT = 0.2;
