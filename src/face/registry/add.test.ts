import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { blank } from '../../image/index.js';
import { encodeModel, float, GraphBuilder, type Model, type Node, openSession } from '../../onnx/index.js';
import { align } from '../align.js';
import { embed } from '../embed.js';
import type { Face } from '../face.js';
import { addModel, PartialManifestSchema } from './add.js';
import { ensureModel } from './defaults.js';
import { check, type EmbedderManifest, type ModelManifest } from './manifest.js';
import { ModelStore, sha256 } from './store.js';

let folder: string;
let store: ModelStore;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'likeness-add-'));
});
beforeEach(async () => {
  store = new ModelStore(await mkdtemp(join(folder, 'home-')));
});
afterAll(() => rm(folder, { recursive: true }));

interface Shape {
  readonly size?: number;
  readonly layout?: 'nchw' | 'nhwc';
  readonly batch?: number | string;
  /** Factor on the result: two models of different factors have different digests. */
  readonly factor?: number;
}

/** The smallest embedder: the mean of each colour. */
function tiny({ size = 112, layout = 'nchw', batch = 'N', factor = 1 }: Shape = {}): Model {
  const graph = new GraphBuilder('tiny');
  const face = graph.input('input.1', layout === 'nchw' ? [batch, 3, size, size] : [batch, size, size, 3]);
  const planes = layout === 'nchw' ? face : graph.add('Transpose', [face], { perm: [0, 3, 1, 2] });
  const mean = graph.add('Flatten', [graph.add('GlobalAveragePool', [planes])]);
  graph.output('683', graph.add('Mul', [mean, graph.floats([factor], [])]), [batch, 3]);
  return graph.build();
}

/** One input of the usual shape, and whatever comes of it. */
function odd(describeRest: (graph: GraphBuilder, face: ReturnType<GraphBuilder['input']>) => void): Model {
  const graph = new GraphBuilder('odd');
  describeRest(graph, graph.input('face', ['N', 3, 112, 112]));
  return graph.build();
}

/** A model that says of its one operator what no builder would write. */
function withFlatten(change: Partial<Node>): Model {
  const model = odd((g, face) => g.output('y', g.add('Flatten', [face]), ['N', 3]));
  const nodes = model.graph.nodes.map((node) => (node.op === 'Flatten' ? { ...node, ...change } : node));
  return { ...model, graph: { ...model.graph, nodes } };
}

let files = 0;
async function file(content: Model | Uint8Array | string, extension = 'onnx'): Promise<string> {
  const path = join(folder, `${files++}.${extension}`);
  await writeFile(path, typeof content === 'object' && 'graph' in content ? encodeModel(content) : content);
  return path;
}

const manifestFile = (content: unknown) => file(JSON.stringify(content), 'json');

const refusal = (code: string, message: RegExp = /./) =>
  expect.objectContaining({ name: 'LikenessError', code, message: expect.stringMatching(message) });

describe('A stranger’s embedder', () => {
  it('is added with the ArcFace convention where nothing else is said', async () => {
    const path = await file(tiny());
    const manifest = await addModel(store, path, { name: 'tiny' });
    expect(manifest).toMatchObject({
      name: 'tiny',
      kind: 'embedder',
      sha256: sha256(encodeModel(tiny())),
      input: { size: 112, order: 'rgb', layout: 'nchw', mean: [127.5, 127.5, 127.5] },
      alignment: { landmarks: 'five', mirror: false },
      templateLength: 3,
      licence: 'not stated',
      source: `added from ${path}`,
    });
    expect(manifest.alignment!.points[0]).toEqual([38.2946, 51.6963]);
    expect(Date.parse(manifest.added!)).toBeGreaterThan(0);
    expect((await store.read(manifest.sha256)).manifest).toEqual(manifest);
    expect(await store.card(manifest.sha256)).toMatch(/^# tiny\n[\s\S]*Not measured here/);
  });

  it('is told apart in what differs by a manifest, in what it is called by options', async () => {
    const manifest = await addModel(store, await file(tiny({ size: 160, layout: 'nhwc' })), {
      name: 'facenet',
      licence: 'MIT',
      manifest: await manifestFile({
        input: { size: 160, layout: 'nhwc', order: 'bgr', scale: [1, 1, 1] },
        alignment: { mirror: true },
        licence: 'unknown',
        source: 'a paper',
      }),
    });
    expect(manifest.input).toEqual({
      size: 160,
      order: 'bgr',
      layout: 'nhwc',
      mean: [127.5, 127.5, 127.5],
      scale: [1, 1, 1],
    });
    expect(manifest.alignment).toMatchObject({ landmarks: 'five', mirror: true });
    expect(manifest).toMatchObject({ licence: 'MIT', source: 'a paper' });
  });

  it.each<[string, Shape]>([
    ['of one picture at a time', { batch: 1 }],
    ['of any number', { batch: 'N' }],
  ])('%s makes templates: of a red face a red one', async (_, shape) => {
    const { sha256: digest } = await addModel(store, await file(tiny(shape)), { name: 'tiny' });
    const { manifest, bytes } = await ensureModel(store, 'tiny');
    const session = await openSession(bytes);
    const embedder = { manifest: manifest as EmbedderManifest, session };
    const five = manifest.alignment!.points.map(([x, y]) => ({ x: 2 * x, y: 2 * y }));
    const face = { landmarks: { five } } as unknown as Face;
    const [template] = await embed(embedder, [align(blank(300, 300, '#ff8080'), face, embedder.manifest)]);
    await session.close();
    // Red is 1 after the mean and the scale; 128 is nearly 0.
    expect(template!.model).toBe(digest);
    expect(template!.vector[0]).toBeCloseTo(1, 3);
    expect(template!.vector[1]).toBeCloseTo(0.5 / 127.5, 3);
  });

  it('with sibling heads says which output is of documents', async () => {
    const siblings = odd((graph, face) => {
      const mean = graph.add('Flatten', [graph.add('GlobalAveragePool', [face])]);
      graph.output('selfie', mean, ['N', 3]);
      graph.output('document', graph.add('Neg', [mean]), ['N', 3]);
      graph.output('short', graph.add('ReduceMean', [mean], { axes: [1] }), ['N', 1]);
    });
    const path = await file(siblings);
    const said = (documentOutput: string) => manifestFile({ documentOutput });
    const manifest = await addModel(store, path, { name: 'siblings', manifest: await said('document') });
    expect(manifest).toMatchObject({ documentOutput: 'document', templateLength: 3 });
    for (const wrong of ['short', 'elsewhere']) {
      await expect(addModel(store, path, { name: 'wrong', manifest: await said(wrong) })).rejects.toEqual(
        refusal('model_unsuitable'),
      );
    }
  });

  it('added again under another name is called by the new one', async () => {
    const path = await file(tiny());
    await addModel(store, path, { name: 'first' });
    await addModel(store, path, { name: 'second' });
    expect((await store.list()).map((m) => m.name)).toEqual(['second']);
  });
});

describe('What is no face embedder is refused, and nothing is stored', () => {
  const cases: readonly [string, () => Model | Uint8Array, string, RegExp][] = [
    [
      'another size',
      () => tiny({ size: 128 }),
      'model_unsuitable',
      /\[N, 3, 128, 128\], the manifest says \[N, 3, 112, 112\]/,
    ],
    ['another layout', () => tiny({ layout: 'nhwc' }), 'model_unsuitable', /manifest says/],
    ['two pictures at a time', () => tiny({ batch: 2 }), 'model_unsuitable', /\[2, 3, 112, 112\]/],
    [
      'two inputs',
      () =>
        odd((g, face) =>
          g.output('y', g.add('Flatten', [g.add('Add', [face, g.input('noise', [1])])]), ['N', 37632]),
        ),
      'model_unsuitable',
      /2 inputs/,
    ],
    [
      'an input of whole numbers',
      () => {
        const graph = new GraphBuilder('whole');
        const face = graph.input('face', ['N', 3, 112, 112], 'uint8');
        graph.output('y', graph.add('Flatten', [graph.add('Cast', [face], { to: 1 })]), ['N', 37632]);
        return graph.build();
      },
      'model_unsuitable',
      /uint8, not float32/,
    ],
    [
      'one number out',
      () => odd((g, face) => g.output('y', g.add('ReduceMean', [face], { keepdims: 0 }), [])),
      'model_unsuitable',
      /no template/,
    ],
    [
      'more numbers out than a template has',
      () =>
        odd((g, face) =>
          g.output('y', g.add('Flatten', [g.add('Concat', [face, face], { axis: 1 })]), ['N', 75264]),
        ),
      'model_unsuitable',
      /no template/,
    ],
    [
      'numbers that are not finite',
      () =>
        odd((g, face) =>
          g.output(
            'y',
            g.add('Flatten', [g.add('Log', [g.add('Neg', [g.add('GlobalAveragePool', [face])])])]),
            ['N', 3],
          ),
        ),
      'model_unsuitable',
      /not finite/,
    ],
    ['an operator that does not exist', () => withFlatten({ op: 'Guess' }), 'model_invalid', /Guess/],
    [
      'an attribute that is wrong',
      () => withFlatten({ attributes: { axis: float(1) } }),
      'model_invalid',
      /./,
    ],
    ['garbage', () => Buffer.from('not a model at all'), 'model_invalid', /./],
    ['nothing', () => Buffer.alloc(0), 'model_invalid', /./],
    ['half a model', () => encodeModel(tiny()).subarray(0, 200), 'model_invalid', /./],
    ['weights in another file', () => withExternalWeights(), 'model_unsuitable', /weights\.bin.*one file/],
  ];

  it.each(cases)('%s', async (_, model, code, message) => {
    await expect(addModel(store, await file(model()), { name: 'odd' })).rejects.toEqual(
      refusal(code, message),
    );
    expect(await store.list()).toEqual([]);
  });

  it('a file that is not there, and a folder', async () => {
    await expect(addModel(store, join(folder, 'ghost.onnx'), { name: 'ghost' })).rejects.toEqual(
      refusal('file_not_found'),
    );
    const path = join(folder, 'folder.onnx');
    await mkdir(path);
    await expect(addModel(store, path, { name: 'folder' })).rejects.toEqual(refusal('file_unreadable'));
  });
});

/** A Relu of weights that lie in `weights.bin`, by hand: field numbers of onnx.proto3. */
function withExternalWeights(): Uint8Array {
  const message = (tag: number, ...parts: Buffer[]) => {
    const content = Buffer.concat(parts);
    return Buffer.concat([Buffer.from([tag, content.length]), content]);
  };
  const text = (tag: number, value: string) => message(tag, Buffer.from(value));
  const entry = message(0x6a, text(0x0a, 'location'), text(0x12, 'weights.bin'));
  const tensor = message(
    0x2a,
    Buffer.from('08031001', 'hex'),
    text(0x42, 'w'),
    entry,
    Buffer.from('7001', 'hex'),
  );
  const node = message(0x0a, text(0x0a, 'w'), text(0x12, 'y'), text(0x22, 'Relu'));
  return Buffer.concat([
    Buffer.from('0808', 'hex'),
    message(0x3a, node, tensor),
    Buffer.from('42021011', 'hex'),
  ]);
}

describe('A name', () => {
  it('is taken where another model has it', async () => {
    await addModel(store, await file(tiny()), { name: 'tiny' });
    await expect(addModel(store, await file(tiny({ factor: 2 })), { name: 'tiny' })).rejects.toEqual(
      refusal('option_invalid', /tiny is taken/),
    );
  });

  it.each(['accurate', 'fast', 'blazeface', 'facemesh'])(
    'is taken where a default model has it: %s',
    async (name) => {
      await expect(addModel(store, await file(tiny()), { name })).rejects.toEqual(
        refusal('option_invalid', /taken/),
      );
    },
  );

  it.each(['Tiny', 'a b', '', '../up', '-dash', 'ä', 'x'.repeat(65)])('cannot be "%s"', async (name) => {
    await expect(addModel(store, await file(tiny()), { name })).rejects.toEqual(
      refusal('option_invalid', /must be/),
    );
    expect(await store.list()).toEqual([]);
  });

  it('cannot be given to a default model, whose calibration and manifest are known', async () => {
    const { bytes } = await ensureModel(new ModelStore(join(tmpdir(), 'likeness-test-home')), 'fast');
    await expect(addModel(store, await file(bytes), { name: 'mine' })).rejects.toEqual(
      refusal('option_invalid', /the default model fast/),
    );
  });
});

const CALIBRATION = {
  slope: 40,
  offset: -20,
  thresholds: [
    { fmr: 1e-2, threshold: 0.5, fmrInterval: [5e-3, 2e-2], fnmr: 0.02, fnmrInterval: [0.01, 0.03] },
    { fmr: 1e-3, threshold: 0.6, fmrInterval: [5e-4, 2e-3], fnmr: 0.05, fnmrInterval: [0.03, 0.08] },
  ],
  data: { name: 'ours', subjects: 9, images: 20, matedPairs: 11, nonMatedPairs: 179, failureToAcquire: 0 },
  command: 'likeness evaluate',
};

describe('A manifest', () => {
  it.each([
    ['a size that is no number', { input: { size: '112' } }, /input\.size/],
    ['a size of nothing', { input: { size: 0 } }, /input\.size/],
    ['a colour order that there is not', { input: { order: 'rbg' } }, /input\.order/],
    ['a layout that there is not', { input: { layout: 'chwn' } }, /input\.layout/],
    ['means of two colours', { input: { mean: [0, 0] } }, /input\.mean/],
    ['a scale that is no number', { input: { scale: [1, 1, null] } }, /input\.scale\.2/],
    ['a field of the input that there is not', { input: { width: 112 } }, /input\.width/],
    ['landmarks that there are not', { alignment: { landmarks: 'seven' } }, /alignment\.landmarks/],
    ['a point in three dimensions', { alignment: { points: [[1, 2, 3]] } }, /alignment\.points\.0/],
    [
      'four points for five landmarks',
      {
        alignment: {
          points: [
            [1, 2],
            [3, 4],
            [5, 6],
            [7, 8],
          ],
        },
      },
      /alignment\.points has 4 points/,
    ],
    ['five points for 51 landmarks', { alignment: { landmarks: 'inner51' } }, /needs 51/],
    ['a field that there is not', { colour: 'rgb' }, /colour/],
    ['no object', [1, 2], /./],
    [
      'a slope that makes unlike pictures alike',
      { calibration: { ...CALIBRATION, slope: -1 } },
      /calibration\.slope/,
    ],
    [
      'thresholds in the wrong order',
      { calibration: { ...CALIBRATION, thresholds: CALIBRATION.thresholds.toReversed() } },
      /calibration\.thresholds.*high FMR to low/,
    ],
    [
      'one threshold, through which no line goes',
      { calibration: { ...CALIBRATION, thresholds: CALIBRATION.thresholds.slice(0, 1) } },
      /calibration\.thresholds/,
    ],
    [
      'a false match rate of zero',
      {
        calibration: {
          ...CALIBRATION,
          thresholds: [CALIBRATION.thresholds[0], { ...CALIBRATION.thresholds[1], fmr: 0 }],
        },
      },
      /calibration\.thresholds\.1\.fmr/,
    ],
  ])('with %s is refused by the path of the field', async (_, content, path) => {
    const options = { name: 'tiny', manifest: await manifestFile(content) };
    await expect(addModel(store, await file(tiny()), options)).rejects.toEqual(
      refusal('manifest_invalid', path),
    );
    expect(await store.list()).toEqual([]);
  });

  it('that is no JSON, or not there, is refused', async () => {
    const model = await file(tiny());
    const broken = await file('{"input": {', 'json');
    await expect(addModel(store, model, { name: 'tiny', manifest: broken })).rejects.toEqual(
      refusal('manifest_invalid', /not JSON/),
    );
    await expect(addModel(store, model, { name: 'tiny', manifest: `${broken}.ghost` })).rejects.toEqual(
      refusal('file_not_found'),
    );
  });

  it('may bring a calibration, which is kept with the model and stands on its card', async () => {
    const options = { name: 'tiny', manifest: await manifestFile({ calibration: CALIBRATION }) };
    const added: ModelManifest = await addModel(store, await file(tiny()), options);
    expect((await store.read(added.sha256)).manifest.calibration).toEqual(CALIBRATION);
    expect(await store.card(added.sha256)).toMatch(/\*\*Accuracy\*\* on ours: 20 pictures of 9 subjects/);
  });

  it('says nothing of what it leaves out', () => {
    expect(check(PartialManifestSchema, {}, 'm.json')).toEqual({});
  });
});
