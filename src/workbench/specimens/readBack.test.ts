// What src/document reads of what this room prints and photographs. Portraits: sample photographs that come with
// @vladmandic/face-api.

import { readFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { randomStream } from '../../autograd/index.js';
import {
  closeNetworks,
  type DocumentNetworks,
  type DocumentReading,
  diagonalOf,
  openNetworks,
  readDocument,
} from '../../document/index.js';
import { defaultModels, ensureModel, FaceEngine, ModelStore } from '../../face/index.js';
import {
  blank,
  decode,
  encodeJpeg,
  encodePng,
  inverse,
  type Picture,
  project,
  rectangle,
  rotateQuarter,
  warp,
  warpPerspective,
} from '../../image/index.js';
import { drawHolder, drawSpecimen, drawStyle, type Sheet, type SpecimenKind } from './index.js';
import {
  type Disturbance,
  drawBackdrop,
  EVERYDAY,
  laidSheet,
  type Photograph,
  photograph,
} from './scene/index.js';

const TODAY = '2026-11-28';
const SEED = 3;
/** As small as a photograph may be: a page 900 pixels wide. */
const CALM: Disturbance = {
  ...EVERYDAY,
  longSide: [1400, 1500],
  size: [0.6, 0.8],
  glare: { ...EVERYDAY.glare, share: 0 },
};

let networks: DocumentNetworks;
let engine: FaceEngine;
let portrait: Picture;

beforeAll(async () => {
  const store = new ModelStore(join(tmpdir(), 'likeness-test-home'));
  const [detector, landmarks] = await defaultModels(store);
  engine = await FaceEngine.open({ detector, landmarks, embedder: await ensureModel(store, 'fast') }, 2);
  networks = await openNetworks(2);
  const samples = join(
    dirname(dirname(createRequire(import.meta.url).resolve('@vladmandic/face-api'))),
    'demo',
  );
  const photo = await decode(await readFile(join(samples, 'sample6.jpg')));
  portrait = warp(photo, { a: 1, b: 0, tx: 99, ty: 368 }, 500, 600);
}, 120_000);

afterAll(async () => {
  await engine.close();
  await closeNetworks(networks);
});

interface Case {
  readonly sheet: Sheet;
  readonly photo: Photograph;
  readonly reading: DocumentReading;
}

const taken = new Map<SpecimenKind, Promise<Case>>();

/** Each kind is drawn, photographed and read once. */
function read(kind: SpecimenKind): Promise<Case> {
  const known = taken.get(kind) ?? takeAndRead(kind);
  taken.set(kind, known);
  return known;
}

async function takeAndRead(kind: SpecimenKind): Promise<Case> {
  const random = randomStream(SEED, `read back ${kind}`);
  const holder = { ...drawHolder(random, new Date(TODAY)), issued: '2024-03-01', expiry: '2034-02-28' };
  const sheet = await drawSpecimen(kind, holder, drawStyle(random), portrait, { pixelsPerMm: 8, seed: SEED });
  const photo = await photograph(laidSheet(sheet), drawBackdrop(random, 1), CALM, random);
  return { sheet, photo, reading: await readDocument(networks, engine, photo.bytes, { today: TODAY }) };
}

function cornerError({ photo, reading }: Case): number {
  const { scale } = reading.photograph.source;
  const off = reading.page!.corners.map(({ x, y }, i) =>
    Math.hypot(x / scale - photo.corners[i]!.x, y / scale - photo.corners[i]!.y),
  );
  return Math.max(...off) / diagonalOf(photo.corners);
}

describe('a specimen, photographed and read back', () => {
  it.each(['TD3', 'TD2', 'TD1-back'] as const)('%s: corners, and the zone to the letter', async (kind) => {
    const found = await read(kind);
    const page = found.reading.page!;
    expect(cornerError(found)).toBeLessThan(0.01);
    expect(page.size).toBe(kind === 'TD1-back' ? 'TD1' : kind);
    expect(page.zone!.zone.lines).toEqual(found.sheet.zone!.lines);
    expect(page.zone!.zone.valid).toBe(true);
    expect(page.findings.filter(({ severity }) => severity === 'fails')).toEqual([]);
  });

  it.each(['TD3', 'TD1-front'] as const)('%s: the portrait, not its ghost', async (kind) => {
    const { reading, sheet } = await read(kind);
    const { rectified, portrait: found } = reading.page!;
    const { x, y, width, height } = sheet.portrait!;
    const { box } = found!.face;
    const middle = {
      x: (box.x + box.width / 2) / rectified.pixelsPerMm,
      y: (box.y + box.height / 2) / rectified.pixelsPerMm,
    };
    expect(middle.x).toBeGreaterThan(x);
    expect(middle.x).toBeLessThan(x + width);
    expect(middle.y).toBeGreaterThan(y);
    expect(middle.y).toBeLessThan(y + height);
  });

  it('TD1-front: no zone is read where none is', async () => {
    const { page } = (await read('TD1-front')).reading;
    expect(page).toMatchObject({ size: 'TD1', hasZone: false, zone: null });
  });
});

describe('a page on ground of one colour, as programs compose pictures', () => {
  it.each([
    ['TD3', 0],
    ['TD1-back', 90],
    ['TD2', 200],
  ] as const)(
    '%s, turned by %i degrees: corners within a hundredth of the diagonal',
    async (kind, degrees) => {
      const { sheet } = await read(kind);
      const { width, height } = sheet.picture;
      const turn = (degrees * Math.PI) / 180;
      const [c, s, side] = [Math.cos(turn), Math.sin(turn), 1400];
      // The page's middle in the picture's; beyond the page `warpPerspective` fills in mid-grey.
      const toPage = [
        c,
        s,
        width / 2 - (side / 2) * (c + s),
        -s,
        c,
        height / 2 - (side / 2) * (c - s),
        0,
        0,
        1,
      ];
      const picture = warpPerspective(sheet.picture, toPage, side, side);
      const { page } = await readDocument(networks, engine, await encodePng(picture), { today: TODAY });
      const corners = rectangle(0, 0, width, height).map((corner) => project(inverse(toPage), corner));
      const off = page!.corners.map(({ x, y }, i) => Math.hypot(x - corners[i]!.x, y - corners[i]!.y));
      expect(Math.max(...off) / diagonalOf(page!.corners)).toBeLessThan(0.01);
    },
  );
});

describe('a page cut out, as a scanner makes it', () => {
  it.each([
    ['TD1-front', 0],
    ['TD1-front', 1],
    ['TD1-back', 2],
    ['TD3', 3],
    ['TD2', 0],
  ] as const)(
    '%s, turned by %i quarters: its corners are the picture’s, and none is missing',
    async (kind, turns) => {
      const { sheet } = await read(kind);
      const scan = rotateQuarter(sheet.picture, turns);
      const { page } = await readDocument(networks, engine, await encodePng(scan), { today: TODAY });
      const { width, height } = scan;
      const own = rectangle(0, 0, width, height);
      // The page's top left is the picture's top right after one quarter, and so on.
      expect(page!.corners).toEqual(own.map((_, i) => own[(i + turns) % 4]));
      expect(page!.condition.cropped).toBe(0);
      expect(page!.zone?.zone.lines ?? null).toEqual(sheet.zone?.lines ?? null);
    },
  );
});

describe('a picture without a page', () => {
  it('is no error: a mere portrait has none', async () => {
    const { page, photograph: photo } = await readDocument(networks, engine, await encodeJpeg(portrait, 90));
    expect(page).toBeNull();
    expect(photo.width).toBe(500);
  });

  it('nor have an empty sheet and noise', async () => {
    const random = randomStream(1, 'noise');
    const noise = {
      width: 400,
      height: 300,
      data: Uint8Array.from({ length: 360_000 }, () => 256 * random()),
    };
    for (const picture of [blank(640, 480, '#ffffff'), blank(64, 900, '#102030'), noise])
      expect((await readDocument(networks, engine, await encodePng(picture))).page).toBeNull();
  });
});
