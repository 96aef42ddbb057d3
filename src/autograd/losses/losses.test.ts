// Each loss and its gradient against PyTorch on the same numbers (losses.golden.py), computed by the float64 reference.

import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  type Constant,
  encodeModel,
  GraphBuilder,
  type Model,
  openSession,
  type Value,
} from '../../onnx/index.js';
import { evaluate } from '../../onnx/reference/index.js';
import { differentiate } from '../differentiate.js';
import { lowerPlain } from '../lowering/plain.js';
import { NetworkBuilder } from '../network.js';
import { pattern, patterned, patternOfParameter } from '../pattern.fixture.js';
import { randomStream } from '../random.js';
import {
  adaFace,
  arcFace,
  binaryCrossEntropy,
  cosFace,
  sampleClasses,
  softmaxCrossEntropy,
  supervisedContrastive,
  tripletLoss,
} from './index.js';
import golden from './losses.golden.json' with { type: 'json' };

const LABELS = [0, 2, 2, 6, 0, 2];
const CLASSES = 7;
const [N, D] = [LABELS.length, 5];

type Loss = (network: NetworkBuilder, x: Value, labels: Value) => Value;

interface Given {
  readonly labels?: readonly number[];
  readonly constants?: Readonly<Record<string, Float32Array<ArrayBuffer>>>;
}

/** The loss, its gradient by the input and then by the parameters, and what follows in running state, as a model. */
function modelOf(loss: Loss, x: Float32Array<ArrayBuffer>, { labels = LABELS, constants = {} }: Given) {
  const graph = new GraphBuilder('loss');
  const network = new NetworkBuilder(graph, { training: true, seed: 1 });
  const features = graph.input('x', [labels.length, x.length / labels.length]);
  const value = loss(network, features, graph.input('labels', [labels.length], 'int64'));
  const wrt = [features, ...network.parameters.map((p) => p.value)];
  const gradients = differentiate(graph, value, wrt, network.stopped);
  graph.output('loss', value);
  for (const [i, v] of wrt.entries()) graph.output(`gradient ${i}`, gradients.get(v)!);
  for (const { name, updated } of network.states) graph.output(`next ${name}`, updated);
  return replaced(patterned(graph.build()), constants);
}

function run(loss: Loss, x: Float32Array<ArrayBuffer>, given: Given = {}) {
  const { labels = LABELS } = given;
  const outputs = evaluate(modelOf(loss, x, given), {
    x: { dims: [labels.length, x.length / labels.length], data: x },
    labels: { dims: [labels.length], data: labels },
  });
  const named = (kind: string) =>
    Object.entries(outputs).flatMap(([name, { data }]) => (name.startsWith(kind) ? [data] : []));
  return {
    loss: outputs.loss!.data[0]!,
    gradients: named('gradient'),
    next: named('next').map((d) => d[0]!),
  };
}

function replaced(model: Model, by: Readonly<Record<string, Float32Array<ArrayBuffer>>>): Model {
  const constants = new Map<string, Constant>(model.graph.constants);
  for (const [name, data] of Object.entries(by))
    constants.set(name, { ...constants.get(name)!, data: new Uint8Array(data.buffer) });
  return { ...model, graph: { ...model.graph, constants } };
}

const scaled = (name: string, dims: readonly number[], by: number) => pattern(name, dims).map((v) => v * by);
const LOGITS = scaled('logits', [N, CLASSES], 4);
const FEATURES = scaled('features', [N, D], 4);

/** Class 6's centre a multiple of feature 3, which is of that class, and some noise. */
function centres(towards: number, noise: number): { weight: Float32Array<ArrayBuffer> } {
  const weight = patternOfParameter('weight', [CLASSES, D]);
  for (let i = 0; i < D; i++) weight[6 * D + i] = towards * FEATURES[3 * D + i]! + noise * weight[6 * D + i]!;
  return { weight };
}

const ON_SPHERE = { classes: CLASSES, scale: 16 };

interface Case extends Given {
  readonly loss: Loss;
  readonly x: Float32Array<ArrayBuffer>;
}

const CASES: Readonly<Record<keyof typeof golden, Case>> = {
  softmaxCrossEntropy: { loss: softmaxCrossEntropy, x: LOGITS },
  'softmaxCrossEntropy, smoothed': {
    loss: (n, x, labels) => softmaxCrossEntropy(n, x, labels, { smoothing: 0.1 }),
    x: LOGITS,
  },
  binaryCrossEntropy: {
    loss: (n, x) => {
      const targets = pattern('targets', [N, CLASSES]).map(Math.abs);
      return binaryCrossEntropy(n, x, n.graph.floats(targets, [N, CLASSES]));
    },
    x: LOGITS,
  },
  tripletLoss: { loss: tripletLoss, x: FEATURES },
  supervisedContrastive: { loss: supervisedContrastive, x: FEATURES },
  arcFace: { loss: (n, x, l) => arcFace(n, x, l, ON_SPHERE), x: FEATURES, constants: centres(-1, 0.1) },
  'arcFace, easy margin': {
    loss: (n, x, l) => arcFace(n, x, l, { ...ON_SPHERE, easyMargin: true }),
    x: FEATURES,
    constants: centres(-1, 0.1),
  },
  cosFace: { loss: (n, x, l) => cosFace(n, x, l, ON_SPHERE), x: FEATURES },
  'partial FC': {
    loss: (n, x, l) => arcFace(n, x, l, { ...ON_SPHERE, sampled: n.graph.ints([0, 2, 3, 6]) }),
    x: FEATURES,
    labels: [0, 1, 1, 3, 0, 1],
  },
  adaFace: {
    loss: (n, x, l) => adaFace(n, x, l, ON_SPHERE),
    x: FEATURES,
    constants: { ...centres(1, 0.001), normMean: Float32Array.of(4), normDeviation: Float32Array.of(0.5) },
  },
};

describe('losses and their gradients are PyTorch’s', () => {
  for (const [name, { loss, x, ...more }] of Object.entries(CASES)) {
    it(name, () => {
      const actual = run(loss, x, more);
      const expected = golden[name as keyof typeof golden];
      expect(actual.loss).toBeCloseTo(expected.loss, 5);
      expect(actual.gradients).toHaveLength(expected.gradients.length);
      for (const [i, gradient] of expected.gradients.entries())
        for (const [j, value] of gradient.entries()) expect(actual.gradients[i]![j]).toBeCloseTo(value, 5);
    });
  }
});

describe('ONNX Runtime computes them alike in float32', () => {
  for (const [name, { loss, x, ...given }] of Object.entries(CASES)) {
    it(name, async () => {
      const { labels = LABELS } = given;
      const session = await openSession(encodeModel(lowerPlain(modelOf(loss, x, given))));
      const outputs = await session.compute({
        x: { type: 'float32', dims: [N, x.length / N], data: x },
        labels: { type: 'int64', dims: [N], data: BigInt64Array.from(labels, BigInt) },
      });
      await session.close();
      const expected = golden[name as keyof typeof golden];
      expect(outputs.loss!.data[0]).toBeCloseTo(expected.loss, 4);
      for (const [i, gradient] of expected.gradients.entries())
        for (const [j, value] of gradient.entries())
          expect(outputs[`gradient ${i}`]!.data[j]).toBeCloseTo(value, 4);
    });
  }
});

describe('adaFace', () => {
  it('keeps running statistics of the norms', () => {
    const { loss, x, constants } = CASES.adaFace;
    const { next } = run(loss, x, { constants: constants! });
    expect(next[0]).toBeCloseTo(golden.adaFace.next[0]!, 6);
    expect(next[1]).toBeCloseTo(golden.adaFace.next[1]!, 6);
  });
});

describe('losses stay finite, and so do their gradients,', () => {
  const finite = (actual: ReturnType<typeof run>) =>
    Number.isFinite(actual.loss) && actual.gradients.every((g) => g.every(Number.isFinite));

  it('where a feature lies on its class’s centre, opposite it, or is zero', () => {
    for (const loss of [CASES.arcFace.loss, CASES.cosFace.loss, CASES.adaFace.loss]) {
      for (const towards of [1, -1])
        expect(finite(run(loss, FEATURES, { constants: centres(towards, 0) }))).toBe(true);
      expect(finite(run(loss, new Float32Array(N * D)))).toBe(true);
    }
  });

  it('for logits of any size', () => {
    const size = fc.constantFrom(0, 1e-3, 1, 100, 1e4, -1e4);
    fc.assert(
      fc.property(fc.array(size, { minLength: 6, maxLength: 6 }), (values) => {
        const x = Float32Array.from(values);
        expect(finite(run(softmaxCrossEntropy, x, { labels: [0, 1, 0] }))).toBe(true);
        const ones = (n: NetworkBuilder) => n.graph.floats(new Float32Array(6).fill(1), [3, 2]);
        expect(finite(run((n, z) => binaryCrossEntropy(n, z, ones(n)), x, { labels: [0, 0, 0] }))).toBe(true);
      }),
      { numRuns: 30 },
    );
  });

  it('and zero where no anchor has a partner or none has a stranger', () => {
    const strangers = { labels: [0, 1, 2, 3, 4, 5] };
    const oneself = { labels: [1, 1, 1, 1, 1, 1] };
    expect(run(tripletLoss, FEATURES, strangers).loss).toBe(0);
    expect(run(tripletLoss, FEATURES, oneself).loss).toBe(0);
    expect(run(supervisedContrastive, FEATURES, strangers).loss).toBe(0);
    expect(finite(run(tripletLoss, FEATURES, oneself))).toBe(true);
  });
});

describe('a margin makes the loss larger', () => {
  it.each([
    ['arcFace', arcFace],
    ['cosFace', cosFace],
  ] as const)('%s, with all labels, at any angle', (_, loss) => {
    fc.assert(
      fc.property(fc.double({ min: 0, max: 1, noNaN: true }), (margin) => {
        const at = (m: number) =>
          run((n, x, l) => loss(n, x, l, { ...ON_SPHERE, margin: m }), FEATURES, {
            constants: centres(-1, 0.1),
          }).loss;
        expect(at(margin)).toBeGreaterThanOrEqual(at(0) - 1e-6);
      }),
      { numRuns: 20 },
    );
  });

  it('softmax with margin 0 is softmax over cosines', () => {
    const plain = run((n, x, l) => cosFace(n, x, l, { ...ON_SPHERE, margin: 0 }), FEATURES);
    const arc = run((n, x, l) => arcFace(n, x, l, { ...ON_SPHERE, margin: 0 }), FEATURES);
    expect(arc.loss).toBeCloseTo(plain.loss, 6);
  });
});

describe('sampleClasses', () => {
  it('holds every label once, others at random, in order, and remaps the labels', () => {
    fc.assert(
      fc.property(
        fc.array(fc.bigInt({ min: 0n, max: 49n }), { minLength: 1, maxLength: 10 }),
        fc.integer({ min: 10, max: 50 }),
        fc.nat(),
        (labels, count, seed) => {
          const { sampled, labels: positions } = sampleClasses(labels, 50, count, randomStream(seed, 's'));
          expect(sampled).toHaveLength(count);
          expect([...sampled]).toEqual([...new Set(sampled)].sort((a, b) => Number(a - b)));
          expect(sampled.every((c) => c >= 0n && c < 50n)).toBe(true);
          expect(Array.from(positions, (p) => sampled[Number(p)])).toEqual(labels);
        },
      ),
    );
  });

  it('takes each other class equally often', () => {
    const seen = new Float64Array(100);
    const random = randomStream(1, 'fair');
    for (let i = 0; i < 2000; i++)
      for (const c of sampleClasses([7n], 100, 6, random).sampled) seen[Number(c)]!++;
    expect(seen[7]).toBe(2000);
    const expected = (2000 * 5) / 99;
    for (const [c, count] of seen.entries())
      if (c !== 7) expect(Math.abs(count - expected)).toBeLessThan(5 * Math.sqrt(expected));
  });

  it('refuses labels that do not exist and counts that cannot be', () => {
    const random = randomStream(1, 'r');
    expect(() => sampleClasses([50n], 50, 5, random)).toThrow(/label 50 is not one of 50/);
    expect(() => sampleClasses([1n, 2n], 50, 1, random)).toThrow(/2 are in the batch/);
    expect(() => sampleClasses([1n], 50, 51, random)).toThrow(/there are 50/);
  });
});
