import { describe, expect, it } from 'vitest';
import { type DocumentFacts, findContradictions } from './coherence.js';
import { composeZone, parseZone, type ZoneDetails } from './zone/index.js';
import { ANNA, TODAY } from './zone/zone.fixture.js';

/** Anna's passport, not yet expired. */
const zone = (changes: Partial<ZoneDetails> = {}, today = TODAY) =>
  parseZone(composeZone({ ...ANNA, expiryDate: '2031-04-15', ...changes }), { today });
const find = (facts: Partial<DocumentFacts>) => findContradictions({ today: TODAY, ...facts });
const codes = (facts: Partial<DocumentFacts>) =>
  find(facts).map(({ code, severity }) => `${severity} ${code}`);

describe('a document that holds together', () => {
  it('gives no finding', () => {
    expect(
      find({
        zone: zone(),
        issueDate: '2021-04-16',
        face: { age: 49, deviation: 4 },
      }),
    ).toEqual([]);
    expect(find({})).toEqual([]);
  });
});

describe('the zone by itself', () => {
  it('names every check digit that fails, and what would be right', () => {
    const { lines } = zone();
    const wrong = parseZone([lines[0], lines[1].replace('7408122', '7408123')], { today: TODAY });
    expect(find({ zone: wrong })).toMatchObject([
      {
        ...{ code: 'mrz_check_digit_failed', severity: 'fails', about: ['birthDate'] },
        message: 'The check digit of the date of birth is 3 and should be 2.',
      },
      { code: 'mrz_check_digit_failed', about: ['composite'] },
    ]);
  });
  it('hints at fields with a problem', () => {
    const { lines } = zone();
    const odd = parseZone([lines[0].replace('UTO', 'ZZZ'), lines[1]], { today: TODAY });
    expect(find({ zone: odd })).toMatchObject([
      {
        ...{ code: 'mrz_field_invalid', severity: 'hint', about: ['issuingState'] },
        message: 'issuingState is ZZZ, which is no code of Doc 9303-3, section 5.',
      },
    ]);
  });
});

describe('days', () => {
  it.each([
    ['2026-11-27', ['fails document_expired']],
    ['2026-11-28', ['hint document_expires_soon']], // its last day
    ['2026-12-28', ['hint document_expires_soon']],
    ['2026-12-29', []],
  ])('expires %s', (expiryDate, expected) => expect(codes({ zone: zone({ expiryDate }) })).toEqual(expected));

  it.each([
    [{ birthDate: '2027-01-01' }, ['fails birth_in_future']],
    [{ birthDate: '2027-XX-XX' }, ['fails birth_in_future']],
    [{ birthDate: '2026-XX-XX' }, []],
    [{ birthDate: '1906-11-01' }, ['fails age_over_limit']],
    [{ birthDate: '1906-12-30' }, []],
    [{ birthDate: 'XXXX-XX-XX' }, []],
    [{ birthDate: '1974-02-30' }, []], // no day: passed over
    [{ issueDate: '2026-11-29' }, ['fails issue_in_future']],
    [{ issueDate: '2031-04-16' }, ['fails issue_in_future', 'fails issue_after_expiry']],
    [{ issueDate: '1970-01-01' }, ['fails issue_before_birth']],
    [{ birthDate: '2026-01-01', issueDate: '2025-01-01' }, ['fails issue_before_birth']],
  ])('%j', (facts, expected) => expect(codes({ zone: zone(), ...facts })).toEqual(expected));

  it('a child that is born after the document expired', () => {
    expect(codes({ zone: zone({ expiryDate: '2012-04-15' }), birthDate: '2020-01-01' })).toEqual([
      ...['fails document_expired', 'fails expiry_before_birth'],
    ]);
  });
  it('today must be a day', () => {
    expect(() => find({ today: '28.11.2026' })).toThrow(
      expect.objectContaining({ code: 'zone_details_invalid' }),
    );
  });
});

describe('the age of the face', () => {
  const hints = (age: number, deviation: number, takenOn?: string, issueDate?: string) =>
    find({
      zone: zone(),
      ...(issueDate === undefined ? {} : { issueDate }),
      face: { age, deviation, ...(takenOn === undefined ? {} : { takenOn }) },
    });

  it('only hints, and only beyond three standard deviations', () => {
    expect(hints(20, 5)).toEqual([
      {
        ...{ code: 'age_hint', severity: 'hint', about: ['face', 'birthDate'] },
        message: 'The face looks about 20 years old; by the date of birth it would be 42 to 52.',
      },
    ]);
    expect(hints(27, 5)).toEqual([]);
    expect(hints(66, 5)).toEqual([]);
    expect(hints(70, 5)).toHaveLength(1);
  });
  it('is that of the day of the photograph, or of the issue, where either is known', () => {
    expect(hints(40, 3, TODAY)).toHaveLength(1);
    expect(hints(40, 3, '2016-01-01')).toEqual([]);
    expect(hints(38, 3, undefined, '2021-04-16')).toEqual([]);
    expect(hints(37, 3, undefined, '2021-04-16')).toHaveLength(1);
  });
  it('says nothing where it knows nothing', () => {
    expect(hints(Number.NaN, 3)).toEqual([]);
    expect(hints(20, 0)).toEqual([]);
    expect(find({ zone: zone({ birthDate: 'XXXX-XX-XX' }), face: { age: 5, deviation: 1 } })).toEqual([]);
  });
});
