import { Ajv2020 } from 'ajv/dist/2020.js';
import { expect, it, test } from 'vitest';
import { COMPONENTS } from '../../../face/index.js';
import { DEFAULT_DOCUMENT, PolicyDocument } from '../../../service/policies/index.js';
import { componentInWords, componentsOf } from './components.js';
import { checked, type Draft, draftOf, typedAt, withLimit, withNewFloor, withTyped } from './draft.js';
import { NUMBERS, withNumber } from './numbers.js';

const draft = draftOf(DEFAULT_DOCUMENT);
const faultsOf = (one: Draft) => [...checked(one).faults];

it('is the document that it began from, until something is changed', () => {
  // 1 in 33,333.3 would not be the same rate again.
  const odd = { ...DEFAULT_DOCUMENT, approveFmr: 3e-5, quality: { 'selfie.Sharpness': 40 } };
  const begun = draftOf(odd);
  expect(checked(begun)).toEqual({ document: odd, faults: new Map() });
  expect(checked(withTyped(begun, 'approveFmr', typedAt(begun, 'approveFmr'))).document).toEqual(odd);
});

it('reads numbers in the unit in which they are typed', () => {
  let typed = withTyped(draft, 'approveFmr', '10000000');
  typed = withTyped(typed, 'prior', '99.5');
  typed = withTyped(typed, 'velocity.device.tries', ' 7 ');
  const { document } = checked(typed);
  expect(document).toMatchObject({
    approveFmr: 1e-7,
    prior: 0.995,
    velocity: { device: { tries: 7, hours: 24 } },
  });
});

test.each([
  ['approveFmr', '', 'A number is missing.'],
  ['approveFmr', '10,000', 'This is no number: write it like 10000 or 0.5.'],
  ['approveFmr', '0x10', 'This is no number: write it like 10000 or 0.5.'],
  ['approveFmr', '9', 'It must be 10 or more.'],
  ['prior', '100', 'It must be more than 0, and less than 100.'],
  ['rejectLlr', '-100.5', 'It must be -100 or more, and 100 at most.'],
  ['velocity.device.tries', '2.5', 'It must be a whole number.'],
  ['velocity.device.hours', '0', 'It must be more than 0, and 8,760 at most.'],
])('of %s `%s` is kept as it is typed, with what is wrong: %s', (path, text, fault) => {
  const typed = withTyped(draft, path, text);
  expect(typedAt(typed, path)).toBe(text);
  expect(faultsOf(typed)).toEqual([[path, fault]]);
  expect(checked(typed).document).toEqual(DEFAULT_DOCUMENT);
});

it('allows what the service allows, and nothing else', () => {
  const isAllowed = new Ajv2020({ strict: false }).compile(PolicyDocument);
  const texts = ['-101', '-100', '-1', '0', '1e-9', '0.5', '1', '9.99', '10', '99.9', '100', '101', '1e9'];
  for (const path of Object.keys(NUMBERS))
    for (const text of texts) {
      const { unit } = NUMBERS[path as keyof typeof NUMBERS];
      const isRight = checked(withTyped(draft, path, text)).faults.size === 0;
      expect([path, text, isRight]).toEqual([
        ...[path, text],
        isAllowed(withNumber(DEFAULT_DOCUMENT, path, unit.meant(Number(text)))),
      ]);
    }
});

it('forgets what was typed of a limit that is switched off', () => {
  const wrong = withTyped(draft, 'velocity.device.tries', 'many');
  const off = withLimit(wrong, 'device', undefined);
  expect([faultsOf(off), checked(off).document.velocity.device]).toEqual([[], undefined]);
  const on = withLimit(off, 'device', { tries: 10, hours: 24, effect: 'review' });
  expect(typedAt(on, 'velocity.device.tries')).toBe('10');
});

it('adds a floor beside those that there are, and asks what it is of', () => {
  const sharp = draftOf({ ...DEFAULT_DOCUMENT, quality: { 'selfie.Sharpness': 70 } });
  const added = withNewFloor(sharp);
  expect(added.floors.map(({ component, floor }) => [component, floor])).toEqual([
    ['selfie.Sharpness', '70'],
    ['', '40'],
  ]);
  expect(faultsOf(added)).toEqual([['floors.1.component', 'Choose what is to reach the floor.']]);
  expect(checked(added).document.quality).toEqual({ 'selfie.Sharpness': 70 });
});

it('refuses a second floor of one component, and swallows neither', () => {
  const two = draftOf({ ...DEFAULT_DOCUMENT, quality: { 'selfie.Sharpness': 70, 'selfie.EyesOpen': 50 } });
  const renamed = {
    ...two,
    floors: two.floors.map((row) => ({ ...row, component: 'selfie.Sharpness' })),
  };
  expect(renamed.floors.map(({ floor }) => floor)).toEqual(['70', '50']);
  expect(faultsOf(renamed)).toEqual([
    ['floors.1.component', 'It has a floor already: change that one, or take one away.'],
  ]);
});

it('says of a floor that is no whole number from 0 to 100 what is wrong', () => {
  const floors = [{ key: 3, component: 'document.Sharpness', floor: '101' }];
  expect(faultsOf({ ...draft, floors })).toEqual([
    ['floors.3.floor', 'It must be 0 or more, and 100 at most.'],
  ]);
});

it('offers what the service measures', () => {
  expect(componentsOf('selfie')).toEqual(Object.keys(COMPONENTS).map((name) => `selfie.${name}`));
  expect(componentInWords('document.HeadPoseYaw')).toBe('Head pose yaw');
});
