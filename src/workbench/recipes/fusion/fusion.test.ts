import { createHash } from 'node:crypto';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, onTestFinished, test } from 'vitest';
import { embed } from '../../../face/embed.js';
import {
  defaultModels,
  type EmbedderManifest,
  embedderManifest,
  ensureModel,
  FaceEngine,
  ModelStore,
  type StoredModel,
} from '../../../face/index.js';
import { dlibChipPoints } from '../../../face/networks/dlibFace.js';
import { appendFaceres } from '../../../face/networks/faceres.js';
import { apply, decode, type Picture, readPictureFile, warp } from '../../../image/index.js';
import { decodeModel, encodeModel, GraphBuilder, openSession } from '../../../onnx/index.js';
import { createRandom } from '../../../trials/index.js';
import { createDataset, replaceRecords } from '../../datasets/dataset.js';
import { recordFixture } from '../../datasets/record.fixture.js';
import { fileTraining, lineageOf, readPapers } from '../../registry/papers.js';
import { peopleOf, shared } from '../../registry/people.js';
import { pictures, trainingRun } from '../../registry/registry.fixture.js';
import { parseRecipe } from '../recipe.js';
import { fileRecipe } from '../trainRecipe.js';
import { canvasOf, relateByPoints } from './canvas.js';
import { composeFusion, type FusedEmbedder, resamplingMatrix } from './compose.js';
import { relateByFaces } from './relate.js';
import { chooseShares, combinations, type ScoresByModel } from './shares.js';

const HOME = join(tmpdir(), 'likeness-test-home');
const LFW = new URL('../../../../../shared/data/lfw-dev/images/', import.meta.url).pathname;

const ARCFACE: [number, number][] = [
  [38.2946, 51.6963],
  [73.5318, 51.5014],
  [56.0252, 71.7366],
  [41.5493, 92.3655],
  [70.7299, 92.2041],
];

type Said = Partial<Pick<EmbedderManifest, 'input' | 'alignment' | 'documentOutput'>>;

/** Points of ArcFace at a scale, moved. */
const points = (scale: number, dx = 0, dy = 0): [number, number][] =>
  ARCFACE.map(([x, y]) => [scale * x + dx, scale * y + dy]);

const manifestOf = (name: string, size: number, at: [number, number][], said: Said = {}): EmbedderManifest =>
  ({
    name,
    sha256: name,
    templateLength: 8,
    input: { size, order: 'rgb', layout: 'nchw', mean: [0, 0, 0], scale: [1, 1, 1] },
    alignment: { landmarks: 'five', points: at, mirror: false },
    ...said,
  }) as EmbedderManifest;

const related = (manifests: readonly EmbedderManifest[]) =>
  manifests.map((manifest) => ({
    manifest,
    toFirst: relateByPoints(manifest.alignment, manifests[0]!.alignment).transform,
  }));

describe('one chip for several networks', () => {
  test('of which one holds the other is that of the wider, if it is the finer too', () => {
    // Twice as fine and with a margin of 20 own pixels: the small chip is the middle of the large one.
    const wide = manifestOf('wide', 264, points(2, 20, 20));
    const canvas = canvasOf(related([manifestOf('small', 112, points(1)), wide]));
    expect(canvas.size).toBe(264);
    expect(canvas.placements[1]).toEqual({ scale: 1, x: 0, y: 0 });
    expect(canvas.placements[0]!.scale).toBeCloseTo(2, 9);
    expect(canvas.placements[0]!.x).toBeCloseTo(20, 6);
    canvas.alignment.points.forEach(([x, y], k) => {
      expect([x, y]).toEqual([
        expect.closeTo(2 * ARCFACE[k]![0] + 20, 6),
        expect.closeTo(2 * ARCFACE[k]![1] + 20, 6),
      ]);
    });
  });

  test('grows where the finest does not hold what another looks at, by whole pixels', () => {
    const wide = manifestOf('wide', 100, points(0.5, 22, 22));
    const canvas = canvasOf(related([manifestOf('fine', 112, points(1)), wide]));
    // The wide chip is 200 fine pixels wide, 44 of them left of the fine chip and above it.
    expect(canvas.size).toBe(200);
    expect(canvas.placements[0]).toEqual({ scale: 1, x: 44, y: 44 });
    expect(canvas.placements[1]!.scale).toBeCloseTo(2, 9);
    expect(canvas.placements[1]!.x).toBeCloseTo(0, 6);
  });

  test('is refused where chips are turned against each other, or it would be huge', () => {
    const turned = ARCFACE.map(([x, y]): [number, number] => [112 - y, x]);
    expect(() => canvasOf(related([manifestOf('a', 112, points(1)), manifestOf('b', 112, turned)]))).toThrow(
      expect.objectContaining({ code: 'training_unsuitable' }),
    );
    expect(() =>
      canvasOf(related([manifestOf('a', 112, points(1)), manifestOf('b', 112, points(0.05, 50, 50))])),
    ).toThrow('would be 2240 pixels wide');
  });
});

describe('resampling along a line', () => {
  test('is exact on samples, keeps a level and a slope, and lets the ends go on', () => {
    const at = (matrix: Float32Array, from: number, of: (i: number) => number) =>
      Array.from({ length: matrix.length / from }, (_, row) =>
        Array.from({ length: from }, (_, i) => matrix[row * from + i]! * of(i)).reduce((a, b) => a + b, 0),
      );
    expect(at(resamplingMatrix(10, 1, 3, 4), 10, (i) => i * i)).toEqual([9, 16, 25, 36]);
    for (const scale of [0.7, 1.3, 2.5]) {
      const matrix = resamplingMatrix(40, scale, 8, 6);
      at(matrix, 40, () => 1).forEach((value) => {
        expect(value).toBeCloseTo(1, 5);
      });
      at(matrix, 40, (i) => i + 0.5).forEach((value, row) => {
        expect(value).toBeCloseTo(8 + (row + 0.5) * scale, 1);
      });
    }
    expect(at(resamplingMatrix(4, 1, -3, 3), 4, (i) => i + 7)).toEqual([7, 7, 7]);
  });
});

/** A small network: filters, means over a grid, 8 numbers; of its own seed. */
function network(
  seed: number,
  size: number,
  layout: 'nchw' | 'nhwc',
  outputs: readonly string[],
): Uint8Array {
  const random = createRandom(seed);
  const draw = (count: number) => Array.from({ length: count }, () => random.uniform() - 0.5);
  const graph = new GraphBuilder('small');
  const dims = layout === 'nchw' ? [3, size, size] : [size, size, 3];
  const input = graph.input('data', ['batch', ...dims]);
  const planes = layout === 'nchw' ? input : graph.add('Transpose', [input], { perm: [0, 3, 1, 2] });
  const seen = graph.add('Relu', [graph.add('Conv', [planes, graph.floats(draw(6 * 27), [6, 3, 3, 3])])]);
  const pooled = graph.add('AveragePool', [seen], { kernel_shape: [9, 9], strides: [9, 9] });
  const flat = graph.add('Flatten', [pooled], { axis: 1 });
  const width = graph.dimsOf(flat)[1] as number;
  for (const output of outputs)
    graph.output(output, graph.add('MatMul', [flat, graph.floats(draw(8 * width), [width, 8])]));
  return encodeModel(graph.build());
}

/** A smooth picture, as faces are. */
function picture(seed: number, size: number): Picture {
  const random = createRandom(seed);
  const waves = Array.from({ length: 12 }, () => Array.from({ length: 3 }, () => random.uniform()));
  const data = Uint8Array.from({ length: 3 * size * size }, (_, i) => {
    const [x, y, c] = [Math.floor(i / 3) % size, Math.floor(i / 3 / size), i % 3];
    return (
      128 +
      waves.reduce(
        (s, [u, v, w]) => s + 12 * Math.cos(0.12 * ((u! - 0.5) * x + (v! - 0.5) * y) + 9 * w! + c),
        0,
      )
    );
  });
  return { width: size, height: size, data };
}

const cosine = (a: Float32Array, b: Float32Array): number => {
  const dot = (p: Float32Array, q: Float32Array) => p.reduce((sum, value, k) => sum + value * q[k]!, 0);
  return dot(a, b) / Math.sqrt(dot(a, a) * dot(b, b));
};

/** Templates of chips cut out of the picture by the points, as the engine does it. */
async function run(
  { manifest, bytes }: Pick<FusedEmbedder, 'manifest' | 'bytes'>,
  pictures: readonly Picture[],
  output: string,
) {
  const session = await openSession(bytes, { threads: 1 });
  const named = output === 'document' ? manifest : { ...manifest, documentOutput: undefined };
  const { size } = manifest.input;
  // In the pictures, faces stand as in ArcFace's chip, moved by 40.
  const { transform } = relateByPoints(manifest.alignment, {
    ...manifest.alignment,
    points: points(1, 40, 40),
  });
  const chips = pictures.map((one) => ({
    chip: warp(one, transform, size, size),
    role: output === 'document' ? ('document' as const) : ('selfie' as const),
  }));
  const templates = await embed({ manifest: named as EmbedderManifest, session }, chips);
  await session.close();
  return templates.map(({ vector }) => vector);
}

describe('several embedders as one file', () => {
  const one = manifestOf('one', 64, points(0.5, 4, 4), {
    input: { size: 64, order: 'bgr', layout: 'nhwc', mean: [120, 110, 100], scale: [0.01, 0.02, 0.03] },
    alignment: { landmarks: 'five', points: points(0.5, 4, 4), mirror: true },
  });
  const two = manifestOf('two', 90, points(0.75, 3, 3), { documentOutput: 'page' });
  const parts: FusedEmbedder[] = [
    { manifest: one, bytes: network(1, 64, 'nhwc', ['out']), share: 0.3 },
    { manifest: two, bytes: network(2, 90, 'nchw', ['out', 'page']), share: 0.7 },
  ];
  const canvas = canvasOf(related([one, two]));
  const whole = {
    manifest: {
      ...manifestOf('fusion', canvas.size, canvas.alignment.points as [number, number][]),
      templateLength: 16,
      documentOutput: 'document',
    },
    bytes: composeFusion(parts, canvas),
  };
  const pictures = [1, 2, 3, 4].map((seed) => picture(seed, 220));

  test.each(['selfie', 'document'])('give the weighted mean of their cosines, for a %s', async (role) => {
    const [a, b, all] = await Promise.all(
      [parts[0]!, parts[1]!, whole].map((model) => run(model, pictures, role)),
    );
    for (let i = 0; i < pictures.length; i++) {
      for (let j = 0; j < i; j++) {
        const apart = 0.3 * cosine(a![i]!, a![j]!) + 0.7 * cosine(b![i]!, b![j]!);
        // Resampled once more, and not rounded to grey levels in between.
        expect(Math.abs(cosine(all![i]!, all![j]!) - apart)).toBeLessThan(0.01);
        expect(Math.abs(cosine(a![i]!, a![j]!) - cosine(b![i]!, b![j]!))).toBeGreaterThan(0.01);
      }
    }
  });

  test('have two outputs where one has a head for documents, and leave out who has no share', () => {
    const names = ({ graph }: ReturnType<typeof decodeModel>) => graph.outputs.map(({ name }) => name);
    expect(names(decodeModel(whole.bytes))).toEqual(['template', 'document']);
    const alone = composeFusion([parts[0]!, { ...parts[1]!, share: 0 }], canvas);
    expect(names(decodeModel(alone))).toEqual(['template']);
    expect(alone.length).toBeLessThan(whole.bytes.length);
  });
});

describe('shares', () => {
  const world = (shares: readonly number[], mean: number, seed: number): ScoresByModel => {
    const random = createRandom(seed);
    const normal = () =>
      Math.sqrt(-2 * Math.log(1 - random.uniform())) * Math.cos(2 * Math.PI * random.uniform());
    // Independent errors: the best weight of a score is its distance over its variance, here `shares` on the scale of one.
    const scores = shares.map((share) => Float64Array.from({ length: 3000 }, () => mean * share + normal()));
    return {
      scores,
      weights: new Float64Array(3000).fill(1),
      fold: Int32Array.from({ length: 3000 }, (_, k) => k % 5),
    };
  };

  test('are those that theory gives for independent errors, whatever the scale of a score', () => {
    const [mated, nonMated] = [world([2, 1], 1, 1), world([2, 1], 0, 2)];
    const { shares, tried } = chooseShares(mated, nonMated, [1, 1], 5);
    expect(tried).toHaveLength(21);
    expect(shares[0]).toBeGreaterThanOrEqual(0.6);
    expect(shares[0]).toBeLessThanOrEqual(0.75);
    const stretched = ({ scores, ...rest }: ScoresByModel): ScoresByModel => ({
      ...rest,
      scores: [scores[0]!, scores[1]!.map((score) => 10 * score)],
    });
    const other = chooseShares(stretched(mated), stretched(nonMated), [1, 10], 5);
    expect(other.shares[0]! / other.shares[1]!).toBeCloseTo((10 * shares[0]!) / shares[1]!, 6);
    expect(other.shares[0]! + other.shares[1]!).toBeCloseTo(1, 12);
  });

  test('are nothing for one that knows nothing', () => {
    const { shares } = chooseShares(world([2.5, 0, 1], 1, 3), world([2.5, 0, 1], 0, 4), [1, 1, 1], 3);
    expect(shares[1]).toBeLessThanOrEqual(0.1);
    expect(shares[0]).toBeGreaterThan(shares[2]!);
  });

  test('are tried in all combinations of whole parts', () => {
    expect(combinations(2, 2)).toEqual([
      [0, 1],
      [0.5, 0.5],
      [1, 0],
    ]);
    expect(combinations(3, 10)).toHaveLength(66);
    for (const parts of combinations(3, 10)) expect(parts.reduce((a, b) => a + b)).toBeCloseTo(1, 12);
  });
});

test('a recipe names two embedders at least, each once', () => {
  const recipe = (embedders: string[]) => () =>
    parseRecipe({ kind: 'fusion', name: 'a', dataset: 'b', embedders }, 'r.json', '/');
  expect(recipe(['fast'])).toThrow('embedders: must name two embedders at least');
  expect(recipe(['fast', 'fast'])).toThrow('must name each embedder once');
});

describe.skipIf(!existsSync(LFW))('on photographs (needs ../shared/data)', () => {
  const store = new ModelStore(HOME);

  /** Features of human's network as a model of its own; see src/face/networks/embedders.ts. */
  async function faceres(): Promise<StoredModel> {
    const graph = new GraphBuilder('faceres');
    const face = graph.input('face', ['N', 3, 224, 224]);
    graph.output('template', graph.add('Sqrt', [await appendFaceres(graph, face)]));
    const bytes = encodeModel(graph.build());
    const manifest = manifestOf('faceres', 224, [], {
      alignment: { landmarks: 'inner51', points: dlibChipPoints(224, 0.4), mirror: false },
    });
    return { bytes, manifest: { ...manifest, kind: 'embedder', templateLength: 1024 } };
  }

  async function templatesBy(model: StoredModel, files: readonly string[]): Promise<Float32Array[]> {
    const [detector, landmarks] = await defaultModels(store);
    const engine = await FaceEngine.open({ detector, landmarks, embedder: model }, 1);
    const vectors: Float32Array[] = [];
    for (const file of files) {
      const photo = await decode(await readPictureFile(file));
      const [face] = await engine.faces(photo, 'quick');
      vectors.push((await engine.embed([engine.align(photo, face!)]))[0]!.vector);
    }
    await engine.close();
    return vectors;
  }

  /** A picture each of the first subjects. */
  const picturesOf = (subjects: number): string[] =>
    readdirSync(LFW)
      .sort()
      .slice(0, subjects)
      .map((subject) => join(LFW, subject, readdirSync(join(LFW, subject))[0]!));

  test('the fusion of the two networks of `accurate` is `accurate`, and the mean of the two apart', async () => {
    const files = picturesOf(6);
    const fast = await ensureModel(store, 'fast');
    const own = embedderManifest(fast);
    const mirrored: StoredModel = {
      bytes: fast.bytes,
      manifest: { ...own, alignment: { ...own.alignment, mirror: true } },
    };
    const second = await faceres();
    const parts = [mirrored, second].map((model, i) => ({
      manifest: embedderManifest(model),
      bytes: model.bytes,
      share: i === 0 ? 0.77 : 0.23,
    }));
    const canvas = canvasOf(related(parts.map(({ manifest }) => manifest)));
    expect(canvas.size).toBe(224);
    const accurate = await ensureModel(store, 'accurate');
    const fused: StoredModel = {
      bytes: composeFusion(parts, canvas),
      manifest: { ...accurate.manifest, alignment: canvas.alignment },
    };
    const of = [];
    for (const model of [mirrored, second, accurate, fused]) of.push(await templatesBy(model, files));
    const [a, b, golden, all] = of;
    for (let i = 0; i < files.length; i++) {
      for (let j = 0; j < i; j++) {
        const found = cosine(all![i]!, all![j]!);
        expect(found).toBeCloseTo(cosine(golden![i]!, golden![j]!), 3);
        const apart = 0.77 * cosine(a![i]!, a![j]!) + 0.23 * cosine(b![i]!, b![j]!);
        expect(Math.abs(found - apart)).toBeLessThan(0.01);
      }
    }
  }, 120_000);

  test('two models that were trained here are fused, and whom both saw is on record', async () => {
    const home = await mkdtemp(join(tmpdir(), 'fusion-'));
    onTestFinished(() => rm(home, { recursive: true }));
    const own = new ModelStore(home);
    const [fast, second] = [await ensureModel(own, 'fast'), await faceres()];
    const sha256 = createHash('sha256').update(second.bytes).digest('hex');
    const said = { sha256, bytes: second.bytes.byteLength, licence: 'MIT', source: 'human' };
    await own.write({ ...second.manifest, ...said }, second.bytes, '');
    const subjects = readdirSync(LFW)
      .sort()
      .filter((subject) => readdirSync(join(LFW, subject)).length > 1)
      .slice(0, 40);
    const records = subjects.flatMap((subject) =>
      readdirSync(join(LFW, subject))
        .slice(0, 2)
        .map((name) => {
          const file = join(LFW, subject, name);
          const digest = createHash('sha256').update(readFileSync(file)).digest('hex');
          return recordFixture(`${subject}/${name}`, { file, sha256: digest, part: 'train' });
        }),
    );
    await replaceRecords(await createDataset(join(home, 'people')), records, 'made for a test');
    const known = records.slice(0, 20);
    await fileTraining(own, fast.manifest.sha256, trainingRun(known));
    await fileTraining(own, sha256, trainingRun(pictures('of faceres', 5)));
    const recipe = { kind: 'fusion', name: 'both', dataset: 'people', embedders: ['fast', 'faceres'] };
    const { model, findings } = await fileRecipe(parseRecipe({ ...recipe, watch: 0.1 }, 'r.json', home), {
      home,
      command: 'likeness train r.json',
    });
    const papers = await readPapers(own, model.sha256);
    if (papers.training?.kind !== 'run') throw new Error('no record of a run');
    expect(papers.training.bases).toEqual([
      { name: 'fast', digest: fast.manifest.sha256 },
      { name: 'faceres', digest: sha256 },
    ]);
    const { people, unknown } = await lineageOf(own, papers);
    expect(shared(people, peopleOf(pictures('of faceres', 5)))).toEqual({ subjects: 5, pictures: 10 });
    expect(shared(people, peopleOf(known)).pictures).toBe(20);
    expect(unknown).toEqual([]);
    expect(findings.filter(({ what }) => what.startsWith('subjects whom'))).toEqual([
      {
        what: expect.stringMatching(/^subjects whom fast learnt from/),
        before: null,
        after: expect.stringMatching(/^10 of (39|40)$/),
      },
    ]);
  }, 120_000);

  test('chips on other landmarks are related as they lie on faces, with how far that is off', async () => {
    const fast = await ensureModel(store, 'fast');
    const other: StoredModel = {
      bytes: fast.bytes,
      manifest: manifestOf('other', 112, points(1), {}) as StoredModel['manifest'],
    };
    const named = { ...other, manifest: { ...other.manifest, kind: 'embedder' as const } };
    const { transform, off, faces } = await relateByFaces(named, fast, picturesOf(30), { store });
    expect(faces).toBeGreaterThanOrEqual(20);
    // Eyes of ArcFace's chip come to lie where dlib's face has them: at 0.25 and 0.74 across, 0.21 down.
    const left = apply(transform, { x: ARCFACE[0]![0], y: ARCFACE[0]![1] });
    const expected = dlibChipPoints(150, 0.25);
    const eye = [19, 20, 21, 22, 23, 24].map((k) => expected[k]!);
    expect(left.x).toBeGreaterThan(Math.min(...eye.map(([x]) => x)) - 5);
    expect(left.x).toBeLessThan(Math.max(...eye.map(([x]) => x)) + 5);
    expect(off.median).toBeGreaterThan(0.1);
    expect(off.median).toBeLessThan(5);
    expect(off.most).toBeGreaterThanOrEqual(off.median);
  }, 120_000);
});
