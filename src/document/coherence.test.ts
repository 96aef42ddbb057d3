import { describe, expect, it } from 'vitest';
import { type DocumentFacts, findContradictions } from './coherence.js';
import { readVisualDate, saysTheSame, type VisualFact, type VisualValue } from './visual/compareVisual.js';
import { composeZone, parseZone, type Zone, type ZoneDetails } from './zone/index.js';
import { ANNA, TODAY } from './zone/zone.fixture.js';

/** Anna's passport, not yet expired. */
const zone = (changes: Partial<ZoneDetails> = {}, today = TODAY) =>
  parseZone(composeZone({ ...ANNA, expiryDate: '2031-04-15', ...changes }), { today });
const find = (facts: Partial<DocumentFacts>) => findContradictions({ today: TODAY, ...facts });

type Visual = Partial<Record<VisualFact, VisualValue>>;
/** What cannot be compared is passed over. */
const checksOf = (of: Zone, visual: Visual) =>
  (Object.entries(visual) as [VisualFact, VisualValue][]).flatMap(([about, value]) => {
    const agrees = saysTheSame(of, about, value.text);
    return agrees === undefined ? [] : [{ about, ...value, agrees }];
  });
const codes = (facts: Partial<DocumentFacts>) =>
  find(facts).map(({ code, severity }) => `${severity} ${code}`);

describe('a document that holds together', () => {
  it('gives no finding', () => {
    expect(
      find({
        zone: zone(),
        issueDate: '2021-04-16',
        face: { age: 49, deviation: 4 },
        visual: checksOf(zone(), {
          documentNumber: { text: 'L898902C3', confidence: 1 },
          surname: { text: 'Eriksson', confidence: 1 },
          givenNames: { text: 'Anna-Maria', confidence: 1 },
          birthDate: { text: '12 AUG/AOÛT 1974', confidence: 1 },
          expiryDate: { text: '15.04.31', confidence: 1 },
        }),
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

describe('the visual zone', () => {
  const differs = (visual: Visual, changes: Partial<ZoneDetails> = {}) =>
    find({ zone: zone(changes), visual: checksOf(zone(changes), visual) }).map(
      ({ about, severity }) => `${severity} ${about}`,
    );
  const sure = (text: string) => ({ text, confidence: 0.995 });

  it('contradicts where it was read surely, and hints where not', () => {
    expect(find({ zone: zone(), visual: checksOf(zone(), { documentNumber: sure('L898902C8') }) })).toEqual([
      {
        ...{ code: 'visual_zone_differs', severity: 'fails', about: ['documentNumber'] },
        message:
          'The document number is L898902C8 in the visual zone and L898902C3 in the machine-readable one.',
      },
    ]);
    expect(differs({ documentNumber: { text: 'L898902C8', confidence: 0.9 } })).toEqual([
      'hint documentNumber',
    ]);
    expect(differs({ documentNumber: sure('L 898902-C3') })).toEqual([]);
  });
  it('a visa may carry the number of the passport', () => {
    const visa = { format: 'MRV-A', documentCode: 'V' } as const;
    expect(differs({ documentNumber: sure('V0000001') }, visa)).toEqual([]);
  });
  it.each([
    ['Müller', 'Mueller', true],
    ['Müller', 'Muller', true],
    ['Müller', 'Muxxller', true],
    ['Müller', 'Miller', false],
    ['Núñez', 'Nunxxez', true],
    ["O'Connor", 'OConnor', true],
    ["O'Connor", 'O Connor', false],
    ['Smith-Jones', 'Smith Jones', true],
    ['Цой', 'Tsoi', true],
    ['Шевченко', 'Shevchenko', true],
    ['Згурський', 'Zhurskyi', true],
    ['Παπαδόπουλος', 'Papadopoulos', true], // no table: passed over
    ['', 'Eriksson', true], // nothing read: passed over
  ])('surname %s and %s in the zone', (visual, surname, same) => {
    expect(differs({ surname: sure(visual) }, { surname })).toEqual(same ? [] : ['fails surname']);
  });
  it('a name that was cut need only begin as the visual one', () => {
    const surname = 'Bennelong Wooloomooloo Warrandyte Warnambool';
    const visual = { surname: sure(surname), givenNames: sure('Dingo Potoroo') };
    expect(differs(visual, { surname, givenNames: 'Dingo Potoroo' })).toEqual([]);
    expect(
      differs({ surname: sure('Bennelong Warrandyte') }, { surname, givenNames: 'Dingo Potoroo' }),
    ).toEqual(['fails surname']);
  });
  it('given names that the zone has not', () => {
    expect(differs({ givenNames: sure('Anna Maria Luise') })).toEqual(['fails givenNames']);
  });
  it.each([
    ['12 AUG 1974', true],
    ['12AUG74', true],
    ['12 AGO 1974', true],
    ['12 AUG/AOÛT 74', true],
    ['12 ELO/AUG 1974', true], // Finnish beside English
    ['12 August 1974', true],
    ['12.08.1974', true],
    ['120874', true],
    ['XX XX 1974', true],
    ['13.08.1974', false],
    ['12 SEPT 1974', false],
    ['12.08.1975', false],
    ['12 ELO 1974', true], // Finnish alone: passed over
    ['1974-08-12', true], // not a form of Doc 9303-3, 3.8: passed over
  ])('born %s', (text, same) => {
    expect(differs({ birthDate: sure(text) })).toEqual(same ? [] : ['fails birthDate']);
  });
  it('unknown parts in the zone match any day', () => {
    expect(differs({ birthDate: sure('03.02.1974') }, { birthDate: '1974-XX-XX' })).toEqual([]);
    expect(differs({ birthDate: sure('03.02.1975') }, { birthDate: '1974-XX-XX' })).toEqual([
      'fails birthDate',
    ]);
  });
});

describe('dates of a visual zone (Doc 9303-3, 3.8)', () => {
  it.each([
    ['12 LUG/JUIL 1942', ['12', '07', '42']],
    ['12 JUN 1942', ['12', '06', '42']],
    ['12JUIL42', ['12', '07', '42']],
    ['12JUL 1942', ['12', '07', '42']],
    ['1207 1942', ['12', '07', '42']],
    ['12.07.42', ['12', '07', '42']],
    ['01 FÉV/FEB 2000', ['01', '02', '00']],
    ['01 DÉC 2000', ['01', '12', '00']],
    ['XX.XX.XXXX', ['XX', 'XX', 'XX']],
    ['01 JAN/FEB 2000', undefined],
    ['today', undefined],
    ['', undefined],
  ])('%s', (text, expected) => expect(readVisualDate(text)).toEqual(expected));
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
