// The standard pairs of Labeled Faces in the Wild: `pairs.txt`, View 2 (Huang et al., 2007; format as in the README of
// http://vis-www.cs.umass.edu/lfw/). Tabs between fields:
//   10	300                                       folds, and pairs of each kind in a fold
//   Abel_Pacheco	1	4                          300 lines: pictures 1 and 4 of one person
//   Abdel_Madi_Shabneh	1	Dean_Barker	1        300 lines: pictures of two persons; and so on for each fold

import { LikenessError } from '../../errors.js';
import type { PicturePair } from './pairsCsv.js';

/**
 * The pairs fold by fold, mated ones first; pictures as `Abel_Pacheco/Abel_Pacheco_0001.jpg`.
 * @throws `pairs_invalid`, naming the line
 */
export function parseLfwPairs(text: string): PicturePair[][] {
  const lines = text
    .replace(/^\uFEFF/, '')
    .trimEnd()
    .split(/\r?\n/);
  const [folds, each] = parseHeader(lines[0]!);
  const expected = 1 + folds * each * 2;
  if (lines.length !== expected) {
    const got = `line 1 announces ${expected} lines, but there are ${lines.length}`;
    throw refusal(Math.min(lines.length, expected + 1), got);
  }
  return Array.from({ length: folds }, (_, fold) =>
    Array.from({ length: 2 * each }, (_, k) => {
      const index = 1 + fold * each * 2 + k;
      const fields = lines[index]!.split('\t').map((field) => field.trim());
      return k < each ? matedPair(fields, index + 1) : nonMatedPair(fields, index + 1);
    }),
  );
}

function parseHeader(line: string): [folds: number, each: number] {
  const fields = line.split('\t').map((field) => field.trim());
  const [folds, each] = fields.map(Number);
  if (fields.length !== 2 || !fields.every((field) => /^[1-9]\d{0,5}$/.test(field))) {
    throw refusal(
      1,
      `expected folds and pairs of each kind, such as 10 and 300 with a tab between, got “${line}”`,
    );
  }
  return [folds!, each!];
}

function matedPair(fields: readonly string[], line: number): PicturePair {
  if (fields.length !== 3) throw refusal(line, `expected name, picture, picture, got ${listOf(fields)}`);
  const [name, first, second] = fields as [string, string, string];
  const [reference, probe] = [pictureOf(name, first, line), pictureOf(name, second, line)];
  if (reference === probe) throw refusal(line, `picture ${first} of ${name} is compared with itself`);
  return { mated: true, reference, probe };
}

function nonMatedPair(fields: readonly string[], line: number): PicturePair {
  if (fields.length !== 4) {
    throw refusal(line, `expected name, picture, other name, picture, got ${listOf(fields)}`);
  }
  const [name, first, other, second] = fields as [string, string, string, string];
  if (name === other) throw refusal(line, `a non-mated pair is of two persons, but both are ${name}`);
  return { mated: false, reference: pictureOf(name, first, line), probe: pictureOf(other, second, line) };
}

function pictureOf(name: string, number: string, line: number): string {
  if (name === '') throw refusal(line, 'a name is empty');
  if (!/^[1-9]\d{0,3}$/.test(number)) {
    throw refusal(line, `the number of a picture must be from 1 to 9999, got “${number}”`);
  }
  return `${name}/${name}_${number.padStart(4, '0')}.jpg`;
}

const listOf = (fields: readonly string[]): string => `“${fields.join('”, “')}”`;

const refusal = (line: number, why: string): LikenessError =>
  new LikenessError('pairs_invalid', `pairs.txt, line ${line}: ${why}`);
