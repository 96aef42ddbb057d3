import { describe, expect, test } from 'vitest';
import { normal, randomStream } from '../../../autograd/index.js';
import { adapt, type FullCrowd } from './adapt.js';
import { crowdOf, likenessTo, peopleOfPortraits } from './crowd.js';
import { type Portraits, rowOf } from './portraits.js';

const D = 24;

function unitRows(count: number, seed: number): Float32Array {
  const draw = normal(randomStream(seed, 'rows'));
  const rows = Float32Array.from({ length: count * D }, () => draw() + 0.3);
  for (let row = 0; row < count; row++) {
    const own = rowOf(rows, D, row);
    const length = Math.hypot(...own);
    for (let k = 0; k < D; k++) own[k]! /= length;
  }
  return rows;
}

function portraits(count: number, seed: number): Portraits {
  const numbers = Int32Array.from({ length: count }, (_, i) => i);
  return { dimension: D, templates: unitRows(count, seed), subjects: numbers, captures: numbers };
}

const cosine = (a: Float32Array, b: Float32Array): number =>
  a.reduce((sum, value, k) => sum + value * b[k]!, 0) / (Math.hypot(...a) * Math.hypot(...b));

describe('a crowd', () => {
  test('is made of groups of exactly so many people, so that nobody’s own template is in it', () => {
    const people = peopleOfPortraits(portraits(41, 1), 1000);
    const { templates } = crowdOf(people, 4);
    expect(templates.length / D).toBe(10);
    for (let group = 0; group < 10; group++) {
      expect(Math.hypot(...rowOf(templates, D, group))).toBeCloseTo(1, 6);
      for (let person = 0; person < 41; person++)
        expect(cosine(rowOf(templates, D, group), rowOf(people.templates, D, person))).toBeLessThan(0.999);
    }
  });

  test('puts those who look alike into one group', () => {
    // Three people about each of five corners of the space.
    const templates = new Float32Array(15 * D);
    for (let i = 0; i < 15; i++) {
      templates[i * D + (i % 5)] = 1;
      templates[i * D + 5 + i] = 0.1;
    }
    const { templates: groups } = crowdOf({ dimension: D, templates }, 3);
    for (let group = 0; group < 5; group++)
      expect(Math.max(...rowOf(groups, D, group))).toBeGreaterThan(0.99);
  });

  test('counts a person once, however many pictures there are', () => {
    const one = portraits(6, 2);
    const twice = { ...one, subjects: Int32Array.of(0, 1, 2, 0, 1, 2) };
    expect(peopleOfPortraits(twice, 1000).templates.length / D).toBe(3);
    expect(peopleOfPortraits(twice, 2).templates.length / D).toBe(2);
  });
});

describe('templates that were held against a crowd', () => {
  const [documents, selfies] = [portraits(17, 3), portraits(23, 4)];
  const terms = { nearest: 3, weight: 0.5, limit: 0.6 };
  const strangers = crowdOf(peopleOfPortraits(portraits(40, 5), 1000), 2);
  const crowd: FullCrowd = {
    ...terms,
    crowd: strangers,
    usual: { document: 0.5, selfie: 0.4 },
  };

  test('have the cosine s − w·(a − ā) − w·(b − b̄), over a constant', async () => {
    const after = await adapt({ heads: undefined, crowd }, { documents, selfies });
    const likeness = {
      document: likenessTo(strangers, documents, terms.nearest),
      selfie: likenessTo(strangers, selfies, terms.nearest),
    };
    for (let i = 0; i < 17; i++)
      for (let j = 0; j < 23; j++) {
        const s = cosine(rowOf(documents.templates, D, i), rowOf(selfies.templates, D, j));
        const wanted = s - 0.5 * (likeness.document[i]! - 0.5) - 0.5 * (likeness.selfie[j]! - 0.4);
        const got = cosine(
          rowOf(after.documents.templates, D + 4, i),
          rowOf(after.selfies.templates, D + 4, j),
        );
        expect(got).toBeCloseTo(wanted / (1 + 2 * terms.weight * terms.limit), 5);
      }
  });

  test('are all of one length, so that scaling them to one changes no order', async () => {
    const after = await adapt({ heads: undefined, crowd }, { documents, selfies });
    for (const { templates, subjects } of [after.documents, after.selfies])
      for (let row = 0; row < subjects.length; row++)
        expect(Math.hypot(...rowOf(templates, D + 4, row))).toBeCloseTo(Math.sqrt(1 + 2 * 0.5 * 0.6), 5);
  });

  test('stay as they are where the weight is zero', async () => {
    const after = await adapt({ heads: undefined, crowd: { ...crowd, weight: 0 } }, { documents, selfies });
    expect(
      cosine(rowOf(after.documents.templates, D + 4, 2), rowOf(after.selfies.templates, D + 4, 3)),
    ).toBeCloseTo(cosine(rowOf(documents.templates, D, 2), rowOf(selfies.templates, D, 3)), 5);
  });
});
