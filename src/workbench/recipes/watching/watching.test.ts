import { describe, expect, test } from 'vitest';
import { recordFixture } from '../../datasets/record.fixture.js';
import { metricsOf, type Side, statementsOf, trialsBetween } from './verification.js';
import { watchedSubjects } from './watchedSubjects.js';

const names = Array.from({ length: 100 }, (_, i) => `S${i}`);
const stratum = (name: string) => (Number(name.slice(1)) % 4 === 0 ? 'several' : 'one');

describe('people who are watched', () => {
  test('are the same share of each stratum, and the same people for the same seed', () => {
    const watched = watchedSubjects(names, stratum, 0.2, 5);
    expect([...watched].filter((name) => stratum(name) === 'several')).toHaveLength(5);
    expect(watched.size).toBe(20);
    expect([...watchedSubjects([...names].reverse(), stratum, 0.2, 5)]).toEqual([...watched]);
    expect([...watchedSubjects(names, stratum, 0.2, 6)]).not.toEqual([...watched]);
  });

  test('are two of a stratum at least where it can spare them, and nobody where none are asked for', () => {
    expect(watchedSubjects(['a', 'b', 'c', 'd'], () => '', 0.1, 1).size).toBe(2);
    expect(watchedSubjects(['a', 'b', 'c'], () => '', 0.1, 1).size).toBe(0);
    expect(watchedSubjects(names, stratum, 0, 1).size).toBe(0);
  });
});

/** Templates in the plane, by their angle in degrees. */
function side(entries: readonly (readonly [image: string, degrees: number, derivedFrom?: string])[]): Side {
  const angles = entries.map(([, degrees]) => (degrees * Math.PI) / 180);
  return {
    dimension: 2,
    templates: Float32Array.from(angles.flatMap((angle) => [Math.cos(angle), Math.sin(angle)])),
    pictures: entries.map(([image, , derivedFrom]) =>
      recordFixture(image, { derivedFrom: derivedFrom ?? null }),
    ),
  };
}

describe('comparisons of the people watched', () => {
  const selfies = side([
    ['Ann/1', 0],
    ['Ann/2', 10],
    ['Bob/1', 90],
  ]);

  test('are of every picture with every other on one side', async () => {
    const { mated, nonMated } = await trialsBetween(selfies, selfies);
    expect([mated.scores.length, nonMated.trials]).toEqual([1, 2]);
    expect(mated.scores[0]).toBeCloseTo(Math.cos(Math.PI / 18), 6);
  });

  test('leave out a document with the photograph that it was made of, but not with others of its subject', async () => {
    const [first] = selfies.pictures;
    const documents = side([
      ['Ann/d', 5, first!.sha256],
      ['Bob/d', 80],
    ]);
    const { mated, nonMated } = await trialsBetween(documents, selfies);
    // Ann’s document with her second selfie, Bob’s with his only one; each with the other’s.
    expect([mated.scores.length, nonMated.trials]).toEqual([2, 3]);
    const expected = [5, 10].map((degrees) => Math.cos((degrees * Math.PI) / 180));
    expect([...mated.scores].map((score) => score.toFixed(6))).toEqual(
      expected.map((score) => score.toFixed(6)),
    );
  });

  test('give rates only where there are comparisons enough for the FMR', async () => {
    const people = Array.from({ length: 16 }, (_, i) => `P${i}`);
    const apart = side(
      people.flatMap((name, i) => [[`${name}/1`, 20 * i] as const, [`${name}/2`, 20 * i + 4] as const]),
    );
    const trials = await trialsBetween(apart, apart);
    expect(metricsOf(trials)).toEqual({ eer: 0, fnmrAt1e2: 0 });
    expect(statementsOf(trials)[0]).toMatchObject({
      what: 'EER',
      told: expect.stringMatching(/^0\.00 % \(0\.00 % – \d/),
    });
    expect(statementsOf(trials)[2]!.told).toContain('480 non-mated trials cannot show an FMR of 0.001');
  });
});
