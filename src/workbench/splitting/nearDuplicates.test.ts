import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { perceptualDistance } from '../../image/index.js';
import { createRandom } from '../../trials/index.js';
import { recordFixture } from '../datasets/record.fixture.js';
import { CHANCE_WITHIN, closePairs, hashDuplicates, hashLimit, samePictures } from './nearDuplicates.js';
import { hashAtDistance, randomHash } from './people.fixture.js';

const HASH = 'f0f0f0f00f0f0f0f';
const failed = { kind: 'failure', code: 'face_not_found', message: 'no face' } as const;

describe('one picture under two names', () => {
  it('is found by its bytes, and by what it was made from, once for two names', () => {
    const [original, copy, made] = ['a', 'a', 'b'].map((digit) => digit.repeat(64)) as [
      string,
      string,
      string,
    ];
    const records = [
      recordFixture('Ann/1.jpg', { sha256: original }),
      recordFixture('Ann/2.jpg', { sha256: original }),
      recordFixture('Ben/1.jpg', { sha256: copy }),
      recordFixture('Cid/page.jpg', { sha256: made, derivedFrom: original }),
      recordFixture('Dan/1.jpg'),
    ];
    expect(samePictures(records).map(({ a, b }) => [a.image, b.image])).toEqual([
      ['Ann/1.jpg', 'Ben/1.jpg'],
      ['Ann/1.jpg', 'Cid/page.jpg'],
      ['Ben/1.jpg', 'Cid/page.jpg'],
    ]);
  });
});

describe('pairs of like hashes', () => {
  it('are all pairs of two subjects within the limit, and no others', () => {
    const subjects = fc.array(fc.tuple(fc.integer({ min: 0, max: 5 }), fc.nat(30)), { maxLength: 30 });
    fc.assert(
      fc.property(subjects, fc.integer({ min: 0, max: 32 }), fc.nat(1000), (list, limit, seed) => {
        const random = createRandom(seed);
        const base = randomHash(random);
        const records = list.map(([subject, apart], i) =>
          recordFixture(`s${subject}/${i}.jpg`, { perceptualHash: hashAtDistance(base, 2 * (apart % 17)) }),
        );
        const golden = records.flatMap((a, i) =>
          records.slice(i + 1).flatMap((b, k) => {
            const distance = perceptualDistance(a.perceptualHash!, b.perceptualHash!);
            return a.subject !== b.subject && distance <= limit ? [[i, i + 1 + k, distance]] : [];
          }),
        );
        expect(closePairs(records, limit).map(({ a, b, hashDistance }) => [a, b, hashDistance])).toEqual(
          golden,
        );
      }),
    );
  });

  it('are none of pictures without a face, which nobody can be trained on', () => {
    const records = ['Ann', 'Ben'].map((name) => recordFixture(`${name}/1.jpg`, { perceptualHash: HASH }));
    expect(closePairs(records, 4)).toHaveLength(1);
    expect(closePairs([records[0]!, { ...records[1]!, face: failed }], 4)).toEqual([]);
    expect(closePairs([records[0]!, { ...records[1]!, perceptualHash: null }], 4)).toEqual([]);
  });

  it('are copies by themselves only where chance reaches so near in one data set of ten', () => {
    // 6,553 pictures are 21.5 million pairs: 21.5e6 × 1.1e-9 = 0.024, and × 1.0e-8 = 0.21.
    expect(hashLimit(6553)).toBe(2);
    // 1,000 are half a million: × 9.3e-8 = 0.046, × 8.4e-7 = 0.42.
    expect(hashLimit(1000)).toBe(6);
    expect(hashLimit(10)).toBe(8);
    // 100,000 are five thousand million: × 1.3e-10 = 0.65.
    expect(hashLimit(100_000)).toBe(-1);
    for (const [[near, rarer], [far, rare]] of CHANCE_WITHIN.slice(1).map(
      (one, k) => [one, CHANCE_WITHIN[k]!] as const,
    )) {
      expect(near).toBeLessThan(far);
      expect(rarer).toBeLessThan(rare);
    }
  });

  it('within that limit are told with their distance', () => {
    const records = [
      recordFixture('Ann/1.jpg', { perceptualHash: HASH }),
      recordFixture('Ben/1.jpg', { perceptualHash: hashAtDistance(HASH, 6) }),
      recordFixture('Cid/1.jpg', { perceptualHash: hashAtDistance(HASH, 20) }),
    ];
    expect(hashDuplicates(records)).toEqual([
      {
        kind: 'near-duplicate',
        a: { image: 'Ann/1.jpg', subject: 'Ann' },
        b: { image: 'Ben/1.jpg', subject: 'Ben' },
        hashDistance: 6,
        score: null,
      },
    ]);
  });
});
