// A world whose truth is known: faces are directions, documents hold some of a common direction, and so do selfies, the
// more the sharper they are. All scores of a sharp selfie are higher by so much, mated or not. Templates are put into
// the cache, so that the recipe runs as in use, from data set to calibration; no photograph is looked at.

import { mkdirSync, mkdtempSync, rmSync, symlinkSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { defaultModels, embedderManifest, ensureModel, ModelStore } from '../../../face/index.js';
import { createRandom } from '../../../trials/index.js';
import { createDataset, replaceRecords } from '../../datasets/dataset.js';
import { recordFixture } from '../../datasets/record.fixture.js';
import type { DatasetRecord } from '../../datasets/record.js';
import { pipelineDigest } from '../../templates/pipelineDigest.js';
import { TemplateCache } from '../../templates/templateCache.js';
import type { TrainedCalibration } from '../kind.js';
import { parseRecipe } from '../recipe.js';
import { type TrainedRecipe, trainRecipe } from '../trainRecipe.js';

const HOME = join(tmpdir(), 'likeness-test-home');
const folder = mkdtempSync(join(tmpdir(), 'likeness-calibrator-'));
const home = join(folder, 'home');
afterAll(() => rmSync(folder, { recursive: true }));

/** A cosine rises by so much from the dullest selfie to the sharpest: documents hold half of the common direction. */
const SHIFT = 0.25;
const FACES = 48;

interface World {
  readonly path: string;
  readonly people: number;
  /** How much of `SHIFT` there is. */
  readonly effect: number;
  readonly seed: number;
}

async function makeWorld({ path, people, effect, seed }: World): Promise<void> {
  const store = new ModelStore(home);
  const [detector, landmarks] = (await defaultModels(store)).map(({ manifest }) => manifest.sha256);
  const model = embedderManifest(await ensureModel(store, 'fast'));
  const key = await pipelineDigest({ detector: detector!, landmarks: landmarks!, model, role: 'selfie' });
  const random = createRandom(seed);
  const normal = () =>
    Math.sqrt(-2 * Math.log(1 - random.uniform())) * Math.cos(2 * Math.PI * random.uniform());
  const cache = await TemplateCache.open(home, key, new Set());
  const records: DatasetRecord[] = [];
  for (let person = 0; person < people; person++) {
    const face = Array.from({ length: FACES }, normal);
    for (const name of ['page', 'one', 'two', 'three']) {
      const isDocument = name === 'page';
      const quality = {
        Sharpness: Math.round(100 * random.uniform()),
        EyesOpen: Math.round(100 * random.uniform()),
      };
      const common = isDocument ? 0.5 : (effect * SHIFT * quality.Sharpness) / 100 / 0.5;
      const seen = face.map((value) => value + 1.1 * normal());
      const scale = Math.sqrt(1 - common ** 2) / Math.hypot(...seen);
      const vector = new Float32Array(model.templateLength);
      vector.set([common, ...seen.map((value) => value * scale)]);
      const image = `${seed}-${person}/${name}.jpg`;
      const record = recordFixture(image, {
        sourceType: isDocument ? 'document' : 'selfie',
        // Nobody in another part is looked at, and no part but this is needed.
        part: person === 0 ? null : 'calibrate',
      });
      records.push(record);
      await cache.add(record.sha256, {
        kind: 'template',
        seen: { size: [2, 2], perceptualHash: '0000000000000000' },
        vector,
        faces: 1,
        box: [0, 0, 1, 1],
        landmarks: [0, 0, 0, 0, 0, 0, 0, 0, 0, 0],
        quality,
      });
    }
  }
  await cache.close();
  await replaceRecords(await createDataset(path), records, 'made up');
}

const train = (dataset: string, more: object = {}): Promise<TrainedRecipe> =>
  trainRecipe(
    parseRecipe(
      {
        kind: 'calibrator',
        name: 'evidence',
        dataset,
        base: 'fast',
        components: ['Sharpness', 'EyesOpen'],
        replicates: 200,
        ...more,
      },
      'the test',
      '/',
    ),
    { home, command: 'likeness train evidence.json', threads: 1 },
  );

beforeAll(() => {
  mkdirSync(home);
  mkdirSync(join(HOME, 'models'), { recursive: true });
  symlinkSync(join(HOME, 'models'), join(home, 'models'));
});

describe('a calibrator in a world where sharpness shifts all scores of a selfie', () => {
  let trained: TrainedRecipe;
  let product: TrainedCalibration;
  beforeAll(async () => {
    const path = join(folder, 'shifted');
    await makeWorld({ path, people: 160, effect: 1, seed: 1 });
    trained = await train(path);
    if (trained.product.kind !== 'calibration') throw new Error('that is no calibration');
    product = trained.product;
  }, 120_000);

  test('takes the shift off again, by the sharpness of the probe and nothing else', () => {
    const { adjustment } = product.calibration;
    expect(adjustment!.referenceTypes).toEqual({});
    expect(adjustment!.qualities.map(({ component, of }) => `${component} of ${of}`)).toEqual([
      'Sharpness of probe',
    ]);
    const [term] = adjustment!.qualities;
    expect(term!.slope).toBeCloseTo(-SHIFT / 100, 3);
    expect(term!.slope).toBeLessThan(0);
    expect(term!.range[0]).toBeGreaterThanOrEqual(0);
    expect(term!.range[1]).toBeLessThanOrEqual(100);
    expect(term!.centre).toBeGreaterThan(40);
    expect(term!.centre).toBeLessThan(60);
  });

  test('says what was tried, kept and left out, and that the other half bears it out', () => {
    const found = Object.fromEntries(
      trained.findings.map(({ what, before, after }) => [what, { before, after }]),
    );
    expect(found['added to a score']!.after).toMatch(/^Sharpness of the probe \(ridge /);
    expect(Object.keys(found).filter((what) => what.startsWith('left out: '))).toHaveLength(3);
    const tar = found['TAR at FMR 0.01, of the same subjects']!;
    expect(tar.after).toMatch(/\(better: /);
    expect(Number.parseFloat(tar.after)).toBeGreaterThan(Number.parseFloat(tar.before!));
    const cllr = Object.entries(found).find(([what]) => what.startsWith('Cllr of '))![1];
    expect(Number.parseFloat(cllr.after)).toBeLessThan(Number.parseFloat(cllr.before!));
    expect(cllr.after).toMatch(/\(difference −[\d.]+, −[\d.]+ to −[\d.]+\)/);
  });

  test('states thresholds on people whom nothing was chosen on, and names everybody who took part', () => {
    const { calibration, people } = product;
    expect(calibration.thresholds.length).toBeGreaterThanOrEqual(2);
    expect(calibration.data.name).toBe(
      'the held-out half of shifted, part calibrate, documents against selfies',
    );
    expect(calibration.data.subjects).toBeLessThan(85);
    expect(people.subjects).toHaveLength(159);
    for (const { fmr, fmrInterval } of calibration.thresholds) expect(fmrInterval[0]).toBeLessThan(3 * fmr);
  });
});

describe('a calibrator', () => {
  test('adds nothing where quality says nothing, and says so', async () => {
    const path = join(folder, 'level');
    await makeWorld({ path, people: 90, effect: 0, seed: 2 });
    const { product, findings } = await train(path);
    if (product.kind !== 'calibration') throw new Error('that is no calibration');
    expect(product.calibration.adjustment).toBeUndefined();
    expect(findings[0]).toEqual({
      what: 'added to a score',
      before: 'nothing',
      after: 'nothing: none of the 4 candidates lowered Cllr on people left out beyond its interval',
    });
    expect((await train(path)).product).toEqual(product);
  }, 120_000);

  test('of all pairs gives both pictures the same slope', async () => {
    const { product, findings } = await train(join(folder, 'level'), {
      protocol: 'all-pairs',
      components: ['Sharpness'],
    });
    expect(findings.map(({ what }) => what).join()).toContain('of both pictures');
    if (product.kind !== 'calibration') throw new Error('that is no calibration');
    const slopes = product.calibration.adjustment?.qualities.map(({ slope }) => slope) ?? [];
    expect(new Set(slopes).size).toBeLessThanOrEqual(1);
  }, 120_000);

  test('refuses too few people, and a part that is empty', async () => {
    const path = join(folder, 'few');
    await makeWorld({ path, people: 30, effect: 0, seed: 3 });
    await expect(train(path)).rejects.toMatchObject({
      code: 'training_unsuitable',
      message: expect.stringContaining('29 subjects have a document and a selfie: 40 at least are needed'),
    });
    const empty = join(folder, 'empty');
    const record = recordFixture('Ann/one.jpg', { part: 'train' });
    await replaceRecords(await createDataset(empty), [record], 'one');
    await expect(train(empty)).rejects.toMatchObject({
      code: 'training_unsuitable',
      message: 'empty has nobody in its part calibrate',
      hint: expect.stringContaining('neither trained nor tested on'),
    });
  });

  test('refuses a recipe with a component that there is not', () => {
    expect(() =>
      parseRecipe({ kind: 'calibrator', name: 'a', dataset: 'b', components: ['Beauty'] }, 'r.json', '/'),
    ).toThrow(expect.objectContaining({ code: 'recipe_invalid' }));
  });
});
