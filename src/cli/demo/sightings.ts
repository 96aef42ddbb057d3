// Finds the people of the demonstration in the sample photographs.

import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import type { Likeness } from '../../decision/index.js';
import { LikenessError } from '../../errors.js';
import {
  type Box,
  decode,
  encodePng,
  type Picture,
  type Point,
  readPictureFile,
  warp,
} from '../../image/index.js';
import { type Place, placeOf } from '../framing.js';
import { PEOPLE, type Sighting, type Who } from './people.js';

/**
 * Finds people, each once.
 * @throws `model_source_missing`, or `face_not_found` where a photograph is not the one that we know
 */
export function spotter(likeness: Likeness): (who: Who) => Promise<Place> {
  const sample = once(readSample);
  return once(async (who: Who) => {
    const sighting: Sighting = PEOPLE[who];
    const place = await spot(likeness, await sample(sighting.photo), sighting);
    if (!place) throw new LikenessError('face_not_found', `person ${who} is not in sample ${sighting.photo}`);
    return place;
  });
}

/** Remembers what was asked for. */
export function once<Key, Value>(make: (key: Key) => Promise<Value>): (key: Key) => Promise<Value> {
  const made = new Map<Key, Promise<Value>>();
  return (key) => {
    const value = made.get(key) ?? make(key);
    made.set(key, value);
    return value;
  };
}

/** Shares of the photograph's width: enough for a head, and little to search. */
const SURROUNDINGS = 0.36;

async function spot(likeness: Likeness, photo: Picture, at: Sighting): Promise<Place | undefined> {
  const point = { x: at.x * photo.width, y: at.y * photo.height };
  const side = Math.round(SURROUNDINGS * photo.width);
  const corner = { x: Math.round(point.x - side / 2), y: Math.round(point.y - side / 2) };
  const around = warp(photo, { a: 1, b: 0, tx: corner.x, ty: corner.y }, side, side);
  const { faces } = await likeness.inspect(await encodePng(around));
  const face = faces.find(({ box }) => contains(box, { x: side / 2, y: side / 2 }));
  if (face) return placeOf(face, photo, corner);
  return at.width === undefined
    ? undefined
    : { photo, centre: point, width: at.width * photo.width, lean: 0 };
}

const contains = ({ x, y, width, height }: Box, point: Point): boolean =>
  point.x >= x && point.x <= x + width && point.y >= y && point.y <= y + height;

async function readSample(photo: number): Promise<Picture> {
  return decode(await readPictureFile(join(samplesFolder(), `sample${photo}.jpg`)));
}

function samplesFolder(): string {
  try {
    const entry = createRequire(import.meta.url).resolve('@vladmandic/face-api');
    return join(dirname(dirname(entry)), 'demo');
  } catch (cause) {
    throw new LikenessError('model_source_missing', '@vladmandic/face-api is not installed', { cause });
  }
}
