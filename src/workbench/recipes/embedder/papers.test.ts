import { expect, test } from 'vitest';
import type { StoredModel } from '../../../face/index.js';
import { basesOf } from './papers.js';

const FAST = { name: 'fast', digest: 'f'.repeat(64) };
const ACCURATE = { name: 'accurate', digest: 'a'.repeat(64) };
const base = { manifest: { name: 'fast', sha256: FAST.digest } } as StoredModel;

test('an embedder is made of what it was trained from and of who taught it: whom they saw, it saw', () => {
  expect(basesOf({ base: null }, { teacher: null })).toEqual([]);
  expect(basesOf({ base }, { teacher: null })).toEqual([FAST]);
  expect(basesOf({ base: null }, { teacher: ACCURATE })).toEqual([ACCURATE]);
  expect(basesOf({ base }, { teacher: ACCURATE })).toEqual([FAST, ACCURATE]);
  expect(basesOf({ base }, { teacher: FAST })).toEqual([FAST]);
});
