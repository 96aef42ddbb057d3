import { describe, expect, it } from 'vitest';
import { LikenessError } from '../../../errors.js';
import { createRandom, listedTrials, normalQuantile } from '../../../trials/index.js';
import { type Learner, measureLearning } from './measureLearning.js';
import type { TrainingDraw } from './trainingDraws.js';

const PEOPLE = 200;
const TRAINABLE = Array.from({ length: 800 }, (_, i) => `subject ${i}`);
const options = { fmr: 1e-2, seed: 1, replicates: 40 };

/** Learns to set mated scores apart from others by so much; who is hard is hard for every model. */
function learner(distance: (subjects: number) => number, change: Partial<Learner> = {}): Learner {
  const trialsAt = (subjects: number, seed: number) => {
    const [people, own] = [createRandom(5), createRandom(seed)];
    const normal = (random: typeof people) => normalQuantile(0.999999 * random.uniform() + 5e-7);
    const score = () => Math.sqrt(0.8) * normal(people) + Math.sqrt(0.2) * normal(own);
    const pairs = (list: readonly (readonly [number, number])[], shift: number) => ({
      scores: Float64Array.from(list, () => shift + score()),
      left: Int32Array.from(list, ([left]) => 2 * left),
      right: Int32Array.from(list, ([, right]) => 2 * right + 1),
    });
    const everybody = Array.from({ length: PEOPLE }, (_, i) => i);
    const others = everybody.flatMap((i) =>
      Array.from({ length: 10 }, (_, k) => [i, (i + 7 * k + 1) % PEOPLE] as const),
    );
    return listedTrials(
      pairs(
        everybody.map((i) => [i, i] as const),
        distance(subjects),
      ),
      pairs(others, 0),
      Int32Array.from({ length: 2 * PEOPLE }, (_, row) => row >> 1),
    );
  };
  return {
    name: 'simulated',
    subjects: TRAINABLE,
    trainAt: async ({ subjects, seed }: TrainingDraw) => trialsAt(subjects.length, seed + subjects.length),
    untrained: async () => trialsAt(0, 99),
    ...change,
  };
}

const learning = (subjects: number) => (subjects === 0 ? 2 : 2.6 + 0.35 * Math.log2(subjects / 50));

const refusal = async (one: Learner, change = {}) =>
  (await measureLearning(one, { ...options, ...change }).catch(
    (error: LikenessError) => error,
  )) as LikenessError;

describe('measuring what is learned', () => {
  it('trains at every size, tests on the same people, and sets the whole against no training', async () => {
    const found = await measureLearning(learner(learning), options);
    expect(found.curve.sizes.map(({ subjects, runs }) => [subjects, runs])).toEqual([
      [50, 5],
      [100, 5],
      [200, 4],
      [400, 2],
      [800, 2],
    ]);
    expect(found.test).toEqual({ subjects: PEOPLE, matedPairs: PEOPLE });
    expect(found.untrained!.rate).toBeGreaterThan(found.curve.sizes.at(-1)!.rate);
    expect(found.gained!.upper).toBeLessThan(0);
    expect(found.curve.trend).not.toBe('flat');
  });

  it('tells how far it is, by subjects trained on', async () => {
    const told: (readonly [number | undefined, number | undefined])[] = [];
    await measureLearning(learner(learning), {
      ...options,
      onProgress: (_, done, total) => void told.push([done, total]),
    });
    const counted = told.filter(([, total]) => total !== undefined);
    expect(counted).toHaveLength(18);
    expect(counted[0]).toEqual([0, 50 * 5 + 100 * 5 + 200 * 4 + 400 * 2 + 800 * 2]);
  });

  it('leaves out sizes that are too small for a recipe, and needs three', async () => {
    const fewest = (least: number) =>
      learner(learning, {
        trainAt: (draw) => {
          if (draw.subjects.length < least)
            throw new LikenessError('training_unsuitable', 'fewer than a batch');
          return learner(learning).trainAt(draw);
        },
      });
    const found = await measureLearning(fewest(100), options);
    expect(found.tooFew).toEqual([50]);
    expect(found.curve.sizes).toHaveLength(4);
    expect(await refusal(fewest(400))).toMatchObject({
      code: 'training_unsuitable',
      message: expect.stringContaining('at 2 of the sizes'),
    });
    expect(await refusal(fewest(900))).toMatchObject({
      code: 'training_unsuitable',
      message: 'fewer than a batch',
    });
  });

  it('refuses test people who cannot show the FMR, or whom nobody misses', async () => {
    expect(await refusal(learner(learning), { fmr: 1e-5 })).toMatchObject({
      code: 'training_unsuitable',
      message: expect.stringContaining('cannot show an FMR of 0.00001'),
    });
    expect(await refusal(learner(() => 20))).toMatchObject({
      message: expect.stringContaining('no model missed any'),
    });
  });

  it('stops where it is asked to', async () => {
    const controller = new AbortController();
    const stopping = learner(learning, {
      trainAt: (draw) => {
        controller.abort(new LikenessError('interrupted', 'stopped on request'));
        return learner(learning).trainAt(draw);
      },
    });
    expect(await refusal(stopping, { signal: controller.signal })).toMatchObject({ code: 'interrupted' });
  });
});
