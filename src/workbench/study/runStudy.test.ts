// Studies of an adapter, really trained over templates that are put into the cache: no picture is looked at.

import { readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createDataset, replaceRecords } from '../datasets/dataset.js';
import { requireStudyName } from './file.js';
import type { StudyReport } from './report.js';
import { runStudy, type StudyOptions } from './runStudy.js';
import { parseStudy } from './study.js';
import { openWorld, studyOf, type World } from './world.fixture.js';

let world: World;
beforeAll(async () => {
  world = await openWorld();
});
afterAll(() => rmSync(world.home, { recursive: true }));

const studied = (change: object = {}) => parseStudy(studyOf(world, change), 's.json', world.home);
const run = (change: object = {}, options: Partial<StudyOptions> = {}) =>
  runStudy(studied(change), { home: world.home, threads: 1, command: 'likeness study s.json', ...options });
const folderOf = (name: string) => {
  const studies = join(world.home, 'studies');
  return join(studies, readdirSync(studies).find((one) => one.startsWith(`${name}-`))!);
};
const resultsOf = (name: string) => readdirSync(join(folderOf(name), 'results'));
const TOO_BIG = [
  { choice: 'heads', options: { none: { heads: 'none' }, big: { heads: 'siblings', batch: 500 } } },
];

describe('a study', () => {
  let first: StudyReport;
  let keptBefore: number;
  const begun: string[] = [];
  beforeAll(async () => {
    const stop = new AbortController();
    const onProgress = (message: string) => {
      begun.push(message);
      if (message.startsWith('crowd: ')) stop.abort(new Error('enough'));
    };
    await expect(run({}, { signal: stop.signal, onProgress })).rejects.toThrow('enough');
    keptBefore = resultsOf('documents').length;
    first = (await run()).report;
  });

  it('that was stopped goes on where it stood', () => {
    expect(begun.some((message) => message.endsWith('for the proof'))).toBe(false);
    expect(keptBefore).toBeGreaterThanOrEqual(2);
    expect(first.measurements.kept).toBe(keptBefore);
  });

  it('takes what is better on the people of the part train, choice after choice', () => {
    const { search, recipe, dataset } = first;
    expect(search.map(({ choice, given, taken }) => [choice, given, taken])).toEqual([
      ['heads', {}, 'offset'],
      ['crowd', { heads: 'offset' }, expect.any(String)],
    ]);
    const [none, offset] = search[0]!.options;
    expect(none!.fnmr.rate).toBeGreaterThan(offset!.fnmr.rate);
    expect([none!.stopped, none!.folds]).toEqual([true, 1]);
    expect(recipe).toMatchObject({ kind: 'adapter', name: 'documents', heads: 'offset' });
    expect(recipe.dataset).toBe(dataset.path);
  });

  it('proves it on the part test: what was taken, each choice otherwise, and the base untrained', () => {
    const { proof, test, train } = first;
    expect([train.subjects, test.subjects, test.mated, test.matedTrials]).toEqual([60, 80, 80, 80]);
    expect(proof.alternatives.map(({ choice, option }) => [choice, option])).toEqual([
      ['heads', 'none'],
      ['crowd', expect.any(String)],
      [null, 'tiny'],
    ]);
    // Whoever could not be acquired counts as missed: one of eighty.
    expect(proof.fnmr.rate).toBeGreaterThanOrEqual(1 / 80);
    for (const { difference, fnmr, verdict } of proof.alternatives) {
      expect(difference.estimate).toBeCloseTo(fnmr.rate - proof.fnmr.rate, 12);
      expect(difference.adjusted).toBeGreaterThanOrEqual(difference.pValue);
      expect(verdict === 'indistinguishable').toBe(difference.adjusted > 0.05);
    }
    expect(proof.alternatives[0]!.verdict).toBe('worse');
  });

  it('says so in words, and of what cannot be told apart no more than that', () => {
    const { answers } = first;
    expect(answers[0]).toMatchObject({ choice: 'heads', taken: 'offset' });
    expect(answers[0]!.statements[0]).toMatch(
      /^With none instead FNMR would be .*points .*, p\u00a0.*: worse\.$/,
    );
    expect(answers[0]!.reasons[0]).toContain('What a document does to a template');
    expect(answers[1]!.statements[0]).toContain(': indistinguishable on 80\u00a0subjects.');
  });

  it('does nothing twice, and comes to the same', async () => {
    const { report } = await run();
    expect(report.measurements).toEqual({ made: 0, kept: resultsOf('documents').length });
    const figures = ({ search, proof, answers }: StudyReport) => ({ search, proof, answers });
    expect(figures(report)).toEqual(figures(first));
  });

  it('measures anew what was kept and is damaged; side by side it comes to the same', async () => {
    const results = join(folderOf('documents'), 'results');
    for (const name of readdirSync(results)
      .filter((one) => one.endsWith('fold1.json'))
      .slice(0, 2))
      writeFileSync(join(results, name), readFileSync(join(results, name), 'utf8').slice(0, 1000));
    const { report } = await run({ atOnce: 2 });
    expect(report.measurements.made).toBe(2);
    expect(report.search).toEqual(first.search);
    expect(report.proof).toEqual(first.proof);
  });

  it('that is asked more trains what is new alone', async () => {
    const [heads, crowd] = studyOf(world).choices;
    const more = { ...crowd!, options: { ...crowd!.options, 'of three': { crowd: { people: 3 } } } };
    const { report } = await run({ choices: [heads, more] });
    expect(report.measurements.made).toBeLessThanOrEqual(2 + 1);
    expect(report.search[1]!.options).toHaveLength(3);
  });

  it('leaves no training behind but those of what was taken', () => {
    const runs = readdirSync(join(folderOf('documents'), 'runs'));
    expect(runs.every((name) => name.includes('-test-'))).toBe(true);
  });
});

describe('a study that cannot be', () => {
  it('says which option cannot be trained, and where, and ends in order', async () => {
    await expect(run({ choices: TOO_BIG, atOnce: 2 })).rejects.toMatchObject({
      code: 'training_unsuitable',
      message: expect.stringMatching(/^heads: big, fold \d: \d+ subjects to train on have/),
    });
  });

  it('is refused on a data set that is not divided, before anything is trained', async () => {
    const path = join(world.home, 'undivided');
    const undivided = world.records.map((record) => ({ ...record, part: null }));
    await replaceRecords(await createDataset(path), undivided, 'made for a test');
    const { recipe } = studyOf(world);
    await expect(run({ name: 'undivided', recipe: { ...recipe, dataset: path } })).rejects.toMatchObject({
      code: 'training_unsuitable',
      hint: 'Divide it first: `likeness data split`.',
    });
    expect(readdirSync(join(world.home, 'studies')).some((name) => name.startsWith('undivided'))).toBe(false);
  });

  it('is refused where its recipe has the name of another model', async () => {
    const { recipe } = studyOf(world);
    const named = studied({ recipe: { ...recipe, name: 'tiny' } });
    await expect(requireStudyName(named, world.home)).rejects.toMatchObject({ code: 'option_invalid' });
  });
});
