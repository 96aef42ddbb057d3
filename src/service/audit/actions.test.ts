import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { ACTIONS, isAction } from './actions.js';

test('every action has a dotted code and a sentence', () => {
  for (const [code, sentence] of Object.entries(ACTIONS)) {
    expect(code).toMatch(/^[a-z_]+\.[a-z_]+$/);
    expect(sentence).toMatch(/^[A-Z].*\.$/);
  }
});

test('the page for Compliance names every action with its sentence', () => {
  const page = readFileSync(new URL('../../../docs/service/audit.md', import.meta.url), 'utf8');
  const absent = Object.entries(ACTIONS).filter(
    ([code, about]) => !page.includes(`| \`${code}\` | ${about} |`),
  );
  expect(absent).toEqual([]);
});

test('what every object has is no action', () => {
  expect(isAction('toString')).toBe(false);
  expect(isAction('picture.read')).toBe(true);
});
