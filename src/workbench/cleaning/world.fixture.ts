// People made of random directions, for tests: a picture's template lies near its person's direction, and two people
// have nothing in common. Whatever is planted is known.

import { createRandom, type Random } from '../../trials/index.js';
import { recordFixture } from '../datasets/record.fixture.js';
import type { DatasetRecord } from '../datasets/record.js';
import type { AcquiredTemplate } from '../templates/templateCache.js';

const LENGTH = 96;

/** Scores of one person are about 0.85 ± 0.02, of two 0 ± 0.1. */
export const WORLD_CALIBRATION = { slope: 30, offset: -15 } as const;

export interface World {
  /** Adds pictures of a person under a name: `Ann/1.jpg`, `Ann/2.jpg`, … */
  add(name: string, person: number, pictures: number): void;
  /** In the order of their names, as in a data set. */
  records(): DatasetRecord[];
  /** What a model made of records, in their order. */
  acquired(records: readonly DatasetRecord[]): AcquiredTemplate[];
  /** Another row with the photograph of one there is, of the same bytes or not. */
  copy(image: string, as: string, change?: Partial<DatasetRecord>): void;
}

export function openWorld(seed: number): World {
  const random = createRandom(seed);
  const people = new Map<number, Float32Array>();
  const made = new Map<string, { record: DatasetRecord; acquired: AcquiredTemplate }>();
  const counts = new Map<string, number>();
  const put = (record: DatasetRecord, vector: Float32Array): void => {
    made.set(record.image, { record, acquired: acquiredOf(record, vector) });
  };
  return {
    add(name, person, pictures) {
      if (!people.has(person)) people.set(person, unit(gaussian(random)));
      for (let k = 0; k < pictures; k++) {
        const number = (counts.get(name) ?? 0) + 1;
        counts.set(name, number);
        const hash =
          random.uint32().toString(16).padStart(8, '0') + random.uint32().toString(16).padStart(8, '0');
        const noise = gaussian(random).map((value) => (0.42 * value) / Math.sqrt(LENGTH));
        const vector = unit(people.get(person)!.map((value, i) => value + noise[i]!));
        put(recordFixture(`${name}/${number}.jpg`, { perceptualHash: hash }), vector);
      }
    },
    copy(image, as, change = {}) {
      const { record, acquired } = made.get(image)!;
      const { sha256, perceptualHash } = record;
      put(recordFixture(as, { sha256, perceptualHash, ...change }), acquired.vector);
    },
    records: () =>
      [...made.values()].map(({ record }) => record).sort((a, b) => (a.image < b.image ? -1 : 1)),
    acquired: (records) => records.map(({ image }) => made.get(image)!.acquired),
  };
}

function acquiredOf({ face, perceptualHash }: DatasetRecord, vector: Float32Array): AcquiredTemplate {
  if (face.kind === 'failure') throw new Error('a picture of a world has a face');
  const { faces, box, landmarks, quality } = face;
  const seen = { size: [250, 250] as const, perceptualHash: perceptualHash! };
  return { kind: 'template', seen, vector, faces, box, landmarks, quality };
}

const gaussian = (random: Random): Float32Array =>
  Float32Array.from(
    { length: LENGTH },
    () => Math.sqrt(-2 * Math.log(1 - random.uniform())) * Math.cos(2 * Math.PI * random.uniform()),
  );

function unit(vector: Float32Array): Float32Array {
  const length = Math.sqrt(vector.reduce((sum, value) => sum + value * value, 0));
  return vector.map((value) => value / length);
}
