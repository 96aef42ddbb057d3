import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createRandom, listedTrials, normalQuantile } from '../../../trials/index.js';
import { createDataset, replaceRecords } from '../../datasets/dataset.js';
import { recordFixture } from '../../datasets/record.fixture.js';
import type { Learner } from '../learning/measureLearning.js';
import { type Plan, planData } from '../plan.js';
import { renderPlan } from './page.js';

const folder = mkdtempSync(join(tmpdir(), 'likeness-plan-'));
const people = join(folder, 'people & <b>co</b>');
afterAll(() => rmSync(folder, { recursive: true }));

beforeAll(async () => {
  const records = Array.from({ length: 60 }, (_, i) => [
    recordFixture(`p${i}/a.jpg`, { groups: { region: i % 2 ? '<i>north</i>' : 'south' } }),
    recordFixture(`p${i}/b.jpg`, {
      groups: { region: i % 2 ? '<i>north</i>' : 'south' },
      capturedAt: '2016-01-01',
    }),
  ]).flat();
  await replaceRecords(await createDataset(people), records, 'ingest: 120 pictures added');
});

/** Twice as far apart at each doubling: a curve that falls. Or the same at all sizes. */
const learner = (slope: number): Learner => ({
  name: 'documents',
  subjects: Array.from({ length: 480 }, (_, i) => `s${i}`),
  untrained: undefined,
  trainAt: async ({ subjects, seed }) => {
    const [shared, own] = [createRandom(5), createRandom(seed + subjects.length)];
    const normal = (random: typeof own) => normalQuantile(0.999999 * random.uniform() + 5e-7);
    const score = () => 0.9 * normal(shared) + 0.43 * normal(own);
    const row = (left: number, right: number) => [2 * left, 2 * right + 1] as const;
    const everybody = Array.from({ length: 200 }, (_, i) => i);
    const pairs = (list: readonly (readonly [number, number])[], shift: number) => ({
      scores: Float64Array.from(list, () => shift + score()),
      left: Int32Array.from(list, ([left]) => left),
      right: Int32Array.from(list, ([, right]) => right),
    });
    return listedTrials(
      pairs(
        everybody.map((i) => row(i, i)),
        2.6 + slope * Math.log2(subjects.length / 30),
      ),
      pairs(
        everybody.flatMap((i) => [1, 2, 3, 4, 5, 6, 7].map((k) => row(i, (i + k) % 200))),
        0,
      ),
      Int32Array.from({ length: 400 }, (_, i) => i >> 1),
    );
  },
});

const planned = (options = {}): Promise<Plan> =>
  planData({ dataset: people, replicates: 60, fmr: 1e-2, ...options });

describe('the page of a plan', () => {
  it('begins with what to collect next, the most urgent first, with its number', async () => {
    const plan = await planned();
    const page = renderPlan(plan);
    expect(plan.advice[0]).toMatchObject({
      urgency: 'nothing can be said',
      title: 'Photographs of real documents, with selfies of the same people',
      people: 469,
    });
    expect(page.indexOf('What to collect next')).toBeLessThan(page.indexOf('What a claim takes'));
    expect(page).toContain('469\u00a0people more');
    expect(plan.collection.people).toBe(469);
    expect(plan.collection.quotas).toContainEqual({ what: 'Compared: document – selfie', people: 469 });
    expect(plan.collection.fields).toEqual(expect.arrayContaining(['age', 'sex', 'licence', 'consent']));
  });

  it('ranks by urgency alone', async () => {
    const order = ['nothing can be said', 'out of reach', 'would improve', 'not worth it'];
    const places = (await planned({ learner: learner(0) })).advice.map(({ urgency }) =>
      order.indexOf(urgency),
    );
    expect(places).toEqual(places.toSorted((a, b) => a - b));
  });

  it('says how to get a learning curve where nothing was trained', async () => {
    const plan = await planned();
    expect(plan.learning).toBeNull();
    expect(renderPlan(plan)).toContain('--recipe recipe.json');
    expect(renderPlan(plan)).not.toContain('fig-learning');
  });

  it('shows a curve that falls, with what twice as many subjects would bring', async () => {
    const plan = await planned({ learner: learner(0.35), wanted: [0.01] });
    expect(plan.learning?.curve.trend).toMatch(/falls|steepens/);
    const page = renderPlan(plan);
    expect(page).toContain('id="fig-learning"');
    expect(page).toContain('Trained on all 480 it is');
    expect(page).toContain('For an FNMR of 1\u00a0%');
  });

  it('says of a level curve that more buys nothing measurable, and predicts nothing', async () => {
    const plan = await planned({ learner: learner(0) });
    expect(plan.learning?.statement).toMatch(/^More of this data buys nothing measurable/);
    expect(plan.learning?.curve.predictions).toEqual([]);
    expect(plan.advice.at(-1)).toMatchObject({ urgency: 'not worth it', people: null });
    const page = renderPlan(plan);
    expect(page).toContain('More of this data buys nothing measurable');
    expect(page).not.toContain('Fewer misses than today');
  });

  it('cannot be broken by names of strangers, and loads and runs nothing', async () => {
    const page = renderPlan(await planned());
    expect(page).toContain('&lt;i&gt;north&lt;/i&gt;');
    expect(page).not.toContain('<i>north');
    expect(page).not.toContain('<b>co</b>');
    expect(page).not.toMatch(/<script|<img|<link|\son\w+=/);
  });

  it('shows every set of the catalogue that serves, folded where a business may not use it', async () => {
    const page = renderPlan(await planned());
    for (const name of ['MORPH II', 'FairFace', 'Casual Conversations v2', 'MIDV-2020'])
      expect(page).toContain(name);
    expect(page).toContain('Not for a business');
    expect(page).toContain('MS-Celeb-1M');
  });
});

describe('a plan, asked for wrongly,', () => {
  it.each([
    [{ fmr: 0 }, 'option_invalid'],
    [{ within: 2 }, 'option_invalid'],
    [{ wanted: [-1] }, 'option_invalid'],
    [{ dataset: join(folder, 'absent') }, 'dataset_invalid'],
    [{ report: join(folder, 'absent.json') }, 'file_not_found'],
  ])('%j is refused', async (options, code) => {
    await expect(planned(options)).rejects.toMatchObject({ code });
  });

  it('is refused of a data set without pictures', async () => {
    const empty = join(folder, 'empty');
    await createDataset(empty);
    await expect(planned({ dataset: empty })).rejects.toMatchObject({ code: 'dataset_invalid' });
  });
});
