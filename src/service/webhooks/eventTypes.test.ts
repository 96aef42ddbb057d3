// A tenant who asks to be told of something that nobody tells of would wait for ever.

import { readdirSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { expect, it } from 'vitest';
import { EVENT_TYPES } from './eventTypes.js';

it.each(Object.keys(EVENT_TYPES))('%s is told of somewhere in the service', (type) => {
  expect(emitted).toContain(type);
});

it('nothing is told of that is no type', () => {
  expect(Object.keys(EVENT_TYPES)).toEqual(expect.arrayContaining([...emitted]));
});

/** The types in calls of `emit` and `makeEvent`, in what is no test. */
const emitted = (() => {
  const service = fileURLToPath(new URL('..', import.meta.url));
  const sources = readdirSync(service, { recursive: true, encoding: 'utf8' }).filter((name) =>
    /(?<!\.(test|fixture|d))\.ts$/.test(name),
  );
  const calls = sources.flatMap((name) => [
    ...readFileSync(`${service}/${name}`, 'utf8').matchAll(
      /\b(?:emit(?:\?\.)?\(\s*\w+,|makeEvent\()\s*'([a-z]+\.[a-z_]+)'/g,
    ),
  ]);
  return new Set(calls.map(([, type]) => type!));
})();
