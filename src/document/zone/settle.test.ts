import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { LikenessError } from '../../errors.js';
import { checkDigit, ZONE_ALPHABET } from './checkDigit.js';
import { composeZone, type ZoneDetails } from './compose.js';
import { ZONE_FORMATS } from './formats.js';
import { type Sighting, settleZone } from './settle.js';
import { ANNA, anyDetails, PUBLISHED, TODAY } from './zone.fixture.js';

type Seen = Readonly<Record<string, number>>;

const sighting = (seen: Seen): Sighting => ({
  candidates: Object.entries(seen)
    .map(([character, probability]) => ({ character, probability }))
    .sort((a, b) => b.probability - a.probability),
});
/** A reader who sees all rightly, with this probability, but for what is said by row and column. */
const see = (lines: readonly string[], otherwise: Readonly<Record<string, Seen>> = {}, sure = 0.99999) =>
  lines.map((line, row) =>
    [...line].map((character, column) => sighting(otherwise[`${row},${column}`] ?? { [character]: sure })),
  );
const settle = (lines: readonly string[], otherwise: Readonly<Record<string, Seen>> = {}, sure?: number) =>
  settleZone(see(lines, otherwise, sure), { today: TODAY });

const PASSPORT = PUBLISHED['Doc 9303-4, appendix B (TD3)'];
const IDENTITY = PUBLISHED['Doc 9303-5, appendix B (TD1)'];
const VISA = PUBLISHED['Doc 9303-7, appendix B (MRV-B)'];
const passport = (changes: Partial<ZoneDetails>) => composeZone({ ...ANNA, ...changes });

describe('a zone that was seen well', () => {
  it.each(Object.entries(PUBLISHED))('%s', (_, lines) => {
    const settled = settle(lines);
    expect(settled).toMatchObject({
      status: 'read',
      corrections: [],
      doubtful: [],
      zone: { lines, valid: true },
    });
    expect(settled.consistent).toBeGreaterThan(0.999);
    expect(Math.min(...settled.confidence.flat())).toBeGreaterThan(0.999);
    expect(settled.confidence.map(({ length }) => length)).toEqual(lines.map(({ length }) => length));
  });
});

describe('what the format alone decides', () => {
  it('a place for digits holds none but digits, one for letters none but letters', () => {
    const settled = settle(PASSPORT, { '1,13': { T: 0.6, 7: 0.399 }, '0,7': { 1: 0.7, I: 0.2999 } });
    expect(settled).toMatchObject({ status: 'read', zone: { lines: PASSPORT } });
    expect(settled.corrections).toMatchObject([
      { row: 0, column: 7, from: '1', to: 'I', proof: 'alphabet' },
      { row: 1, column: 13, from: 'T', to: '7', proof: 'alphabet' },
    ]);
  });
  it('what the reader is sure of stays, though the format has no place for it', () => {
    const settled = settle(PASSPORT, { '0,8': { 1: 1 } });
    expect(settled).toMatchObject({ status: 'doubtful', corrections: [] });
    expect(settled.zone.names.surname).toBe('ERI1SSON');
  });
});

describe('what check digits prove', () => {
  it.each([
    ['O', '0', 5],
    ['Q', '0', 5],
    ['D', '0', 5],
    ['B', '8', 1],
    ['I', '1', 3],
    ['S', '5', 4],
    ['Z', '2', 6],
  ])('%s for %s in the number', (from, to, column) => {
    const number = `L8${to === '8' ? '9' : '7'}${to === '1' ? '1' : '9'}${to === '5' ? '5' : '9'}02C3`;
    const lines = passport({ documentNumber: number });
    expect(lines[1][column]).toBe(to);
    const settled = settle(lines, { [`1,${column}`]: { [from]: 0.7, [to]: 0.29999 } });
    expect(settled).toMatchObject({ status: 'read', zone: { documentNumber: number, valid: true } });
    expect(settled.corrections).toMatchObject([
      { row: 1, column, from, to, proof: ['documentNumber', 'composite'] },
    ]);
    expect(settled.corrections[0].posterior).toBeGreaterThan(0.999);
  });

  it('a misread check digit', () => {
    const settled = settle(PASSPORT, { '1,9': { 5: 0.6, 6: 0.39 } });
    expect(settled).toMatchObject({ status: 'read', zone: { lines: PASSPORT } });
    expect(settled.corrections).toMatchObject([{ column: 9, from: '5', to: '6' }]);
  });

  it('two misread characters of two fields', () => {
    const settled = settle(PASSPORT, { '1,5': { O: 0.7, 0: 0.29999 }, '1,21': { 2: 0.6, 1: 0.39999 } });
    expect(settled).toMatchObject({ status: 'read', zone: { lines: PASSPORT } });
    expect(settled.corrections.map(({ proof }) => proof)).toEqual([
      ['documentNumber', 'composite'],
      ['expiryDate', 'composite'],
    ]);
  });

  it('optional data of a card, by the composite alone', () => {
    const lines = composeZone({
      ...{ ...ANNA, format: 'TD1', documentCode: 'I', documentNumber: 'D23145890', optionalData: '' },
      optionalData2: 'B0815',
    });
    const settled = settle(lines, { '1,19': { O: 0.6, 0: 0.399 } });
    expect(settled).toMatchObject({ status: 'read', zone: { optionalData2: 'B0815' } });
    expect(settled.corrections).toMatchObject([{ from: 'O', to: '0', proof: ['composite'] }]);
  });

  it.each([
    ['TD1', 'Doc 9303-11, appendix D.2 (TD1, a long document number)', '0,16'],
    ['TD2', 'Doc 9303-11, appendix D.2 (TD2, a long document number)', '1,29'],
  ] as const)('the rest of a long document number, in %s', (_, source, place) => {
    const settled = settle(PUBLISHED[source], { [place]: { S: 0.6, 3: 0.399 } });
    expect(settled).toMatchObject({ status: 'read', zone: { documentNumber: 'D23145890734' } });
    expect(settled.corrections).toMatchObject([
      { from: 'S', to: '3', proof: ['documentNumber', 'composite'] },
    ]);
  });

  it('is what the posterior of all texts says, counted one by one', () => {
    // Two candidates at five places of a visa's number and three of its check digit: 96 texts, no others to speak of.
    const places = {
      '1,0': ['L', 'I'],
      '1,1': ['8', 'B'],
      '1,2': ['9', '3'],
      '1,4': ['8', 'B'],
      '1,7': ['1', 'I'],
    };
    const digits: Seen = { 4: 0.5, 1: 0.3, 7: 0.2 - 1e-9 };
    const otherwise = Object.fromEntries(
      Object.entries(places).map(([place, [a, b]]) => [place, { [a]: 0.6, [b]: 0.4 - 1e-9 }]),
    );
    const settled = settle(VISA, { ...otherwise, '1,9': digits }, 1);
    const weights = new Map<string, number>();
    let total = 0;
    const visit = (text: string, weight: number): void => {
      const place = text.length;
      if (place < 9) {
        const pair = (places as Record<string, string[]>)[`1,${place}`] ?? [VISA[1][place]];
        for (const [i, c] of pair.entries())
          visit(text + c, weight * (pair.length === 1 ? 1 : i === 0 ? 0.6 : 0.4));
        return;
      }
      for (const [digit, belief] of Object.entries(digits)) {
        const factor = checkDigit(text) === digit ? 10 * 0.999 : (10 / 9) * 0.001;
        const all = weight * belief * factor;
        total += all;
        for (const [i, c] of [...text, digit].entries())
          weights.set(`${i}${c}`, (weights.get(`${i}${c}`) ?? 0) + all);
      }
    };
    visit('', 1);
    for (const column of [0, 1, 2, 4, 7, 9]) {
      const character = settled.zone.lines[1][column];
      expect(settled.confidence[1][column]).toBeCloseTo(weights.get(`${column}${character}`)! / total, 3);
    }
  });
});

describe('what check digits do not prove', () => {
  it('G for 6: both count alike, so the reader alone decides, and not for long', () => {
    const lines = passport({ documentNumber: 'A6' });
    const settled = settle(lines, { '1,1': { G: 0.6, 6: 0.39 } });
    expect(settled).toMatchObject({
      status: 'doubtful',
      corrections: [],
      zone: { documentNumber: 'AG', valid: true },
    });
    expect(settled.doubtful).toMatchObject([{ row: 1, column: 1, why: 'unsure' }]);
  });

  it('two replacements that both pass, one hardly likelier than the other', () => {
    // 8 for B, or 5 for 2 under another weight: each mends number and composite.
    const lines = passport({ documentNumber: 'L898902C3' });
    const settled = settle(lines, {
      '1,1': { B: 0.6, 8: 0.2, R: 0.01, 6: 0.19 },
      '1,2': { 9: 0.6, 6: 0.39 },
    });
    expect(settled.status).not.toBe('read');
    expect(settled.doubtful.length).toBeGreaterThan(0);
  });

  it('a character whose second candidate is wrong too', () => {
    const settled = settle(PASSPORT, { '1,4': { B: 0.6, 8: 0.39999 } });
    expect(settled).toMatchObject({ status: 'failed', corrections: [] });
    // Somewhere in the number something else was misread: nobody can say where.
    expect(settled.doubtful.map(({ column }) => column)).toEqual([0, 1, 2, 3, 4, 5, 6, 7, 8]);
    expect(settled.consistent).toBeGreaterThan(0.99);
  });

  it('names: a doubtful letter stays doubtful', () => {
    const settled = settle(PASSPORT, { '0,6': { R: 0.7, P: 0.29 } });
    expect(settled).toMatchObject({
      status: 'doubtful',
      corrections: [],
      zone: { names: { surname: 'ERIKSSON' } },
    });
    expect(settled.doubtful).toMatchObject([{ row: 0, column: 6, why: 'unsure' }]);
  });

  it('codes of no State: doubtful as a whole, though a near one is of the list', () => {
    const settled = settle(PASSPORT, { '0,4': { Q: 0.995, O: 0.0049 } });
    expect(settled).toMatchObject({
      status: 'doubtful',
      corrections: [],
      zone: { issuingState: { code: 'UTQ' } },
    });
    expect(settled.doubtful.map(({ column, why }) => `${column} ${why}`)).toEqual([
      '2 state',
      '3 state',
      '4 state',
    ]);
  });

  it('a document whose composite is misprinted is not mended when it is read surely', () => {
    const wrong = [PASSPORT[0], `${PASSPORT[1].slice(0, 43)}7`];
    const settled = settle(wrong, {}, 1);
    expect(settled).toMatchObject({ status: 'failed', corrections: [], zone: { lines: wrong } });
    expect(settled.consistent).toBeLessThan(0.1);
  });

  it('a forged date of birth whose check digit was forgotten is read as printed', () => {
    const forged = [PASSPORT[0], PASSPORT[1].replace('7408122', '8408122')];
    const settled = settle(forged, {}, 1);
    expect(settled).toMatchObject({
      status: 'failed',
      corrections: [],
      zone: { birthDate: { value: '1984-08-12' } },
    });
  });

  it('nothing seen at all', () => {
    const settled = settleZone(
      see(PASSPORT).map((line) => line.map(() => ({ candidates: [] }))),
      { today: TODAY },
    );
    expect(settled.status).not.toBe('read');
    // All places but the first, where a passport can have a P alone.
    expect(settled.doubtful.length).toBe(87);
  });
});

describe('a changed character that a check digit covers', () => {
  const covered = ({ format }: ZoneDetails) =>
    ZONE_FORMATS[format].checks
      .flatMap(({ covers }) => covers)
      .flatMap(({ row, from, to }) =>
        Array.from({ length: to - from }, (_, i) => ({ row, column: from + i })),
      );
  const value = (c: string) => Number(checkDigit(`<<${c}`));

  it('never makes a zone that counts as read and is wrong, however the reader ranks it', () => {
    const other = fc.constantFrom(...ZONE_ALPHABET);
    fc.assert(
      fc.property(
        anyDetails,
        fc.nat(),
        other,
        fc.double({ min: 0.5, max: 1, noNaN: true }),
        (details, n, wrong, p) => {
          const lines = composeZone(details);
          const { row, column } = covered(details)[n % covered(details).length];
          const truth = lines[row][column];
          fc.pre(value(wrong) !== value(truth));
          const settled = settle(lines, { [`${row},${column}`]: { [wrong]: p, [truth]: (1 - p) * 0.99 } });
          if (settled.status === 'read') expect(settled.zone.lines).toEqual(lines);
          for (const { row: r, column: c, to } of settled.corrections) expect(to).toBe(lines[r][c]);
        },
      ),
      { numRuns: 60 },
    );
  });

  it('is mended wherever the reader has the truth second and is sharp elsewhere', () => {
    fc.assert(
      fc.property(
        anyDetails,
        fc.nat(),
        fc.constantFrom('O0', 'I1', 'B8', 'S5', 'Z2'),
        (details, n, [letter, digit]) => {
          const lines = composeZone(details);
          const places = covered(details).filter(({ row, column }) =>
            [letter, digit].includes(lines[row][column]),
          );
          fc.pre(places.length > 0);
          const { row, column } = places[n % places.length];
          const truth = lines[row][column];
          const wrong = truth === letter ? digit : letter;
          const settled = settle(
            lines,
            { [`${row},${column}`]: { [wrong]: 0.6, [truth]: 0.3999 } },
            0.999999,
          );
          expect(settled.zone.lines).toEqual(lines);
          expect(settled.zone.valid).toBe(true);
        },
      ),
      { numRuns: 40 },
    );
  });
});

describe('what is no sighting', () => {
  it.each([
    null,
    7,
    [7],
    [[null]],
    [[{ candidates: 'A' }]],
    [[{ candidates: [null] }]],
    [[{ candidates: [{ character: 1, probability: 0.5 }] }]],
    [[{ candidates: [{ character: 'A', probability: Number.NaN }] }]],
    [[{ candidates: [{ character: 'A', probability: -0.1 }] }]],
    [
      [
        {
          candidates: [
            { character: 'A', probability: 0.7 },
            { character: 'B', probability: 0.4 },
          ],
        },
      ],
    ],
  ])('%j', (sightings) => {
    expect(() => settleZone(sightings as Sighting[][], { today: TODAY })).toThrow(
      expect.objectContaining({ code: 'zone_sightings_invalid' }),
    );
  });
  it('of no shape', () => {
    for (const lines of [[], [''], ['P<UTO'], [...PASSPORT, ...PASSPORT], [IDENTITY[0], PASSPORT[1]]])
      expect(() => settle(lines)).toThrow(expect.objectContaining({ code: 'zone_shape_unknown' }));
  });
  it('characters that no zone has count for nothing', () => {
    const settled = settle(VISA, { '1,0': { l: 0.6, L: 0.39 } });
    expect(settled.zone.documentNumber).toBe('L8988901C');
  });
  it('anything else is settled or refused by code, never a crash', () => {
    const seen = fc.array(
      fc.record({
        character: fc.constantFrom(...ZONE_ALPHABET, 'é', ''),
        probability: fc.double({ min: 0, max: 0.3, noNaN: true }),
      }),
      { maxLength: 4 },
    );
    const shapes = fc.constantFrom([3, 30], [2, 36], [2, 44], [2, 5]);
    const zones = shapes.chain(([rows, columns]) => {
      const line = fc.array(
        seen.map((candidates) => ({ candidates })),
        { minLength: columns, maxLength: columns },
      );
      return fc.array(line, { minLength: rows, maxLength: rows });
    });
    fc.assert(
      fc.property(zones, (sightings) => {
        try {
          const settled = settleZone(sightings, { today: TODAY });
          expect(['read', 'doubtful', 'failed']).toContain(settled.status);
          for (const confidence of settled.confidence.flat())
            expect(confidence > 0 && confidence <= 1 + 1e-9).toBe(true);
          expect(settled.consistent >= 0 && settled.consistent <= 1 + 1e-9).toBe(true);
        } catch (error) {
          if (!(error instanceof LikenessError)) throw error;
          expect(error.code).toMatch(/^zone_(sightings_invalid|shape_unknown)$/);
        }
      }),
      { numRuns: 25 },
    );
  });
});
