import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { composeZone, type ZoneDetails } from './compose.js';
import { parseZone } from './parse.js';
import { ANNA, anyDetails, PUBLISHED, TODAY } from './zone.fixture.js';

const compose = (changes: Partial<ZoneDetails>) => composeZone({ ...ANNA, ...changes });
const card = { documentCode: 'I', documentNumber: 'D23145890', optionalData: '' } as const;
const visa = { documentCode: 'V', documentNumber: 'L8988901C', nationality: 'XXX' } as const;
const visaDays = { birthDate: '1940-09-07', expiryDate: '1996-12-10' } as const;
const peter = { surname: 'Stevenson', givenNames: 'Peter John', sex: 'M' } as const;
const peterDays = { birthDate: '1934-07-12', expiryDate: '1995-07-12' } as const;
const long = { ...card, documentNumber: 'D23145890734', ...peter, ...peterDays };

describe('composing a zone', () => {
  it.each([
    ['Doc 9303-5, appendix B (TD1)', { ...card, format: 'TD1' }],
    ['Doc 9303-6, appendix B (TD2)', { ...card, format: 'TD2' }],
    ['Doc 9303-4, appendix B (TD3)', {}],
    ['Doc 9303-7, appendix B (MRV-A)', { ...visa, ...visaDays, format: 'MRV-A', optionalData: '6ZE184226B' }],
    ['Doc 9303-7, appendix B (MRV-B)', { ...visa, ...visaDays, format: 'MRV-B', optionalData: '' }],
    ['Doc 9303-11, appendix D.2 (TD1, a long document number)', { ...long, format: 'TD1' }],
    ['Doc 9303-11, appendix D.2 (TD2, a long document number)', { ...long, format: 'TD2' }],
  ] as const)('gives the lines of %s', (source, details) => {
    expect(compose(details)).toEqual(PUBLISHED[source]);
  });

  it('gives the lower lines of Doc 9303-3, appendix A, examples 3 and 5, but for their old code YTO', () => {
    const facts = { ...peter, documentNumber: 'HA672242', birthDate: '1958-02-25', expiryDate: '1996-01-08' };
    // The example has 0 for the check digit of an unused personal number; the standard allows either.
    expect(compose({ ...facts, optionalData: '' })[1]).toBe('HA672242<6UTO5802254M9601086<<<<<<<<<<<<<<<8');
    expect(compose({ ...facts, format: 'TD2', documentCode: 'I', optionalData: '' })[1]).toBe(
      'HA672242<6UTO5802254M9601086<<<<<<<8',
    );
  });

  it('writes national letters, names that are too long, and dates partly unknown', () => {
    expect(compose({ surname: 'Müller-Lüdenscheidt', givenNames: "Jo'Ann Þóra" })[0]).toBe(
      'P<UTOMUELLER<LUEDENSCHEIDT<<JOANN<THORA<<<<<',
    );
    expect(compose({ surname: 'Núñez', spelling: { latin: 'marked' } })[0]).toMatch(/^P<UTONUNXXEZ<</);
    expect(compose({ birthDate: '1974-XX-XX' })[1].slice(13, 20)).toBe(
      '74<<<<0'.replace('0', String((7 * 7 + 3 * 4) % 10)),
    );
    expect(compose({ documentNumber: 'ab 12-3' })[1].slice(0, 9)).toBe('AB<12<3<<');
  });

  it('is read again as it was meant, whoever the holder and whatever the format', () => {
    fc.assert(
      fc.property(anyDetails, (details) => {
        const zone = parseZone(composeZone(details), { today: TODAY });
        expect(zone).toMatchObject({
          format: details.format,
          documentCode: details.documentCode,
          issuingState: { code: details.issuingState },
          nationality: { code: details.nationality },
          documentNumber: details.documentNumber,
          birthDate: { value: details.birthDate },
          expiryDate: { value: details.expiryDate },
          sex: details.sex,
          optionalData: details.optionalData,
          optionalData2: details.optionalData2,
          valid: true,
          problems: [],
        });
        if (!zone.names.truncated)
          expect(zone.names).toMatchObject({ surname: details.surname, givenNames: details.givenNames });
      }),
      { numRuns: 150 },
    );
  });

  it.each([
    [{ format: 'TD4' }],
    [{ documentCode: '' }],
    [{ documentCode: 'PPP' }],
    [{ documentCode: 'I' }],
    [{ documentCode: 'P1' }],
    [{ format: 'TD1', documentCode: 'IV' }],
    [{ format: 'TD1', documentCode: 'AI' }],
    [{ format: 'TD2', documentCode: 'AC' }],
    [{ issuingState: 'ZZZ' }],
    [{ nationality: 'uto' }],
    [{ nationality: 'toString' }],
    [{ surname: '' }],
    [{ surname: "'" }],
    [{ documentNumber: '' }],
    [{ documentNumber: 'L898902C34' }], // a passport's number has nine characters
    [{ format: 'TD2', documentCode: 'I', documentNumber: '123456789012345', optionalData: '' }],
    [{ format: 'TD1', documentCode: 'I', documentNumber: '1234567891 2', optionalData: '' }],
    [{ documentNumber: 'Ä1' }],
    [{ birthDate: '1974-02-30' }],
    [{ birthDate: '74-08-12' }],
    [{ birthDate: '1974-13-XX' }],
    [{ expiryDate: '2012-XX-XX' }], // 4.8 lets a date of birth be unknown, not an expiry
    [{ sex: '<' }],
    [{ optionalData: 'A'.repeat(15) }],
    [{ optionalData2: 'A' }], // TD1 alone has it
    [{ format: 'TD2', documentCode: 'I', documentNumber: '1234567890', optionalData: 'ABCDE' }],
    [{ surname: undefined }],
    [{ documentNumber: 7 }],
    [{ birthDate: null }],
  ])('refuses %j', (changes) => {
    expect(() => compose(changes as Partial<ZoneDetails>)).toThrow(
      expect.objectContaining({ code: 'zone_details_invalid' }),
    );
  });

  it('refuses a name in a script without a table', () => {
    expect(() => compose({ givenNames: '花子' })).toThrow(
      expect.objectContaining({ code: 'zone_transliteration_missing' }),
    );
  });
});
