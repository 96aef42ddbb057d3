// Thousands of damaged files through the whole pipeline: every one ends in a result or in a typed error.

import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import sharp from 'sharp';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { ERRORS, LikenessError } from '../errors.js';
import { createRandom, type Random } from '../trials/index.js';
import { Likeness } from './index.js';

const samples = join(
  dirname(dirname(createRequire(import.meta.url).resolve('@vladmandic/face-api'))),
  'demo',
);

const FORMATS = ['jpeg', 'png', 'webp', 'avif', 'tiff', 'gif'] as const;
/** `npm run study:damage` makes 2,000 of each. */
const MUTATIONS_EACH = Number(process.env.LIKENESS_MUTATIONS ?? 35);

type Mutation = (bytes: Uint8Array, random: Random) => Uint8Array;

/** What transport, storage and malice do to files. */
const MUTATIONS: Readonly<Record<string, Mutation>> = {
  'one byte changed': (bytes, random) => {
    const copy = Uint8Array.from(bytes);
    copy[random.below(copy.length)] = random.below(256);
    return copy;
  },
  'many bytes changed': (bytes, random) => {
    const copy = Uint8Array.from(bytes);
    for (let i = 0; i < 1 + copy.length / 50; i++) copy[random.below(copy.length)] = random.below(256);
    return copy;
  },
  'header changed': (bytes, random) => {
    const copy = Uint8Array.from(bytes);
    for (let i = 0; i < 4; i++) copy[random.below(Math.min(200, copy.length))] = random.below(256);
    return copy;
  },
  'a run of zeros or ones': (bytes, random) => {
    const copy = Uint8Array.from(bytes);
    const start = random.below(copy.length);
    return copy.fill(random.below(2) * 255, start, start + 1 + random.below(64));
  },
  'cut off': (bytes, random) => bytes.slice(0, random.below(bytes.length)),
  'a piece lost': (bytes, random) => {
    const start = random.below(bytes.length);
    return Buffer.concat([bytes.subarray(0, start), bytes.subarray(start + 1 + random.below(500))]);
  },
  'a piece doubled': (bytes, random) => {
    const start = random.below(bytes.length);
    return Buffer.concat([bytes.subarray(0, start + random.below(500)), bytes.subarray(start)]);
  },
};

describe('A damaged file', () => {
  let likeness: Likeness;
  let original: Buffer;

  beforeAll(async () => {
    likeness = await Likeness.open({ model: 'fast', home: join(tmpdir(), 'likeness-test-home'), threads: 1 });
    original = await sharp(join(samples, 'sample6.jpg'))
      .extract({ left: 190, top: 430, width: 380, height: 380 })
      .resize(128, 128)
      .png()
      .toBuffer();
  });
  afterAll(() => likeness.close());

  it.each(FORMATS)(
    `in the form of %s, in ${MUTATIONS_EACH} ways, gives a result or a typed error, and the next file is served as before`,
    async (format) => {
      const valid = await sharp(original).toFormat(format).toBuffer();
      const before = await likeness.embed(valid);
      const random = createRandom(FORMATS.indexOf(format) + 1);
      const names = Object.keys(MUTATIONS);
      const codes = new Map<string, number>();
      for (let i = 0; i < MUTATIONS_EACH; i++) {
        const mutate = MUTATIONS[names[i % names.length]!]!;
        const outcome = await outcomeOf(likeness, mutate(valid, random), valid, i);
        codes.set(outcome, (codes.get(outcome) ?? 0) + 1);
      }
      expect([...codes.keys()].filter((code) => code !== 'served' && !Object.hasOwn(ERRORS, code))).toEqual(
        [],
      );
      expect(codes.has('internal')).toBe(false);
      // Neither all refused nor all let through: the mutations reach every stage. A PNG's checksums find them all.
      if (format !== 'png') expect(codes.get('served') ?? 0).toBeGreaterThan(0);
      expect(codes.get('served') ?? 0).toBeLessThan(MUTATIONS_EACH);
      expect((await likeness.embed(valid)).vector).toEqual(before.vector);
    },
    240_000,
  );
});

/** `served`, or the code of the error; anything but a typed error fails the test. Alternates the two ways in. */
async function outcomeOf(
  likeness: Likeness,
  mutated: Uint8Array,
  valid: Uint8Array,
  turn: number,
): Promise<string> {
  try {
    if (turn % 2 === 0) await likeness.embed(mutated);
    else await likeness.verify(mutated, valid);
    return 'served';
  } catch (error) {
    if (error instanceof LikenessError) return error.code;
    throw error;
  }
}
