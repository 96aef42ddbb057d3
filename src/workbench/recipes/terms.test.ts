import { expect, test } from 'vitest';
import { recordFixture } from '../datasets/record.fixture.js';
import { termsOf } from './terms.js';

const terms = (source: string | null) => ({
  ...{ source, licence: 'own cases', consent: 'given', purpose: null, retainUntil: null },
});

test('pictures are counted by their terms, and nobody whose picture another was made from is named', () => {
  const selfies = [1, 2].map((n) => recordFixture(`Ann/${n}.jpg`, { terms: terms('branch 7') }));
  const documents = selfies.map(({ image, sha256 }) =>
    recordFixture(`degraded/${image}`, {
      derivedFrom: sha256,
      terms: terms(`degraded from ${image} by document-print-photo, seed 1`),
    }),
  );
  expect(termsOf([...selfies, ...documents])).toEqual([
    { source: 'branch 7', licence: 'own cases', consent: 'given', pictures: 2 },
    { source: 'made from other pictures', licence: 'own cases', consent: 'given', pictures: 2 },
  ]);
});
