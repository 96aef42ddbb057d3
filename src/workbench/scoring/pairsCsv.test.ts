import { existsSync, readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { parsePairsCsv } from './pairsCsv.js';

const LFW_DEV = new URL('../../../../shared/data/lfw-dev/pairs.csv', import.meta.url);
const invalid = (message: string) => expect.objectContaining({ code: 'pairs_invalid', message });

describe('pairs.csv', () => {
  it('lists pairs in order', () => {
    expect(parsePairsCsv('mated,reference,probe\n1,A/1.jpg,A/2.jpg\n0,A/1.jpg,B/1.jpg\n')).toEqual([
      { mated: true, reference: 'A/1.jpg', probe: 'A/2.jpg' },
      { mated: false, reference: 'A/1.jpg', probe: 'B/1.jpg' },
    ]);
  });

  it('may come from a spreadsheet: a mark at its start, other line ends, commas and quotes in names', () => {
    const text = '\uFEFFmated,reference,probe\r\n1,"A, ""the"" B/1.jpg",C.jpg\r\n\r\n';
    expect(parsePairsCsv(text)).toEqual([{ mated: true, reference: 'A, "the" B/1.jpg', probe: 'C.jpg' }]);
  });

  it('may say how pairs were chosen: of mated ones that is nothing', () => {
    const text = 'mated,reference,probe,kind\n1,A,B,\n0,A,C,random\n0,B,C,look-alike\n';
    expect(parsePairsCsv(text).map(({ kind }) => kind)).toEqual([undefined, 'random', 'look-alike']);
    expect(parsePairsCsv('mated,reference,probe,kind\n0,A,C,\n0,B,C,\n')).toHaveLength(2);
  });

  it.skipIf(!existsSync(LFW_DEV))('reads that of lfw-dev (needs ../shared/data)', () => {
    const text = readFileSync(LFW_DEV, 'utf8');
    const pairs = parsePairsCsv(text);
    expect(pairs).toHaveLength(text.trim().split('\n').length - 1);
    for (const { mated, reference, probe } of pairs) {
      expect(reference.split('/')[0] === probe.split('/')[0]).toBe(mated);
    }
  });

  it.each([
    ['', 'pairs, line 1: the columns must be mated,reference,probe, got nothing'],
    [
      'reference,probe,mated\nA,B,1',
      'pairs, line 1: the columns must be mated,reference,probe, got reference,probe,mated',
    ],
    ['mated,reference,probe\n', 'pairs, line 1: no pair follows'],
    ['mated,reference,probe\n1,A,B\nyes,A,C', 'pairs, line 3: mated must be 0 or 1, got yes'],
    ['mated,reference,probe\n\n\n1,A,', 'pairs, line 4: a path is empty'],
    ['mated,reference,probe\n1,A,A', 'pairs, line 2: A is compared with itself'],
    ['mated,reference,probe\n1,A,B\n0,C,D\n1,B,A', 'pairs, line 4: the pair was there before, in line 2'],
    [
      'mated,reference,probe,kind\n1,A,B,\n0,A,C,random\n\n0,B,C,',
      'pairs, line 5: a non-mated pair without a kind: others have one (random, if it was drawn by chance)',
    ],
    ['mated,reference,probe\n1,A,B\n1,A', 'pairs: Invalid Record Length: expect 3, got 2 on line 3'],
    [
      'mated,reference,probe\n1,A,"B',
      'pairs: Quote Not Closed: the parsing is finished with an opening quote at line 2',
    ],
  ])('%j is refused', (text, message) => {
    expect(() => parsePairsCsv(text)).toThrow(invalid(message));
  });
});
