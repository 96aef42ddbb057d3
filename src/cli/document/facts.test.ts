// What a reviewer reads of a zone. The zone is the specimen of ICAO Doc 9303-4, appendix B.

import { describe, expect, test } from 'vitest';
import { parseZone, type ReadZone } from '../../document/index.js';
import { apart, factsOf, notesOn, titleOf, validity } from './facts.js';
import { marksUnder } from './lines.js';

const LINES = [
  'P<UTOERIKSSON<<ANNA<MARIA<<<<<<<<<<<<<<<<<<<',
  'L898902C36UTO7408122F1204159ZE184226B<<<<<10',
];
const TODAY = '2026-11-28';
const zone = parseZone(LINES, { today: TODAY });

test('the specimen of Doc 9303-4, in words', () => {
  expect(titleOf(zone)).toBe('Passport of Utopia');
  expect(factsOf(zone, TODAY)).toEqual([
    { label: 'document', value: 'Passport, TD3, code P' },
    { label: 'issued by', value: 'Utopia (UTO)' },
    { label: 'number', value: 'L898902C3' },
    { label: 'surname', value: 'ERIKSSON' },
    { label: 'given names', value: 'ANNA MARIA' },
    { label: 'nationality', value: 'Utopia (UTO)' },
    { label: 'born', value: '1974-08-12', remark: '52 years old' },
    { label: 'sex', value: 'female' },
    { label: 'expires', value: '2012-04-15', remark: 'expired 14 years ago', bad: true },
    { label: 'optional data', value: 'ZE184226B' },
  ]);
});

test.each([
  ['P<UTO', 'Passport'],
  ['V<UTO', 'Visa'],
])('a document that begins %s is a %s', (start, kind) => {
  const lines = [start + LINES[0]!.slice(5), LINES[1]!];
  expect(titleOf(parseZone(lines, { today: TODAY }))).toBe(`${kind} of Utopia`);
});

test.each([
  ['2026-11-27', '2026-11-28', '1 day'],
  ['2026-11-28', '2027-01-26', '59 days'],
  ['2026-11-28', '2027-01-27', '1 month'],
  ['2026-08-28', '2026-11-28', '3 months'],
  ['2026-08-29', '2026-11-28', '2 months'],
  ['2024-11-28', '2026-11-28', '2 years'],
  ['2024-12-01', '2026-11-28', '23 months'],
  ['2012-04-15', '2026-11-28', '14 years'],
])('from %s to %s it is %s', (from, to, words) => expect(apart(from, to)).toBe(words));

test.each([
  ['2026-11-28', 'expires 2026-11-28 (today)'],
  ['2026-12-28', 'expires 2026-12-28 (in 30 days)'],
  ['2026-08-28', 'expired 2026-08-28 (3 months ago)'],
])('an expiry on %s', (value, words) => expect(validity({ value, text: '' }, TODAY)).toBe(words));

describe('doubts and corrections', () => {
  const correction = { row: 1, column: 8, from: 'O', to: '0', posterior: 0.9999 } as const;
  const read = {
    ...({ zone, status: 'doubtful' } as ReadZone),
    corrections: [{ ...correction, proof: ['documentNumber', 'composite'] }],
    doubtful: [
      { row: 0, column: 5, why: 'unsure', posterior: 0.98 },
      { row: 0, column: 6, why: 'unsure', posterior: 0.7 },
      { row: 0, column: 9, why: 'unsure', posterior: 0.9 },
    ],
  } as ReadZone;

  test('are marked under their characters', () => {
    expect(marksUnder(0, read.corrections, read.doubtful)).toEqual(['     ??  ?']);
    expect(marksUnder(1, read.corrections, read.doubtful)).toEqual(['        ^']);
  });

  test('are told in sentences, neighbours in one', () => {
    expect(notesOn(read)).toEqual([
      { sign: '?', text: 'line 1, places 6–7: ER is sure to 70 % only' },
      { sign: '?', text: 'line 1, place 10: S is sure to 90 % only' },
      {
        sign: '^',
        text: 'line 2, place 9: O was read, 0 is proved by the check digits of document number and zone as a whole',
      },
    ]);
  });

  test('many are counted', () => {
    const doubtful = Array.from({ length: 12 }, (_, i) => ({ ...read.doubtful[0]!, column: 2 * i }));
    const told = notesOn({ ...read, doubtful });
    expect([told.length, told.at(-1)!.text]).toEqual([7, 'and 7 more']);
  });
});
