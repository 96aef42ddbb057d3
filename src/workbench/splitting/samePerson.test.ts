import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createRandom } from '../../trials/index.js';
import { ScoringEngine } from '../scoring/index.js';
import { direction, near } from './people.fixture.js';
import { meanTemplate, type SubjectTemplates } from './pictureCounts.js';
import { type SamePersonSearch, searchSamePerson } from './samePerson.js';

let engine: ScoringEngine;
beforeAll(async () => {
  engine = await ScoringEngine.open({ threads: 1 });
});
afterAll(() => engine.close());

/** 400 people, 100 of them with two to six pictures; then people under two names, with so many pictures under each. */
function population(seed: number, planted: readonly (readonly [number, number])[]): SubjectTemplates[] {
  const random = createRandom(seed);
  const pictures = (person: Float32Array, count: number) =>
    Array.from({ length: count }, () => near(person, random));
  const people = Array.from({ length: 400 }, (_, i) => ({
    subject: `p${i}`,
    templates: pictures(direction(random), i < 100 ? 2 + (i % 5) : 1),
  }));
  const doubles = planted.flatMap(([one, other], i) => {
    const person = direction(random);
    return [
      { subject: `x${i}`, templates: pictures(person, one) },
      { subject: `y${i}`, templates: pictures(person, other) },
    ];
  });
  return [...people, ...doubles];
}

async function search(subjects: readonly SubjectTemplates[]): Promise<SamePersonSearch> {
  const result = await searchSamePerson(subjects, { engine });
  if ('reason' in result) throw new Error(result.reason);
  return result;
}

const namesOf = (found: SamePersonSearch['found'], subjects: readonly SubjectTemplates[]) =>
  found.map(({ a, b }) => `${subjects[a]!.subject} ${subjects[b]!.subject}`).sort();

describe('one person under two names', () => {
  it.each([1, 2, 3])('is found whatever the numbers of pictures, and nobody else (seed %d)', async (seed) => {
    const planted = [
      [1, 1],
      [1, 3],
      [2, 2],
      [1, 8],
      [3, 9],
      [6, 6],
    ] as const;
    const subjects = population(seed, planted);
    const { found, pairs, prior, expectedFalse } = await search(subjects);
    expect(namesOf(found, subjects)).toEqual(planted.map((_, i) => `x${i} y${i}`));
    for (const { posterior, llr } of found) {
      expect(posterior).toBeGreaterThan(0.99);
      expect(llr).toBeGreaterThan(Math.log(pairs));
    }
    expect(pairs).toBe((412 * 411) / 2);
    expect(prior).toBeCloseTo(7 / pairs, 8);
    expect(expectedFalse).toBeLessThan(0.06);
  });

  it('is nobody where nobody is', async () => {
    const { found, prior, pairs, expectedFalse } = await search(population(4, []));
    expect([found, prior, expectedFalse]).toEqual([[], 1 / pairs, 0]);
  });

  it('is found also where a tenth of the people are, who would else pass for two people that are alike', async () => {
    const planted = Array.from({ length: 40 }, (_, i) => [1, 1 + (i % 2)] as const);
    const subjects = population(5, planted);
    expect(namesOf((await search(subjects)).found, subjects)).toEqual(
      planted.map((_, i) => `x${i} y${i}`).sort(),
    );
  });

  it('is the likelier the more alike the two are', async () => {
    const subjects = population(
      6,
      Array.from({ length: 10 }, () => [1, 1] as const),
    );
    const { found } = await search(subjects);
    const scores = found.map(({ score }) => score);
    expect(scores).toEqual(scores.toSorted((a, b) => b - a));
    expect(found.map(({ posterior }) => posterior)).toEqual(
      found.map(({ posterior }) => posterior).toSorted((a, b) => b - a),
    );
  });

  it('is found where few have one picture, or few have many', async () => {
    const random = createRandom(11);
    const some = (prefix: string, people: number, count: number) =>
      Array.from({ length: people }, (_, i) => {
        const person = direction(random);
        return {
          subject: `${prefix}${i}`,
          templates: Array.from({ length: count }, () => near(person, random)),
        };
      });
    const person = direction(random);
    const under = (subject: string, count: number) => ({
      subject,
      templates: Array.from({ length: count }, () => near(person, random)),
    });
    for (const [one, other] of [
      [1, 1],
      [1, 9],
      [9, 9],
    ] as const) {
      const subjects = [
        ...some('a', 3, 1),
        ...some('b', 60, 2),
        ...some('c', 4, 9),
        under('x', one),
        under('y', other),
      ];
      expect(namesOf((await search(subjects)).found, subjects)).toEqual(['x y']);
    }
  });

  it('is not looked for where nobody shows what one person’s pictures score', async () => {
    const random = createRandom(7);
    const single = Array.from({ length: 60 }, (_, i) => ({
      subject: `p${i}`,
      templates: [direction(random)],
    }));
    expect(await searchSamePerson(single, { engine })).toEqual({
      reason:
        '0 subjects with two pictures or more are too few to tell what one person’s pictures score: 30 are needed',
    });
  });

  it('is no longer looked for once that is asked', async () => {
    const stop = AbortSignal.abort(new Error('enough'));
    await expect(searchSamePerson(population(8, []), { engine, signal: stop })).rejects.toThrow('enough');
  });
});

describe('the mean of templates', () => {
  it('is of unit length, and of one template that very one', () => {
    const random = createRandom(1);
    const list = [direction(random), direction(random), direction(random)];
    expect(Math.hypot(...meanTemplate(list))).toBeCloseTo(1, 6);
    expect(meanTemplate(list.slice(0, 1))).toBe(list[0]);
  });
});
