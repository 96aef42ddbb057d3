// The zones that Doc 9303 (8th edition) itself prints, and people to make others of.

import fc from 'fast-check';
import type { ZoneDetails } from './compose.js';
import { isRealDate } from './dates.js';
import type { ZoneFormatName } from './formats.js';

export const TODAY = '2026-11-28';

/** Each under the part and appendix that prints it. */
export const PUBLISHED = {
  'Doc 9303-5, appendix B (TD1)': [
    'I<UTOD231458907<<<<<<<<<<<<<<<',
    '7408122F1204159UTO<<<<<<<<<<<6',
    'ERIKSSON<<ANNA<MARIA<<<<<<<<<<',
  ],
  'Doc 9303-6, appendix B (TD2)': [
    'I<UTOERIKSSON<<ANNA<MARIA<<<<<<<<<<<',
    'D231458907UTO7408122F1204159<<<<<<<6',
  ],
  'Doc 9303-4, appendix B (TD3)': [
    'P<UTOERIKSSON<<ANNA<MARIA<<<<<<<<<<<<<<<<<<<',
    'L898902C36UTO7408122F1204159ZE184226B<<<<<10',
  ],
  'Doc 9303-7, appendix B (MRV-A)': [
    'V<UTOERIKSSON<<ANNA<MARIA<<<<<<<<<<<<<<<<<<<',
    'L8988901C4XXX4009078F96121096ZE184226B<<<<<<',
  ],
  'Doc 9303-7, appendix B (MRV-B)': [
    'V<UTOERIKSSON<<ANNA<MARIA<<<<<<<<<<<',
    'L8988901C4XXX4009078F9612109<<<<<<<<',
  ],
  'Doc 9303-11, appendix D.2 (TD1, a long document number)': [
    'I<UTOD23145890<7349<<<<<<<<<<<',
    '3407127M9507122UTO<<<<<<<<<<<2',
    'STEVENSON<<PETER<JOHN<<<<<<<<<',
  ],
  'Doc 9303-11, appendix D.2 (TD2, a long document number)': [
    'I<UTOSTEVENSON<<PETER<JOHN<<<<<<<<<<',
    'D23145890<UTO3407127M95071227349<<<8',
  ],
} as const;

/** Anna Maria Eriksson's passport, to change a detail of. */
export const ANNA: ZoneDetails = {
  format: 'TD3',
  documentCode: 'P',
  issuingState: 'UTO',
  surname: 'Eriksson',
  givenNames: 'Anna Maria',
  documentNumber: 'L898902C3',
  nationality: 'UTO',
  birthDate: '1974-08-12',
  sex: 'F',
  expiryDate: '2012-04-15',
  optionalData: 'ZE184226B',
};

const CODES: Readonly<Record<ZoneFormatName, readonly string[]>> = {
  TD1: ['I', 'ID', 'A', 'CA', 'AC'],
  TD2: ['I', 'ID', 'A', 'CA'],
  TD3: ['P', 'PP', 'PD'],
  'MRV-A': ['V', 'VA'],
  'MRV-B': ['V', 'VA'],
};

const characters = (least: number, most: number) =>
  fc
    .array(fc.constantFrom(...'0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ'), { minLength: least, maxLength: most })
    .map((all) => all.join(''));
const name = (least: number) =>
  fc
    .array(fc.stringMatching(/^[A-Z]{1,12}$/), { minLength: least, maxLength: 4 })
    .map((all) => all.join(' '));
const day = (from: number, to: number) =>
  fc
    .tuple(
      fc.integer({ min: from, max: to }),
      fc.integer({ min: 1, max: 12 }),
      fc.integer({ min: 1, max: 31 }),
    )
    .map(([year, month, date]) =>
      [year, String(month).padStart(2, '0'), String(date).padStart(2, '0')].join('-'),
    )
    .filter(isRealDate);

/** Details that every format can hold, as read on TODAY. */
export const anyDetails: fc.Arbitrary<ZoneDetails> = fc
  .constantFrom(...(Object.keys(CODES) as ZoneFormatName[]))
  .chain((format) =>
    fc.record({
      format: fc.constant(format),
      documentCode: fc.constantFrom(...CODES[format]),
      issuingState: fc.constantFrom('UTO', 'D', 'FRA', 'XOM', 'RKS'),
      surname: name(1),
      givenNames: name(0),
      documentNumber: characters(1, format === 'TD1' ? 22 : format === 'TD2' ? 14 : 9),
      nationality: fc.constantFrom('UTO', 'D', 'XXA', 'UNO', 'GBR'),
      birthDate: fc.oneof(
        day(1927, 2026).filter((date) => date <= TODAY),
        fc.constantFrom('1974-XX-XX', '1974-08-XX', 'XXXX-XX-XX'),
      ),
      sex: fc.constantFrom('M', 'F', 'X'),
      expiryDate: day(2026, 2036),
      optionalData: format === 'TD3' || format.startsWith('MRV') ? characters(0, 8) : fc.constant(''),
      optionalData2: format === 'TD1' ? characters(0, 11) : fc.constant(''),
    }),
  );
