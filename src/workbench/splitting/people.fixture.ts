// People of known geometry for tests: each a direction in space, their pictures near it.

import { createRandom, type Random } from '../../trials/index.js';
import { recordFixture } from '../datasets/record.fixture.js';
import type { DatasetRecord } from '../datasets/record.js';
import type { Acquired } from '../templates/templateCache.js';

export const DIMENSION = 128;

/** Cosine of a picture with its person's direction; two pictures of one person have about its square. */
const NEAR = 0.9;

/** Each coordinate uniform, then at unit length: near enough to no preferred direction. */
export function direction(random: Random): Float32Array {
  return unit(Float64Array.from({ length: DIMENSION }, () => random.uniform() - 0.5));
}

export function near(person: Float32Array, random: Random): Float32Array {
  const away = direction(random);
  return unit(person.map((value, k) => NEAR * value + Math.sqrt(1 - NEAR ** 2) * away[k]!));
}

export function unit(vector: Float32Array | Float64Array): Float32Array {
  const length = Math.hypot(...vector);
  return Float32Array.from(vector, (value) => value / length);
}

/** A subject whose pictures were planned, with the templates that go with its records. */
export interface PlannedPicture {
  readonly record: DatasetRecord;
  readonly acquired: Acquired;
}

/** Pictures of one person under a name, with hashes that are nobody else's. */
export function picturesOf(
  name: string,
  person: Float32Array,
  count: number,
  random: Random,
  change: Partial<DatasetRecord> = {},
): PlannedPicture[] {
  return Array.from({ length: count }, (_, k) => {
    const perceptualHash = randomHash(random);
    const record = recordFixture(`${name}/${k}.jpg`, { perceptualHash, ...change });
    return { record, acquired: acquiredOf(record, near(person, random)) };
  });
}

/** So many people, the first of them with several pictures, the others with one. */
export function population(people: number, several: number, seed: number): PlannedPicture[] {
  const random = createRandom(seed);
  return Array.from({ length: people }, (_, i) =>
    picturesOf(`p${String(i).padStart(4, '0')}`, direction(random), i < several ? 2 + (i % 4) : 1, random),
  ).flat();
}

export function acquiredOf({ size, perceptualHash }: DatasetRecord, vector: Float32Array): Acquired {
  return {
    kind: 'template',
    seen: { size: size!, perceptualHash: perceptualHash! },
    vector,
    faces: 1,
    box: [1, 2, 3, 4],
    landmarks: [1, 2, 3, 4, 5, 6, 7, 8, 9, 10],
    quality: {},
  };
}

/** As the perceptual hash: as many ones as zeros. */
export function randomHash(random: Random): string {
  const places = Array.from({ length: 64 }, (_, bit) => ({ bit, key: random.uniform() }));
  const ones = new Set(
    places
      .toSorted((a, b) => a.key - b.key)
      .slice(0, 32)
      .map(({ bit }) => bit),
  );
  return hashOf((bit) => ones.has(bit));
}

/** The same hash with its first so many ones and zeros changed into each other. */
export function hashAtDistance(hash: string, distance: number): string {
  const isOne = (bit: number) => ((Number.parseInt(hash[bit >> 2]!, 16) >> (3 - (bit & 3))) & 1) === 1;
  const bits = Array.from({ length: 64 }, (_, bit) => bit);
  const turned = new Set([
    ...bits.filter(isOne).slice(0, distance / 2),
    ...bits.filter((bit) => !isOne(bit)).slice(0, distance / 2),
  ]);
  return hashOf((bit) => isOne(bit) !== turned.has(bit));
}

function hashOf(isOne: (bit: number) => boolean): string {
  return Array.from({ length: 16 }, (_, digit) =>
    [0, 1, 2, 3].reduce((value, k) => 2 * value + Number(isOne(4 * digit + k)), 0).toString(16),
  ).join('');
}
