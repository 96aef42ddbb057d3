import fc from 'fast-check';
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

it('marks what differs by less than is usually shown, and shows it by the digits that it takes', () => {
  const draft = { ...DEFAULT_DOCUMENT, approveFmr: 1.0001e-4, prior: 0.99996 };
  const before = { ...DEFAULT_DOCUMENT, prior: 0.99997, lists: { fpir: 0.01 } };
  const marked = comparedRules(draft, before).filter(({ isChanged }) => isChanged);
  expect(marked.map(({ path, value, other }) => [path, value, other])).toEqual([
    ['approveFmr', '1 in 9,999', '1 in 10,000'],
    ['prior', '99.996 %', '99.997 %'],
  ]);
});

it('never says two values alike that are not the same, down to the last bit', () => {
  const share = fc.double({ min: 1e-9, max: 0.1, noNaN: true });
  const near = fc.tuple(share, fc.constantFrom(1, 1 + Number.EPSILON, 1 + 1e-12, 1 + 1e-6, 1.01));
  fc.assert(
    fc.property(near, ([value, factor]) => {
      const document = (rate: number) => ({
        ...DEFAULT_DOCUMENT,
        ...{ approveFmr: rate, prior: rate, duplicates: { fpir: rate, effect: 'note' as const } },
      });
      for (const rule of comparedRules(document(value), document(value * factor))) {
        if (!['approveFmr', 'prior', 'duplicates'].includes(rule.path)) continue;
        expect(rule.isChanged).toBe(value !== value * factor);
        expect(rule.value === rule.other).toBe(!rule.isChanged);
      }
    }),
  );
});

it('finds no change where a document only names its parts in another order', () => {
  const other = { ...DEFAULT_DOCUMENT, duplicates: { effect: 'review' as const, fpir: 0.01 } };
  expect(comparedRules(DEFAULT_DOCUMENT, other).filter(({ isChanged }) => isChanged)).toEqual([]);
});
