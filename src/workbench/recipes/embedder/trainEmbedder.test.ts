// Small runs of real networks: from random weights on patterns that stand for faces, and `fast` trained on with the
// photographs that come with @vladmandic/face-api.

import { createHash } from 'node:crypto';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import * as v from 'valibot';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import {
  conv,
  exportNetwork,
  flatten,
  GraphBuilder,
  globalAveragePool,
  type Layer,
  NetworkBuilder,
  relu,
  sequential,
  type TrainingEvent,
} from '../../../autograd/index.js';
import { defaultDigest, ModelStore } from '../../../face/index.js';
import { decodeModel, encodeModel, floatElements } from '../../../onnx/index.js';
import { recordFixture } from '../../datasets/record.fixture.js';
import type { DatasetRecord } from '../../datasets/record.js';
import { datasetTemplates } from '../../templates/datasetTemplates.js';
import { chipTemplates } from '../chips/chipTemplates.js';
import { cutChips } from '../chips/cutChips.js';
import { arcFaceGeometry, geometryOf } from '../chips/geometry.js';
import type { Trained, TrainedModel, TrainingContext } from '../kind.js';
import { contextOf, patternOf, putChips, TEST_HOME } from '../training/context.fixture.js';
import { EMBEDDER } from './recipe.js';
import { EMBEDDER_SCHEMA } from './schema.js';

const folder = mkdtempSync(join(tmpdir(), 'likeness-embedder-'));
afterAll(() => rmSync(folder, { recursive: true }));
let runs = 0;
const freshFolder = (): string => join(folder, `run${runs++}`);

const train = (said: object, context: TrainingContext): Promise<Trained> =>
  EMBEDDER.train(
    v.parse(EMBEDDER_SCHEMA, { kind: 'embedder', name: 'tried', dataset: 'people', ...said }),
    context,
  );
const modelOf = ({ product }: Trained): TrainedModel => {
  if (product.kind !== 'model') throw new Error('no model');
  return product;
};
const finding = ({ findings }: Trained, what: string) => findings.find((one) => one.what.startsWith(what));

const SIZE = 32;
const TERMS = { source: null, licence: 'CC0', consent: null, purpose: null, retainUntil: null };
const recordsOf = (subjects: number, pictures: number): DatasetRecord[] =>
  Array.from({ length: subjects * pictures }, (_, i) => {
    const subject = `Pattern${Math.floor(i / pictures)}`;
    return recordFixture(`${subject}/${i % pictures}`, { terms: TERMS });
  });
const records = recordsOf(14, 4);

/** A home of our own with the default models, and with `tiny`: two convolutions and a mean. */
const HOME = join(folder, 'home');
const store = new ModelStore(HOME);
const contextHere = (rows: readonly DatasetRecord[], run: string, change: Partial<TrainingContext> = {}) =>
  contextOf(rows, run, { home: HOME, store, ...change });

async function addTiny(): Promise<void> {
  const layer: Layer = sequential({
    conv1: conv({ channels: 16, kernel: 5, stride: 2, pad: 2 }),
    act: relu,
    conv2: conv({ channels: 32, kernel: 5, stride: 2, pad: 2 }),
    pool: globalAveragePool,
    flatten,
  });
  const network = new NetworkBuilder(new GraphBuilder('tiny'), { training: false, seed: 3 });
  layer(network, network.graph.input('x', [1, 3, SIZE, SIZE]));
  const state = new Map(
    network.parameters.map(({ name, value }) => {
      const constant = network.graph.constantOf(value)!;
      const data = Float32Array.from(floatElements(constant));
      return [`net.${name}`, { type: 'float32' as const, dims: constant.dims, data }];
    }),
  );
  const input = { name: 'x', dims: ['N', 3, SIZE, SIZE] };
  const bytes = encodeModel(exportNetwork({ name: 'tiny', input, output: 'y', path: 'net', layer, state }));
  const sha256 = createHash('sha256').update(bytes).digest('hex');
  const scale: [number, number, number] = [1 / 128, 1 / 128, 1 / 128];
  const { alignment } = arcFaceGeometry(SIZE);
  const papers = { licence: 'CC0', source: 'drawn by chance' };
  await store.write(
    {
      ...{ name: 'tiny', kind: 'embedder', sha256, bytes: bytes.byteLength, ...papers, alignment },
      input: { size: SIZE, order: 'rgb', layout: 'nchw', mean: [127, 127, 127], scale },
      templateLength: 32,
    },
    bytes,
    '',
  );
}

beforeAll(async () => {
  const from = new ModelStore(TEST_HOME);
  for (const name of ['blazeface', 'facemesh', 'fast'] as const) {
    const { manifest, bytes } = await from.read(defaultDigest(name));
    await store.write(manifest, bytes, '');
  }
  await addTiny();
  const chipOf = ({ subject, image }: DatasetRecord) => patternOf(subject, image, SIZE);
  await putChips(records, arcFaceGeometry(SIZE), chipOf, contextHere(records, ''));
});

describe('an embedder from random weights', () => {
  let trained: Trained;
  beforeAll(async () => {
    const said = {
      start: { network: 'mobileFaceNet', size: SIZE, features: 32 },
      loss: { kind: 'cosFace', scale: 16 },
      ...{ batch: 8, epochs: 2, warmUp: 2, rate: 0.05 },
      watch: { share: 0.2, every: 2 },
    };
    trained = await train(said, contextHere(records, freshFolder()));
  });

  test('is a model with its papers: how it is fed, what it was trained on, whose pictures had a part in it', () => {
    const { bytes, manifest } = modelOf(trained);
    expect(manifest).toMatchObject({
      kind: 'embedder',
      input: { size: SIZE, order: 'rgb', layout: 'nchw' },
      alignment: arcFaceGeometry(SIZE).alignment,
      templateLength: 32,
      licence: expect.stringContaining('CC0'),
      source: 'mobileFaceNet, trained here from random weights on 44 pictures of 11 subjects of people',
    });
    const { inputs, outputs } = decodeModel(bytes).graph;
    expect([inputs[0]!.dims, outputs[0]!.dims]).toEqual([
      ['N', 3, SIZE, SIZE],
      ['N', 32],
    ]);
    expect(trained.bases).toEqual([]);
    expect(new Set(trained.used.map(({ image }) => image)).size).toBe(records.length);
    expect(finding(trained, 'watched (')!.after).toBe(
      'every picture against every other: 12 pictures of 3 subjects kept from training',
    );
    expect(finding(trained, 'watched EER')).toMatchObject({
      before: null,
      after: expect.stringMatching(/^\d+\.\d\d % \(.* – .*\)$/),
    });
  });

  test('tells its run step by step', () => {
    expect(trained.history.filter(({ eer }) => eer !== undefined)).toHaveLength(1);
    const losses = trained.history.flatMap(({ loss }) => loss ?? []);
    expect(losses).toHaveLength(11);
    expect(losses.every(Number.isFinite)).toBe(true);
  });
});

describe('an embedder trained on', () => {
  const said = {
    start: { from: 'tiny', freeze: { layers: 0 } },
    loss: { kind: 'contrastive' },
    ...{ batch: 16, perSubject: 4, epochs: 12, warmUp: 2, rate: 0.05 },
    watch: { share: 0.2, every: 4 },
  };
  /** Of each subject two documents and two selfies. */
  const mixed = records.map(
    (record, i): DatasetRecord => (i % 2 === 0 ? record : { ...record, sourceType: 'document' }),
  );
  let whole: Trained;
  beforeAll(async () => {
    whole = await train(said, contextHere(mixed, freshFolder()));
  });

  test('learns, and is watched where documents meet selfies', () => {
    const losses = whole.history.flatMap(({ loss }) => loss ?? []);
    const mean = (values: number[]) => values.reduce((a, b) => a + b, 0) / values.length;
    expect(mean(losses.slice(-5))).toBeLessThan(0.9 * mean(losses.slice(0, 5)));
    expect(finding(whole, 'watched (')!.after).toBe(
      'documents against selfies: 12 pictures of 3 subjects kept from training',
    );
    expect(finding(whole, 'watched EER')!.before).toMatch(/ % \(/);
    expect(modelOf(whole).manifest).toMatchObject({
      licence: 'CC0',
      source: expect.stringContaining('drawn by chance'),
    });
  });

  test('is the same to the last bit where the run was cut off and begun again', async () => {
    const run = freshFolder();
    const abort = new AbortController();
    const onEvent = (event: TrainingEvent) => {
      if (event.kind === 'step' && event.step === 13) abort.abort(new Error('enough'));
    };
    const cutOff = train(said, contextHere(mixed, run, { signal: abort.signal, onEvent }));
    await expect(cutOff).rejects.toThrow('enough');
    const kinds: string[] = [];
    const resumed = await train(said, contextHere(mixed, run, { onEvent: ({ kind }) => kinds.push(kind) }));
    expect(kinds[0]).toBe('resumed');
    expect(modelOf(resumed).bytes).toEqual(modelOf(whole).bytes);
    expect(readFileSync(join(run, 'curve.svg'), 'utf8')).toContain('<svg');
  });

  test.each([
    [{ watch: { metric: 'fnmrAt1e3' } }, 14, 'watch.metric fnmrAt1e3 cannot be had'],
    [{ perSubject: 2, batch: 64 }, 14, 'needs 32 subjects, there are 11'],
    [{ watch: { share: 0 } }, 1, '1 subjects have two pictures with a face or more'],
    [
      { start: { from: 'tiny', freeze: { names: '' } } },
      14,
      'start.freeze leaves no weight of tiny to be trained',
    ],
  ])('is refused where the people cannot carry it: %j', async (change, subjects, why) => {
    const context = contextHere(records.slice(0, 4 * subjects), freshFolder());
    const refused = train({ ...said, ...change }, context);
    await expect(refused).rejects.toMatchObject({
      code: 'training_unsuitable',
      message: expect.stringContaining(why),
    });
  });
});

describe('`fast` trained on by its own templates of the faces as they were', () => {
  const samples = join(
    dirname(dirname(createRequire(import.meta.url).resolve('@vladmandic/face-api'))),
    'demo',
  );
  const photographs = [1, 2, 3, 4, 5, 6].map((number) => {
    const file = join(samples, `sample${number}.jpg`);
    const sha256 = createHash('sha256').update(readFileSync(file)).digest('hex');
    return recordFixture(`Sample${number}/1`, { file, sha256 });
  });
  const said = {
    start: { from: 'fast', freeze: { layers: 22 } },
    augmentation: { soft: { share: 1, from: 20, to: 24 } },
    ...{ batch: 6, epochs: 6, warmUp: 1, rate: 0.02, average: 0 },
    watch: { share: 0 },
  };
  const run = freshFolder();
  let trained: Trained;
  beforeAll(async () => {
    trained = await train(said, contextOf(photographs, run, { threads: 1 }));
  });

  test('comes nearer to them, and keeps what is frozen', async () => {
    const losses = trained.history.flatMap(({ loss }) => loss ?? []);
    expect(losses.at(-1)).toBeLessThan(0.9 * losses[0]!);
    expect(trained.bases.map(({ name }) => name)).toEqual(['fast']);
    const base = decodeModel((await store.read(trained.bases[0]!.digest)).bytes).graph;
    const { graph } = decodeModel(modelOf(trained).bytes);
    const changed = [...graph.constants].filter(
      ([name, { data }]) => !Buffer.from(data).equals(Buffer.from(base.constants.get(name)!.data)),
    );
    // 29 convolutions with their biases and one product: 22 of them frozen.
    expect(changed.map(([, { dims }]) => dims.length).filter((rank) => rank > 1)).toHaveLength(8);
  });

  test('serves as it was trained: its manifest is that of its base, its templates those of the network', async () => {
    const { bytes, manifest } = modelOf(trained);
    const base = await store.manifest(trained.bases[0]!.digest);
    expect(manifest).toMatchObject({ input: base.input, alignment: base.alignment, licence: base.licence });
    const sha256 = createHash('sha256').update(bytes).digest('hex');
    const filed = { name: 'tried', sha256, bytes: bytes.byteLength, ...manifest };
    await store.write(filed, bytes, '');
    const served = await datasetTemplates('tried', photographs, {
      home: HOME,
      store,
      threads: 1,
    });
    const context = { ...contextOf(photographs, run), threads: 1 };
    const geometry = geometryOf({ input: base.input!, alignment: base.alignment! });
    const chips = await cutChips(photographs, geometry, context);
    const { templates, dimension } = await chipTemplates(decodeModel(bytes), filed, chips, context);
    served.acquired.forEach((acquired, i) => {
      if (acquired.kind !== 'template') throw new Error('no template');
      const own = templates.subarray(i * dimension, (i + 1) * dimension);
      const cosine = acquired.vector.reduce((sum, value, k) => sum + value * own[k]!, 0);
      expect(cosine).toBeGreaterThan(1 - 1e-6);
    });
  });

  test('is refused where its teacher gives templates of another length', async () => {
    const refused = train(
      {
        ...said,
        start: { network: 'mobileFaceNet', size: SIZE, features: 32 },
        loss: { kind: 'distil', teacher: 'fast' },
      },
      contextOf(photographs.slice(0, 1), freshFolder(), { threads: 1 }),
    );
    await expect(refused).rejects.toMatchObject({
      code: 'training_unsuitable',
      hint: expect.stringContaining('"features": 128'),
    });
  });
});
