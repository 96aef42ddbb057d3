import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { candidateOf } from './candidates.js';
import { layOver } from './patches.js';
import { parseStudy, readStudy } from './study.js';

const folder = mkdtempSync(join(tmpdir(), 'likeness-study-file-'));
afterAll(() => rmSync(folder, { recursive: true }));

const RECIPE = { kind: 'adapter', name: 'documents', dataset: 'people' };
const HEADS = { choice: 'heads', options: { offset: { heads: 'offset' }, none: { heads: 'none' } } };
const study = (change: object = {}) => ({ recipe: RECIPE, choices: [HEADS], ...change });

describe('a study', () => {
  it('asks of its author a recipe and a choice, and has a default for all else', () => {
    expect(parseStudy(study(), 's.json', '/here')).toMatchObject({
      ...{ name: 'documents', fmr: 1e-3, folds: 3, atOnce: 1, seed: 1, folder: '/here' },
      choices: [{ choice: 'heads', options: [{ name: 'offset' }, { name: 'none' }] }],
    });
  });

  it('finds the data set from where the study lies', () => {
    const { recipe } = candidateOf(parseStudy(study(), 's.json', '/here'), { heads: 'none' }, 's.json');
    expect(recipe.settings).toMatchObject({ dataset: '/here/people', heads: 'none', base: 'accurate' });
  });

  it('is read from a file', async () => {
    const path = join(folder, 'study.json');
    writeFileSync(path, JSON.stringify(study()));
    expect((await readStudy(path)).folder).toBe(folder);
    writeFileSync(path, '{ "recipe": ');
    await expect(readStudy(path)).rejects.toMatchObject({ code: 'study_invalid' });
    await expect(readStudy(join(folder, 'none.json'))).rejects.toMatchObject({ code: 'file_not_found' });
  });

  const crowd = (options: object) => ({ choice: 'crowd', options });
  const CROWD = crowd({ none: { crowd: null }, two: { crowd: { people: 2 } } });

  it.each([
    ['without choices', { choices: [] }, 'choices: must be one at least'],
    ['of one option', { choices: [crowd({ none: { crowd: null } })] }, 'choices.0.options: must be two'],
    ['of two choices of one name', { choices: [HEADS, HEADS] }, 'choices: must have a name'],
    ['that asks for the impossible', { fmr: 0 }, 'fmr: '],
    ['of one fold', { folds: 1 }, 'folds: '],
    ['with a field nobody knows', { colour: 'blue' }, 'colour'],
    ['whose option is no object', { choices: [crowd({ a: 1, b: {} })] }, 'must be an object of fields'],
    [
      'whose options are a list',
      { choices: [crowd([{ crowd: null }, {}])] },
      'choices.0.options: must be an',
    ],
    [
      'whose option the recipe does not know',
      { choices: [crowd({ none: { crowd: null }, many: { crowd: { most: 'all' } } })] },
      'choice crowd, option many: crowd.most: ',
    ],
    [
      'whose option has a field the recipe has not',
      { choices: [crowd({ none: { crowd: null }, loud: { noise: 3 } })] },
      'choice crowd, option loud: noise',
    ],
    [
      'whose option is another data set',
      { choices: [crowd({ none: { crowd: null }, other: { dataset: 'others' } })] },
      'choice crowd, option other: dataset: is that of the whole study',
    ],
    [
      'of two options that are one recipe',
      { choices: [crowd({ usual: {}, five: { crowd: { nearest: 5 } } })] },
      'choice crowd: usual and five are the same recipe',
    ],
    [
      'of which one choice takes back another',
      { choices: [CROWD, { choice: 'nearest', options: { five: {}, ten: { crowd: { nearest: 10 } } } }] },
      'choices crowd and nearest: option ten takes back what option none says',
    ],
  ])('%s is refused, with the place', (_, change, message) => {
    const parse = () => parseStudy(study(change), 's.json', '/here');
    expect(parse).toThrow(expect.objectContaining({ code: 'study_invalid' }));
    expect(parse).toThrow(message);
  });

  it.each([
    [{ ...RECIPE, heads: 'sideways' }, 'recipe: heads: '],
    [{ kind: 'liveness', name: 'attacks', dataset: 'people' }, 'trains no templates'],
    [{ kind: 'potion' }, 'kind must be one of'],
  ])('over a recipe that is none of ours is refused as such: %j', (recipe, message) => {
    const parse = () => parseStudy(study({ recipe }), 's.json', '/here');
    expect(parse).toThrow(expect.objectContaining({ code: 'recipe_invalid' }));
    expect(parse).toThrow(message);
  });
});

describe('an option', () => {
  it('is laid over the recipe field by field; null and lists replace', () => {
    const below = { a: 1, crowd: { people: 2, weight: 0.5 }, list: [1, 2] };
    expect(layOver(below, { crowd: { people: 4 }, list: [3] })).toEqual({
      ...below,
      crowd: { people: 4, weight: 0.5 },
      list: [3],
    });
    expect(layOver(below, { crowd: null })).toEqual({ ...below, crowd: null });
    expect(layOver({ crowd: null }, { crowd: { people: 4 } })).toEqual({ crowd: { people: 4 } });
  });

  it('of another kind replaces the whole object: fields of the former mean nothing in it', () => {
    const below = { loss: { kind: 'arcFace', margin: 0.5 }, start: { from: 'fast', freeze: { layers: 3 } } };
    expect(layOver(below, { loss: { kind: 'distil' } }).loss).toEqual({ kind: 'distil' });
    expect(layOver(below, { loss: { kind: 'arcFace', scale: 16 } }).loss).toEqual({
      ...{ kind: 'arcFace', margin: 0.5, scale: 16 },
    });
    expect(layOver(below, { start: { network: 'iresnet18' } }).start).toEqual({ network: 'iresnet18' });
    expect(layOver(below, { start: { freeze: { names: '^a' } } }).start).toEqual({
      from: 'fast',
      freeze: { names: '^a' },
    });
  });

  it('has one key however it was come by, which name and place of the data set have no part in', () => {
    const key = (value: object, options: object) =>
      candidateOf(parseStudy(value, 's.json', '/here'), options as Record<string, string>, 's.json').key;
    const usual = key(study(), { heads: 'offset' });
    expect(key(study(), {})).toBe(usual);
    expect(key(study({ recipe: { ...RECIPE, name: 'others', dataset: '/there' } }), {})).toBe(usual);
    expect(key(study(), { heads: 'none' })).not.toBe(usual);
    expect(key(study({ recipe: { ...RECIPE, seed: 2 } }), {})).not.toBe(usual);
  });
});
