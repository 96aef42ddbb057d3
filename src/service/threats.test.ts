// docs/service/threats.md names a test for each attack: they exist.

import { existsSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { expect, it } from 'vitest';

const root = new URL('../../', import.meta.url);

it('The threat model names tests that are there', () => {
  const text = readFileSync(new URL('docs/service/threats.md', root), 'utf8');
  const named = [...text.matchAll(/`((?:src|deploy)\/[^`]+\.test\.ts)`/g)].map(([, path]) => path!);
  expect(named.length).toBeGreaterThan(20);
  expect(named.filter((path) => !existsSync(fileURLToPath(new URL(path, root))))).toEqual([]);
});
