import fc from 'fast-check';
import { states } from 'mrz';
import { describe, expect, it } from 'vitest';
import { LikenessError } from '../../errors.js';
import { ZONE_ALPHABET } from './checkDigit.js';
import { composeZone, type ZoneDetails } from './compose.js';
import { ZONE_FORMATS } from './formats.js';
import { mrzObjections } from './opinion.js';
import { parseZone } from './parse.js';
import { stateName } from './states.js';
import { ANNA, anyDetails, PUBLISHED, TODAY } from './zone.fixture.js';

const parse = (lines: readonly string[], today = TODAY) => parseZone(lines, { today });
const passport = (changes: Partial<ZoneDetails>) => parse(composeZone({ ...ANNA, ...changes }));
const card = (changes: Partial<ZoneDetails>) => {
  const plain = { format: 'TD1', documentCode: 'I', documentNumber: 'D23145890', optionalData: '' } as const;
  return parse(composeZone({ ...ANNA, ...plain, ...changes }));
};
const [UPPER, LOWER] = PUBLISHED['Doc 9303-4, appendix B (TD3)'];
/** The passport's lower line with characters from a column on replaced. */
const lower = (column: number, text: string) =>
  parse([UPPER, LOWER.slice(0, column) + text + LOWER.slice(column + text.length)]);
const upper = (text: string) => parse([text.padEnd(44, '<'), LOWER]);
const failing = (zone: ReturnType<typeof parse>) =>
  zone.checks.flatMap(({ name, passes }) => (passes ? [] : [name]));
const problems = (zone: ReturnType<typeof parse>) =>
  zone.problems.map(({ field, code }) => `${field} ${code}`);

describe('the zones that Doc 9303 prints', () => {
  const anna = { names: { surname: 'ERIKSSON', givenNames: 'ANNA MARIA', truncated: false }, sex: 'F' };
  const peter = { names: { surname: 'STEVENSON', givenNames: 'PETER JOHN', truncated: false }, sex: 'M' };
  const utopia = { code: 'UTO', name: 'Utopia' };
  const facts: Record<keyof typeof PUBLISHED, object> = {
    'Doc 9303-5, appendix B (TD1)': {
      ...{ ...anna, format: 'TD1', documentCode: 'I', documentNumber: 'D23145890', nationality: utopia },
      ...{ birthDate: { text: '740812', value: '1974-08-12' }, optionalData: '', optionalData2: '' },
    },
    'Doc 9303-6, appendix B (TD2)': {
      ...{ ...anna, format: 'TD2', documentCode: 'I', documentNumber: 'D23145890' },
      ...{ expiryDate: { text: '120415', value: '2012-04-15' } },
    },
    'Doc 9303-4, appendix B (TD3)': {
      ...{ ...anna, format: 'TD3', documentCode: 'P', documentNumber: 'L898902C3', issuingState: utopia },
      ...{ optionalData: 'ZE184226B' },
    },
    'Doc 9303-7, appendix B (MRV-A)': {
      ...{ ...anna, format: 'MRV-A', documentCode: 'V', documentNumber: 'L8988901C' },
      ...{ birthDate: { text: '400907', value: '1940-09-07' }, optionalData: '6ZE184226B' },
    },
    'Doc 9303-7, appendix B (MRV-B)': {
      ...{ ...anna, format: 'MRV-B', documentNumber: 'L8988901C', nationality: { code: 'XXX' } },
      ...{ expiryDate: { text: '961210', value: '1996-12-10' } },
    },
    'Doc 9303-11, appendix D.2 (TD1, a long document number)': {
      ...{ ...peter, documentNumber: 'D23145890734', optionalData: '' },
    },
    'Doc 9303-11, appendix D.2 (TD2, a long document number)': {
      ...{ ...peter, documentNumber: 'D23145890734', optionalData: '' },
    },
  };

  it.each(Object.entries(PUBLISHED))('%s', (source, lines) => {
    const zone = parse(lines);
    expect(zone).toMatchObject({
      ...facts[source as keyof typeof PUBLISHED],
      valid: true,
      problems: [],
      lines,
    });
    expect(zone.checks.map(({ name }) => name)).toEqual(
      zone.format.startsWith('MRV')
        ? ['documentNumber', 'birthDate', 'expiryDate']
        : [
            ...['documentNumber', 'birthDate', 'expiryDate'],
            ...(zone.format === 'TD3' ? ['personalNumber', 'composite'] : ['composite']),
          ],
    );
  });
});

describe('names', () => {
  it('one name only', () => {
    expect(passport({ surname: 'Arkfreith', givenNames: '' }).names).toEqual({
      ...{ surname: 'ARKFREITH', givenNames: '', truncated: false },
    });
  });
  it('one name only, that fills the field: mrz would give it as given names too', () => {
    const zone = upper(`P<UTO${'A'.repeat(39)}`);
    expect(zone.names).toEqual({ surname: 'A'.repeat(39), givenNames: '', truncated: true });
    expect(zone.problems).toEqual([]);
  });
  it('one name only, with just the two fillers after it: mrz would find the given names malformed', () => {
    const zone = upper(`P<UTO${'A'.repeat(37)}<<`);
    expect(zone.names).toEqual({ surname: 'A'.repeat(37), givenNames: '', truncated: false });
    expect(zone.problems).toEqual([]);
  });
  it('a name that just fits is taken for one that was cut (9303-4, 4.2.3.4)', () => {
    expect(upper('P<UTOPAPANDROPOULOUS<<JONATHON<WARREN<TREVOR').names).toEqual({
      ...{ surname: 'PAPANDROPOULOUS', givenNames: 'JONATHON WARREN TREVOR', truncated: true },
    });
  });
  it.each([
    'BENNELONG<WOOLOOMOOLOO<WARRANDYTE<W<<DI', // 9303-4, 4.2.3.3 a
    'BENNELONG<WOOLOOM<WARRAND<WARNAM<<DINGO', // b
    'BENNEL<WOOLOOM<WARRAN<WARNAM<<DINGO<POT', // c, which the standard prints one character too long
  ])('cut: %s', (field) => {
    const zone = upper(`P<UTO${field}`);
    expect(zone.names.truncated).toBe(true);
    expect(zone.names.surname).toMatch(/^BENNEL/);
    expect(zone.problems).toEqual([]);
  });
  it('three given names, hyphens and apostrophes', () => {
    expect(passport({ surname: "O'Connor-Smith", givenNames: 'Ann Bee Cee' }).names).toMatchObject({
      ...{ surname: 'OCONNOR SMITH', givenNames: 'ANN BEE CEE' },
    });
  });
  it('ß and Cyrillic', () => {
    expect(passport({ surname: 'Groß', givenNames: 'Фёдор' }).names).toMatchObject({
      ...{ surname: 'GROSS', givenNames: 'FEDOR' },
    });
  });
  it.each(['P<UTO<<ANNA', 'P<UTO', 'P<UTOERIKSSON<<ANNA<<MARIA', 'P<UTOERIKSSON<<<ANNA'])(
    'malformed: %s',
    (line) => {
      expect(problems(upper(line))).toEqual(['names names_malformed']);
    },
  );
  it('a digit in a name is a problem, and shown', () => {
    const zone = upper('P<UTOERIKSS0N<<ANNA');
    expect(problems(zone)).toEqual(['names character_invalid']);
    expect(zone.problems[0].message).toBe('names has "0" in line 1, place 12, where TD3 allows none.');
    expect(zone.names.surname).toBe('ERIKSS0N');
  });
});

describe('document numbers', () => {
  it.each(['D231458907', 'D23145890734', 'A'.repeat(22)])(
    'TD1: %s goes on in the optional data',
    (documentNumber) => {
      const zone = card({ documentNumber });
      expect(zone).toMatchObject({ documentNumber, optionalData: '', valid: true });
      expect(zone.lines[0][14]).toBe('<');
    },
  );
  it('what follows a long number is optional data', () => {
    expect(card({ documentNumber: 'D23145890734', optionalData: 'XY1' })).toMatchObject({
      ...{ documentNumber: 'D23145890734', optionalData: 'XY1', valid: true },
    });
  });
  it('a long number is counted without the filler; mrz also takes a digit that counts it', () => {
    // With the filler, 600001795<015 counts 0; without it, 2, as on Belgian cards.
    const line = (digit: string) => `IDBEL600001795<015${digit}`.padEnd(30, '<');
    const rest = ['7408122F1204159UTO<<<<<<<<<<<0', PUBLISHED['Doc 9303-5, appendix B (TD1)'][2]];
    expect(failing(parse([line('2'), ...rest]))).not.toContain('documentNumber');
    expect(failing(parse([line('0'), ...rest]))).toContain('documentNumber');
  });
  it('a filler for the check digit without a number that goes on is no check digit', () => {
    const [upperLine, ...rest] = PUBLISHED['Doc 9303-5, appendix B (TD1)'];
    const zone = parse([upperLine.replace('7<', '<<'), ...rest]);
    expect(zone.checks[0]).toMatchObject({
      name: 'documentNumber',
      found: '<',
      expected: '7',
      passes: false,
    });
  });
  it('a filler within is a space, and none at all is a problem', () => {
    expect(passport({ documentNumber: 'AB 1234' }).documentNumber).toBe('AB 1234');
    expect(problems(lower(0, '<<<<<<<<<0'))).toEqual(['documentNumber number_missing']);
  });
});

describe('dates', () => {
  it.each([
    ['1974-XX-XX', '74<<<<'],
    ['1974-08-XX', '7408<<'],
    ['1974-XX-12', '74<<12'],
    ['XXXX-XX-XX', '<<<<<<'],
    ['XXXX-08-12', '<<0812'],
    ['2000-01-01', '000101'],
    ['1926-12-01', '261201'], // 100 years ago: on 28 November 2026 it has not come yet
    ['2026-11-28', '261128'], // born today
    ['2000-02-29', '000229'],
  ])('born %s', (birthDate, text) => {
    expect(passport({ birthDate })).toMatchObject({
      birthDate: { text, value: birthDate },
      valid: true,
      problems: [],
    });
  });
  it('who is older than a hundred is read as a child: two digits cannot tell', () => {
    expect(passport({ birthDate: '1920-05-05' }).birthDate.value).toBe('2020-05-05');
    expect(parse(composeZone({ ...ANNA, birthDate: '1920-05-05' }), '2019-01-01').birthDate.value).toBe(
      '1920-05-05',
    );
  });
  it.each([
    ['2036-11-28', '2036-11-28'],
    ['2076-01-01', '2076-01-01'], // 50 years on
    ['1977-01-01', '1977-01-01'], // 49 years ago
    ['2099-12-31', '1999-12-31'], // a State's "for life": the rule errs, and says so
  ])('expires %s, read as %s', (expiryDate, value) => {
    expect(passport({ expiryDate, birthDate: '1970-01-01' }).expiryDate.value).toBe(value);
  });
  it('no document expires before its holder is born', () => {
    expect(passport({ expiryDate: '2099-12-31', birthDate: '2020-01-01' }).expiryDate.value).toBe(
      '2099-12-31',
    );
  });
  it.each([
    [13, '740231', 'birthDate'],
    [13, '741312', 'birthDate'],
    [13, '740800', 'birthDate'],
    [13, '7<0812', 'birthDate'],
    [13, '740A12', 'birthDate'],
    [21, '120431', 'expiryDate'],
    [21, '<<<<<<', 'expiryDate'],
    [21, '230229', 'expiryDate'],
  ])('from column %i %s is no day: %s', (column, text, field) => {
    const zone = lower(column, text);
    expect(zone).toMatchObject({ [field]: { text, value: null } });
    expect(problems(zone).join()).toMatch(new RegExp(`${field} (date|character)_invalid`));
  });
});

describe('codes and sex', () => {
  it.each([
    ['D', 'Germany'],
    ['UTO', 'Utopia'],
    ['EUE', 'European Union (EU)'],
    ['UNO', 'United Nations Organization or one of its officials'],
    ['XOM', 'Sovereign Military Order of Malta or one of its emissaries'],
    ['RKS', 'Republic of Kosovo'],
    ['XMP', 'Parliamentary Assembly of the Mediterranean'],
    ['GBR', 'United Kingdom of Great Britain and Northern Ireland'],
  ])('%s is %s', (code, name) => {
    expect(passport({ issuingState: code, nationality: code })).toMatchObject({
      ...{ issuingState: { code, name }, nationality: { code, name }, problems: [] },
    });
  });
  it('knows the codes for persons without nationality, and none that is not listed', () => {
    for (const code of ['XXA', 'XXB', 'XXC', 'XXX']) expect(stateName(code)).toBeDefined();
    for (const code of ['', 'ZZZ', 'GER', 'DEU<', 'IAO', 'constructor', '__proto__'])
      expect(stateName(code)).toBeUndefined();
    expect(problems(lower(10, 'ZZZ'))).toEqual(['nationality state_unknown']);
  });
  it('sex unspecified is printed <; a printed X is understood, and a problem', () => {
    expect(passport({ sex: 'X' })).toMatchObject({ sex: 'X', valid: true, problems: [] });
    expect(lower(20, 'X').sex).toBe('X');
    expect(problems(lower(20, 'X'))).toEqual(['sex character_invalid']);
    expect(lower(20, '7').sex).toBeNull();
  });
  it('reserved document codes and those of another format', () => {
    const [line, ...rest] = PUBLISHED['Doc 9303-5, appendix B (TD1)'];
    expect(problems(parse([`AI${line.slice(2)}`, ...rest]))).toEqual(['documentCode code_reserved']);
    expect(problems(parse([`P<${line.slice(2)}`, ...rest]))).toEqual(['documentCode character_invalid']);
    expect(problems(upper('X<UTOERIKSSON<<ANNA'))).toEqual(['documentCode character_invalid']);
  });
});

describe('check digits', () => {
  it('an unused personal number has < or 0', () => {
    expect(passport({ optionalData: '' }).lines[1].slice(42)).toMatch(/^<\d$/);
    const line = composeZone({ ...ANNA, optionalData: '' })[1];
    expect(parse([UPPER, `${line.slice(0, 42)}0${line[43]}`]).valid).toBe(true);
    expect(failing(parse([UPPER, `${line.slice(0, 42)}1${line[43]}`]))).toEqual([
      'personalNumber',
      'composite',
    ]);
  });
  it('a personal number that is used may not have <', () => {
    expect(failing(lower(42, '<'))).toContain('personalNumber');
  });
  it('the composite alone can be wrong', () => {
    const zone = lower(43, '1');
    expect(failing(zone)).toEqual(['composite']);
    expect(zone.checks.at(-1)).toEqual({
      ...{ name: 'composite', found: '1', expected: '0', passes: false, at: { row: 1, column: 43 } },
    });
  });
  it('O for 0 in the number fails the number and the composite', () => {
    expect(failing(lower(5, 'O'))).toEqual(['documentNumber', 'composite']);
  });
  it('two errors that cancel are not noticed, nor is G for 6: so check digits work', () => {
    // One more under weight 7, and one more under weight 3: ten more, in the number as in the composite.
    expect(lower(0, 'M998902C3')).toMatchObject({ documentNumber: 'M998902C3', valid: true });
    const six = composeZone({ ...ANNA, documentNumber: 'A6' });
    expect(parse([six[0], six[1].replace('A6', 'AG')]).valid).toBe(true);
  });
  it('a visa has no composite', () => {
    const [line, second] = PUBLISHED['Doc 9303-7, appendix B (MRV-A)'];
    expect(parse([line, second.slice(0, 43).padEnd(44, '7')])).toMatchObject({ valid: true, problems: [] });
  });
  it('any other character where one covers it is caught, but of the same value modulo 10', () => {
    const characterAt = fc.tuple(fc.nat(), fc.constantFrom(...ZONE_ALPHABET));
    const value = (c: string) => (c === '<' ? 0 : ZONE_ALPHABET.indexOf(c)) % 10;
    fc.assert(
      fc.property(anyDetails, characterAt, (details, [n, other]) => {
        const lines = composeZone(details);
        const { checks } = ZONE_FORMATS[details.format];
        const covered = checks
          .flatMap(({ covers }) => covers)
          .flatMap(({ row, from, to }) =>
            Array.from({ length: to - from }, (_, i) => ({ row, column: from + i })),
          );
        const { row, column } = covered[n % covered.length];
        const was = lines[row][column];
        // A filler begins or ends a long number: then other digits cover other places, and some may agree.
        fc.pre(
          value(was) !== value(other) &&
            (details.documentNumber.length <= 9 || (was !== '<' && other !== '<')),
        );
        const changed = lines.map((line, r) =>
          r === row ? line.slice(0, column) + other + line.slice(column + 1) : line,
        );
        expect(parse(changed).valid).toBe(false);
      }),
      { numRuns: 200 },
    );
  });
});

describe('what is no zone', () => {
  it.each([
    [[]],
    [['P<UTO']],
    [[UPPER]],
    [[UPPER, LOWER, LOWER]],
    [[UPPER, LOWER.slice(1)]],
    [[UPPER.slice(14), LOWER]],
    ['P<UTO'],
    [null],
    [[1, 2]],
  ])('%j has no shape', (lines) => {
    expect(() => parse(lines as string[])).toThrow(expect.objectContaining({ code: 'zone_shape_unknown' }));
  });
  it('a French identity card of 1988 is known for what it is', () => {
    const lines = ['IDFRABERTHIER<<<<<<<<<<<<<<<<<<<<<<<', '8806923102858CORINNE<<<<<<<6512068F6'];
    expect(() => parse(lines)).toThrow(expect.objectContaining({ code: 'zone_format_unsupported' }));
  });
  it('a digit misread at the end of a TD2 name makes no French card of it, as in mrz', () => {
    const [line, second] = PUBLISHED['Doc 9303-6, appendix B (TD2)'];
    const zone = parse([`${line.slice(0, 33)}1${line.slice(34)}`, second]);
    expect(zone).toMatchObject({ format: 'TD2', documentNumber: 'D23145890', valid: true });
    expect(problems(zone)).toEqual(['names character_invalid']);
  });
  it('today must be a day', () => {
    for (const today of ['', '2026-02-30', 'today'])
      expect(() => parse([UPPER, LOWER], today)).toThrow(
        expect.objectContaining({ code: 'zone_details_invalid' }),
      );
  });
  it('anything at all is a zone with its problems, or a typed error', () => {
    const shapes = fc.constantFrom([3, 30], [2, 36], [2, 44], [2, 30], [1, 44]);
    const unit = fc.oneof(
      fc.constantFrom(...ZONE_ALPHABET),
      fc.string({ unit: 'binary', minLength: 1, maxLength: 1 }),
    );
    const lines = shapes.chain(([rows, columns]) =>
      fc.array(
        fc
          .array(unit, { minLength: columns, maxLength: columns })
          .map((all) => all.join('').slice(0, columns)),
        { minLength: rows, maxLength: rows },
      ),
    );
    fc.assert(
      fc.property(fc.oneof(lines, fc.array(fc.string()), fc.anything()), (input) => {
        try {
          const zone = parse(input as string[]);
          expect(zone.lines).toEqual(input);
          for (const { message } of zone.problems) expect(message).toMatch(/\.$/);
        } catch (error) {
          expect(error).toBeInstanceOf(LikenessError);
          expect((error as LikenessError).code).toMatch(/^zone_(shape_unknown|format_unsupported)$/);
        }
      }),
      { numRuns: 200 },
    );
  });
});

describe('beside the library mrz', () => {
  it('agrees on every right zone but for what opinion.ts and states.ts name', () => {
    fc.assert(
      fc.property(anyDetails, (details) => {
        expect([...mrzObjections(ZONE_FORMATS[details.format], composeZone(details))]).toEqual([]);
      }),
    );
  });
  it('names every State as it does, and more', () => {
    for (const code of Object.keys(states)) expect(stateName(code)).toBeDefined();
    expect(Object.hasOwn(states, 'UTO') || Object.hasOwn(states, 'XMP')).toBe(false);
  });
});
