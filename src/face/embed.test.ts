import { readFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { blank, decode, mirror, type Picture } from '../image/index.js';
import { encodeModel, GraphBuilder, openSession } from '../onnx/index.js';
import type { AlignedFace } from './align.js';
import { type Embedder, embed } from './embed.js';
import { FaceEngine } from './engine.js';
import { defaultModels, ensureModel } from './registry/defaults.js';
import type { EmbedderManifest, ModelInput } from './registry/manifest.js';
import { ModelStore } from './registry/store.js';
import { comparisonScore, type Template } from './template.js';

const store = new ModelStore(join(tmpdir(), 'likeness-test-home'));
let picture: Picture;
let engine: FaceEngine;

const openEngine = async (name: string): Promise<FaceEngine> => {
  const [detector, landmarks] = await defaultModels(store);
  return FaceEngine.open({ detector, landmarks, embedder: await ensureModel(store, name) }, 1);
};

beforeAll(async () => {
  engine = await openEngine('accurate');
  const entry = createRequire(import.meta.url).resolve('@vladmandic/face-api');
  picture = await decode(await readFile(join(dirname(entry), '../demo/sample6.jpg')));
});
afterAll(() => engine.close());

const largestDifference = (p: Template, q: Template): number =>
  Math.max(...p.vector.map((v, i) => Math.abs(v - q.vector[i]!)));

describe('Templates of the default models', () => {
  it.each([
    ['accurate', 1152],
    ['fast', 128],
  ])('%s: %d numbers of length one, the same for three faces at once as one by one', async (name, length) => {
    const opened = name === 'accurate' ? engine : await openEngine(name);
    const chips = (await opened.faces(picture, 'quick'))
      .slice(0, 3)
      .map((face) => opened.align(picture, face));
    const together = await opened.embed(chips);
    expect(together).toHaveLength(3);
    for (const [i, chip] of chips.entries()) {
      const [alone] = await opened.embed([chip]);
      expect(alone!.vector).toHaveLength(length);
      expect(alone!.model).toBe(opened.embedder.sha256);
      expect(Math.hypot(...alone!.vector)).toBeCloseTo(1, 5);
      expect(largestDifference(alone!, together[i]!)).toBeLessThan(1e-5);
    }
    if (opened !== engine) await opened.close();
  });

  it('tell four people apart, and know each again in a mirror', async () => {
    const faces = await engine.faces(picture, 'quick');
    const chips = faces.map((face) => engine.align(picture, face));
    const mirrored = chips.map((c) => ({ ...c, chip: mirror(c.chip) }));
    const templates = await engine.embed([...chips, ...mirrored]);
    const [straight, flipped] = [templates.slice(0, faces.length), templates.slice(faces.length)];
    for (const [i, t] of straight.entries()) {
      const own = comparisonScore(t, flipped[i]!);
      for (const [k, other] of straight.entries())
        if (k !== i) expect(own).toBeGreaterThan(comparisonScore(t, other) + 0.03);
    }
  });

  it('of no face are none', async () => {
    expect(await engine.embed([])).toEqual([]);
  });
});

/** An embedder whose template is the mean red, green and blue, each of the left and of the right half. */
async function halves(
  input: Partial<ModelInput>,
  {
    mirror = false,
    batch = 'N' as number | string,
    documentOutput,
  }: { mirror?: boolean; batch?: number | string; documentOutput?: string } = {},
): Promise<Embedder> {
  const whole: ModelInput = {
    size: 16,
    order: 'rgb',
    layout: 'nchw',
    mean: [0, 0, 0],
    scale: [1, 1, 1],
    ...input,
  };
  const { size, layout } = whole;
  const graph = new GraphBuilder('halves');
  const nhwc = layout === 'nhwc';
  const face = graph.input('face', nhwc ? [batch, size, size, 3] : [batch, 3, size, size]);
  const planes = nhwc ? graph.add('Transpose', [face], { perm: [0, 3, 1, 2] }) : face;
  const pooled = graph.add('AveragePool', [planes], {
    kernel_shape: [size, size / 2],
    strides: [size, size / 2],
  });
  const template = graph.add('Flatten', [pooled]);
  graph.output('template', template, [batch, 6]);
  graph.output('of_documents', graph.add('Mul', [template, graph.floats([1, 1, 0, 0, 0, 0], [6])]), [
    batch,
    6,
  ]);
  const manifest: EmbedderManifest = {
    name: 'halves',
    kind: 'embedder',
    sha256: 'c'.repeat(64),
    bytes: 1,
    licence: '',
    source: '',
    input: whole,
    alignment: { landmarks: 'five', points: [], mirror },
    templateLength: 6,
    ...(documentOutput ? { documentOutput } : {}),
  };
  return { manifest, session: await openSession(encodeModel(graph.build())) };
}

/** Left half of one colour, right half of another. */
function chipOf(left: readonly number[], right: readonly number[]): AlignedFace {
  const data = Uint8Array.from(
    { length: 3 * 16 * 16 },
    (_, i) => (Math.floor(i / 3) % 16 < 8 ? left : right)[i % 3]!,
  );
  return { chip: { width: 16, height: 16, data }, toPicture: { a: 1, b: 0, tx: 0, ty: 0 } };
}

const unit = (...values: number[]): number[] => values.map((v) => v / Math.hypot(...values));
const expectVector = (template: Template | undefined, expected: readonly number[]) => {
  for (const [i, value] of template!.vector.entries()) expect(value).toBeCloseTo(expected[i]!, 5);
};

describe('What a manifest says of its model is done', () => {
  const face = chipOf([10, 20, 30], [40, 50, 60]);

  it.each(['nchw', 'nhwc'] as const)('layout %s', async (layout) => {
    const [template] = await embed(await halves({ layout }), [face]);
    expectVector(template, unit(10, 40, 20, 50, 30, 60));
  });

  it('order bgr', async () => {
    const [template] = await embed(await halves({ order: 'bgr' }), [face]);
    expectVector(template, unit(30, 60, 20, 50, 10, 40));
  });

  it('mean and scale are of red, green and blue, whichever the order', async () => {
    const input = { mean: [10, 10, 0], scale: [1, 2, 3] } as const;
    const [rgb] = await embed(await halves({ mean: [...input.mean], scale: [...input.scale] }), [face]);
    expectVector(rgb, unit(0, 30, 20, 80, 90, 180));
    const [bgr] = await embed(
      await halves({ mean: [...input.mean], scale: [...input.scale], order: 'bgr' }),
      [face],
    );
    expectVector(bgr, unit(90, 180, 20, 80, 0, 30));
  });

  it('mirror: the sum with the mirror image’s template', async () => {
    const embedder = await halves({}, { mirror: true });
    const other = chipOf([0, 0, 90], [10, 0, 0]);
    const [first, second] = await embed(embedder, [face, other]);
    expectVector(first, unit(50, 50, 70, 70, 90, 90));
    expectVector(second, unit(10, 10, 0, 0, 90, 90));
  });

  it('a model for one picture at a time runs once a picture', async () => {
    const embedder = await halves({}, { batch: 1, mirror: true });
    const templates = await embed(embedder, [face, chipOf([1, 0, 0], [1, 0, 0]), face]);
    expectVector(templates[0], unit(50, 50, 70, 70, 90, 90));
    expectVector(templates[1], unit(1, 1, 0, 0, 0, 0));
    expect(templates[2]).toEqual(templates[0]);
  });
});

describe('Sibling heads', () => {
  const face = chipOf([3, 20, 30], [4, 50, 60]);

  it('make the templates of selfies by the first output, of documents by the one that is named', async () => {
    const embedder = await halves({}, { documentOutput: 'of_documents', mirror: true });
    const [document, selfie, other] = await embed(embedder, [
      { ...face, role: 'document' },
      { ...face, role: 'selfie' },
      face,
    ]);
    expectVector(document, unit(7, 7, 0, 0, 0, 0));
    expectVector(selfie, unit(7, 7, 70, 70, 90, 90));
    expect(other).toEqual(selfie);
    // One model made both: they may meet.
    expect(comparisonScore(document!, selfie!)).toBeCloseTo(7 / Math.hypot(7, 70, 90), 5);
  });

  it('are one where the manifest names none: a document is embedded as a selfie is', async () => {
    const [document, selfie] = await embed(await halves({}), [{ ...face, role: 'document' }, face]);
    expect(document).toEqual(selfie);
  });

  it('that the file lacks are refused', async () => {
    const embedder = await halves({}, { documentOutput: 'elsewhere' });
    await expect(embed(embedder, [face])).rejects.toMatchObject({ code: 'model_unsuitable' });
  });
});

describe('A model that does not do what its manifest says', () => {
  it.each([4, 5, 12])('gives no templates: %d numbers said, 6 given', async (templateLength) => {
    const { manifest, session } = await halves({});
    const face = chipOf([10, 20, 30], [40, 50, 60]);
    await expect(
      embed({ manifest: { ...manifest, templateLength }, session }, [face, face, face]),
    ).rejects.toMatchObject({
      code: 'template_invalid',
    });
  });

  it('gives none of a chip in which it sees nothing', async () => {
    const black = { chip: blank(16, 16, '#000000'), toPicture: { a: 1, b: 0, tx: 0, ty: 0 } };
    await expect(embed(await halves({}), [black])).rejects.toMatchObject({ code: 'template_invalid' });
  });

  it('is refused at once where it is no embedder', async () => {
    const [detector, landmarks] = await defaultModels(store);
    await expect(FaceEngine.open({ detector, landmarks, embedder: detector }, 1)).rejects.toMatchObject({
      code: 'model_unsuitable',
    });
  });
});
