// Every kind of error, planted among people who are told apart without doubt.

import { beforeAll, describe, expect, it } from 'vitest';
import { applyProposals } from './apply.js';
import type { Proposal } from './proposal.js';
import { propose } from './propose.js';
import { openWorld, WORLD_CALIBRATION, type World } from './world.fixture.js';

/** Sixty people of one to five pictures, all under their own names; and whatever else is wanted. */
function worldWith(plant: (world: World) => void, seed = 1): World {
  const world = openWorld(seed);
  for (let person = 0; person < 60; person++)
    world.add(`P${String(person).padStart(2, '0')}`, person, 1 + (person % 5));
  plant(world);
  return world;
}

const look = async (world: World, records = world.records(), options = {}) =>
  propose(records, world.acquired(records), {
    precision: 0.9,
    calibration: WORLD_CALIBRATION,
    threads: 1,
    ...options,
  });

const brief = ({ kind, moves }: Proposal) => [kind, ...moves.map(({ image, to }) => `${image} → ${to}`)];

/** One of every kind, far from each other. */
const ERRORS = worldWith((world) => {
  world.add('P04', 8, 1); // of P08
  world.add('P15', 19, 1); // of P19, in a folder of two then
  world.add('P09', 97, 1); // of nobody else
  world.add('P05', 96, 1); // of nobody else, in a folder of two then
  world.add('Two', 94, 6); // two people
  world.add('Two', 95, 6);
  world.add('P25', 93, 1); // a stranger; the name for a new subject is taken
  world.add('P25~2', 92, 1);
  world.add('Twin', 13, 2); // P13
  world.add('Triplet', 23, 2); // P23 …
  world.add('Thrice', 23, 1); // … as well
  world.copy('P14/2.jpg', 'P14/copy.jpg');
  world.copy('P24/2.jpg', 'P33/copy.jpg');
  world.copy('P44/1.jpg', 'P44/large.jpg', { sha256: 'a'.repeat(64), size: [500, 500] });
  world.add('P34', 38, 1); // of P38, and what was made of it
  const { sha256 } = world.records().find(({ image }) => image === 'P34/6.jpg')!;
  world.copy('P34/6.jpg', 'P34/passport.png', { sha256: 'b'.repeat(64), derivedFrom: sha256 });
});

describe('of a data set with errors of every kind', () => {
  const records = ERRORS.records();
  let found: Awaited<ReturnType<typeof look>>;
  beforeAll(async () => {
    found = await look(ERRORS);
  });
  const about = (...subjects: string[]) =>
    found.proposals
      .filter(({ moves }) => moves.some(({ from }) => subjects.includes(from)))
      .map(brief)
      .sort();
  const of = (subject: string) =>
    found.proposals.find(({ moves }) => moves.some(({ from }) => from === subject))!;

  it('a picture under another’s name goes to its person, with the evidence for both', () => {
    expect(about('P04', 'P08')).toEqual([['relabel', 'P04/6.jpg → P08']]);
    const { probability, comparisons, beside } = of('P04');
    expect(probability).toBeGreaterThan(0.99);
    expect(comparisons).toMatchObject([
      { subject: 'P04', pictures: 5, score: expect.closeTo(0, 0), llr: expect.closeTo(-14, -1) },
      { subject: 'P08', pictures: 4, score: expect.closeTo(0.85, 1), llr: expect.closeTo(10, -1) },
    ]);
    expect(beside.map(({ images }) => images.length)).toEqual([4, 4]);
  });

  it('even of two pictures the right one goes, since it is near to somebody', () => {
    expect(about('P15', 'P19')).toEqual([['relabel', 'P15/2.jpg → P19']]);
  });

  it('a picture of somebody unknown is set aside', () => {
    expect(about('P09')).toEqual([['set-aside', 'P09/6.jpg → null']]);
  });

  it('a folder of two strangers is split, and nobody is blamed', () => {
    expect(about('P05')).toEqual([['split', expect.stringMatching(/^P05\/[12]\.jpg → P05~2$/)]]);
    expect(of('P05').reason).toContain('Nothing tells whose the name is');
  });

  it('a folder of two people with many pictures each is split into two subjects', () => {
    expect(about('Two').map(([kind, ...moves]) => [kind, moves.length])).toEqual([['split', 6]]);
    const moved = new Set(of('Two').moves.map(({ image }) => Number(/\d+/.exec(image)![0]) > 6));
    expect(moved.size).toBe(1);
  });

  it('a new subject gets a name that nobody has', () => {
    expect(of('P25').moves.map(({ to }) => to)).toEqual(['P25~3']);
  });

  it('two folders of one person become the larger one, and so do three', () => {
    expect(about('P13', 'Twin')).toEqual([['merge', 'Twin/1.jpg → P13', 'Twin/2.jpg → P13']]);
    expect(about('P23', 'Triplet', 'Thrice')).toEqual([
      ['merge', 'Thrice/1.jpg → P23'],
      ['merge', 'Triplet/1.jpg → P23', 'Triplet/2.jpg → P23'],
    ]);
    expect(found.twinRate).toBeCloseTo(6 / 67, 1);
  });

  it('the same bytes twice under one name: one row goes', () => {
    expect(about('P14')).toEqual([['exact-duplicate', 'P14/copy.jpg → null']]);
    expect(of('P14').probability).toBe(1);
  });

  it('the same bytes under two names stay where they are like the others', () => {
    expect(about('P24', 'P33')).toEqual([['exact-duplicate', 'P33/copy.jpg → null']]);
    expect(of('P33').comparisons.map(({ subject }) => subject)).toEqual(['P33', 'P24']);
  });

  it('of another form of a photograph the one with more pixels stays', () => {
    expect(about('P44')).toEqual([['near-duplicate', 'P44/1.jpg → null']]);
    expect(of('P44').copyOf).toEqual({ image: 'P44/large.jpg', hashDistance: 0 });
  });

  it('what was made of a picture goes where it goes, and is no duplicate of it', () => {
    expect(about('P34')).toEqual([['relabel', 'P34/6.jpg → P38', 'P34/passport.png → P38']]);
  });

  it('nothing else is proposed, and the rate of errors is seen', () => {
    expect(found.proposals).toHaveLength(13);
    expect(found.errorRate).toBeCloseTo(10 / 200, 1);
  });

  it('the same is proposed again, by the same ids, however many threads work', async () => {
    expect(await look(ERRORS, records, { threads: 2 })).toEqual(found);
  });

  it('nothing of it is proposed once it is applied', async () => {
    const mended = applyProposals(records, found.proposals);
    expect(mended.overruled).toEqual([]);
    expect((await look(ERRORS, [...mended.records])).proposals).toEqual([]);
  });

  it('only the kinds that were asked for are proposed', async () => {
    const { proposals } = await look(ERRORS, records, { kinds: ['merge', 'exact-duplicate'] });
    const asked = found.proposals.filter(({ kind }) => kind === 'merge' || kind === 'exact-duplicate');
    expect(proposals).toEqual(asked);
  });

  it('what scores mean is learned where the model is not calibrated', async () => {
    const { proposals, learned } = await look(ERRORS, records, { calibration: null, kinds: ['relabel'] });
    expect(learned).toBe(true);
    const asked = found.proposals.filter(({ kind }) => kind === 'relabel');
    expect(proposals.map(brief).sort()).toEqual(asked.map(brief).sort());
  });
});

describe('without errors', () => {
  it('nothing is proposed', async () => {
    const { proposals, errorRate } = await look(worldWith(() => {}));
    expect(proposals).toEqual([]);
    expect(errorRate).toBeLessThan(0.005);
  });
});

describe('what cannot be known', () => {
  it('a model without calibration is refused where the data set is too small to learn from', async () => {
    const world = openWorld(3);
    for (let person = 0; person < 10; person++) world.add(`P${person}`, person, 2);
    await expect(look(world, world.records(), { calibration: null })).rejects.toMatchObject({
      code: 'model_uncalibrated',
    });
  });

  it.each([0, 1, 3])('a data set of %d pictures has nothing to propose', async (pictures) => {
    const world = openWorld(4);
    if (pictures > 0) world.add('A', 1, pictures);
    expect((await look(world)).proposals).toEqual([]);
  });

  it('work stops when asked to', async () => {
    const signal = AbortSignal.abort(new Error('enough'));
    await expect(
      look(
        worldWith(() => {}),
        undefined,
        { signal },
      ),
    ).rejects.toThrow('enough');
  });
});
