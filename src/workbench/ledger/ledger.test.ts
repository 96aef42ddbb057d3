import { describe, expect, test } from 'vitest';
import { csvRows } from '../datasets/csvRows.js';
import { recordFixture } from '../datasets/record.fixture.js';
import type { DatasetRecord, Terms } from '../datasets/record.js';
import { amendTerms, parseCondition, parseNewTerms } from './amend.js';
import { ledgerOf } from './ledger.js';
import { ledgerCsv } from './ledgerCsv.js';
import { isOverdue, today, unstatedOf } from './terms.js';

const STATED: Terms = {
  source: 'branch',
  licence: 'own',
  consent: 'signed',
  purpose: 'evaluation',
  retainUntil: '2026-05-31',
};
const NOTHING: Terms = { source: null, licence: null, consent: null, purpose: null, retainUntil: null };

const held = (image: string, terms: Partial<Terms>, change: Partial<DatasetRecord> = {}) =>
  recordFixture(image, { terms: { ...STATED, ...terms }, ...change });

describe('terms', () => {
  test('are kept to the end of the last day', () => {
    expect(isOverdue(STATED, '2026-05-31')).toBe(false);
    expect(isOverdue(STATED, '2026-06-01')).toBe(true);
  });

  test('without a last day, or with one that is none, are never overdue, and not stated', () => {
    for (const retainUntil of [null, '', 'soon', '2026', '2026-02-31']) {
      expect(isOverdue({ ...STATED, retainUntil }, '9999-01-01')).toBe(false);
      expect(unstatedOf({ ...STATED, retainUntil })).toEqual(['retain_until']);
    }
  });

  test('that are blank are not stated', () => {
    expect(unstatedOf({ ...STATED, consent: ' \t' })).toEqual(['consent']);
    expect(unstatedOf(STATED)).toEqual([]);
  });

  test('are judged by the calendar of this machine', () => {
    expect(today(new Date(2026, 0, 9, 23, 59))).toBe('2026-01-09');
  });
});

describe('the ledger', () => {
  const records = [
    held('Ann/1.jpg', { retainUntil: '2030-01-01' }, { part: 'train' }),
    held('Ann/2.jpg', { retainUntil: '2030-01-01' }, { part: 'test', sourceType: null }),
    held('Bob/1.jpg', { retainUntil: '2030-01-01' }),
    held('Bob/2.jpg', {}),
    held('Cem/1.jpg', NOTHING),
  ];

  test('has one entry a combination, what is overdue first, then the most pictures', () => {
    const ledger = ledgerOf(records, '2026-11-28');
    expect(ledger.entries).toEqual([
      {
        terms: STATED,
        ...{ subjects: 1, pictures: 1, unstated: [], overdue: true },
        ...{ parts: { none: 1 }, sourceTypes: { selfie: 1 } },
      },
      {
        terms: { ...STATED, retainUntil: '2030-01-01' },
        ...{ subjects: 2, pictures: 3, unstated: [], overdue: false },
        ...{ parts: { train: 1, test: 1, none: 1 }, sourceTypes: { selfie: 2, unknown: 1 } },
      },
      {
        terms: NOTHING,
        ...{ subjects: 1, pictures: 1, overdue: false },
        unstated: ['source', 'licence', 'consent', 'purpose', 'retain_until'],
        ...{ parts: { none: 1 }, sourceTypes: { selfie: 1 } },
      },
    ]);
    expect(ledger).toMatchObject({ subjects: 3, pictures: 5, overdue: { subjects: 1, pictures: 1 } });
    expect(ledger.unstated.licence).toEqual({ subjects: 1, pictures: 1 });
  });

  test('does not take terms together that only look alike when written one after the other', () => {
    const two = [
      held('a/1', { licence: 'x","y', consent: null }),
      held('a/2', { licence: 'x', consent: '"y' }),
    ];
    expect(ledgerOf(two, '2026-01-01').entries).toHaveLength(2);
  });

  test('of nothing is empty', () => {
    expect(ledgerOf([], '2026-11-28')).toMatchObject({ entries: [], subjects: 0, overdue: { pictures: 0 } });
  });
});

describe('amending', () => {
  const records = [
    held('Ann/1.jpg', { licence: null }, { groups: { sex: 'female' } }),
    held('Ann/2.jpg', { licence: null }, { sourceType: 'document' }),
    held('Bob/1.jpg', { licence: 'other' }),
    held('Cem/1.jpg', {}),
  ];
  const licences = (where: string[]) =>
    amendTerms(records, {
      set: parseNewTerms(['licence=own']),
      where: where.map(parseCondition),
    }).records.map(({ terms }) => terms.licence);

  test('changes the rows that meet all conditions, and no others', () => {
    expect(licences([])).toEqual(['own', 'own', 'own', 'own']);
    expect(licences(['licence='])).toEqual(['own', 'own', 'other', 'own']);
    expect(licences(['licence=', 'source_type=selfie'])).toEqual(['own', null, 'other', 'own']);
    expect(licences(['subject=Bob', 'subject=Cem'])).toEqual([null, null, 'own', 'own']);
    expect(licences(['sex=female'])).toEqual(['own', null, 'other', 'own']);
    expect(licences(['part='])).toEqual(['own', 'own', 'own', 'own']);
    expect(licences(['subject=Dee'])).toEqual([null, null, 'other', 'own']);
  });

  test('says what becomes of what, and leaves out what is so already', () => {
    const { matched, changed, changes, change } = amendTerms(records, {
      set: parseNewTerms(['licence=own', 'retain_until=2030-01-01']),
      where: [],
    });
    expect([matched.pictures, changed.pictures]).toEqual([4, 4]);
    const until = { column: 'retain_until', before: '2026-05-31', after: '2030-01-01' };
    expect(changes).toEqual([
      { subjects: 1, pictures: 2, columns: [{ column: 'licence', before: null, after: 'own' }, until] },
      { subjects: 1, pictures: 1, columns: [{ column: 'licence', before: 'other', after: 'own' }, until] },
      { subjects: 1, pictures: 1, columns: [until] },
    ]);
    expect(change).toBe('ledger: licence=own, retain_until=2030-01-01, 4 pictures');
    const again = amendTerms(records, { set: parseNewTerms(['purpose=evaluation']), where: [] });
    expect([again.matched.pictures, again.changed.pictures]).toEqual([4, 0]);
  });

  test('takes an empty value for not stated', () => {
    const { records: after } = amendTerms(records, { set: parseNewTerms(['consent=']), where: [] });
    expect(after.map(({ terms }) => terms.consent)).toEqual([null, null, null, null]);
  });

  test('leaves rows that do not change as they are', () => {
    const { records: after } = amendTerms(records, {
      set: parseNewTerms(['licence=own']),
      where: [parseCondition('subject=Bob')],
    });
    expect(after[3]).toBe(records[3]);
  });

  test.each([
    ['a column that holds no terms', () => parseNewTerms(['subject=Ann']), 'option_invalid'],
    ['a column that is there twice', () => parseNewTerms(['licence=a', 'licence=b']), 'option_invalid'],
    ['no column at all', () => parseCondition('=a'), 'option_invalid'],
    ['no value', () => parseCondition('licence'), 'option_invalid'],
    ['a condition on an unknown column', () => licences(['lisence=']), 'option_invalid'],
    ['a condition on what every object has', () => licences(['constructor=']), 'option_invalid'],
    [
      'a last day that is none',
      () => amendTerms(records, { set: parseNewTerms(['retain_until=2027-02-30']), where: [] }),
      'source_invalid',
    ],
  ])('refuses %s', (_, attempt, code) => {
    expect(attempt).toThrow(expect.objectContaining({ code }));
  });

  test('cuts a condition at its first sign of equality', () => {
    expect(parseCondition('source=https://a.b/?c=d')).toEqual(['source', 'https://a.b/?c=d']);
  });
});

describe('the ledger as CSV', () => {
  test('has one line a picture, and gives back what it holds', () => {
    const records = [held('Ann/1.jpg', { licence: 'a "b", c\nd' }), held('Bob/ü.jpg', NOTHING)];
    const text = ledgerCsv(records, '2026-11-28');
    const [head, ann, bob] = csvRows(text, 'ledger.csv', 'source_invalid');
    const cells = (row: string[] | undefined) => Object.fromEntries(head!.map((name, i) => [name, row![i]]));
    expect(cells(ann)).toMatchObject({
      image: 'Ann/1.jpg',
      licence: 'a "b", c\nd',
      overdue: 'yes',
      not_stated: '',
    });
    expect(cells(bob)).toMatchObject({
      image: 'Bob/ü.jpg',
      retain_until: '',
      not_stated: 'source licence consent purpose retain_until',
      overdue: 'no',
    });
  });

  test('gives a spreadsheet nothing to compute', () => {
    for (const bad of ['=1+1', '+1', '-1', '@SUM(A1)', '\tx'])
      expect(ledgerCsv([held('a/b', { source: bad })], '2026-11-28')).toContain(`'${bad}`);
  });
});
