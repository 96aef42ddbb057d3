// Promotions on small networks that run, with reports whose scores are known: what is complete goes through, and each
// thing that is missing stops it by itself.

import { appendFile, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { defaultDigest, type ModelManifest, ModelStore, writeCard } from '../../face/index.js';
import { defaultEmbedder, defaultHistory } from '../../face/registry/promotions.js';
import { fileEvaluation } from './evaluationRecord.js';
import { fileCalibrationPeople, fileTraining } from './papers.js';
import { peopleOf } from './people.js';
import { type PromoteOptions, promote, rollback } from './promote.js';
import { CALIBRATION, pictures, report, storeModel, trainingRun } from './registry.fixture.js';

const TRAIN = pictures('train', 40);
const CALIBRATE = pictures('calibrate', 30);
const TEST = pictures('test', 60);
const LOST = { name: 'accurate', digest: defaultDigest('accurate') };

/** As the policy's, for FMRs that the calibration holds; the command hands in the policy's own. */
const operatingPoint: PromoteOptions['operatingPoint'] = ({ thresholds }, fmr) => {
  const found = thresholds.find((one) => one.fmr === fmr);
  return { threshold: found?.threshold ?? Number.NaN, supported: found !== undefined };
};

let home: string;
let store: ModelStore;
let good: ModelManifest;
let present: ModelManifest;

/** The first promotion is from `accurate`, which is not composed here: so that of `present` is written by hand. */
async function setDefault({ name, sha256 }: ModelManifest): Promise<void> {
  const entry = {
    action: 'promote',
    at: '2026-11-01T00:00:00.000Z',
    by: 'a test',
    reason: null,
    from: LOST,
    to: { name, digest: sha256 },
    fmr: 0.01,
    thresholds: { from: null, to: 0.25 },
    difference: { estimate: 0, lower: 0, upper: 0, margin: 0.01 },
    evidence: {},
    caveats: [],
  };
  await writeFile(join(home, 'promotions.jsonl'), `${JSON.stringify(entry)}\n`);
}

async function calibrate({ sha256 }: ModelManifest, people = CALIBRATE): Promise<void> {
  await store.calibrate(sha256, CALIBRATION, writeCard);
  await fileCalibrationPeople(store, sha256, peopleOf(people));
}

beforeEach(async () => {
  home = await mkdtemp(join(tmpdir(), 'likeness-promote-'));
  store = new ModelStore(home);
  present = await storeModel(store, 'present', 1);
  good = await storeModel(store, 'good', 2);
  await setDefault(present);
  await store.calibrate(
    present.sha256,
    {
      ...CALIBRATION,
      thresholds: CALIBRATION.thresholds.map((t) => ({ ...t, threshold: t.threshold + 0.02 })),
    },
    writeCard,
  );
  await fileTraining(store, good.sha256, trainingRun(TRAIN));
  await calibrate(good);
  await evaluateBoth(0.5, 0.25);
});
afterEach(() => rm(home, { recursive: true }));

async function evaluateBoth(ofGood: number, ofPresent: number, people = TEST): Promise<void> {
  const contenders = [
    { manifest: good, mated: ofGood },
    { manifest: present, mated: ofPresent },
  ];
  await fileEvaluation(store, report(contenders, people), people);
}

const attempt = (options: Partial<PromoteOptions> = {}) =>
  promote({ model: 'good', home, fmr: 0.01, operatingPoint, replicates: 200, ...options });

async function refusals(options: Partial<PromoteOptions> = {}) {
  const before = await readFile(join(home, 'promotions.jsonl'), 'utf8');
  const { promoted, case: found } = await attempt(options);
  expect(promoted).toBe(false);
  expect(await defaultEmbedder(home)).toBe(present.sha256);
  expect(await readFile(join(home, 'promotions.jsonl'), 'utf8')).toBe(before);
  return found.requirements.filter(({ met }) => !met);
}

describe('a promotion with all its evidence', () => {
  test('makes the model the default, at the same FMR and another threshold, and writes down why', async () => {
    const result = await attempt({ reason: 'misses fewer' });
    expect(result.case.requirements.filter(({ met }) => !met)).toEqual([]);
    expect(result).toMatchObject({
      promoted: true,
      from: { name: 'present' },
      to: { name: 'good' },
      case: { thresholds: { from: 0.25, to: 0.23 }, caveats: [] },
    });
    expect(result.case.difference!.upper).toBeLessThan(0);
    expect(await defaultEmbedder(home)).toBe(good.sha256);
    const { promotions } = await defaultHistory(home);
    expect(promotions.at(-1)).toMatchObject({
      action: 'promote',
      reason: 'misses fewer',
      fmr: 0.01,
      thresholds: { from: 0.25, to: 0.23 },
      difference: { margin: 0.01 },
    });
    const { evidence } = promotions.at(-1) as { evidence: Record<string, string> };
    expect(Object.keys(evidence).toSorted()).toEqual([
      'good/calibration',
      'good/calibration.people.json',
      'good/evaluation.json',
      'good/training.json',
      'present/calibration',
      'present/evaluation.json',
    ]);
  });

  test('is taken back in one step, and that is written down too', async () => {
    await attempt();
    expect(await rollback(home, 'complaints')).toMatchObject({
      from: { name: 'good' },
      to: { name: 'present' },
    });
    expect(await defaultEmbedder(home)).toBe(present.sha256);
    expect((await rollback(home)).to.name).toBe('accurate');
    expect(await defaultEmbedder(home)).toBe('accurate');
    await expect(rollback(home)).rejects.toMatchObject({ code: 'promotion_none' });
    const { promotions } = await defaultHistory(home);
    expect(promotions.map(({ action }) => action)).toEqual(['promote', 'promote', 'rollback', 'rollback']);
  });

  test('of a stranger’s model stands on a declaration, and says so', async () => {
    await fileTraining(store, good.sha256, {
      kind: 'declared',
      at: '2026-11-24T12:00:00.000Z',
      by: 'Anna Weber',
      data: 'MS1M',
    });
    const { promoted, case: found } = await attempt();
    expect(promoted).toBe(true);
    expect(found.caveats).toEqual(['whom good was trained on is declared (MS1M) and not proven']);
  });

  test('of a model trained from one of unknown origin says that, too', async () => {
    const base = { name: 'present', digest: present.sha256 };
    await fileTraining(store, good.sha256, trainingRun(TRAIN, base));
    expect((await attempt()).case.caveats).toEqual([
      expect.stringContaining('whom present was trained on is not known'),
    ]);
  });
});

describe('a promotion is refused, and what is missing is named with the command that supplies it:', () => {
  test('no training record', async () => {
    await rm(join(home, 'models', good.sha256, 'training.json'));
    const missing = await refusals();
    expect(missing[0]).toMatchObject({
      name: 'how it was trained is on record',
      command: expect.stringMatching(/^likeness models declare good --trained-on/),
    });
  });

  test('no evaluation', async () => {
    await rm(join(home, 'models', good.sha256, 'evaluation.json'));
    const missing = await refusals();
    expect(missing.map(({ name }) => name)).toContain('evaluated');
    expect(missing[0]!.command).toBe(
      'likeness evaluate present good --dataset <test subjects> --fmr 0.01 && likeness models attach likeness-report/report.json',
    );
  });

  test('an evaluation on subjects of its training, by name', async () => {
    const renewed = TEST.slice(0, 2).map((one) => ({ ...one, sha256: 'f'.repeat(64) }));
    await fileTraining(store, good.sha256, trainingRun([...TRAIN, ...renewed]));
    const missing = await refusals();
    expect(missing).toMatchObject([
      {
        name: 'evaluated on subjects that it never saw',
        finding: '1 subject and 0 pictures of the evaluation are in its training',
      },
    ]);
  });

  test('or by picture, under another name', async () => {
    const renamed = TEST.slice(0, 2).map((one) => ({ ...one, subject: 'somebody else' }));
    await fileTraining(store, good.sha256, trainingRun([...TRAIN, ...renamed]));
    expect(await refusals()).toMatchObject([
      { finding: '0 subjects and 2 pictures of the evaluation are in its training' },
    ]);
  });

  test('or by way of the model that it was trained from', async () => {
    const base = await storeModel(store, 'base', 3);
    await fileTraining(store, base.sha256, trainingRun(TEST.slice(0, 4)));
    await fileTraining(store, good.sha256, trainingRun(TRAIN, { name: 'base', digest: base.sha256 }));
    expect(await refusals()).toMatchObject([
      { finding: '2 subjects and 4 pictures of the evaluation are in its training' },
    ]);
  });

  test('a default that was measured on other people', async () => {
    const others = pictures('others', 60);
    await fileEvaluation(store, report([{ manifest: present, mated: 0.35 }], others), others);
    const missing = await refusals();
    expect(missing.map(({ name }) => name)).toEqual([
      'on the same comparisons as the default, present',
      'not worse at FMR 0.01 by 1 % or more',
    ]);
    expect(missing[1]!.finding).toMatch(/different pictures/);
  });

  test('a model that is worse', async () => {
    await evaluateBoth(0.25, 0.5);
    expect(await refusals()).toMatchObject([{ name: 'not worse at FMR 0.01 by 1 % or more', command: null }]);
  });

  test('a model that is not significantly worse, but only for want of people', async () => {
    const few = TEST.slice(0, 24);
    await evaluateBoth(0.37, 0.37, few);
    const [missing, ...others] = await refusals();
    expect(others).toEqual([]);
    expect(missing!.finding).toMatch(/is not ruled out$/);
    expect(missing!.command).toMatch(/--dataset <more test subjects>/);
  });

  test('an FMR that the people cannot show', async () => {
    const missing = await refusals({ fmr: 1e-5 });
    expect(missing.map(({ name }) => name)).toEqual([
      'not worse at FMR 0.00001 by 1 % or more',
      'calibrated down to FMR 0.00001',
      'its threshold holds FMR 0.00001 on the evaluation’s subjects',
    ]);
  });

  test('no calibration', async () => {
    await store.calibrate(good.sha256, undefined, writeCard);
    expect((await refusals()).map(({ name }) => name)).toEqual([
      'calibrated down to FMR 0.01',
      'calibrated on subjects neither trained on nor tested on',
      'its threshold holds FMR 0.01 on the evaluation’s subjects',
    ]);
  });

  test('a calibration on people whom the training or the evaluation holds', async () => {
    await calibrate(good, [...CALIBRATE, ...TRAIN.slice(0, 2), ...TEST.slice(0, 2)]);
    expect(await refusals()).toMatchObject([
      {
        finding:
          '1 subject and 2 pictures of the calibration are in the training; 1 subject and 2 pictures of the calibration are in the evaluation',
        command: 'likeness calibrate good --dataset <calibration subjects> --apply',
      },
    ]);
  });

  test('a threshold that lets too many through on the people of the evaluation', async () => {
    // One non-mated score in fifteen reaches 1.5 deviations.
    const lax = CALIBRATION.thresholds.map((one) => (one.fmr === 0.01 ? { ...one, threshold: 0.15 } : one));
    const thresholds = lax.map((one) => (one.fmr === 0.03 ? { ...one, threshold: 0.14 } : one));
    await store.calibrate(good.sha256, { ...CALIBRATION, thresholds }, writeCard);
    await fileCalibrationPeople(store, good.sha256, peopleOf(CALIBRATE));
    expect(await refusals()).toMatchObject([
      {
        name: 'its threshold holds FMR 0.01 on the evaluation’s subjects',
        finding: expect.stringMatching(/^FMR [67]\.\de-2 there/),
      },
    ]);
  });

  test('a calibration that adjusts for quality, which the evaluation did not try', async () => {
    const adjustment = { referenceTypes: { chip: 0.01 }, qualities: [] };
    await store.calibrate(good.sha256, { adjustment, ...CALIBRATION }, writeCard);
    await fileCalibrationPeople(store, good.sha256, peopleOf(CALIBRATE));
    expect(await refusals()).toMatchObject([
      {
        name: 'its threshold holds FMR 0.01 on the evaluation’s subjects',
        finding: 'its calibration adjusts scores for quality, and the evaluation did not try it',
        command: expect.stringMatching(/^likeness evaluate /),
      },
    ]);
  });

  test('a calibration that came later than the record of its people', async () => {
    await store.calibrate(good.sha256, { ...CALIBRATION, offset: -13 }, writeCard);
    expect(await refusals()).toMatchObject([{ finding: 'whom it was calibrated on is not on record' }]);
  });
});

describe('a promotion goes no other way:', () => {
  test.each([0, 0.06, Number.NaN])('a margin of %s is refused', async (margin) => {
    await expect(attempt({ margin })).rejects.toMatchObject({ code: 'option_invalid' });
  });

  test('the default itself, an unknown model, and a file that is not the one of its digest are refused', async () => {
    await expect(attempt({ model: 'present' })).rejects.toMatchObject({ code: 'option_invalid' });
    await expect(attempt({ model: 'nobody' })).rejects.toMatchObject({ code: 'model_not_found' });
    await writeFile(join(home, 'models', good.sha256, 'model.onnx'), 'something else');
    await expect(attempt()).rejects.toMatchObject({ code: 'model_corrupt' });
  });

  test('an evaluation of another model, put into its folder, is refused', async () => {
    const text = await store.paper(present.sha256, 'evaluation.json');
    await store.putPaper(good.sha256, 'evaluation.json', text!);
    await expect(attempt()).rejects.toMatchObject({ code: 'manifest_invalid', message: /of another model/ });
  });

  test('a report is filed only with the pictures that it is of', async () => {
    const one = report([{ manifest: good, mated: 0.45 }], TEST);
    await expect(fileEvaluation(store, one, TEST.slice(2))).rejects.toMatchObject({
      code: 'evaluation_mismatch',
    });
  });

  test('a crash while it was written leaves the old default, and the next one goes through', async () => {
    const half = JSON.stringify({ action: 'promote', from: { name: 'present' } }).slice(0, -5);
    await appendFile(join(home, 'promotions.jsonl'), half);
    expect(await defaultEmbedder(home)).toBe(present.sha256);
    expect((await attempt()).promoted).toBe(true);
    expect(await defaultEmbedder(home)).toBe(good.sha256);
  });
});
