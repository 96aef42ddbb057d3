import { expect, it } from 'vitest';
import { DEFAULT_DOCUMENT } from '../../../service/policies/index.js';
import { comparedRules, rulesOf } from './rules.js';

it('says each rule of the document in words', () => {
  const said = Object.fromEntries(rulesOf(DEFAULT_DOCUMENT).map(({ path, value }) => [path, value]));
  expect(said).toMatchObject({
    approveFmr: '1 in 10,000',
    'velocity.device': 'more than 20 in 24 hours: a person looks before anything is approved',
  });
  // Nothing of the document is left out.
  const heads = new Set(Object.keys(said).map((path) => path.split('.')[0]));
  expect(Object.keys(DEFAULT_DOCUMENT).filter((key) => key !== 'quality' && !heads.has(key))).toEqual([]);
});

it('marks what two versions say differently, also what only one of them says', () => {
  const changed = {
    ...DEFAULT_DOCUMENT,
    rejectLlr: -2,
    quality: { 'selfie.Sharpness': 40 },
    velocity: { face: { tries: 3, hours: 1, effect: 'note' as const } },
  };
  const marked = comparedRules(changed, DEFAULT_DOCUMENT).filter(({ isChanged }) => isChanged);
  expect(marked.map(({ path, value, other }) => [path, value, other])).toEqual([
    ['rejectLlr', '-2', String(DEFAULT_DOCUMENT.rejectLlr)],
    ['quality.selfie.Sharpness', '40', null],
    ['velocity.face', 'more than 3 in 1 hour: it is noted', null],
    ...['customer', 'device', 'document'].map((kind) => [`velocity.${kind}`, '–', expect.any(String)]),
  ]);
});
