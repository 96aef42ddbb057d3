// For tests: the networks as the build makes them, photographs as the camera's frames, and specimens photographed.

import { readFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import sharp from 'sharp';
import { NETWORKS } from '../../../../scripts/networks/plugin.js';
import { randomStream } from '../../../autograd/index.js';
import { drawHolder } from '../../../workbench/specimens/drawHolder.js';
import { drawSpecimen } from '../../../workbench/specimens/drawSpecimen.js';
import { samplePortrait } from '../../../workbench/specimens/portrait.fixture.js';
import {
  type Disturbance,
  drawBackdrop,
  EVERYDAY,
  laidSheet,
  type Photograph,
  photograph,
} from '../../../workbench/specimens/scene/index.js';
import type { SpecimenKind } from '../../../workbench/specimens/sheet.js';
import { drawStyle } from '../../../workbench/specimens/style.js';
import { FRAME_SIDE, type Frame } from './frame.js';
import { type Network, openNetwork } from './network.js';

export async function builtNetwork(name: keyof typeof NETWORKS): Promise<Network> {
  const { bytes } = await NETWORKS[name]();
  return openNetwork(await WebAssembly.compile(bytes as Uint8Array<ArrayBuffer>));
}

/** As the worker's canvas would give it. */
export async function frameOf(picture: Uint8Array): Promise<Frame> {
  const { data, info } = await sharp(picture)
    .rotate()
    .resize(FRAME_SIDE, FRAME_SIDE, { fit: 'inside' })
    .ensureAlpha()
    .raw()
    .toBuffer({ resolveWithObject: true });
  return { width: info.width, height: info.height, data: new Uint8ClampedArray(data) };
}

const samples = join(
  dirname(dirname(createRequire(import.meta.url).resolve('@vladmandic/face-api'))),
  'demo',
);

/** One of the six photographs that come with @vladmandic/face-api. */
export const samplePhotograph = (number: number): Promise<Buffer> =>
  readFile(join(samples, `sample${number}.jpg`));

/** Held as people hold a phone over a document when they are asked to: the right way up, all of the page there. */
export const HELD: Disturbance = {
  ...EVERYDAY,
  longSide: [1600, 1920],
  size: [0.5, 0.85],
  tilt: [0, 25],
  turn: [-15, 15],
  glare: { ...EVERYDAY.glare, share: 0 },
};

/** A specimen, photographed; the same seed gives the same. */
export async function specimen(
  kind: SpecimenKind,
  seed: number,
  disturbance: Disturbance = HELD,
): Promise<Photograph> {
  const random = randomStream(seed, 'capture');
  const style = drawStyle(random);
  const holder = drawHolder(random, new Date('2026-11-28'));
  const sheet = await drawSpecimen(kind, holder, style, await samplePortrait(), { pixelsPerMm: 12, seed });
  return photograph(laidSheet(sheet), drawBackdrop(random, 1), disturbance, random);
}
