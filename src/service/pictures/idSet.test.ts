import { v4 as uuidv4, v7 as uuidv7 } from 'uuid';
import { expect, test } from 'vitest';
import { IdSet } from './idSet.js';

test('a set of identifiers knows those that were added and no others, in their order', () => {
  const set = new IdSet();
  const ids = Array.from({ length: 5000 }, (_, i) => (i % 2 ? uuidv7() : uuidv4()));
  expect(ids.map((id) => set.add(id))).toEqual(ids.map((_, i) => i));
  expect(ids.map((id) => set.add(id))).toEqual(ids.map((_, i) => i));
  expect(set.size).toBe(5000);
  expect([...set]).toEqual(ids);
  expect(ids.every((id) => set.has(id))).toBe(true);
  expect(Array.from({ length: 5000 }, () => uuidv7()).some((id) => set.has(id))).toBe(false);
});

test('two that differ in one digit anywhere are two', () => {
  const set = new IdSet();
  const id = '01938f2e-0000-7000-8000-00000000000f';
  set.add(id);
  for (let at = 0; at < id.length; at++)
    if (id[at] !== '-') expect(set.has(`${id.slice(0, at)}a${id.slice(at + 1)}`), String(at)).toBe(false);
  expect(set.has(id)).toBe(true);
  expect(set.has('no identifier')).toBe(false);
  expect(() => set.add('no identifier')).toThrow('is no UUID');
});
