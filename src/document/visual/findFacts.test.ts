import { describe, expect, it } from 'vitest';
import { composeZone, parseZone, type ZoneDetails } from '../zone/index.js';
import { ANNA, TODAY } from '../zone/zone.fixture.js';
import { findFacts } from './findFacts.js';

const zone = (changes: Partial<ZoneDetails> = {}) =>
  parseZone(composeZone({ ...ANNA, expiryDate: '2031-04-15', ...changes }), { today: TODAY });

/** `~` before a word of which its reader is not sure. */
const linesOf = (...lines: readonly string[]) =>
  lines.map((line) =>
    line
      .split(' ')
      .map((word) => ({ text: word.replace('~', ''), confidence: word.startsWith('~') ? 0.4 : 0.95 })),
  );

/** The page of Doc 9303-4, appendix B, as people read it. */
const PAGE = [
  'PASSPORT PASSEPORT UTOPIA',
  'Type/Type P Code UTO Passport No. | L898902C3',
  'ERIKSSON',
  'ANNA MARIA',
  'Nationality UTOPIAN Personal No. ZE184226B',
  '12 AUGUST/AOÛT 1974',
  'F Place of birth ZENITH',
  '16 APR/AVR 2021',
  '15 APR/AVR 2031 PASSPORT OFFICE',
];

const facts = (lines: readonly string[], changes: Partial<ZoneDetails> = {}) =>
  findFacts(linesOf(...lines), zone(changes)).map(
    ({ about, text, agrees }) => `${about} ${agrees ? 'is' : 'would be'} ${text}`,
  );

describe('The facts of a visual zone', () => {
  it('are found among all other words', () => {
    expect(facts(PAGE)).toEqual([
      'documentNumber is L898902C3',
      'surname is ERIKSSON',
      'givenNames is ANNA MARIA',
      'birthDate is 12 AUGUST/AOÛT 1974',
      'expiryDate is 15 APR/AVR 2031',
    ]);
  });

  it.each([
    ['a date of birth', { birthDate: '1984-08-12' }, 'birthDate would be 12 AUGUST/AOÛT 1974'],
    ['a date of expiry', { expiryDate: '2033-04-15' }, 'expiryDate would be 15 APR/AVR 2031'],
    ['a number', { documentNumber: 'L898903C3' }, 'documentNumber would be L898902C3'],
    ['a surname', { surname: 'Erikssen' }, 'surname would be ERIKSSON'],
    ['given names', { givenNames: 'Anne Maria' }, 'givenNames would be ANNA MARIA'],
  ])('differ from a zone with %s that was altered', (_, changes, expected) => {
    const told = facts(PAGE, changes);
    expect(told).toContain(expected);
    expect(told.filter((fact) => fact.includes('would be'))).toEqual([expected]);
  });

  it('that are not there, or not readable, are passed over', () => {
    expect(facts([])).toEqual([]);
    expect(facts(['|~ == ::', 'REPUBLIC OF UTOPIA', 'ER~I KS 0N'])).toEqual([]);
    // A date that differs in more than two characters is another fact of the page.
    expect(facts(['16 APR/AVR 2021', '03 JAN/JAN 2019'])).toEqual([]);
    // The day of issue alone, ten years before that of expiry.
    expect(facts(['15 APR/AVR 2021'])).toEqual([]);
    // What was not read well is likelier misread than altered.
    expect(facts(['L898902C8'])).toEqual(['documentNumber would be L898902C8']);
    expect(facts(['~L898902C8', 'ANNE ~MARIA'])).toEqual([]);
    expect(facts(['X'], { surname: 'Ng' })).toEqual([]);
  });

  it('forgive what readers of print confuse, and how States write letters', () => {
    expect(facts(['Number: [L8989O2C3]'])).toEqual(['documentNumber is L8989O2C3']);
    expect(facts(['LB98902 C3'])).toEqual(['documentNumber is LB98902 C3']);
    expect(facts(['SORENSEN'], { surname: 'Sørensen' })).toEqual(['surname is SORENSEN']);
    expect(facts(['Åke'], { givenNames: 'Åke' })).toEqual(['givenNames is Åke']);
    expect(facts(['MÜLLER'], { surname: 'Müller' })).toEqual(['surname is MÜLLER']);
  });

  it('are as sure as the least sure of their words', () => {
    const [name] = findFacts(linesOf('ANNA ~MARIA'), zone());
    expect(name).toEqual({ about: 'givenNames', text: 'ANNA MARIA', confidence: 0.4, agrees: true });
  });

  it('of a visa are not its number, which may be the passport’s', () => {
    expect(facts(['L898902C9'], { format: 'MRV-A', documentCode: 'V' } as Partial<ZoneDetails>)).toEqual([]);
  });
});
