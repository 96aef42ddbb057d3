import * as v from 'valibot';
import { describe, expect, test } from 'vitest';
import { EMBEDDER } from './recipe.js';
import { EMBEDDER_SCHEMA } from './schema.js';

const common = { kind: 'embedder', name: 'mine', dataset: 'people' };
const parse = (said: object) => v.parse(EMBEDDER_SCHEMA, { ...common, ...said });
const refusal = (said: object): string => {
  const { issues } = v.safeParse(EMBEDDER_SCHEMA, { ...common, ...said });
  const [issue] = issues ?? [];
  return issue ? `${v.getDotPath(issue) ?? 'the whole'}: ${issue.message}` : 'none';
};

describe('a recipe for an embedder', () => {
  test('needs only a name and a data set: then `fast` is trained on by its own templates', () => {
    expect(v.parse(EMBEDDER_SCHEMA, EMBEDDER.example)).toMatchObject({
      start: { from: 'fast', freeze: { layers: 7 } },
    });
    expect(parse({})).toMatchObject({
      seed: 1,
      start: { from: 'fast', freeze: { layers: 7 } },
      loss: { kind: 'distil' },
      optimiser: { kind: 'sgd', momentum: 0.9, nesterov: true },
      ...{ rate: 0.01, epochs: 3, batch: 32, clip: 1, average: 0.98, weightDecay: 0, perSubject: 0 },
      augmentation: {
        shift: 0,
        turn: 0,
        zoom: 0,
        light: 0,
        mirrored: 0,
        soft: { share: 0.7, from: 20, to: 60 },
      },
      watch: { share: 0.1, metric: 'eer', every: 1, patience: 5 },
    });
  });

  test('fills in what is usual for what was chosen, and keeps what was said', () => {
    expect(
      parse({ start: { network: 'mobileFaceNet' }, loss: { kind: 'arcFace' }, rate: 0.3 }),
    ).toMatchObject({
      start: { network: 'mobileFaceNet', size: 112, features: 128 },
      loss: { kind: 'arcFace', margin: 0.5, scale: 32 },
      ...{ rate: 0.3, epochs: 30, batch: 64, average: 0, weightDecay: 1e-3 },
      augmentation: { mirrored: 0.5, soft: { share: 0 } },
    });
    expect(parse({ start: { network: 'iresnet18', size: 64 }, loss: { kind: 'triplet' } })).toMatchObject({
      start: { features: 512 },
      loss: { margin: 0.2 },
      perSubject: 2,
    });
    expect(parse({ augmentation: { light: 0.2 } }).augmentation).toMatchObject({
      light: 0.2,
      soft: { share: 0.7 },
    });
  });

  test.each([
    [{ start: { network: 'vgg' } }, 'start.network'],
    [
      { start: { network: 'mobileFaceNet', size: 100 }, loss: { kind: 'arcFace' } },
      'start.size: must be a multiple of 16',
    ],
    [{ start: { from: 'fast', freeze: { names: '(' } } }, 'start.freeze'],
    [{ start: { network: 'mobileFaceNet' } }, 'the whole: a network from random weights cannot teach itself'],
    [{ loss: { kind: 'softmax' } }, 'loss.kind'],
    [
      { loss: { kind: 'triplet' }, perSubject: 1 },
      'the whole: a loss on pairs needs perSubject of 2 or more',
    ],
    [{ perSubject: 5 }, 'the whole: batch must be a multiple of perSubject'],
    [{ augmentation: { soft: { from: 60, to: 20 } } }, 'augmentation.soft: from must not be above to'],
    [{ watch: { share: 0.9 } }, 'watch.share'],
    [{ epoch: 3 }, 'epoch'],
  ])('is refused with the field that is wrong: %j', (said, expected) => {
    expect(refusal(said)).toContain(expected);
  });

  test('gives its reasons in sentences, for the card', () => {
    const { reasons } = EMBEDDER;
    expect(Object.keys(reasons(parse({})))).toEqual([
      'start',
      'loss',
      'optimiser',
      'average',
      'soft',
      'watch',
    ]);
    const anew = reasons(
      parse({ start: { network: 'iresnet18' }, loss: { kind: 'adaFace' }, perSubject: 1 }),
    );
    expect(Object.keys(anew)).toEqual(['start', 'loss', 'optimiser', 'perSubject', 'watch']);
    for (const reason of Object.values(anew)) expect(reason).toMatch(/\.$/);
  });
});
