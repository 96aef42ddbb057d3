// Attacks made of photographs by simple optics, to show that the machinery works: what is learnt of them says nothing
// about real attacks, which differ by paper, printer, screen, camera and light.
//   print: paper and ink that reach neither white nor black, a clustered-dot screen at 45°, a sheet with a white border
//   replay: stripes of red, green and blue, sampled off their pitch (moiré), a dark bezel, a cold white, banding
// Bona fide pictures go through the same camera, so that neither noise nor JPEG tells them apart.

import { normal, type Random } from '../../../autograd/index.js';
import { compose, encodeJpeg, type Picture, resize, type Similarity, warp } from '../../../image/index.js';

export const SPECIES = ['print', 'replay'] as const;
export type Species = (typeof SPECIES)[number];

/** A JPEG of what a camera sees of the person (null) or of an attack. */
export async function presented(
  photograph: Picture,
  species: Species | null,
  random: Random,
): Promise<Uint8Array> {
  const scene = species === null ? photograph : inScene(photograph, species, random);
  return encodeJpeg(camera(scene, random), 85);
}

/** Pixels of the scene for one of the photograph: fine enough for dots and stripes. */
const FINE = 3;

function inScene(photograph: Picture, species: Species, random: Random): Picture {
  const { width, height } = photograph;
  const fine = resize(photograph, width * FINE, height * FINE);
  const surface = species === 'print' ? printed(fine, random) : shown(fine, random);
  const border = Math.round(0.06 * fine.width * (0.5 + random()));
  const framed = bordered(surface, border, species === 'print' ? [228, 226, 220] : [14, 14, 17], random);
  // Held a little askew, before the camera at such a distance that more or less of the border is seen.
  const turn = 0.1 * (2 * random() - 1);
  const scale = FINE * (0.92 + 0.2 * random());
  const view: Similarity = {
    a: scale * Math.cos(turn),
    b: scale * Math.sin(turn),
    tx: framed.width / 2,
    ty: framed.height / 2,
  };
  return warp(framed, compose({ a: 1, b: 0, tx: -width / 2, ty: -height / 2 }, view), width, height);
}

function printed(picture: Picture, random: Random): Picture {
  const pitch = 3.5 + 2 * random();
  const phase = random() * pitch;
  const k = (2 * Math.PI) / (pitch * Math.SQRT2);
  return mapped(picture, (value, x, y) => {
    const dot = (Math.cos(k * (x + y + phase)) + Math.cos(k * (x - y))) / 4 + 0.5;
    const ink = 1 - value / 255;
    const coverage = 1 / (1 + Math.exp(-(ink - dot) * 8));
    return 225 - 195 * (0.65 * coverage + 0.35 * ink);
  });
}

function shown(picture: Picture, random: Random): Picture {
  const pitch = 2.6 + 0.9 * random();
  const [banding, phase] = [10 + 14 * random(), 2 * Math.PI * random()];
  const cold = [0.93, 1, 1.1] as const;
  return mapped(picture, (value, x, y, channel) => {
    const stripe = 0.8 + 0.35 * Math.cos(2 * Math.PI * (x / pitch - channel / 3));
    const row = 0.92 + 0.1 * Math.cos((2 * Math.PI * y) / pitch);
    const band = 1 + 0.05 * Math.sin((2 * Math.PI * y) / (banding * FINE) + phase);
    return 12 + 0.93 * value * stripe * row * band * cold[channel as 0 | 1 | 2];
  });
}

function bordered(
  { width, height, data }: Picture,
  border: number,
  colour: readonly [number, number, number],
  random: Random,
): Picture {
  const [wide, high] = [width + 4 * border, height + 4 * border];
  const desk = 70 + 90 * random();
  const all = new Uint8Array(3 * wide * high);
  for (let y = 0; y < high; y++)
    for (let x = 0; x < wide; x++) {
      const inside = x >= border && y >= border && x < wide - border && y < high - border;
      for (let c = 0; c < 3; c++) all[3 * (y * wide + x) + c] = inside ? colour[c]! : desk;
    }
  for (let y = 0; y < height; y++)
    all.set(data.subarray(3 * width * y, 3 * width * (y + 1)), 3 * ((y + 2 * border) * wide + 2 * border));
  return { width: wide, height: high, data: all };
}

/** A little blur, noise, and an exposure. */
function camera(picture: Picture, random: Random): Picture {
  const { width, height } = picture;
  const share = 0.8 + 0.15 * random();
  const soft = resize(resize(picture, Math.round(width * share), Math.round(height * share)), width, height);
  const [exposure, noise] = [0.85 + 0.3 * random(), normal(random)];
  return mapped(soft, (value) => exposure * value + 2.5 * noise());
}

function mapped(
  { width, height, data }: Picture,
  change: (value: number, x: number, y: number, channel: number) => number,
): Picture {
  const result = new Uint8Array(data.length);
  for (let y = 0, i = 0; y < height; y++)
    for (let x = 0; x < width; x++)
      for (let c = 0; c < 3; c++, i++)
        result[i] = Math.min(255, Math.max(0, Math.round(change(data[i]!, x, y, c))));
  return { width, height, data: result };
}
