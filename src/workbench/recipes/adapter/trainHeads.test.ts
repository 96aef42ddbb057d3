// A world in which documents are selfies seen through a fixed rotation of some coordinates, and people are directions:
// what a head has to undo is known, and so is how well it can be undone.

import { mkdtemp } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { beforeAll, describe, expect, test } from 'vitest';
import { normal, randomStream } from '../../../autograd/index.js';
import { ModelStore } from '../../../face/index.js';
import type { TrainingContext } from '../kind.js';
import { parseRecipe } from '../recipe.js';
import { adapt } from './adapt.js';
import { fitOffset } from './offset.js';
import type { BothSides, Portraits } from './portraits.js';
import type { AdapterRecipe } from './recipe.js';
import { trainHeads } from './trainHeads.js';
import { leastCllr, scoresOf } from './watched.js';

const D = 32;

function world(people: number, seed: string): BothSides {
  const draw = normal(randomStream(1, seed));
  const side = (isDocument: boolean, identities: readonly (readonly number[])[]): Portraits => {
    const templates = new Float32Array(people * D);
    identities.forEach((identity, person) => {
      const seen = identity.map((value) => value + 0.9 * draw() * 0.5);
      // Documents lose a third of the coordinates to noise.
      const row = isDocument ? seen.map((value, k) => (k % 3 === 0 ? 2 * draw() : value)) : seen;
      const length = Math.hypot(...row);
      row.forEach((value, k) => {
        templates[person * D + k] = value / length;
      });
    });
    const subjects = Int32Array.from({ length: people }, (_, i) => i);
    return { dimension: D, templates, subjects, captures: subjects.map((i) => (isDocument ? i : -i - 1)) };
  };
  const identities = Array.from({ length: people }, () => Array.from({ length: D }, () => draw()));
  return { documents: side(true, identities), selfies: side(false, identities) };
}

const recipeOf = (more: object): AdapterRecipe =>
  parseRecipe(
    {
      kind: 'adapter',
      name: 'test',
      dataset: 'none',
      epochs: 12,
      batch: 32,
      learningRate: 3e-3,
      heads: 'siblings',
      ...more,
    },
    'the test',
    '/',
  ).settings as AdapterRecipe;

const [fitted, watched, unseen] = [world(256, 'fitted'), world(60, 'watched'), world(120, 'unseen')];

let context: () => Promise<TrainingContext>;
beforeAll(() => {
  context = async () =>
    ({
      folder: await mkdtemp(join(tmpdir(), 'heads-')),
      store: new ModelStore(tmpdir()),
      threads: 1,
    }) as unknown as TrainingContext;
});

const costOf = (sides: BothSides): number => leastCllr(scoresOf(sides));

describe('an offset', () => {
  test('takes back what documents do to everybody', async () => {
    const moved = (sides: BothSides): BothSides => ({
      ...sides,
      documents: {
        ...sides.documents,
        templates: unit(sides.selfies.templates.map((value, i) => value + (i % D === 3 ? 0.6 : 0))),
      },
    });
    const parts = { heads: fitOffset(moved(fitted)), crowd: undefined };
    const [before, after] = [moved(unseen), await adapt(parts, moved(unseen))];
    const meanCosine = ({ documents, selfies }: BothSides) =>
      documents.templates.reduce((sum, value, i) => sum + value * selfies.templates[i]!, 0) / 120;
    expect(meanCosine(after)).toBeGreaterThan(0.97);
    expect(meanCosine(before)).toBeLessThan(0.9);
    expect(after.selfies.templates).toEqual(unseen.selfies.templates);
  });
});

function unit(rows: Float32Array): Float32Array {
  const lengths = Array.from({ length: rows.length / D }, (_, i) =>
    Math.hypot(...rows.subarray(i * D, (i + 1) * D)),
  );
  return rows.map((value, i) => value / lengths[Math.floor(i / D)]!);
}

describe('heads trained by dynamic weight imprinting', () => {
  test.each(['siblings', 'documents', 'shared'] as const)(
    '%s serve people whom they never saw better',
    async (heads) => {
      const { heads: trained, history } = await trainHeads(
        recipeOf({ heads }),
        fitted,
        watched,
        await context(),
      );
      const after = await adapt({ heads: trained, crowd: undefined }, unseen);
      expect(costOf(after)).toBeLessThan(0.8 * costOf(unseen));
      expect(history.length).toBeGreaterThan(1);
      for (const { documents, selfies } of [after])
        for (const { templates } of [documents, selfies])
          expect(Math.hypot(...templates.subarray(0, D))).toBeCloseTo(1, 5);
    },
  );

  test('leave selfies as they are where documents alone have a head', async () => {
    const { heads } = await trainHeads(
      recipeOf({ heads: 'documents', epochs: 2 }),
      fitted,
      watched,
      await context(),
    );
    const after = await adapt({ heads, crowd: undefined }, unseen);
    expect(after.selfies.templates).toEqual(unseen.selfies.templates);
  });

  test('are a function of the recipe and its seed', async () => {
    const train = async (seed: number) =>
      (await trainHeads(recipeOf({ epochs: 2, seed }), fitted, watched, await context())).heads.state.get(
        'document.shift.reduce.fc.weight',
      )!.data;
    expect(await train(1)).toEqual(await train(1));
    expect(await train(2)).not.toEqual(await train(1));
  });

  test('need as many people with both kinds of picture as a batch holds', async () => {
    await expect(
      trainHeads(recipeOf({ batch: 300 }), fitted, watched, await context()),
    ).rejects.toMatchObject({
      code: 'training_unsuitable',
      message: '256 subjects to train on have a document and a selfie: a batch takes 300',
    });
  });
});
