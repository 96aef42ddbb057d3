// People whose pictures are nowhere, with templates by `tiny` in the cache, as after an ingest: documents are what a person
// looks like, moved by one vector in all of them, so that the head `offset` has something to learn.

import { createHash } from 'node:crypto';
import { mkdtemp } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { normal, randomStream } from '../../autograd/index.js';
import { defaultModels, embedderManifest, type ModelManifest, ModelStore } from '../../face/index.js';
import { encodeModel, GraphBuilder } from '../../onnx/index.js';
import { createDataset, replaceRecords } from '../datasets/dataset.js';
import { recordFixture } from '../datasets/record.fixture.js';
import type { DatasetRecord } from '../datasets/record.js';
import { arcFaceGeometry } from '../recipes/chips/geometry.js';
import { testStore } from '../templates/cached.fixture.js';
import { pipelineDigest } from '../templates/pipelineDigest.js';
import { type Acquired, TemplateCache } from '../templates/templateCache.js';

export interface World {
  readonly home: string;
  /** Of the data set. */
  readonly people: string;
  readonly records: readonly DatasetRecord[];
}

const LENGTH = 48;
const [TRAIN, TEST] = [60, 80];
/** How far documents are moved, in so many of the coordinates. */
const [MOVED, COORDINATES] = [6, 8];

/** The first selfie of the part `test` has no face in it. */
export async function openWorld(): Promise<World> {
  const home = await mkdtemp(join(tmpdir(), 'likeness-study-'));
  const store = new ModelStore(home);
  const finders = await defaultModels(testStore());
  for (const { manifest, bytes } of finders) await store.write(manifest, bytes, '');
  const tiny = await storeTiny(store);
  const draw = normal(randomStream(1, 'people'));
  const pictures = Array.from({ length: TRAIN + TEST }, (_, person) => {
    const identity = Array.from({ length: LENGTH }, draw);
    return (['document', 'selfie'] as const).map((sourceType) => {
      const seen = identity.map(
        (value, k) => value + 1.1 * draw() + (sourceType === 'document' && k < COORDINATES ? MOVED : 0),
      );
      const record = recordFixture(`P${String(person).padStart(3, '0')}/${sourceType}.jpg`, {
        sourceType,
        part: person < TRAIN ? 'train' : 'test',
        terms: { source: null, licence: 'own cases', consent: 'given', purpose: null, retainUntil: null },
      });
      const isLost = person === TRAIN && sourceType === 'selfie';
      return { record, acquired: isLost ? LOST : acquired(seen, record) };
    });
  }).flat();
  const [detector, landmarks] = finders.map(({ manifest }) => manifest.sha256) as [string, string];
  const key = await pipelineDigest({ detector, landmarks, model: embedderManifest(tiny), role: 'selfie' });
  const cache = await TemplateCache.open(home, key, new Set());
  for (const one of pictures) await cache.add(one.record.sha256, one.acquired);
  await cache.close();
  const records = pictures.map(({ record }) => record);
  const people = join(home, 'people');
  await replaceRecords(await createDataset(people), records, 'made for a test');
  return { home, people, records };
}

/** So small that an adapter over it is composed at once. */
async function storeTiny(store: ModelStore): Promise<{ manifest: ModelManifest; bytes: Uint8Array }> {
  const { size, alignment } = arcFaceGeometry(32);
  const graph = new GraphBuilder('tiny');
  const face = graph.input('face', ['N', 3, size, size]);
  const weights = Float32Array.from({ length: 27 * LENGTH }, (_, i) => Math.sin(i));
  const mapped = graph.add('Conv', [face, graph.floats(weights, [LENGTH, 3, 3, 3])], { pads: [1, 1, 1, 1] });
  graph.output('template', graph.add('Flatten', [graph.add('GlobalAveragePool', [mapped])]), ['N', LENGTH]);
  const bytes = encodeModel(graph.build());
  const manifest: ModelManifest = {
    ...{ name: 'tiny', kind: 'embedder', bytes: bytes.byteLength, templateLength: LENGTH, alignment },
    sha256: createHash('sha256').update(bytes).digest('hex'),
    input: { size, order: 'rgb', layout: 'nchw', mean: [0, 0, 0], scale: [1, 1, 1] },
    ...{ licence: 'CC0', source: 'made up for a test' },
  };
  await store.write(manifest, bytes, '');
  return { manifest, bytes };
}

const LOST: Acquired = { kind: 'failure', code: 'face_not_found', message: 'no face' };

function acquired(seen: readonly number[], { perceptualHash }: DatasetRecord): Acquired {
  const length = Math.hypot(...seen);
  return {
    kind: 'template',
    seen: { size: [250, 250], perceptualHash: perceptualHash! },
    vector: Float32Array.from(seen, (value) => value / length),
    faces: 1,
    box: [80, 70, 90, 110],
    landmarks: Array.from({ length: 10 }, () => 100),
    quality: {},
  };
}

/** What is asked of it, in most tests. */
export const studyOf = ({ people }: Pick<World, 'people'>, change: object = {}) => ({
  recipe: { kind: 'adapter', name: 'documents', dataset: people, base: 'tiny', crowd: null },
  choices: [
    { choice: 'heads', options: { none: { heads: 'none' }, offset: { heads: 'offset' } } },
    { choice: 'crowd', options: { none: { crowd: null }, 'of two': { crowd: { people: 2 } } } },
  ],
  fmr: 0.03,
  folds: 2,
  ...change,
});
