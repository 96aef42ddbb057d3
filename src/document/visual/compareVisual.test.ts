import { describe, expect, it } from 'vitest';
import { composeZone, parseZone, type Zone, type ZoneDetails } from '../zone/index.js';
import { ANNA, TODAY } from '../zone/zone.fixture.js';
import {
  readVisualDate,
  saysTheSame,
  type VisualFact,
  type VisualValue,
  visualFindings,
} from './compareVisual.js';

/** Anna's passport, not yet expired. */
const zone = (changes: Partial<ZoneDetails> = {}) =>
  parseZone(composeZone({ ...ANNA, expiryDate: '2031-04-15', ...changes }), { today: TODAY });

type Visual = Partial<Record<VisualFact, VisualValue>>;
/** What cannot be compared is passed over. */
const findingsOf = (of: Zone, visual: Visual) =>
  visualFindings(
    of,
    (Object.entries(visual) as [VisualFact, VisualValue][]).flatMap(([about, value]) => {
      const agrees = saysTheSame(of, about, value.text);
      return agrees === undefined ? [] : [{ about, ...value, agrees }];
    }),
  );
describe('the visual zone', () => {
  it('that says the same gives no finding', () => {
    const visual = {
      documentNumber: { text: 'L898902C3', confidence: 1 },
      surname: { text: 'Eriksson', confidence: 1 },
      givenNames: { text: 'Anna-Maria', confidence: 1 },
      birthDate: { text: '12 AUG/AOÛT 1974', confidence: 1 },
      expiryDate: { text: '15.04.31', confidence: 1 },
    };
    expect(findingsOf(zone(), visual)).toEqual([]);
  });

  const differs = (visual: Visual, changes: Partial<ZoneDetails> = {}) =>
    findingsOf(zone(changes), visual).map(({ about, severity }) => `${severity} ${about}`);
  const sure = (text: string) => ({ text, confidence: 0.995 });

  it('contradicts where it was read surely, and hints where not', () => {
    expect(findingsOf(zone(), { documentNumber: sure('L898902C8') })).toEqual([
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
